"""Boards: rollups, and the same counted from the answers."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.group import BoardRow
from bot.domain.periods import period_key, span
from bot.domain.ranking import order_key
from bot.ports import Score
from tests.store.rows import DAY, a_group, a_member, answer_of, new_id, score

WEEK = period_key("week", DAY)


def add(tx, member, points, right=1, answered=1, at_ms=100, keys=(("A", ""),)):
    tx.boards.add(member.group_id, member.id, keys, Score(points, right, answered, at_ms))


def people(tx, group_id, count, **given):
    return [a_member(tx, group_id, f"N{number}", **given) for number in range(count)]


def names(rows):
    return [row.name for row in rows]


def test_scores_add_up_in_each_row(tx):
    ada = a_member(tx, a_group(tx).id)
    add(tx, ada, 10, at_ms=100, keys=[(WEEK, ""), ("A", "icd")])
    add(tx, ada, 2, right=0, at_ms=200, keys=[(WEEK, "")])
    week = BoardRow(ada.id, "Ada", 12, 1, 2, 200)
    assert tx.boards.own(ada.group_id, WEEK, "", ada.id) == week
    assert tx.boards.own(ada.group_id, "A", "icd", ada.id) == BoardRow(ada.id, "Ada", 10, 1, 1, 100)
    assert tx.boards.own(ada.group_id, "A", "", ada.id) is None


def test_the_scoring_time_moves_with_points_only_and_never_back(tx):
    ada = a_member(tx, a_group(tx).id)
    seen = []
    for points, at_ms in ((0, 50), (2, 100), (0, 200), (2, 300), (2, 250)):
        add(tx, ada, points, at_ms=at_ms)
        seen.append(tx.boards.own(ada.group_id, "A", "", ada.id).scored_ms)
    assert seen == [0, 100, 100, 300, 300]


def test_the_order_is_points_then_accuracy_then_time_then_id(tx):
    group = a_group(tx)
    first, tie, slow, wild, low = people(tx, group.id, 5)
    add(tx, low, 9, right=9, answered=9)
    add(tx, wild, 10, right=1, answered=3)
    add(tx, slow, 10, right=2, answered=3, at_ms=200)
    add(tx, tie, 10, right=2, answered=3, at_ms=100)
    add(tx, first, 10, right=4, answered=6, at_ms=100)
    rows = tx.boards.top(group.id, "A", "", 10)
    assert [row.member_id for row in rows] == [m.id for m in (first, tie, slow, wild, low)]
    assert rows == sorted(rows, key=order_key)
    assert [tx.boards.place(group.id, "A", "", row) for row in rows] == [1, 1, 1, 1, 5]


def test_a_hidden_member_is_left_out_but_finds_their_own_row(tx):
    group = a_group(tx)
    best, middle, last = people(tx, group.id, 3)
    for points, member in ((30, best), (20, middle), (10, last)):
        add(tx, member, points)
    tx.members.save(replace(best, hidden=True))
    board = group.id, "A", ""
    assert names(tx.boards.top(*board, 10)) == ["N1", "N2"]
    assert names(tx.boards.top(*board, 1)) == ["N1"]
    assert tx.boards.size(*board) == 2
    assert tx.boards.place(*board, tx.boards.own(*board, middle.id)) == 1
    own = tx.boards.own(*board, best.id)
    assert (own.points, own.hidden, tx.boards.place(*board, own)) == (30, True, 1)
    tx.members.save(best)
    assert names(tx.boards.top(*board, 2)) == ["N0", "N1"]
    assert tx.boards.size(*board) == 3


def test_a_board_is_of_one_group_period_and_topic(tx):
    group, other = a_group(tx), a_group(tx)
    ada, bob = a_member(tx, group.id), a_member(tx, other.id)
    add(tx, ada, 10, keys=[("A", ""), ("A", "icd"), (WEEK, "")])
    add(tx, bob, 99, keys=[("A", ""), ("A", "cpt")])
    assert names(tx.boards.top(group.id, "A", "", 9)) == ["Ada"]
    assert tx.boards.top(group.id, "A", "cpt", 9) == []
    assert tx.boards.top(group.id, "M2026-11", "", 9) == []
    assert tx.boards.size(group.id, "A", "cpt") == 0
    assert tx.boards.own(other.id, "A", "", ada.id) is None
    assert tx.boards.place(group.id, "A", "", tx.boards.own(group.id, "A", "", ada.id)) == 1
    tx.boards.clear(group.id)
    assert tx.boards.size(group.id, "A", "icd") == 0
    assert tx.boards.size(other.id, "A", "") == 1


def test_a_members_topics_are_of_all_time(tx):
    group, other = a_group(tx), a_group(tx)
    ada, bob = a_member(tx, group.id), a_member(tx, group.id, "Bob")
    add(tx, ada, 10, keys=[("A", ""), ("A", "icd"), (WEEK, "")])
    add(tx, ada, 2, right=0, keys=[("A", ""), ("A", "icd"), (WEEK, "")])
    add(tx, ada, 2, right=0, keys=[("A", "cpt")])
    add(tx, bob, 2, keys=[("A", "hcpcs")])
    assert tx.boards.topics_of(group.id, ada.id) == [("cpt", 0, 1), ("icd", 1, 2)]
    assert tx.boards.topics_of(other.id, ada.id) == []


def test_130_people_at_one_post_add_up(tx):
    group = a_group(tx)
    for number, member in enumerate(people(tx, group.id, 130)):
        right = number % 3 == 0
        answer = answer_of(
            group.id,
            member.id,
            post_id="p1",
            points=10 if right else 2,
            credit_milli=1000 if right else 0,
            at_ms=1_000 + number,
        )
        if tx.answers.add(answer):
            score(tx, answer)
        if tx.answers.add(replace(answer, id=new_id(), points=99)):
            score(tx, answer)
    rows = tx.boards.top(group.id, WEEK, "", 500)
    assert len(rows) == tx.boards.size(group.id, WEEK, "") == 130
    assert sum(row.points for row in rows) == 44 * 10 + 86 * 2
    assert sum(row.right for row in rows) == 44
    assert rows == tx.boards.counted(group.id, DAY, DAY, "")


def test_counting_is_over_the_dates_asked_for_with_hidden_members(tx):
    group, other = a_group(tx), a_group(tx)
    ada, eve = a_member(tx, group.id), a_member(tx, group.id, "Eve", hidden=True)
    bob = a_member(tx, other.id)
    last = DAY + timedelta(days=2)
    for answer in (
        answer_of(group.id, ada.id, points=10, at_ms=100),
        answer_of(group.id, ada.id, points=0, credit_milli=0, at_ms=200, local_date=last),
        answer_of(group.id, ada.id, points=5, first=False, local_date=last),
        answer_of(group.id, eve.id, points=3, credit_milli=400, topic="cpt", local_date=last),
        answer_of(group.id, ada.id, points=50, local_date=DAY - timedelta(days=1)),
        answer_of(group.id, ada.id, points=50, local_date=last + timedelta(days=1)),
        answer_of(other.id, bob.id, points=50),
    ):
        tx.answers.add(answer)
    evens = BoardRow(eve.id, "Eve", 3, 0, 1, 1_000, hidden=True)
    assert tx.boards.counted(group.id, DAY, last, "") == [
        BoardRow(ada.id, "Ada", 10, 1, 2, 100),
        evens,
    ]
    assert tx.boards.counted(group.id, last, last, "cpt") == [evens]


def test_a_group_without_answers_is_rebuilt_empty(tx):
    ada = a_member(tx, a_group(tx).id)
    add(tx, ada, 10)
    tx.boards.rebuild(ada.group_id)
    assert tx.boards.size(ada.group_id, "A", "") == 0


@st.composite
def answers(draw):
    """Answers of some people in a season around a new year, as facts."""
    return draw(
        st.lists(
            st.fixed_dictionaries(
                {
                    "who": st.integers(0, 3),
                    "day": st.dates(date(2026, 12, 20), date(2027, 1, 15)),
                    "topic": st.sampled_from(["", "icd", "cpt"]),
                    "at_ms": st.integers(1, 20),
                    "first": st.booleans(),
                    "daily": st.booleans(),
                    "credit": st.sampled_from([0, 500, 1000]),
                    "points": st.integers(0, 10),
                }
            ),
            max_size=25,
        )
    )


def everything(tx, group_id, members, facts):
    """Every row of every board that these facts touch."""
    boards = {("A", ""), ("A", "icd"), ("A", "cpt")}
    for fact in facts:
        boards |= {(period_key("week", fact["day"]), ""), (period_key("month", fact["day"]), "")}
    return {
        (*board, member.id): row
        for board in boards
        for member in members
        if (row := tx.boards.own(group_id, *board, member.id))
    }


@pytest.fixture
def crowd(tx):
    """Makes a new group with four members, one of them hidden, for each example."""

    def gather():
        group = a_group(tx)
        return group.id, [a_member(tx, group.id, f"N{i}", hidden=i == 3) for i in range(4)]

    return gather


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(facts=answers())
def test_rollups_equal_a_rebuild_and_a_count(tx, crowd, facts):
    group_id, members = crowd()
    for fact in facts:
        answer = answer_of(
            group_id,
            members[fact["who"]].id,
            local_date=fact["day"],
            topic=fact["topic"],
            at_ms=fact["at_ms"],
            first=fact["first"],
            credit_milli=fact["credit"],
            points=fact["points"],
            **({"post_id": new_id()} if fact["daily"] else {}),
        )
        assert tx.answers.add(answer)
        score(tx, answer)
    kept = everything(tx, group_id, members, facts)
    for period, day in {("all", date(2027, 1, 1))} | {
        (period, fact["day"]) for fact in facts for period in ("week", "month")
    }:
        for topic in ("", "icd", "cpt") if period == "all" else ("",):
            counted = tx.boards.counted(group_id, *span(period, day), topic)
            visible = [row for row in counted if not row.hidden]
            board = group_id, period_key(period, day), topic
            assert counted == sorted(counted, key=order_key)
            assert tx.boards.top(*board, 10) == visible
            assert tx.boards.size(*board) == len(visible)
            for row in counted:
                assert tx.boards.own(*board, row.member_id) == row
                ahead = sum(other.points > row.points for other in visible)
                assert tx.boards.place(*board, row) == 1 + ahead
    tx.boards.rebuild(group_id)
    assert everything(tx, group_id, members, facts) == kept
