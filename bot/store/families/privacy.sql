-- Everything that is kept about one member of one group, to hand over or to erase.

-- name: membership(group_id, member_id)
SELECT name, joined_ms, manager, hidden, named_self, reminders
FROM membership
WHERE group_id = :group_id AND member_id = :member_id

-- name: accounts(group_id, member_id)
SELECT a.platform, a.workspace, a.user_id, a.created_ms
FROM account AS a
JOIN membership AS m ON m.member_id = a.person_id AND m.group_id = :group_id
WHERE a.person_id = :member_id
ORDER BY a.platform, a.workspace, a.user_id

-- name: answers(group_id, member_id)
SELECT question_id, revision, topic, chosen, at_ms, local_date, credit_milli, points, post_id,
    practice_id, slot
FROM answer
WHERE group_id = :group_id AND member_id = :member_id
ORDER BY at_ms, id

-- name: practices(group_id, member_id)
SELECT id, question_ids, next_slot, started_ms, topic, exam, ended_ms
FROM practice
WHERE group_id = :group_id AND member_id = :member_id
ORDER BY started_ms, id

-- name: countdowns(group_id, member_id)
SELECT name, exam_day, exam_time, zone, exam
FROM countdown
WHERE group_id = :group_id AND member_id = :member_id
ORDER BY exam_day, name

-- name: reports(group_id, member_id)
SELECT question_id, revision, reason, words, at_ms, settled_ms
FROM report
WHERE group_id = :group_id AND member_id = :member_id
ORDER BY at_ms, id

-- name: streaks(group_id, member_id)
SELECT current_run, best_run, last_day
FROM streak
WHERE group_id = :group_id AND member_id = :member_id

-- name: erase_answers(group_id, member_id)!
DELETE FROM answer WHERE group_id = :group_id AND member_id = :member_id

-- name: erase_boards(group_id, member_id)!
DELETE FROM board WHERE group_id = :group_id AND member_id = :member_id

-- name: erase_streaks(group_id, member_id)!
DELETE FROM streak WHERE group_id = :group_id AND member_id = :member_id

-- name: erase_practices(group_id, member_id)!
DELETE FROM practice WHERE group_id = :group_id AND member_id = :member_id

-- name: erase_countdowns(group_id, member_id)!
DELETE FROM countdown WHERE group_id = :group_id AND member_id = :member_id

-- name: erase_reports(group_id, member_id)!
DELETE FROM report WHERE group_id = :group_id AND member_id = :member_id

-- name: erase_mail(group_id, member_id)!
DELETE FROM mail WHERE group_id = :group_id AND member_id = :member_id

-- name: erase_membership(group_id, member_id)!
DELETE FROM membership WHERE group_id = :group_id AND member_id = :member_id

-- name: erase_accounts(member_id)!
DELETE FROM account
WHERE person_id = :member_id
    AND NOT EXISTS (SELECT 1 FROM membership WHERE member_id = :member_id)

-- name: erase_person(member_id)!
DELETE FROM person
WHERE id = :member_id AND NOT EXISTS (SELECT 1 FROM membership WHERE member_id = :member_id)
