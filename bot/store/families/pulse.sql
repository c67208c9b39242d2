-- name: last()^
SELECT at_ms FROM pulse WHERE id = 1

-- name: beat(at_ms)!
INSERT INTO pulse (id, at_ms)
VALUES (1, :at_ms)
ON CONFLICT (id) DO UPDATE SET at_ms = excluded.at_ms
