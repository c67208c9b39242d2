-- name: file(id, group_id, question_id, revision, member_id, reason, words, at_ms)!
INSERT INTO report (id, group_id, question_id, revision, member_id, reason, words, at_ms)
VALUES (:id, :group_id, :question_id, :revision, :member_id, :reason, :words, :at_ms)
ON CONFLICT (group_id, member_id, question_id) WHERE settled_ms IS NULL DO UPDATE
SET revision = excluded.revision, reason = excluded.reason, words = excluded.words,
    at_ms = excluded.at_ms

-- name: open_of(group_id, member_id, question_id)^
SELECT id, group_id, question_id, revision, member_id, reason, words, at_ms, settled_ms
FROM report
WHERE group_id = :group_id AND member_id = :member_id AND question_id = :question_id
    AND settled_ms IS NULL

-- name: count_of(group_id, member_id)^
SELECT COUNT(*)
FROM report
WHERE group_id = :group_id AND member_id = :member_id AND settled_ms IS NULL

-- name: get(group_id, report_id)^
SELECT id, group_id, question_id, revision, member_id, reason, words, at_ms, settled_ms
FROM report
WHERE id = :report_id AND group_id = :group_id

-- name: withdraw(group_id, member_id, report_id)!
DELETE FROM report
WHERE id = :report_id AND group_id = :group_id AND member_id = :member_id AND settled_ms IS NULL

-- name: settle(group_id, report_id, at_ms)!
UPDATE report
SET settled_ms = :at_ms
WHERE id = :report_id AND group_id = :group_id AND settled_ms IS NULL

-- name: open_in(group_id, most)
SELECT id, group_id, question_id, revision, member_id, reason, words, at_ms, settled_ms
FROM report
WHERE group_id = :group_id AND settled_ms IS NULL
ORDER BY at_ms DESC, id DESC
LIMIT :most

-- name: count_in(group_id)^
SELECT COUNT(*) FROM report WHERE group_id = :group_id AND settled_ms IS NULL

-- name: complaints()
SELECT question_id, revision, reason, words
FROM report
WHERE settled_ms IS NULL
ORDER BY question_id, at_ms, id
