-- The message of a redraw or a thread is the one that the home's post letter became.

-- name: post(id, group_id, home_id, kind, post_id, not_before_ms, created_ms)!
INSERT INTO mail (
    id, group_id, home_id, kind, post_id, state, attempt, not_before_ms, created_ms, message, error
)
VALUES (
    :id, :group_id, :home_id, :kind, :post_id, 'claimed', 0, :not_before_ms, :created_ms, '', ''
)
ON CONFLICT (home_id, kind, post_id, member_id) DO NOTHING

-- name: remind(id, group_id, home_id, post_id, member_id, not_before_ms, created_ms)!
INSERT INTO mail (
    id, group_id, home_id, kind, post_id, state, attempt, not_before_ms, created_ms, message,
    error, member_id
)
VALUES (
    :id, :group_id, :home_id, 'reminder', :post_id, 'claimed', 0, :not_before_ms, :created_ms, '',
    '', :member_id
)
ON CONFLICT (home_id, kind, post_id, member_id) DO NOTHING

-- name: redraw(id, group_id, home_id, kind, post_id, not_before_ms, created_ms)!
-- Waiting: the earlier of both times. Under way: remembered for afterwards. Ended: a new delivery.
INSERT INTO mail (
    id, group_id, home_id, kind, post_id, state, attempt, not_before_ms, created_ms, message, error
)
VALUES (
    :id, :group_id, :home_id, :kind, :post_id, 'claimed', 0, :not_before_ms, :created_ms, '', ''
)
ON CONFLICT (home_id, kind, post_id, member_id) DO UPDATE
SET state = CASE mail.state WHEN 'sending' THEN 'sending' ELSE 'claimed' END,
    not_before_ms = CASE
        WHEN mail.state = 'sending' THEN mail.not_before_ms
        WHEN mail.state = 'claimed' AND mail.not_before_ms < excluded.not_before_ms
            THEN mail.not_before_ms
        ELSE excluded.not_before_ms
    END,
    again_ms = CASE
        WHEN mail.state <> 'sending' THEN NULL
        WHEN mail.again_ms < excluded.not_before_ms THEN mail.again_ms
        ELSE excluded.not_before_ms
    END,
    first_try_ms = CASE
        WHEN mail.state IN ('sending', 'claimed') THEN mail.first_try_ms
    END

-- name: ready(now_ms, most, platform)
-- A redraw waits while its post is still on its way, a thread also while its redraw is.
SELECT m.id, m.group_id, m.home_id, m.kind, m.post_id, m.state, m.attempt, m.not_before_ms,
    m.created_ms, m.first_try_ms, m.lease_until_ms, m.sent_ms,
    CASE WHEN m.kind IN ('post', 'scheduled_event') THEN m.message
        ELSE COALESCE(original.message, '') END, m.error,
    m.member_id
FROM mail AS m
LEFT JOIN mail AS original
    ON m.kind IN ('redraw', 'thread') AND original.home_id = m.home_id AND original.kind = 'post'
    AND original.post_id = m.post_id
LEFT JOIN home AS h ON h.id = m.home_id
WHERE m.state IN ('claimed', 'sending') AND m.not_before_ms <= :now_ms
    AND (h.id IS NULL OR h.platform = :platform)
    AND (m.state = 'claimed' OR m.lease_until_ms <= :now_ms)
    AND (original.state IS NULL OR original.state NOT IN ('claimed', 'sending'))
    AND (m.kind <> 'thread' OR NOT EXISTS (
        SELECT 1
        FROM mail AS shown
        WHERE shown.home_id = m.home_id AND shown.kind = 'redraw' AND shown.post_id = m.post_id
            AND shown.state IN ('claimed', 'sending')
    ))
ORDER BY m.kind, m.not_before_ms, m.id
LIMIT :most

-- name: soonest()^
SELECT MIN(CASE m.state WHEN 'claimed' THEN m.not_before_ms ELSE m.lease_until_ms END)
FROM mail AS m
LEFT JOIN mail AS original
    ON m.kind IN ('redraw', 'thread') AND original.home_id = m.home_id AND original.kind = 'post'
    AND original.post_id = m.post_id
WHERE m.state IN ('claimed', 'sending')
    AND (original.state IS NULL OR original.state NOT IN ('claimed', 'sending'))

-- name: take(id, attempt, now_ms, lease_until_ms)!
UPDATE mail
SET state = 'sending', attempt = attempt + 1, first_try_ms = COALESCE(first_try_ms, :now_ms),
    lease_until_ms = :lease_until_ms
WHERE id = :id AND attempt = :attempt AND not_before_ms <= :now_ms
    AND (state = 'claimed' OR (state = 'sending' AND lease_until_ms <= :now_ms))

-- name: get(id)^
SELECT m.id, m.group_id, m.home_id, m.kind, m.post_id, m.state, m.attempt, m.not_before_ms,
    m.created_ms, m.first_try_ms, m.lease_until_ms, m.sent_ms,
    CASE WHEN m.kind IN ('post', 'scheduled_event') THEN m.message
        ELSE COALESCE(original.message, '') END, m.error,
    m.member_id
FROM mail AS m
LEFT JOIN mail AS original
    ON m.kind IN ('redraw', 'thread') AND original.home_id = m.home_id AND original.kind = 'post'
    AND original.post_id = m.post_id
WHERE m.id = :id

-- name: of_post(post_id, kind)
SELECT id, group_id, home_id, kind, post_id, state, attempt, not_before_ms, created_ms,
    first_try_ms, lease_until_ms, sent_ms, message, error, member_id
FROM mail
WHERE post_id = :post_id AND kind = :kind
ORDER BY created_ms, id

-- name: sent(id, attempt, message, now_ms)!
UPDATE mail
SET state = 'sent', message = :message, error = '', sent_ms = :now_ms, lease_until_ms = NULL
WHERE id = :id AND attempt = :attempt AND state = 'sending'

-- name: retry(id, attempt, not_before_ms, error)!
-- The next try draws what is true by then: a redraw asked for meanwhile is part of it.
UPDATE mail
SET state = 'claimed', not_before_ms = :not_before_ms, error = :error, lease_until_ms = NULL,
    again_ms = NULL
WHERE id = :id AND attempt = :attempt AND state = 'sending'

-- name: give_up(id, attempt, state, error)!
UPDATE mail
SET state = :state, error = :error, lease_until_ms = NULL
WHERE id = :id AND attempt = :attempt AND state = 'sending'

-- name: ask_again(id)!
-- A redraw was asked for while this one was under way: it is a new delivery.
UPDATE mail
SET state = 'claimed', not_before_ms = again_ms, again_ms = NULL, first_try_ms = NULL
WHERE id = :id AND again_ms IS NOT NULL AND state <> 'sending'

-- name: again(id, now_ms)!
UPDATE mail
SET state = 'claimed', not_before_ms = :now_ms, first_try_ms = NULL, error = ''
WHERE id = :id AND kind = 'post' AND state IN ('unknown', 'failed')

-- name: depth(group_id)
SELECT state, COUNT(*) FROM mail WHERE group_id = :group_id GROUP BY state

-- name: standing(now_ms)
SELECT h.platform, COUNT(*), MIN(m.not_before_ms)
FROM mail AS m
JOIN home AS h ON h.id = m.home_id
WHERE m.state IN ('claimed', 'sending') AND m.not_before_ms <= :now_ms
GROUP BY h.platform

-- name: forget(id)!
-- What it stood for is gone: asked for again it begins afresh.
UPDATE mail SET message = '' WHERE id = :id
