"""Streaks, practices, countdowns, schedules, seen events, keys and the pulse."""

from dataclasses import replace
from datetime import date

from bot.domain.group import Countdown, Practice, Schedule, Streak
from bot.domain.installation import Installation
from tests.store.rows import DAY, new_id


def a_countdown(group_id, name="CPC", member_id="", day=DAY):
    return Countdown(new_id(), group_id, name, day, "09:00", "UTC", member_id, "cpc")


def test_a_streak_is_empty_until_it_is_saved(tx):
    assert tx.streaks.get("g1", "m1") == Streak()
    tx.streaks.save("g1", "m1", Streak(3, 5, DAY))
    tx.streaks.save("g1", "m1", Streak(4, 5, date(2026, 11, 23)))
    assert tx.streaks.get("g1", "m1") == Streak(4, 5, date(2026, 11, 23))
    assert tx.streaks.get("g2", "m1") == Streak()
    tx.streaks.save("g1", "m1", Streak())
    assert tx.streaks.get("g1", "m1") == Streak()


def test_streaks_of_members_leave_out_who_has_none(tx):
    for member_id in ("m1", "m2", "m3"):
        tx.streaks.save("g1", member_id, Streak(1, 2, DAY))
    tx.streaks.save("g2", "m4", Streak(1, 2, DAY))
    assert tx.streaks.of_members("g1", ["m1", "m3", "m4", "m5"]) == {
        "m1": Streak(1, 2, DAY),
        "m3": Streak(1, 2, DAY),
    }


def test_the_current_practice_is_the_newest_that_has_not_ended(tx):
    old = Practice(new_id(), "g1", "m1", ("q1", "q2"), 0, 100, "icd", "cpc")
    new = Practice(new_id(), "g1", "m1", ("q3",), 0, 200)
    tx.practices.add(old)
    tx.practices.add(new)
    tx.practices.add(Practice(new_id(), "g2", "m1", ("q9",), 0, 300))
    tx.practices.add(Practice(new_id(), "g1", "m2", ("q9",), 0, 300))
    assert tx.practices.current("g1", "m1") == new
    tx.practices.end(new.id, 250)
    tx.practices.end(new.id, 260)
    assert tx.practices.get("g1", new.id) == replace(new, ended_ms=250)
    tx.practices.advance(old.id, 1)
    assert tx.practices.current("g1", "m1") == replace(old, position=1)
    tx.practices.end(old.id, 300)
    assert tx.practices.current("g1", "m1") is None


def test_a_practice_of_another_group_is_not_there(tx):
    run = Practice(new_id(), "g1", "m1", (), 0, 100)
    tx.practices.add(run)
    assert tx.practices.get("g1", run.id) == run
    assert tx.practices.get("g2", run.id) is None


def test_a_countdown_name_is_taken_once_whatever_its_case(tx):
    first = a_countdown("g1", "Straße")
    assert tx.countdowns.add(first)
    assert not tx.countdowns.add(a_countdown("g1", "STRASSE"))
    assert tx.countdowns.add(a_countdown("g1", "strasse", member_id="m1"))
    assert tx.countdowns.add(a_countdown("g2", "Straße"))
    assert tx.countdowns.of_group("g1") == [first]


def test_countdowns_come_by_date_and_private_ones_stay_private(tx):
    late = a_countdown("g1", "a", day=date(2027, 3, 1))
    soon = a_countdown("g1", "b", day=date(2026, 12, 1))
    mine = a_countdown("g1", "c", member_id="m1")
    for countdown in (late, soon, mine):
        tx.countdowns.add(countdown)
    assert tx.countdowns.of_group("g1") == [soon, late]
    assert tx.countdowns.of_member("g1", "m1") == [mine]
    assert tx.countdowns.of_member("g2", "m1") == []
    assert tx.countdowns.get("g1", mine.id) == mine
    assert tx.countdowns.get("g2", mine.id) is None


def test_a_removed_countdown_frees_its_name(tx):
    first = a_countdown("g1")
    tx.countdowns.add(first)
    tx.countdowns.remove(first.id)
    tx.countdowns.remove(first.id)
    assert tx.countdowns.get("g1", first.id) is None
    assert tx.countdowns.add(a_countdown("g1"))


