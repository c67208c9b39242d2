-- name: current(group_id, member_id)^
SELECT id, group_id, member_id, question_ids, next_slot, started_ms, topic, exam, ended_ms
FROM practice
WHERE group_id = :group_id AND member_id = :member_id AND ended_ms IS NULL
ORDER BY started_ms DESC, id DESC
LIMIT 1

-- name: get(group_id, practice_id)^
SELECT id, group_id, member_id, question_ids, next_slot, started_ms, topic, exam, ended_ms
FROM practice
WHERE id = :practice_id AND group_id = :group_id

-- name: add(id, group_id, member_id, question_ids, next_slot, started_ms, topic, exam, ended_ms)!
INSERT INTO practice (
    id, group_id, member_id, question_ids, next_slot, started_ms, topic, exam, ended_ms
)
VALUES (
    :id, :group_id, :member_id, :question_ids, :next_slot, :started_ms, :topic, :exam, :ended_ms
)

-- name: advance(practice_id, next_slot)!
UPDATE practice SET next_slot = :next_slot WHERE id = :practice_id

-- name: end_run(practice_id, at_ms)!
UPDATE practice SET ended_ms = :at_ms WHERE id = :practice_id AND ended_ms IS NULL
