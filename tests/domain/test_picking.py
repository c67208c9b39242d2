"""Which question comes next."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.countdown import days_left, is_mark, pace
from bot.domain.picking import daily, practice
from tests.world import single

POOL = [single(f"q{n}") for n in range(6)]


def test_daily_takes_an_unused_one():
    used = {f"q{n}": date(2026, 1, n + 1) for n in range(5)}
    assert daily(POOL, used, "g|d").id == "q5"


def test_daily_takes_the_longest_unused_when_all_were():
    used = {f"q{n}": date(2026, 1, 9 - n) for n in range(6)}
    assert daily(POOL, used, "g|d").id == "q5"


def test_daily_has_nothing_to_choose_from():
    assert daily([], {}, "g|d") is None


def test_every_process_picks_the_same():
    assert daily(POOL, {}, "g|2026-03-02") == daily(list(POOL), {}, "g|2026-03-02")


def test_practice_unseen_then_missed_then_oldest():
    seen = {"q0": (10, 1000), "q1": (20, 0), "q2": (5, 1000), "q3": (30, 500)}
    chosen = practice(POOL, seen, 6, POOL)
    assert [q.id for q in chosen] == ["q4", "q5", "q1", "q3", "q2", "q0"]


def test_items_of_a_case_stay_together():
    pool = [single("a", case="k"), single("b"), single("c", case="k")]
    assert [q.id for q in practice(pool, {}, 3, pool)] == ["a", "c", "b"]


@given(st.integers(1, 20), st.sets(st.sampled_from([q.id for q in POOL])))
def test_practice_never_repeats_and_never_exceeds(count, met):
    chosen = practice(POOL, dict.fromkeys(met, (1, 0)), count, POOL)
    assert len({q.id for q in chosen}) == len(chosen) == min(count, len(POOL))


def test_countdown_marks_and_pace():
    exam = date(2026, 3, 31)
    assert is_mark(exam, date(2026, 3, 1))
    assert not is_mark(exam, date(2026, 3, 2))
    assert days_left(exam, date(2026, 4, 1)) == -1
    assert pace(200, 40) == 10
    assert pace(200, 0) is None
    assert pace(2000, 10) is None
