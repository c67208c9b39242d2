"""Rows of countdowns."""

from datetime import date

from bot.domain.group import Countdown
from bot.store.statements import Row, Statements

_WHOLE_GROUP = ""


class CountdownRows:
    """Exam dates of groups and of single members. See `bot.ports.Countdowns`."""

    __slots__ = ("_sql",)

    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    def add(self, countdown: Countdown) -> bool:
        """False when the group (or this member) has one of that name already (case folded)."""
        added = self._sql.one(
            "add",
            id=countdown.id,
            group_id=countdown.group_id,
            member_id=countdown.member_id,
            name=countdown.name,
            folded_name=countdown.name.casefold(),
            exam_day=countdown.day.isoformat(),
            exam_time=countdown.at,
            zone=countdown.zone,
            exam=countdown.exam,
            event_home=countdown.event,
        )
        return added is not None

    def set_event(self, countdown_id: str, home_id: str) -> None:
        """Which home's workspace keeps it as an event; an empty id for none."""
        self._sql.run("set_event", countdown_id=countdown_id, event_home=home_id)

    def remove(self, countdown_id: str) -> None:
        """Drops a countdown; nothing when it is gone."""
        self._sql.run("remove", countdown_id=countdown_id)

    def of_group(self, group_id: str) -> list[Countdown]:
        """The group's own, by date."""
        return self.of_member(group_id, _WHOLE_GROUP)

    def of_member(self, group_id: str, member_id: str) -> list[Countdown]:
        """The member's private ones, by date."""
        rows = self._sql.rows("of_member", group_id=group_id, member_id=member_id)
        return [_countdown(row) for row in rows]

    def get(self, group_id: str, countdown_id: str) -> Countdown | None:
        """A countdown of this group, or of a member of it, by its id."""
        row = self._sql.one("get", group_id=group_id, countdown_id=countdown_id)
        return _countdown(row) if row else None


def _countdown(row: Row) -> Countdown:
    day = date.fromisoformat(row[3])
    return Countdown(row[0], row[1], row[2], day, row[4], row[5], row[6], row[7], row[8])
