-- name: due(now_ms, most)
SELECT group_id, next_due_ms, local_date
FROM schedule
WHERE next_due_ms <= :now_ms
ORDER BY next_due_ms, group_id
LIMIT :most
{lock_due}

-- name: get(group_id)^
SELECT group_id, next_due_ms, local_date FROM schedule WHERE group_id = :group_id

-- name: put(group_id, next_due_ms, local_date)!
INSERT INTO schedule (group_id, next_due_ms, local_date)
VALUES (:group_id, :next_due_ms, :local_date)
ON CONFLICT (group_id) DO UPDATE
SET next_due_ms = excluded.next_due_ms, local_date = excluded.local_date

-- name: drop_row(group_id)!
DELETE FROM schedule WHERE group_id = :group_id

-- name: overdue(now_ms)^
SELECT COUNT(*) FROM schedule WHERE next_due_ms <= :now_ms
