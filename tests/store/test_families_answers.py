"""Answers: facts, one a post and member."""

import sqlite3
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.group import PostKind
from tests.store.rows import DAY, answer_of, new_id, post_of


def given(tx, *args, **values):
    answer = answer_of(*args, **values)
    assert tx.answers.add(answer)
    return answer


def test_an_answer_comes_back_as_it_was_stored(tx):
    daily = given(tx, "g1", "m1", post_id="p1", chosen=("A", "D"), first=False, points=2)
    practised = given(tx, "g1", "m1", credit_milli=333, chosen=("a “b”", ""))
    assert tx.answers.of_post("g1", "p1", "m1") == daily
    assert tx.answers.of_slot("g1", practised.practice_id, 0) == practised


def test_a_member_answers_a_post_once(tx):
    first = given(tx, "g1", "m1", post_id="p1", chosen=("A",))
    assert not tx.answers.add(answer_of("g1", "m1", post_id="p1", chosen=("B",)))
    given(tx, "g1", "m2", post_id="p1")
    given(tx, "g1", "m1", post_id="p2")
    assert tx.answers.of_post("g1", "p1", "m1") == first
    assert tx.answers.count("g1", "p1") == 2


def test_a_practice_slot_is_answered_once(tx):
    first = given(tx, "g1", "m1", practice_id="r1", slot=0)
    assert not tx.answers.add(answer_of("g1", "m1", practice_id="r1", slot=0))
    second = given(tx, "g1", "m1", practice_id="r1", slot=1, at_ms=1)
    assert tx.answers.of_practice("g1", "r1") == [first, second]
    assert tx.answers.of_slot("g1", "r1", 2) is None


@pytest.mark.parametrize(
    "values",
    [{"post_id": "p1", "practice_id": "r1", "slot": 1}, {"post_id": None}],
    ids=["post and practice", "neither"],
)
def test_an_answer_is_to_a_post_or_to_a_slot(tx, values):
    import psycopg

    with pytest.raises((sqlite3.IntegrityError, psycopg.errors.CheckViolation)):
        tx.answers.add(answer_of("g1", "m1", **values))


def test_the_tally_of_130_people_is_right(tx):
    for number in range(130):
        letter = "ABCD"[0 if number < 70 else number % 4]
        given(tx, "g1", f"m{number:03}", post_id="p1", chosen=(letter,), at_ms=1_000 - number)
        tx.answers.add(answer_of("g1", f"m{number:03}", post_id="p1", chosen=("D",)))
    given(tx, "g2", "m1", post_id="p2")
    counts = {"A": 85, "B": 15, "C": 15, "D": 15}
    assert tx.answers.tally("g1", "p1") == [((k,), n) for k, n in counts.items()]
    assert tx.answers.count("g1", "p1") == 130
    assert tx.answers.who("g1", "p1") == [f"m{number:03}" for number in reversed(range(130))]


def test_answered_dates_are_of_daily_posts_since(tx):
    days = [DAY + timedelta(days=i) for i in range(4)]
    for day in days:
        post = post_of("g1", day)
        tx.posts.add(post)
        given(tx, "g1", "m1", post_id=post.id, local_date=day)
    test = post_of("g1", date(2027, 1, 1), kind=PostKind.TEST)
    tx.posts.add(test)
    given(tx, "g1", "m1", post_id=test.id, local_date=test.local_date)
    given(tx, "g1", "m1", local_date=date(2027, 1, 2))
    assert tx.answers.answered_dates("g1", "m1", days[1]) == set(days[1:])
    assert tx.answers.answered_dates("g1", "m2", date.min) == set()
    assert tx.answers.answered_dates("g2", "m1", date.min) == set()


def test_a_question_was_last_seen_at_its_newest_answer(tx):
    given(tx, "g1", "m1", at_ms=300, credit_milli=0)
    given(tx, "g1", "m1", at_ms=100, post_id="p1")
    given(tx, "g1", "m1", at_ms=200, question_id="q2", credit_milli=500)
    given(tx, "g2", "m1", at_ms=900)
    assert tx.answers.seen("g1", "m1") == {"q1": (300, 0), "q2": (200, 500)}


def test_a_question_is_met_in_each_group_anew(tx):
    given(tx, "g1", "m1")
    assert tx.answers.met("g1", "m1", "q1")
    assert not tx.answers.met("g2", "m1", "q1")
    assert not tx.answers.met("g1", "m2", "q1")
    assert not tx.answers.met("g1", "m1", "q2")


def test_practice_points_are_of_one_day_and_of_practice(tx):
    assert tx.answers.practice_points("g1", "m1", DAY) == 0
    given(tx, "g1", "m1", points=1)
    given(tx, "g1", "m1", points=1)
    given(tx, "g1", "m1", points=0)
    given(tx, "g1", "m1", points=10, post_id="p1")
    given(tx, "g1", "m1", points=1, local_date=DAY + timedelta(days=1))
    given(tx, "g1", "m2", points=1)
    given(tx, "g2", "m1", points=1)
    found = tx.answers.practice_points("g1", "m1", DAY)
    assert (found, type(found)) == (2, int)


def test_regrading_changes_what_is_derived_only(tx):
    first = given(tx, "g1", "m1", at_ms=200, post_id="p1")
    second = given(tx, "g2", "m2", at_ms=100)
    given(tx, "g1", "m1", question_id="q2")
    assert tx.answers.of_question("q1") == [second, first]
    tx.answers.regrade(first.id, 0, 2)
    assert tx.answers.of_question("q1") == [second, replace(first, credit_milli=0, points=2)]


def test_a_members_answers_come_newest_first(tx):
    answers = [given(tx, "g1", "m1", at_ms=at) for at in (100, 300, 200, 300)]
    given(tx, "g2", "m1", at_ms=400)
    given(tx, "g1", "m2", at_ms=400)
    assert tx.answers.of_member("g1", "m1", 3) == [answers[3], answers[1], answers[2]]


def test_another_groups_id_finds_no_answer(tx):
    daily = given(tx, "g1", "m1", post_id="p1")
    run = new_id()
    given(tx, "g1", "m1", practice_id=run, slot=0)
    assert tx.answers.of_post("g2", "p1", "m1") is None
    assert tx.answers.of_slot("g2", run, 0) is None
    assert tx.answers.of_practice("g2", run) == []
    assert tx.answers.tally("g2", "p1") == []
    assert tx.answers.count("g2", "p1") == 0
    assert tx.answers.who("g2", "p1") == []
    assert tx.answers.seen("g2", "m1") == {}
    assert tx.answers.of_member("g2", "m1", 9) == []
    assert tx.answers.of_post("g1", "p1", "m1") == daily
