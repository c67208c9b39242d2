"""Streaks: kept step by step and derived from the facts give the same."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.group import Post, PostKind, PostState, Streak
from bot.domain.streak import derive, extended, shown

START = date(2026, 3, 1)


def post(n: int, *, excused: bool = False, closed: bool = True) -> Post:
    day = START + timedelta(days=n)
    return Post(
        f"p{n}",
        "g",
        PostKind.DAILY,
        day,
        0,
        PostState.CLAIMED,
        posted_ms=1,
        revealed_ms=2 if closed else None,
        excused=excused,
    )


def chain(*posts: Post) -> list[Post]:
    return sorted(posts, key=lambda p: p.local_date, reverse=True)


def days(*numbers: int) -> set[date]:
    return {START + timedelta(days=n) for n in numbers}


def test_a_missed_date_breaks():
    found = derive(chain(post(0), post(1), post(2)), days(0, 2))
    assert found == Streak(1, 1, START + timedelta(days=2))


def test_an_excused_date_breaks_nothing():
    assert derive(chain(post(0), post(1, excused=True), post(2)), days(0, 2)).current == 2


def test_a_date_without_a_post_breaks_nothing():
    assert derive(chain(post(0), post(5)), days(0, 5)).current == 2


def test_the_open_post_breaks_nothing_yet():
    posts = chain(post(0), post(1, closed=False))
    assert derive(posts, days(0)).current == 1
    assert shown(Streak(1, 1, START), posts) == 1


def test_a_closed_missed_post_shows_zero():
    assert shown(Streak(4, 4, START), chain(post(0), post(1))) == 0


def test_best_outlives_current():
    assert derive(chain(*(post(n) for n in range(5))), days(0, 1, 2, 4)).best == 3


@given(
    st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=30),
)
def test_step_by_step_equals_derived(history):
    """Each entry: (answered, excused) of one date; every post closes before the next opens."""
    streak = Streak()
    posts: list[Post] = []
    answered: set[date] = set()
    for n, (answers, excused) in enumerate(history):
        if answers:
            grown = extended(streak, post(n, closed=False), chain(*posts))
            assert grown is not None
            streak = grown
            answered.add(START + timedelta(days=n))
        posts.append(post(n, excused=excused))
        whole = derive(chain(*posts), answered)
        assert (streak.best, streak.last) == (whole.best, whole.last)
        assert shown(streak, chain(*posts)) == whole.current


def test_out_of_order_asks_for_deriving():
    streak = Streak(1, 1, START + timedelta(days=3))
    assert extended(streak, post(2), []) is None
