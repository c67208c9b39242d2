-- name: add(id, group_id, member_id, name, folded_name, exam_day, exam_time, zone, exam, event_home)^
INSERT INTO countdown (
    id, group_id, member_id, name, folded_name, exam_day, exam_time, zone, exam,
    event_home
)
VALUES (
    :id, :group_id, :member_id, :name, :folded_name, :exam_day, :exam_time, :zone, :exam,
    :event_home
)
ON CONFLICT (group_id, member_id, folded_name) DO NOTHING
RETURNING id

-- name: remove(countdown_id)!
DELETE FROM countdown WHERE id = :countdown_id

-- name: of_member(group_id, member_id)
SELECT id, group_id, name, exam_day, exam_time, zone, member_id, exam, event_home
FROM countdown
WHERE group_id = :group_id AND member_id = :member_id
ORDER BY exam_day, exam_time, folded_name

-- name: get(group_id, countdown_id)^
SELECT id, group_id, name, exam_day, exam_time, zone, member_id, exam, event_home
FROM countdown
WHERE id = :countdown_id AND group_id = :group_id

-- name: set_event(countdown_id, event_home)!
UPDATE countdown SET event_home = :event_home WHERE id = :countdown_id
