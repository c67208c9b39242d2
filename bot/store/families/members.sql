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
SELECT member_id, group_id, name, joined_ms, manager, hidden, named_self, reminders
FROM membership
WHERE group_id = :group_id AND member_id = :member_id

-- name: join(group_id, member_id, name, joined_ms, manager, hidden, named_self, reminders)!
INSERT INTO membership (
    group_id, member_id, name, joined_ms, manager, hidden, named_self, reminders
)
VALUES (
    :group_id, :member_id, :name, :joined_ms, :manager, :hidden, :named_self, :reminders
)
ON CONFLICT (group_id, member_id) DO NOTHING

-- name: save(group_id, member_id, name, joined_ms, manager, hidden, named_self, reminders)!
UPDATE membership
SET name = :name, joined_ms = :joined_ms, manager = :manager, hidden = :hidden,
    named_self = :named_self, reminders = :reminders
WHERE group_id = :group_id AND member_id = :member_id

-- name: count(group_id)^
SELECT COUNT(*) FROM membership WHERE group_id = :group_id

-- name: names(group_id, ids)
SELECT member_id, name
FROM membership
WHERE group_id = :group_id AND member_id IN ({each_id})

-- name: to_remind(group_id, post_id)
SELECT m.member_id
FROM membership AS m
WHERE m.group_id = :group_id AND m.reminders = 1
    AND NOT EXISTS (
        SELECT 1 FROM answer AS a WHERE a.post_id = :post_id AND a.member_id = m.member_id
    )
ORDER BY m.member_id

-- name: account_of(person_id, platform, workspace)^
SELECT workspace, user_id
FROM account
WHERE person_id = :person_id AND platform = :platform AND workspace IN (:workspace, '')
ORDER BY created_ms, user_id
LIMIT 1
