"""Places on a board. Ties share a place: 1, 2, 2, 4."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.group import BoardRow


@dataclass(frozen=True, slots=True)
class Ranked:
    """A row with its place."""

    place: int
    row: BoardRow


def order_key(row: BoardRow) -> tuple[int, float, int, str]:
    """Points, then accuracy, then who got there earlier, then the id so that order is total."""
    accuracy = row.right / row.answered if row.answered else 0.0
    return (-row.points, -accuracy, row.scored_ms, row.member_id)


def rank(rows: Sequence[BoardRow]) -> list[Ranked]:
    """All rows of a board with their places, best first."""
    ordered = sorted(rows, key=order_key)
    ranked: list[Ranked] = []
    for position, row in enumerate(ordered, start=1):
        tied = ranked and ranked[-1].row.points == row.points
        ranked.append(Ranked(ranked[-1].place if tied else position, row))
    return ranked


def accuracy_percent(row: BoardRow) -> int:
    """Right of answered, in whole percent."""
    return round(100 * row.right / row.answered) if row.answered else 0
