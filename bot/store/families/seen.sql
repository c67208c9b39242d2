-- name: first(event_key, at_ms)^
INSERT INTO seen (event_key, at_ms)
VALUES (:event_key, :at_ms)
ON CONFLICT (event_key) DO NOTHING
RETURNING event_key

-- name: purge(before_ms)!
DELETE FROM seen WHERE at_ms < :before_ms
