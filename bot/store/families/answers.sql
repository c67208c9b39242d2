-- name: add(id, group_id, member_id, question_id, revision, topic, chosen, at_ms, local_date, is_first, credit_milli, points, post_id, practice_id, slot)^
INSERT INTO answer (
    id, group_id, member_id, question_id, revision, topic, chosen, at_ms, local_date, is_first,
    credit_milli, points, post_id, practice_id, slot
)
VALUES (
    :id, :group_id, :member_id, :question_id, :revision, :topic, :chosen, :at_ms, :local_date,
    :is_first, :credit_milli, :points, :post_id, :practice_id, :slot
)
ON CONFLICT DO NOTHING
RETURNING id

-- name: of_post(group_id, post_id, member_id)^
SELECT id, group_id, member_id, question_id, revision, topic, chosen, at_ms, local_date, is_first,
    credit_milli, points, post_id, practice_id, slot
FROM answer
WHERE post_id = :post_id AND member_id = :member_id AND group_id = :group_id

-- name: of_slot(group_id, practice_id, slot)^
SELECT id, group_id, member_id, question_id, revision, topic, chosen, at_ms, local_date, is_first,
    credit_milli, points, post_id, practice_id, slot
FROM answer
WHERE practice_id = :practice_id AND slot = :slot AND group_id = :group_id

-- name: of_practice(group_id, practice_id)
SELECT id, group_id, member_id, question_id, revision, topic, chosen, at_ms, local_date, is_first,
    credit_milli, points, post_id, practice_id, slot
FROM answer
WHERE practice_id = :practice_id AND group_id = :group_id
ORDER BY slot

-- name: tally(group_id, post_id)
SELECT chosen, COUNT(*)
FROM answer
WHERE post_id = :post_id AND group_id = :group_id
GROUP BY chosen
ORDER BY COUNT(*) DESC, chosen

-- name: count(group_id, post_id)^
SELECT COUNT(*) FROM answer WHERE post_id = :post_id AND group_id = :group_id

-- name: who(group_id, post_id)
SELECT member_id
FROM answer
WHERE post_id = :post_id AND group_id = :group_id
ORDER BY at_ms, id

-- name: answered_dates(group_id, member_id, since)
-- By way of the posts: their dates are an index, and test posts are left out.
SELECT p.local_date
FROM post AS p
JOIN answer AS a ON a.post_id = p.id AND a.member_id = :member_id
WHERE p.group_id = :group_id AND p.kind = 'daily' AND p.local_date >= :since
    AND a.group_id = :group_id

-- name: seen(group_id, member_id)
SELECT question_id, at_ms, credit_milli
FROM (
    SELECT question_id, at_ms, credit_milli,
        ROW_NUMBER() OVER (PARTITION BY question_id ORDER BY at_ms DESC, id DESC) AS nth
    FROM answer
    WHERE group_id = :group_id AND member_id = :member_id
) AS latest
WHERE nth = 1

-- name: met(group_id, member_id, question_id)^
SELECT 1
FROM answer
WHERE group_id = :group_id AND member_id = :member_id AND question_id = :question_id
LIMIT 1

-- name: practice_points(group_id, member_id, day)^
SELECT CAST(COALESCE(SUM(points), 0) AS BIGINT)
FROM answer
WHERE group_id = :group_id AND member_id = :member_id AND local_date = :day
    AND practice_id IS NOT NULL AND points > 0

-- name: of_question(question_id)
SELECT id, group_id, member_id, question_id, revision, topic, chosen, at_ms, local_date, is_first,
    credit_milli, points, post_id, practice_id, slot
FROM answer
WHERE question_id = :question_id
ORDER BY at_ms, id

-- name: regrade(answer_id, credit_milli, points)!
UPDATE answer SET credit_milli = :credit_milli, points = :points WHERE id = :answer_id

-- name: of_member(group_id, member_id, most)
SELECT id, group_id, member_id, question_id, revision, topic, chosen, at_ms, local_date, is_first,
    credit_milli, points, post_id, practice_id, slot
FROM answer
WHERE group_id = :group_id AND member_id = :member_id
ORDER BY at_ms DESC, id DESC
LIMIT :most