def test_a_group_has_one_schedule_row(tx):
    tx.schedules.put(Schedule("g1", 100, DAY))
    tx.schedules.put(Schedule("g1", 200, date(2026, 11, 23)))
    assert tx.schedules.get("g1") == Schedule("g1", 200, date(2026, 11, 23))
    tx.schedules.drop("g1")
    tx.schedules.drop("g1")
    assert tx.schedules.get("g1") is None


def test_due_schedules_come_oldest_first_and_limited(tx):
    rows = [Schedule(f"g{at}", at, DAY) for at in (300, 100, 200, 400)]
    for row in rows:
        tx.schedules.put(row)
    assert tx.schedules.due(300, 10) == [rows[1], rows[2], rows[0]]
    assert tx.schedules.due(300, 2) == [rows[1], rows[2]]
    assert tx.schedules.due(99, 10) == []


def test_an_event_is_first_once_until_it_is_purged(tx):
    assert tx.seen.first("k1", 100)
    assert not tx.seen.first("k1", 150)
    assert tx.seen.first("k2", 200)
    tx.seen.purge(200)
    assert tx.seen.first("k1", 300)
    assert not tx.seen.first("k2", 300)


def test_keys_keep_the_newest_fingerprint(tx):
    assert tx.keys.all() == {}
    tx.keys.put("q1", "old")
    tx.keys.put("q1", "new")
    tx.keys.put("q2", "x")
    assert tx.keys.all() == {"q1": "new", "q2": "x"}


def an_install(workspace, enterprise="", sealed="s", saved_ms=100):
    return Installation("slack", workspace, enterprise, sealed, saved_ms)


def test_an_install_is_kept_once_for_each_workspace(tx):
    assert tx.installs.get("slack", "T1") is None
    tx.installs.put(an_install("T1"))
    tx.installs.put(an_install("T1", sealed="newer", saved_ms=200))
    tx.installs.put(an_install("T2"))
    assert tx.installs.get("slack", "T1") == an_install("T1", sealed="newer", saved_ms=200)
    assert tx.installs.get("discord", "T1") is None
    assert tx.installs.drop("slack", "T1") == ["T1"]
    assert tx.installs.drop("slack", "T1") == []
    assert tx.installs.get("slack", "T1") is None
    assert tx.installs.get("slack", "T2") == an_install("T2")


def test_tokens_are_sealed_anew_only_while_they_are_the_same(tx):
    tx.installs.put(an_install("T1", sealed="old"))
    assert tx.installs.reseal("slack", "T1", "old", "new")
    assert not tx.installs.reseal("slack", "T1", "old", "another")
    assert not tx.installs.reseal("slack", "T2", "old", "new")
    assert tx.installs.get("slack", "T1") == an_install("T1", sealed="new")


def test_an_enterprises_install_goes_with_the_workspaces_that_it_served(tx):
    tx.installs.put(an_install("E1", "E1"))
    tx.installs.put(an_install("T1", "E1", sealed=""))
    tx.installs.put(an_install("T2", "E1"))
    tx.installs.put(an_install("T3", "E2", sealed=""))
    assert tx.installs.drop("slack", "E1") == ["E1", "T1"]
    assert tx.installs.get("slack", "T2") == an_install("T2", "E1")
    assert tx.installs.get("slack", "T3") == an_install("T3", "E2", sealed="")


def test_the_pulse_has_one_row(tx):
    assert tx.pulse.last() is None
    tx.pulse.beat(100)
    tx.pulse.beat(200)
    assert tx.pulse.last() == 200


def test_a_countdown_remembers_who_keeps_its_event(tx):
    first, other = a_countdown("g1", "a"), a_countdown("g1", "b")
    tx.countdowns.add(first)
    tx.countdowns.add(replace(other, event="h2"))
    tx.countdowns.set_event(first.id, "h1")
    assert tx.countdowns.get("g1", first.id) == replace(first, event="h1")
    tx.countdowns.set_event(first.id, "")
    assert tx.countdowns.get("g1", first.id) == first
    assert tx.countdowns.get("g1", other.id).event == "h2"
