-- What counts: an answer to a post, or the member's first contact with a question. A point of time
-- counts as `scored` only when points were added.

-- name: add*!
INSERT INTO board (group_id, period, topic, member_id, points, correct, answered, scored_ms)
VALUES (
    :group_id, :period, :topic, :member_id, :points, :correct, :answered, :scored_ms
)
ON CONFLICT (group_id, period, topic, member_id) DO UPDATE
SET points = board.points + excluded.points,
    correct = board.correct + excluded.correct,
    answered = board.answered + excluded.answered,
    scored_ms = CASE
        WHEN excluded.scored_ms > board.scored_ms THEN excluded.scored_ms
        ELSE board.scored_ms
    END

-- name: top(group_id, period, topic, most)
-- As many rows more as there are hidden members always hold enough visible ones: asking that of
-- every row would cost thrice the scan. CROSS: SQLite keeps that order of the tables, and so looks
-- up the chosen few instead of reading every member.
SELECT b.member_id, m.name, b.points, b.correct, b.answered, b.scored_ms, m.hidden
FROM (
    SELECT member_id, points, correct, answered, scored_ms
    FROM board
    WHERE group_id = :group_id AND period = :period AND topic = :topic
    ORDER BY points DESC, CAST(correct AS DOUBLE PRECISION) / answered DESC, scored_ms, member_id
    LIMIT :most + (SELECT COUNT(*) FROM membership WHERE group_id = :group_id AND hidden = 1)
) AS b
CROSS JOIN membership AS m
WHERE m.group_id = :group_id AND m.member_id = b.member_id AND m.hidden = 0
ORDER BY b.points DESC, CAST(b.correct AS DOUBLE PRECISION) / b.answered DESC, b.scored_ms,
    b.member_id
LIMIT :most

-- name: own(group_id, period, topic, member_id)^
SELECT b.member_id, m.name, b.points, b.correct, b.answered, b.scored_ms, m.hidden
FROM board AS b
JOIN membership AS m ON m.group_id = b.group_id AND m.member_id = b.member_id
WHERE b.group_id = :group_id AND b.period = :period AND b.topic = :topic
    AND b.member_id = :member_id

-- name: ahead(group_id, period, topic, points)^
-- Everybody with more points less the hidden ones among them. CROSS, as above: the few hidden
-- members are looked up instead of every row.
SELECT COUNT(*) - (
    SELECT COUNT(*)
    FROM membership AS m
    CROSS JOIN board AS b
    WHERE m.group_id = :group_id AND m.hidden = 1
        AND b.group_id = :group_id AND b.period = :period AND b.topic = :topic
        AND b.member_id = m.member_id AND b.points > :points
)
FROM board
WHERE group_id = :group_id AND period = :period AND topic = :topic AND points > :points

-- name: counted(group_id, since, until, topic)
SELECT a.member_id, m.name, a.points, a.correct, a.answered, a.scored_ms, m.hidden
FROM (
    SELECT member_id,
        CAST(SUM(points) AS BIGINT) AS points,
        CAST(SUM(CASE WHEN credit_milli = 1000 THEN 1 ELSE 0 END) AS BIGINT) AS correct,
        COUNT(*) AS answered,
        MAX(CASE WHEN points > 0 THEN at_ms ELSE 0 END) AS scored_ms
    FROM answer
    WHERE group_id = :group_id AND local_date >= :since AND local_date <= :until
        AND (is_first = 1 OR post_id IS NOT NULL)
        AND (:topic = '' OR topic = :topic)
    GROUP BY member_id
) AS a
JOIN membership AS m ON m.group_id = :group_id AND m.member_id = a.member_id
ORDER BY a.points DESC, CAST(a.correct AS DOUBLE PRECISION) / a.answered DESC, a.scored_ms,
    a.member_id

-- name: topics_of(group_id, member_id)
-- From topic to topic by the primary key: a few seeks instead of a scan of everybody's topics.
WITH RECURSIVE known (topic) AS (
    SELECT MIN(topic) FROM board WHERE group_id = :group_id AND period = 'A' AND topic > ''
    UNION ALL
    SELECT (
        SELECT MIN(b.topic)
        FROM board AS b
        WHERE b.group_id = :group_id AND b.period = 'A' AND b.topic > known.topic
    )
    FROM known
    WHERE known.topic IS NOT NULL
)
SELECT b.topic, b.correct, b.answered
FROM known
CROSS JOIN board AS b
WHERE b.group_id = :group_id AND b.period = 'A' AND b.topic = known.topic
    AND b.member_id = :member_id
ORDER BY b.topic

-- name: clear(group_id)!
DELETE FROM board WHERE group_id = :group_id

-- name: dates(group_id)
SELECT DISTINCT local_date FROM answer WHERE group_id = :group_id

-- name: fill(group_id, period, since, until)!
INSERT INTO board (group_id, period, topic, member_id, points, correct, answered, scored_ms)
SELECT group_id, :period, '', member_id,
    SUM(points),
    SUM(CASE WHEN credit_milli = 1000 THEN 1 ELSE 0 END),
    COUNT(*),
    MAX(CASE WHEN points > 0 THEN at_ms ELSE 0 END)
FROM answer
WHERE group_id = :group_id AND local_date >= :since AND local_date <= :until
    AND (is_first = 1 OR post_id IS NOT NULL)
GROUP BY group_id, member_id

-- name: fill_topics(group_id, period)!
INSERT INTO board (group_id, period, topic, member_id, points, correct, answered, scored_ms)
SELECT group_id, :period, topic, member_id,
    SUM(points),
    SUM(CASE WHEN credit_milli = 1000 THEN 1 ELSE 0 END),
    COUNT(*),
    MAX(CASE WHEN points > 0 THEN at_ms ELSE 0 END)
FROM answer
WHERE group_id = :group_id AND topic <> ''
    AND (is_first = 1 OR post_id IS NOT NULL)
GROUP BY group_id, topic, member_id
