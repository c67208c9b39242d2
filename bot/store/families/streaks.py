"""Rows of streaks."""

import json
from collections.abc import Sequence
from datetime import date

from bot.domain.group import Streak
from bot.store.statements import Row, Statements


class StreakRows:
    """Each member's streak. See `bot.ports.Streaks`."""

    __slots__ = ("_sql",)

    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    def get(self, group_id: str, member_id: str) -> Streak:
        """The member's streak; none of any length when nothing was answered yet."""
        row = self._sql.one("get", group_id=group_id, member_id=member_id)
        return _streak(row) if row else Streak()

    def save(self, group_id: str, member_id: str, streak: Streak) -> None:
        """Replaces the member's streak."""
        self._sql.run(
            "save",
            group_id=group_id,
            member_id=member_id,
            current_run=streak.current,
            best_run=streak.best,
            last_day=streak.last.isoformat() if streak.last else None,
        )

    def of_members(self, group_id: str, member_ids: Sequence[str]) -> dict[str, Streak]:
        """Member id to streak, for those that have one."""
        ids = json.dumps(list(member_ids))
        rows = self._sql.rows("of_members", group_id=group_id, ids=ids)
        return {row[3]: _streak(row) for row in rows}


def _streak(row: Row) -> Streak:
    return Streak(row[0], row[1], date.fromisoformat(row[2]) if row[2] else None)
