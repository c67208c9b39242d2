"""When a group is due next: its daily question, or a countdown on a day without one."""

from datetime import UTC, date, datetime, timedelta

from bot.domain.calendar import due_ms, exists, local_date, next_due
from bot.domain.countdown import MARKS
from bot.domain.group import Group, PostKind, Schedule
from bot.ports import Tx


def upcoming(tx: Tx, group: Group, after_ms: int, count: int) -> list[tuple[int, date]]:
    """The next `count` daily posts strictly after an instant, as (instant, local date).

    A local date that has its question already is left out, and so is any date before it: a zone
    moved west must not ask yesterday's question after today's.
    """
    latest = tx.posts.latest(group.id, PostKind.DAILY)
    found: list[tuple[int, date]] = []
    at_ms = after_ms
    while len(found) < count:
        at_ms, day = next_due(at_ms, group.daily_at, group.zone, group.days)
        if latest is None or day > latest.local_date:
            found.append((at_ms, day))
    return found


def reschedule(tx: Tx, group: Group, after_ms: int) -> None:
    """Writes the group's schedule row: the first daily post or countdown after an instant."""
    if group.paused:
        tx.schedules.drop(group.id)
        return
    soonest = upcoming(tx, group, after_ms, 1)[0]
    for due in _marks(tx, group, after_ms):
        soonest = min(soonest, due)
    tx.schedules.put(Schedule(group.id, *soonest))


def _marks(tx: Tx, group: Group, after_ms: int) -> list[tuple[int, date]]:
    today = local_date(after_ms, group.zone)
    found: list[tuple[int, date]] = []
    for countdown in tx.countdowns.of_group(group.id):
        if countdown.day < today:
            continue
        for mark in MARKS:
            day = countdown.day - timedelta(days=mark)
            if day < today or not exists(day, group.zone):
                continue
            due = due_ms(day, group.daily_at, group.zone)
            if due > after_ms:
                found.append((due, day))
    return found


def instant(at_ms: int) -> datetime:
    """Milliseconds UTC as an aware datetime, for wording only."""
    return datetime.fromtimestamp(at_ms / 1000, UTC)
