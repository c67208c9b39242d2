-- name: of_workspace(platform, workspace)^
SELECT platform, workspace, enterprise, sealed, saved_ms
FROM installation
WHERE platform = :platform AND workspace = :workspace

-- name: put(platform, workspace, enterprise, sealed, saved_ms)!
INSERT INTO installation (platform, workspace, enterprise, sealed, saved_ms)
VALUES (:platform, :workspace, :enterprise, :sealed, :saved_ms)
ON CONFLICT (platform, workspace) DO UPDATE SET
    enterprise = excluded.enterprise,
    sealed = excluded.sealed,
    saved_ms = excluded.saved_ms

-- name: reseal(platform, workspace, was, sealed)^
UPDATE installation SET sealed = :sealed
WHERE platform = :platform AND workspace = :workspace AND sealed = :was
RETURNING workspace

-- name: drop_workspace(platform, workspace)
DELETE FROM installation
WHERE platform = :platform
    AND (workspace = :workspace OR (enterprise = :workspace AND sealed = ''))
RETURNING workspace
