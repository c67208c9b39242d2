-- name: person(platform, workspace, user_id)^
SELECT person_id
FROM account
WHERE platform = :platform AND workspace = :workspace AND user_id = :user_id

-- name: add_person(person_id, at_ms)!
INSERT INTO person (id, created_ms)
VALUES (:person_id, :at_ms)
ON CONFLICT (id) DO NOTHING

-- name: add_account(platform, workspace, user_id, person_id, at_ms)!
INSERT INTO account (platform, workspace, user_id, person_id, created_ms)
VALUES (:platform, :workspace, :user_id, :person_id, :at_ms)

-- name: get(group_id, member_id)^
SELECT member_id, group_id, name, joined_ms, manager, hidden, named_self
FROM membership
WHERE group_id = :group_id AND member_id = :member_id

-- name: join(group_id, member_id, name, joined_ms, manager, hidden, named_self)!
INSERT INTO membership (group_id, member_id, name, joined_ms, manager, hidden, named_self)
VALUES (:group_id, :member_id, :name, :joined_ms, :manager, :hidden, :named_self)
ON CONFLICT (group_id, member_id) DO NOTHING

-- name: save(group_id, member_id, name, joined_ms, manager, hidden, named_self)!
UPDATE membership
SET name = :name, joined_ms = :joined_ms, manager = :manager, hidden = :hidden,
    named_self = :named_self
WHERE group_id = :group_id AND member_id = :member_id

-- name: count(group_id)^
SELECT COUNT(*) FROM membership WHERE group_id = :group_id

-- name: names(group_id, ids)
SELECT member_id, name
FROM membership
WHERE group_id = :group_id AND member_id IN ({each_id})
