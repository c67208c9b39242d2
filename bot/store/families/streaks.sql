-- name: get(group_id, member_id)^
SELECT current_run, best_run, last_day
FROM streak
WHERE group_id = :group_id AND member_id = :member_id

-- name: save(group_id, member_id, current_run, best_run, last_day)!
INSERT INTO streak (group_id, member_id, current_run, best_run, last_day)
VALUES (:group_id, :member_id, :current_run, :best_run, :last_day)
ON CONFLICT (group_id, member_id) DO UPDATE
SET current_run = excluded.current_run, best_run = excluded.best_run,
    last_day = excluded.last_day

-- name: of_members(group_id, ids)
SELECT current_run, best_run, last_day, member_id
FROM streak
WHERE group_id = :group_id AND member_id IN ({each_id})
