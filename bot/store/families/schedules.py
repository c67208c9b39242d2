"""Rows that say when each group is due next."""

from datetime import date

from bot.domain.group import Schedule
from bot.store.statements import Row, Statements


class ScheduleRows:
    """When each group is due next. See `bot.ports.Schedules`."""

    __slots__ = ("_sql",)

    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    def due(self, now_ms: int, limit: int) -> list[Schedule]:
        """Due rows, oldest first. On PostgreSQL they are locked until the commit, and rows that
        another unit has locked are left out; there only a writing unit may ask.
        """
        return [_schedule(row) for row in self._sql.rows("due", now_ms=now_ms, most=limit)]

    def get(self, group_id: str) -> Schedule | None:
        """The group's row; None when nothing is planned."""
        row = self._sql.one("get", group_id=group_id)
        return _schedule(row) if row else None

    def put(self, schedule: Schedule) -> None:
        """Writes the group's one row."""
        self._sql.run(
            "put",
            group_id=schedule.group_id,
            next_due_ms=schedule.next_due_ms,
            local_date=schedule.local_date.isoformat(),
        )

    def drop(self, group_id: str) -> None:
        """Nothing is due for this group any more."""
        self._sql.run("drop_row", group_id=group_id)

    def overdue(self, now_ms: int) -> int:
        """How many groups are due and not claimed, over all groups: for operators."""
        row = self._sql.one("overdue", now_ms=now_ms)
        return row[0] if row else 0


def _schedule(row: Row) -> Schedule:
    return Schedule(row[0], row[1], date.fromisoformat(row[2]))
