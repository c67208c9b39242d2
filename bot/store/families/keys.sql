-- name: every()
SELECT question_id, fingerprint FROM question_key

-- name: put(question_id, fingerprint)!
INSERT INTO question_key (question_id, fingerprint)
VALUES (:question_id, :fingerprint)
ON CONFLICT (question_id) DO UPDATE SET fingerprint = excluded.fingerprint
