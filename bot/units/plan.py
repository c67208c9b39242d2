"""When a group is due next: its daily question, or a countdown on a day without one."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from bot.domain.calendar import due_ms, exists, local_date, next_due
from bot.domain.countdown import MARKS
from bot.domain.group import Countdown, Group, PostKind, Schedule
from bot.ports import Tx


def upcoming(tx: Tx, group: Group, after_ms: int, count: int) -> list[tuple[int, date]]:
    """The next `count` daily posts strictly after an instant, as (instant, local date).

    A local date that has its question already is left out, and so is any date before it: a zone
    moved west must not ask yesterday's question after today's.
    """
    latest = tx.posts.latest(group.id, PostKind.DAILY)
    return _coming(group, after_ms, count, latest and latest.local_date)


def reschedule(tx: Tx, group: Group, after_ms: int) -> None:
    """Writes the group's schedule row: the first daily post or countdown after an instant."""
    if group.paused:
        tx.schedules.drop(group.id)
        return
    latest = tx.posts.latest(group.id, PostKind.DAILY)
    countdowns = tx.countdowns.of_group(group.id)
    plan(tx, group, after_ms, latest and latest.local_date, countdowns)


def plan(
    tx: Tx, group: Group, after_ms: int, asked: date | None, countdowns: Sequence[Countdown]
) -> None:
    """`reschedule` for one who knows the rows already: the newest local date that has its question
    (None: there is none yet), and the group's own countdowns.
    """
    soonest = _coming(group, after_ms, 1, asked)[0]
    for due in _marks(group, countdowns, after_ms):
        soonest = min(soonest, due)
    tx.schedules.put(Schedule(group.id, *soonest))


def _coming(group: Group, after_ms: int, count: int, asked: date | None) -> list[tuple[int, date]]:
    found: list[tuple[int, date]] = []
    at_ms = after_ms
    while len(found) < count:
        at_ms, day = next_due(at_ms, group.daily_at, group.zone, group.days)
        if asked is None or day > asked:
            found.append((at_ms, day))
    return found


def _marks(group: Group, countdowns: Sequence[Countdown], after_ms: int) -> list[tuple[int, date]]:
    today = local_date(after_ms, group.zone)
    found: list[tuple[int, date]] = []
    for countdown in countdowns:
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
