-- name: at(platform, workspace, channel)^
SELECT g.id, g.name, g.zone, g.exam, g.daily_at, g.days, g.reveal_at, g.created_ms, g.paused,
    h.id, h.group_id, h.platform, h.workspace, h.channel, h.asleep,
    h.former, h.ping, h.ping_name, h.threads, h.notice
FROM home AS h
JOIN study_group AS g ON g.id = h.group_id
WHERE h.platform = :platform AND h.workspace = :workspace AND h.channel = :channel

-- name: get(group_id)^
SELECT id, name, zone, exam, daily_at, days, reveal_at, created_ms, paused
FROM study_group
WHERE id = :group_id

-- name: add(id, name, zone, exam, daily_at, days, reveal_at, created_ms, paused)!
INSERT INTO study_group (id, name, zone, exam, daily_at, days, reveal_at, created_ms, paused)
VALUES (:id, :name, :zone, :exam, :daily_at, :days, :reveal_at, :created_ms, :paused)

-- name: save(id, name, zone, exam, daily_at, days, reveal_at, created_ms, paused)!
UPDATE study_group
SET name = :name, zone = :zone, exam = :exam, daily_at = :daily_at, days = :days,
    reveal_at = :reveal_at, created_ms = :created_ms, paused = :paused
WHERE id = :id

-- name: add_home(id, group_id, platform, workspace, channel, asleep, former, ping, ping_name, threads, notice)!
INSERT INTO home (
    id, group_id, platform, workspace, channel, asleep, former, ping, ping_name, threads, notice
)
VALUES (
    :id, :group_id, :platform, :workspace, :channel, :asleep, :former, :ping, :ping_name, :threads,
    :notice
)

-- name: save_home(id, asleep, former, ping, ping_name, threads, notice)!
UPDATE home
SET asleep = :asleep, former = :former, ping = :ping, ping_name = :ping_name, threads = :threads,
    notice = :notice
WHERE id = :id

-- name: lost_in(platform, workspace)
SELECT g.id, g.name, g.zone, g.exam, g.daily_at, g.days, g.reveal_at, g.created_ms, g.paused,
    h.id, h.group_id, h.platform, h.workspace, h.channel, h.asleep,
    h.former, h.ping, h.ping_name, h.threads, h.notice
FROM home AS h
JOIN study_group AS g ON g.id = h.group_id
WHERE h.platform = :platform AND h.workspace = :workspace AND h.asleep <> '' AND h.former = 0
ORDER BY h.id

-- name: ping_lost(platform, workspace, ping, notice)!
UPDATE home
SET ping = '', ping_name = '',
    notice = CASE notice WHEN '' THEN :notice ELSE notice || ' ' || :notice END
WHERE platform = :platform AND workspace = :workspace AND ping = :ping

-- name: notify(home_id, notice)!
UPDATE home
SET notice = CASE notice WHEN '' THEN :notice ELSE notice || ' ' || :notice END
WHERE id = :home_id

-- name: told(home_id, notice)!
UPDATE home SET notice = '' WHERE id = :home_id AND notice = :notice

-- name: homes(group_id)
SELECT id, group_id, platform, workspace, channel, asleep, former, ping, ping_name, threads, notice
FROM home
WHERE group_id = :group_id
ORDER BY id

-- name: home(home_id)^
SELECT id, group_id, platform, workspace, channel, asleep, former, ping, ping_name, threads, notice
FROM home
WHERE id = :home_id

-- name: set_asleep(home_id, reason)!
UPDATE home SET asleep = :reason WHERE id = :home_id

-- name: memberships(platform, workspace, user_id)
SELECT g.name, h.channel, m.manager
FROM account AS a
JOIN membership AS m ON m.member_id = a.person_id
JOIN study_group AS g ON g.id = m.group_id
JOIN home AS h
    ON h.group_id = g.id AND h.platform = a.platform AND h.workspace = a.workspace
WHERE a.platform = :platform AND a.workspace = :workspace AND a.user_id = :user_id
ORDER BY g.name, h.id

-- name: sleep_workspace(platform, workspace, reason)!
UPDATE home SET asleep = :reason
WHERE platform = :platform AND workspace = :workspace AND asleep = ''
