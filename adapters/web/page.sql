-- Every statement the page runs. Each is one transaction of its own.

-- name: add_person(id, sid, name, zone, now_ms)^
-- The person of this session; made when it has none yet.
INSERT INTO person (id, sid, name, zone, made_ms) VALUES (:id, :sid, :name, :zone, :now_ms)
ON CONFLICT (sid) DO UPDATE SET sid = sid
RETURNING id, name, zone;

-- name: person(id)^
SELECT id, name, zone FROM person WHERE id = :id;

-- name: set_zone(zone, id)!
UPDATE person SET zone = :zone WHERE id = :id;

-- name: add_channel(id, key, name, manager, invite, now_ms)^
INSERT INTO channel (id, key, name, manager, invite, made_ms)
VALUES (:id, :key, :name, :manager, :invite, :now_ms)
ON CONFLICT (key) DO UPDATE SET key = key
RETURNING id, name, manager, invite, founded;

-- name: open_channel(id)^
SELECT id, name, manager, invite, founded FROM channel WHERE id = :id AND closed_ms IS NULL;

-- name: invited_channel(invite)^
SELECT id, name, manager, invite, founded FROM channel
WHERE invite = :invite AND closed_ms IS NULL;

-- name: set_founded(id)!
UPDATE channel SET founded = 1 WHERE id = :id;

-- name: channel_inside(id, person)^
-- The channel when this person is in it; nothing for anyone else.
SELECT c.id, c.name, c.manager, c.invite, c.founded
FROM channel AS c JOIN inside AS i ON i.channel = c.id
WHERE c.id = :id AND i.person = :person AND c.closed_ms IS NULL;

-- name: channels_of(person)
SELECT c.id, c.name, c.manager, c.invite, c.founded
FROM inside AS i JOIN channel AS c ON c.id = i.channel
WHERE i.person = :person AND c.closed_ms IS NULL
ORDER BY i.since_ms DESC, c.id DESC;

-- name: people_of(channel)
SELECT p.id, p.name, p.zone FROM inside AS i JOIN person AS p ON p.id = i.person
WHERE i.channel = :channel ORDER BY i.since_ms, p.id;

-- name: enter(channel, person, now_ms)!
INSERT INTO inside (channel, person, since_ms) VALUES (:channel, :person, :now_ms)
ON CONFLICT DO NOTHING;

-- name: leave(channel, person)!
DELETE FROM inside WHERE channel = :channel AND person = :person;

-- name: add_message(id, channel, to_user, nonce, kind, by_name, by_line, tone, html, actions, now_ms)^
-- A nonce that is there already gives back the first message, unchanged.
INSERT INTO message
    (seq, born, id, channel, to_user, nonce, kind, by_name, by_line, tone, html, actions, sent_ms)
SELECT n.next, n.next, :id, :channel, :to_user, :nonce, :kind, :by_name, :by_line, :tone, :html,
    :actions, :now_ms
FROM (SELECT coalesce(max(seq), 0) + 1 AS next FROM message) AS n
WHERE true
ON CONFLICT (nonce) DO UPDATE SET nonce = nonce
RETURNING seq, born, id, channel, to_user, kind, by_name, by_line, tone, html, actions, sent_ms,
    edited_ms;

-- name: edit_message(html, tone, actions, now_ms, id, channel)^
UPDATE message SET html = :html, tone = :tone, actions = :actions, edited_ms = :now_ms,
    seq = (SELECT max(seq) + 1 FROM message)
WHERE id = :id AND channel = :channel
RETURNING seq, born, id, channel, to_user, kind, by_name, by_line, tone, html, actions, sent_ms,
    edited_ms;

-- name: message(id, channel, person)^
SELECT seq, born, id, channel, to_user, kind, by_name, by_line, tone, html, actions, sent_ms,
    edited_ms
FROM message
WHERE id = :id AND channel = :channel AND (to_user IS NULL OR to_user = :person);

-- name: message_since(channel, after, person, most)
SELECT seq, born, id, channel, to_user, kind, by_name, by_line, tone, html, actions, sent_ms,
    edited_ms
FROM message
WHERE channel = :channel AND seq > :after AND (to_user IS NULL OR to_user = :person)
ORDER BY seq LIMIT :most;

-- name: message_before(channel, before, person, most)
SELECT seq, born, id, channel, to_user, kind, by_name, by_line, tone, html, actions, sent_ms,
    edited_ms
FROM message
WHERE channel = :channel AND born < :before AND (to_user IS NULL OR to_user = :person)
ORDER BY born DESC LIMIT :most;

-- name: newest_seq()$
SELECT coalesce(max(seq), 0) FROM message;

-- name: message_by_nonce(nonce, channel)^
SELECT id FROM message WHERE nonce = :nonce AND channel = :channel;

-- name: add_image(id, message, png)!
INSERT INTO image (id, message, png) VALUES (:id, :message, :png) ON CONFLICT DO NOTHING;

-- name: image(id, channel, person)^
SELECT i.png FROM image AS i JOIN message AS m ON m.id = i.message
WHERE i.id = :id AND m.channel = :channel AND (m.to_user IS NULL OR m.to_user = :person);
