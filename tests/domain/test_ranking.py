"""Places, ties and the order of a board."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.group import BoardRow
from bot.domain.ranking import accuracy_percent, rank


def row(name: str, points: int, right: int = 1, answered: int = 1, at: int = 0) -> BoardRow:
    return BoardRow(name, name, points, right, answered, at)


def test_ties_share_a_place_and_the_next_is_skipped():
    found = rank([row("a", 5), row("b", 9), row("c", 5), row("d", 1)])
    assert [(r.place, r.row.name) for r in found] == [(1, "b"), (2, "a"), (2, "c"), (4, "d")]


def test_accuracy_then_who_got_there_first():
    found = rank([row("slow", 5, at=9), row("sloppy", 5, 1, 2), row("quick", 5, at=1)])
    assert [r.row.name for r in found] == ["quick", "slow", "sloppy"]


def test_accuracy_of_nothing_is_zero():
    assert accuracy_percent(row("a", 0, 0, 0)) == 0
    assert accuracy_percent(row("a", 0, 2, 3)) == 67


@given(st.lists(st.integers(0, 5), max_size=20))
def test_a_place_is_one_more_than_those_with_more_points(points):
    found = rank([row(f"m{i}", p) for i, p in enumerate(points)])
    for ranked in found:
        assert ranked.place == 1 + sum(p > ranked.row.points for p in points)
