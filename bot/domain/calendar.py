"""Local wall clocks: which instant a date and time mean in a zone, and what people may type.

Instants are milliseconds UTC, times of day are `HH:MM`, zones are IANA names.
"""

import difflib
import re
import zoneinfo
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from bot.errors import Refusal

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Canonical names, in the order of `date.weekday()`."""

DAILY = ",".join(WEEKDAYS)
"""The canonical list of every day."""

_SETS = {
    "daily": WEEKDAYS,
    "everyday": WEEKDAYS,
    "weekdays": WEEKDAYS[:5],
    "weekends": WEEKDAYS[5:],
}
_FULL = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?", re.ASCII | re.IGNORECASE)
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_YEARS = range(1990, 2100)
_SHOWN_CHARS = 40
_ONE_DAY = timedelta(days=1)
_HALF_A_DAY = 12

_SPOKEN = {
    "America/New_York": ("et", "est", "edt", "eastern", "eastern time"),
    "America/Chicago": ("ct", "cst", "cdt", "central", "central time"),
    "America/Denver": ("mt", "mst", "mdt", "mountain", "mountain time"),
    "America/Los_Angeles": ("pt", "pst", "pdt", "pacific", "pacific time"),
    "America/Anchorage": ("akst", "akdt", "alaska"),
    "Pacific/Honolulu": ("hst", "hawaii"),
}
"""What people in the US call their time; suggested, never taken silently."""


@lru_cache(maxsize=1024)
def _zone(name: str) -> ZoneInfo:
    # ZoneInfo itself keeps only its last eight zones alive and reads the files again for others.
    return ZoneInfo(name)


@lru_cache(maxsize=1440)
def _time(at: str) -> time:
    hour, minute = at.split(":")
    return time(int(hour), int(minute))


@lru_cache(maxsize=128)
def _weekdays(days: str) -> frozenset[int]:
    return frozenset(WEEKDAYS.index(day) for day in days.split(","))


def due_ms(day: date, at: str, zone: str) -> int:
    """Instant at which the wall clock first shows `at` on `day`. In a gap: that much later.

    Raises ZoneInfoNotFoundError for a zone this machine does not know. Source: PEP 495, fold=0.
    """
    return int(datetime.combine(day, _time(at), _zone(zone)).timestamp()) * 1000


@lru_cache(maxsize=1024)
def local_date(at_ms: int, zone: str) -> date:
    """The date on a wall calendar in `zone` at an instant."""
    return datetime.fromtimestamp(at_ms // 1000, _zone(zone)).date()


def exists(day: date, zone: str) -> bool:
    """False for a date that a zone never had, such as 2011-12-30 in Samoa: a day of no length."""
    return due_ms(day, "00:00", zone) < due_ms(day + _ONE_DAY, "00:00", zone)


# Thousands of groups are due at the same instant, in a few zones and at the same hour.
@lru_cache(maxsize=1024)
def next_due(after_ms: int, at: str, zone: str, days: str) -> tuple[int, date]:
    """The first due instant strictly after `after_ms`, and the local date it stands for.

    `days` is canonical (`mon,wed,fri`), with one day at least. Dates that never existed are
    skipped; every other date of these weekdays has exactly one instant.
    """
    wanted = _weekdays(days)
    # A gap around midnight can carry yesterday's late hour into today.
    day = local_date(after_ms, zone) - _ONE_DAY
    while True:
        if day.weekday() in wanted:
            due = due_ms(day, at, zone)
            # Mostly the clock shows that very date then; asking whether it existed is dearer.
            if due > after_ms and (local_date(due, zone) == day or exists(day, zone)):
                return due, day
        day += _ONE_DAY


def first_after(at_ms: int, at: str, zone: str) -> int:
    """The first instant strictly after `at_ms` at which a day's `at` comes round in `zone`."""
    return next_due(at_ms, at, zone, DAILY)[0]


