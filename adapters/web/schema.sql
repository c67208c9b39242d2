-- Why: the page has no Discord or Slack behind it, so this file plays the platform's servers:
-- who there is, which channels, who is in them, and every message ever shown.
-- Instants are milliseconds UTC. Rows of `message` are never deleted, so max(seq) only grows.

CREATE TABLE IF NOT EXISTS person (
    id TEXT PRIMARY KEY,
    sid TEXT NOT NULL UNIQUE,  -- the session that made them: a form sent twice makes one person
    name TEXT NOT NULL,
    zone TEXT NOT NULL,
    made_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS channel (
    id TEXT PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,  -- the form that made it: sent twice it makes one channel
    name TEXT NOT NULL,
    manager TEXT NOT NULL REFERENCES person (id),
    invite TEXT NOT NULL UNIQUE,
    founded INTEGER NOT NULL DEFAULT 0,
    made_ms INTEGER NOT NULL,
    closed_ms INTEGER
) STRICT;

CREATE TABLE IF NOT EXISTS inside (
    channel TEXT NOT NULL REFERENCES channel (id),
    person TEXT NOT NULL REFERENCES person (id),
    since_ms INTEGER NOT NULL,
    PRIMARY KEY (channel, person)
) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS inside_person ON inside (person, since_ms);

CREATE TABLE IF NOT EXISTS message (
    seq INTEGER NOT NULL UNIQUE,  -- moves to the front at every edit: streams catch up by it
    born INTEGER NOT NULL,  -- the first seq: messages stand in this order
    id TEXT PRIMARY KEY,
    channel TEXT NOT NULL REFERENCES channel (id),
    to_user TEXT REFERENCES person (id),  -- NULL: everyone in the channel
    nonce TEXT UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('view', 'note')),
    by_name TEXT NOT NULL DEFAULT '',
    by_line TEXT NOT NULL DEFAULT '',
    tone TEXT NOT NULL DEFAULT 'plain',
    html TEXT NOT NULL,
    actions TEXT NOT NULL DEFAULT '[]',
    sent_ms INTEGER NOT NULL,
    edited_ms INTEGER
) STRICT;

CREATE INDEX IF NOT EXISTS message_seq ON message (channel, seq);
CREATE INDEX IF NOT EXISTS message_born ON message (channel, born);

CREATE TABLE IF NOT EXISTS image (
    id TEXT PRIMARY KEY,
    message TEXT NOT NULL,
    png BLOB NOT NULL
) STRICT;

-- One statement, one commit: a channel is never without its manager inside …
CREATE TRIGGER IF NOT EXISTS channel_made AFTER INSERT ON channel BEGIN
    INSERT INTO inside (channel, person, since_ms) VALUES (new.id, new.manager, new.made_ms);
END;

-- … and when people leave, the one who has been there longest takes over; the last one closes it.
CREATE TRIGGER IF NOT EXISTS person_left AFTER DELETE ON inside BEGIN
    UPDATE channel SET manager = (
        SELECT person FROM inside WHERE channel = old.channel ORDER BY since_ms, person LIMIT 1
    )
    WHERE id = old.channel AND manager = old.person
        AND EXISTS (SELECT 1 FROM inside WHERE channel = old.channel);
    UPDATE channel SET closed_ms = CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)
    WHERE id = old.channel AND NOT EXISTS (SELECT 1 FROM inside WHERE channel = old.channel);
END;

PRAGMA user_version = 1;
