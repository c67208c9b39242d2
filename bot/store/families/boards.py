"""Rows of the boards: rollups kept beside the answers, and the same counted from the answers."""

from collections.abc import Iterable
from datetime import date

from bot.domain.group import BoardRow
from bot.ports import Score
from bot.store.rebuild import rebuild_group
from bot.store.statements import Row, Statements

_NO_POINTS = -1
"""Fewer than any row has."""


class BoardRows:
    """Sums by group, period key, topic and member. See `bot.ports.Boards`."""

    __slots__ = ("_sql",)

    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    def add(self, group_id: str, member_id: str, keys: Iterable[tuple[str, str]], s: Score) -> None:
        """Adds to each (period key, topic) row; `scored_ms` moves only when points are added."""
        self._sql.run_each(
            "add",
            [
                {
                    "group_id": group_id,
                    "period": period,
                    "topic": topic,
                    "member_id": member_id,
                    "points": s.points,
                    "correct": s.right,
                    "answered": s.answered,
                    "scored_ms": s.at_ms if s.points > 0 else 0,
                }
                for period, topic in keys
            ],
        )

    def top(self, group_id: str, period: str, topic: str, limit: int) -> list[BoardRow]:
        """Visible members by points, accuracy, then earlier score."""
        rows = self._sql.rows("top", group_id=group_id, period=period, topic=topic, most=limit)
        return [_board_row(row) for row in rows]

    def own(self, group_id: str, period: str, topic: str, member_id: str) -> BoardRow | None:
        """One member's row, hidden or not; None when they have no answer there."""
        row = self._sql.one(
            "own", group_id=group_id, period=period, topic=topic, member_id=member_id
        )
        return _board_row(row) if row else None

    def place(self, group_id: str, period: str, topic: str, row: BoardRow) -> int:
        """1 + visible members with more points (ties share a place)."""
        return 1 + self._ahead(group_id, period, topic, row.points)

    def size(self, group_id: str, period: str, topic: str) -> int:
        """Visible members on the board."""
        return self._ahead(group_id, period, topic, _NO_POINTS)

    def counted(self, group_id: str, since: date, until: date, topic: str) -> list[BoardRow]:
        """The same rows computed from the answers of local dates since..until inclusive.

        Hidden members are among them.
        """
        rows = self._sql.rows(
            "counted",
            group_id=group_id,
            since=since.isoformat(),
            until=until.isoformat(),
            topic=topic,
        )
        return [_board_row(row) for row in rows]

    def topics_of(self, group_id: str, member_id: str) -> list[tuple[str, int, int]]:
        """(topic, right, answered) of one member, from the all-time rows per topic."""
        rows = self._sql.rows("topics_of", group_id=group_id, member_id=member_id)
        return [(topic, right, answered) for topic, right, answered in rows]

    def clear(self, group_id: str) -> None:
        """Drops every row of a group."""
        self._sql.run("clear", group_id=group_id)

    def rebuild(self, group_id: str) -> None:
        """Computes every row of a group anew from its answers."""
        rebuild_group(self._sql, group_id)

    def _ahead(self, group_id: str, period: str, topic: str, points: int) -> int:
        found = self._sql.one("ahead", group_id=group_id, period=period, topic=topic, points=points)
        return found[0] if found else 0


def _board_row(row: Row) -> BoardRow:
    return BoardRow(*row[:6], hidden=bool(row[6]))
