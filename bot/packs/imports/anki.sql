-- name: table_named(name)$
-- 1 when the collection has such a table.
SELECT 1 FROM sqlite_master WHERE name = :name

-- name: models()$
-- The note types of a collection before 2020, as JSON.
SELECT models FROM col LIMIT 1

-- name: fields()
-- The names of the fields of every note type, in their order.
SELECT ntid, name FROM fields ORDER BY ntid, ord

-- name: notes(most)
-- Note type, field values and tags of the notes, oldest first.
SELECT mid, flds, tags FROM notes ORDER BY id LIMIT :most
