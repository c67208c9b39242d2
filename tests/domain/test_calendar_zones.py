"""Every zone's clock changes of 1990–2037: each date that existed has exactly one instant."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from bot.domain.calendar import DAILY, due_ms, exists, local_date, next_due
from tests.domain.rule_sets import Change, rule_sets

TIMES = tuple(f"{minute // 60:02}:{minute % 60:02}" for minute in range(0, 1440, 30))
HOUR, DAY = 3600, 86_400

Shape = tuple[int, int, int]


def days_around(change: Change) -> list[date]:
    """Two days before to three days after, on the calendar that held before the change."""
    day = datetime.fromtimestamp(change.at + change.before, UTC).date()
    return [day + timedelta(days=n) for n in range(-2, 4)]


def calendar_pages(zone: str, change: Change) -> set[date]:
    """The dates that a wall calendar in the zone really showed around the change."""
    hours = range(change.at - 6 * DAY, change.at + 6 * DAY, HOUR // 2)
    return {local_date(second * 1000, zone) for second in hours}


def expected_s(day: date, at: str, near: list[Change]) -> int:
    """What a person would say from the list of changes alone, without asking the library.

    The first instant at which the clock shows that time; if it never does, as many seconds after
    the gap's start as the clock was asked to be beyond it.
    """
    hour, minute = at.split(":")
    wall = (day - date(1970, 1, 1)).days * DAY + int(hour) * HOUR + int(minute) * 60
    for change in near:
        if wall < change.at + change.before:  # shown before this change
            return wall - change.before
        if wall < change.at + change.after:  # jumped over by it
            return wall - change.before
    return wall - near[-1].after


@pytest.mark.slow  # two million cases
def test_every_rule_set_gives_each_existing_date_one_instant() -> None:
    cases, wrong, never = 0, [], set()
    for zone, changes in rule_sets().items():
        for change in changes:
            near = [c for c in changes if abs(c.at - change.at) < 9 * DAY]
            days, shown = days_around(change), calendar_pages(zone, change)
            never |= {(zone, day) for day in days if day not in shown}
            wrong += [(zone, day) for day in days if exists(day, zone) != (day in shown)]
            kept = [day for day in days if day in shown]
            for at in TIMES:
                dues = [due_ms(day, at, zone) for day in kept]
                cases += len(dues)
                if dues != [expected_s(day, at, near) * 1000 for day in kept]:
                    wrong.append((zone, change, at))
                if any(later <= earlier for earlier, later in pairwise(dues)):
                    wrong.append((zone, change, at, "not increasing"))
    assert wrong == []
    assert cases > 2_000_000, "the time zone data of this machine is incomplete"
    assert ("Pacific/Apia", date(2011, 12, 30)) in never
    assert len({day for _, day in never}) >= 3


def test_walking_from_due_to_due_meets_every_existing_date_once() -> None:
    """Every shape of change (wall time, offset before and after), at 48 times of day."""
    shapes: dict[Shape, tuple[str, Change]] = {}
    for zone, changes in rule_sets().items():
        for change in changes:
            shape = ((change.at + change.before) % DAY, change.before, change.after)
            shapes.setdefault(shape, (zone, change))
    wrong = []
    for zone, change in shapes.values():
        days = days_around(change)
        expected = sorted(calendar_pages(zone, change) & set(days))
        for at in TIMES:
            due, day = next_due(due_ms(days[0], at, zone) - 1, at, zone, DAILY)
            met = [day]
            while day < expected[-1]:
                earlier = due
                due, day = next_due(earlier, at, zone, DAILY)
                met.append(day)
                if due <= earlier or due != due_ms(day, at, zone):
                    wrong.append((zone, at, day))
                if next_due(due - 1, at, zone, DAILY) != (due, day):
                    wrong.append((zone, at, day))
            if met != expected:
                wrong.append((zone, at, met))
    assert len(shapes) > 100
    assert wrong == []


@pytest.mark.parametrize(
    ("zone", "day", "at", "utc"),
    [
        ("America/Chicago", "2026-03-08", "09:00", "2026-03-08T14:00"),
        ("America/Chicago", "2026-03-08", "02:30", "2026-03-08T08:30"),  # gap: shown as 03:30
        ("America/Chicago", "2026-11-01", "01:30", "2026-11-01T06:30"),  # overlap: the first
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03T15:45"),  # half an hour
        ("America/Nuuk", "2024-03-30", "23:30", "2024-03-31T01:30"),  # gap up to midnight
        ("America/Havana", "2026-03-08", "00:15", "2026-03-08T05:15"),  # gap at midnight
        ("Pacific/Apia", "2011-12-29", "09:00", "2011-12-29T19:00"),
        ("Pacific/Apia", "2011-12-31", "09:00", "2011-12-30T19:00"),  # the day after never was
        ("UTC", "2026-01-01", "00:00", "2026-01-01T00:00"),
    ],
)
def test_known_dates(zone: str, day: str, at: str, utc: str) -> None:
    due = datetime.fromtimestamp(due_ms(date.fromisoformat(day), at, zone) / 1000, UTC)
    assert due.replace(tzinfo=None).isoformat(timespec="minutes") == utc


def test_samoa_skips_the_date_that_never_was() -> None:
    thursday = due_ms(date(2011, 12, 29), "09:00", "Pacific/Apia")
    due, day = next_due(thursday, "09:00", "Pacific/Apia", DAILY)
    assert day == date(2011, 12, 31)
    assert due - thursday == DAY * 1000
    assert next_due(thursday, "09:00", "Pacific/Apia", "fri")[1] == date(2012, 1, 6)