def parse_time(text: str) -> str:
    """`9`, `9:00`, `09:00` and `9 am` all give `09:00`.

    Raises Refusal `bad_time` with `text` and `why`: `format`, `hour` or `minute`.
    """
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise Refusal("bad_time", text=_shown(text), why="format")
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half:
        if not 1 <= hour <= _HALF_A_DAY:
            raise Refusal("bad_time", text=_shown(text), why="hour")
        hour = hour % _HALF_A_DAY + (_HALF_A_DAY if half.startswith("p") else 0)
    if hour > time.max.hour:
        raise Refusal("bad_time", text=_shown(text), why="hour")
    if minute > time.max.minute:
        raise Refusal("bad_time", text=_shown(text), why="minute")
    return f"{hour:02}:{minute:02}"


def parse_date(text: str) -> date:
    """`2027-03-14`. A date in the past is for the caller to judge.

    Raises Refusal `bad_date` with `text` and `why`: `format`, `month`, `day` (31 February) or
    `year` (outside 1990–2099).
    """
    found = _DATE.fullmatch(text.strip())
    if found is None:
        raise Refusal("bad_date", text=_shown(text), why="format")
    year, month, day = int(found[1]), int(found[2]), int(found[3])
    if year not in _YEARS:
        raise Refusal("bad_date", text=_shown(text), why="year")
    try:
        return date(year, month, day)
    except ValueError:
        why = "day" if 1 <= month <= date.max.month else "month"
        raise Refusal("bad_date", text=_shown(text), why=why) from None


def parse_days(text: str) -> str:
    """`daily`, `weekdays`, `weekends`, `mon-fri` or a list such as `Fri, monday`: canonical.

    Raises Refusal `bad_days` with `text` and `wrong`, the first word that is no day (`""` when
    nothing was given).
    """
    words = re.sub(r"\s*[-–]\s*", "-", text.casefold().replace("every day", "daily"))
    wanted: set[str] = set()
    for word in re.split(r"[\s,;]+", words.strip()):
        if word in _SETS:
            wanted.update(_SETS[word])
            continue
        first, dash, last = word.partition("-")
        start, end = _weekday(first), _weekday(last if dash else first)
        if start is None or end is None:
            raise Refusal("bad_days", text=_shown(text), wrong=_shown(word))
        wanted.update(WEEKDAYS[(start + i) % 7] for i in range((end - start) % 7 + 1))
    return ",".join(day for day in WEEKDAYS if day in wanted)


def parse_zone(text: str) -> str:
    """An IANA name as it is spelled, whatever the case and with blanks for underscores.

    Raises Refusal `bad_zone` with `text` and `near`, up to five names that may be meant.
    """
    wanted = " ".join(text.casefold().split()).replace(" ", "_")
    found = _by_folded_name().get(wanted)
    if found is None:
        raise Refusal("bad_zone", text=_shown(text), near=tuple(_near(wanted)))
    return found


@cache
def zones() -> Sequence[str]:
    """The names people may choose, sorted: places, `Etc/` offsets, `UTC` and `GMT`.

    Bare codes such as `EST` are left out: they have no summer time, and who types them means a
    place that has it.
    """
    names = zoneinfo.available_timezones()
    return tuple(sorted(n for n in names if "/" in n or n in {"UTC", "GMT"}))


@cache
def _by_folded_name() -> dict[str, str]:
    return {name.casefold(): name for name in zones()}


def _near(wanted: str) -> list[str]:
    spoken = wanted.replace("_", " ")
    meant = [zone for zone, names in _SPOKEN.items() if spoken in names]
    if meant:
        return meant
    wanted = wanted[-_SHOWN_CHARS:]
    places = {name.rpartition("/")[2].casefold(): name for name in reversed(zones())}
    city = wanted.rpartition("/")[2]
    if city in places:
        return [places[city]]
    near = [name for place, name in places.items() if city and place.startswith(city)]
    near += [places[p] for p in difflib.get_close_matches(city, places, n=3)]
    folded = _by_folded_name()
    near += [folded[n] for n in difflib.get_close_matches(wanted, folded, n=3)]
    return list(dict.fromkeys(near))[:5]


def _weekday(word: str) -> int | None:
    if len(word) < len(WEEKDAYS[0]):
        return None
    return next((i for i, name in enumerate(_FULL) if name.startswith(word)), None)


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARS else text[: _SHOWN_CHARS - 1] + "…"
