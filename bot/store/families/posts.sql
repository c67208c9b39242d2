-- name: add(id, group_id, kind, local_date, due_ms, state, subject, reason, question_id, revision, reveal_due_ms, posted_ms, revealed_ms, excused)^
INSERT INTO post (
    id, group_id, kind, local_date, due_ms, state, subject, reason, question_id, revision,
    reveal_due_ms, posted_ms, revealed_ms, excused
)
VALUES (
    :id, :group_id, :kind, :local_date, :due_ms, :state, :subject, :reason, :question_id,
    :revision, :reveal_due_ms, :posted_ms, :revealed_ms, :excused
)
ON CONFLICT (group_id, kind, local_date, subject) DO NOTHING
RETURNING id

-- name: get(group_id, post_id)^
SELECT id, group_id, kind, local_date, due_ms, state, subject, reason, question_id, revision,
    reveal_due_ms, posted_ms, revealed_ms, excused
FROM post
WHERE id = :post_id AND group_id = :group_id

-- name: group_of(post_id)^
SELECT group_id FROM post WHERE id = :post_id

-- name: latest(group_id, kind)^
SELECT id, group_id, kind, local_date, due_ms, state, subject, reason, question_id, revision,
    reveal_due_ms, posted_ms, revealed_ms, excused
FROM post
WHERE group_id = :group_id AND kind = :kind AND state = 'claimed'
ORDER BY local_date DESC, subject DESC
LIMIT 1

-- name: ledger(group_id, most)
SELECT id, group_id, kind, local_date, due_ms, state, subject, reason, question_id, revision,
    reveal_due_ms, posted_ms, revealed_ms, excused
FROM post
WHERE group_id = :group_id
ORDER BY due_ms DESC, id DESC
LIMIT :most

-- name: set_posted(post_id, at_ms)!
UPDATE post SET posted_ms = :at_ms WHERE id = :post_id AND posted_ms IS NULL

-- name: skip(post_id, reason)!
UPDATE post SET state = 'skipped', reason = :reason WHERE id = :post_id

-- name: excuse_open(from_ms, until_ms)!
UPDATE post
SET excused = 1
WHERE revealed_ms IS NULL AND reveal_due_ms IS NOT NULL AND reveal_due_ms > :from_ms
    AND posted_ms < :until_ms AND kind = 'daily' AND excused = 0

-- name: excuse(post_id)!
UPDATE post SET excused = 1 WHERE id = :post_id

-- name: due_reveals(now_ms, most)
SELECT id, group_id, kind, local_date, due_ms, state, subject, reason, question_id, revision,
    reveal_due_ms, posted_ms, revealed_ms, excused
FROM post
WHERE revealed_ms IS NULL AND reveal_due_ms IS NOT NULL AND reveal_due_ms <= :now_ms
    AND state = 'claimed'
ORDER BY reveal_due_ms, id
LIMIT :most

-- name: due_reminders(before_ms, now_ms, most)
SELECT id, group_id, kind, local_date, due_ms, state, subject, reason, question_id, revision,
    reveal_due_ms, posted_ms, revealed_ms, excused
FROM post
WHERE revealed_ms IS NULL AND reveal_due_ms IS NOT NULL AND reveal_due_ms <= :before_ms
    AND reveal_due_ms > :now_ms AND state = 'claimed' AND posted_ms IS NOT NULL AND reminded = 0
ORDER BY reveal_due_ms, id
LIMIT :most

-- name: set_reminded(post_id)!
UPDATE post SET reminded = 1 WHERE id = :post_id AND reminded = 0

-- name: set_revealed(post_id, at_ms)!
UPDATE post SET revealed_ms = :at_ms WHERE id = :post_id AND revealed_ms IS NULL

-- name: chain(group_id, until, most)
SELECT id, group_id, kind, local_date, due_ms, state, subject, reason, question_id, revision,
    reveal_due_ms, posted_ms, revealed_ms, excused
FROM post
WHERE group_id = :group_id AND kind = 'daily' AND local_date <= :until
    AND posted_ms IS NOT NULL
ORDER BY local_date DESC, subject DESC
LIMIT :most

-- name: last_used(group_id)
SELECT question_id, MAX(local_date)
FROM post
WHERE group_id = :group_id AND kind = 'daily' AND state = 'claimed' AND question_id <> ''
GROUP BY question_id

-- name: open_with_question(ids)
SELECT id, group_id, kind, local_date, due_ms, state, subject, reason, question_id, revision,
    reveal_due_ms, posted_ms, revealed_ms, excused
FROM post
WHERE revealed_ms IS NULL AND reveal_due_ms IS NOT NULL AND posted_ms IS NOT NULL
    AND kind = 'daily' AND question_id IN ({each_id})
ORDER BY id
