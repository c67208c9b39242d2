"""Reports: one open a member and question, seen by their own group alone."""

from dataclasses import replace

from bot.domain.report import Complaint, Reason, Report
from tests.store.rows import a_group, a_member, new_id


def report_of(group_id="g1", member_id="m1", **given):
    values = {
        "question_id": "q1",
        "revision": 1,
        "reason": Reason.KEY,
        "words": "It is “B”.\nSee I.B.14; --",
        "at_ms": 100,
    }
    return Report(id=new_id(), group_id=group_id, member_id=member_id, **values | given)


def filed(tx, *args, **given):
    report = report_of(*args, **given)
    tx.reports.file(report)
    return report


def test_a_report_comes_back_as_it_was_stored(tx):
    report = filed(tx)
    assert tx.reports.get("g1", report.id) == report
    assert tx.reports.open_of("g1", "m1", "q1") == report
    assert tx.reports.open_of("g1", "m1", "q2") is None
    assert tx.reports.open_of("g1", "m2", "q1") is None


def test_a_second_report_of_the_same_question_writes_over_the_first(tx):
    first = filed(tx)
    second = filed(tx, revision=2, reason=Reason.OTHER, words="", at_ms=200)
    assert tx.reports.open_in("g1", 9) == [replace(second, id=first.id)]
    assert tx.reports.get("g1", second.id) is None


def test_others_and_other_questions_and_groups_have_rows_of_their_own(tx):
    filed(tx)
    filed(tx, "g1", "m2")
    filed(tx, question_id="q2")
    filed(tx, "g2")
    assert (tx.reports.count_in("g1"), tx.reports.count_in("g2")) == (3, 1)
    assert (tx.reports.count_of("g1", "m1"), tx.reports.count_of("g2", "m1")) == (2, 1)


def test_a_settled_report_is_closed_once_and_makes_room_for_a_new_one(tx):
    first = filed(tx)
    assert tx.reports.settle("g1", first.id, 300)
    assert not tx.reports.settle("g1", first.id, 400)
    assert tx.reports.get("g1", first.id) == replace(first, settled_ms=300)
    assert tx.reports.open_of("g1", "m1", "q1") is None
    second = filed(tx, at_ms=500)
    assert tx.reports.open_in("g1", 9) == [second]
    assert (tx.reports.count_in("g1"), tx.reports.count_of("g1", "m1")) == (1, 1)


def test_only_ones_own_open_report_can_be_taken_back(tx):
    mine = filed(tx)
    assert not tx.reports.withdraw("g1", "m2", mine.id)
    assert not tx.reports.withdraw("g2", "m1", mine.id)
    assert tx.reports.withdraw("g1", "m1", mine.id)
    assert not tx.reports.withdraw("g1", "m1", mine.id)
    done = filed(tx)
    tx.reports.settle("g1", done.id, 1)
    assert not tx.reports.withdraw("g1", "m1", done.id)


def test_open_reports_come_newest_first_and_limited(tx):
    rows = [filed(tx, question_id=f"q{at}", at_ms=at) for at in (100, 300, 200)]
    tie = filed(tx, "g1", "m2", at_ms=300)
    assert tx.reports.open_in("g1", 9) == [tie, rows[1], rows[2], rows[0]]
    assert tx.reports.open_in("g1", 2) == [tie, rows[1]]


def test_another_groups_id_finds_no_report(tx):
    report = filed(tx)
    assert tx.reports.get("g2", report.id) is None
    assert tx.reports.open_of("g2", "m1", "q1") is None
    assert tx.reports.open_in("g2", 9) == []
    assert not tx.reports.settle("g2", report.id, 1)
    assert tx.reports.get("g1", report.id) == report


def test_complaints_are_of_all_groups_and_of_nobody(tx):
    filed(tx, "g1", "m1", question_id="q2", at_ms=300)
    filed(tx, "g2", "m2", words="", reason=Reason.WORDING, at_ms=200)
    filed(tx, "g1", "m3", words="", at_ms=100, revision=3)
    tx.reports.settle("g1", filed(tx, "g1", "m4").id, 1)
    assert tx.reports.complaints() == [
        Complaint("q1", 3, Reason.KEY, ""),
        Complaint("q1", 1, Reason.WORDING, ""),
        Complaint("q2", 1, Reason.KEY, "It is “B”.\nSee I.B.14; --"),
    ]


def test_a_members_reports_are_handed_over_and_erased_settled_ones_too(tx):
    group, other = a_group(tx), a_group(tx)
    ada, bob = a_member(tx, group.id), a_member(tx, group.id)
    tx.members.join(replace(ada, group_id=other.id))
    old = filed(tx, group.id, ada.id, at_ms=50)
    tx.reports.settle(group.id, old.id, 60)
    filed(tx, group.id, ada.id)
    theirs, elsewhere = filed(tx, group.id, bob.id), filed(tx, other.id, ada.id)
    exported = tx.privacy.export(group.id, ada.id)["reports"]
    assert [(r["reason"], r["at_ms"], r["settled_ms"]) for r in exported] == [
        ("key", 50, 60),
        ("key", 100, None),
    ]
    tx.privacy.erase(group.id, ada.id)
    assert tx.privacy.export(group.id, ada.id)["reports"] == []
    assert tx.reports.get(group.id, old.id) is None
    assert tx.reports.open_in(group.id, 9) == [theirs]
    assert tx.reports.open_in(other.id, 9) == [elsewhere]
