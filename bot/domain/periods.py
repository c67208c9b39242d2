"""Periods of a leaderboard: the keys its rows are kept under, and the dates they cover.

A period is `day`, `week`, `month` or `all`. Weeks are ISO weeks, Monday to Sunday. Days are the
group's local dates, so that a late answer or a change of zone moves nothing to another period.
"""

import calendar
from datetime import date, timedelta

_LAST_WEEKDAY = 6


def period_key(period: str, day: date) -> str:
    """`D2026-11-22`, `W2026-47`, `M2026-11` or `A`. Raises ValueError for another period.

    The year of a week is its ISO year: 2027-01-01 lies in `W2026-53`.
    """
    match period:
        case "day":
            return f"D{day.isoformat()}"
        case "week":
            year, week, _ = day.isocalendar()
            return f"W{year:04}-{week:02}"
        case "month":
            return f"M{day.year:04}-{day.month:02}"
        case "all":
            return "A"
        case _:
            raise ValueError(f"not a period: {period!r}")


def span(period: str, day: date) -> tuple[date, date]:
    """The first and the last date of the period that holds `day`, both inclusive.

    Raises ValueError for another period than `day`, `week`, `month` or `all`.
    """
    match period:
        case "day":
            return day, day
        case "week":
            first = day - timedelta(days=day.weekday())
            # The last week of the year 9999 has no Sunday.
            return first, first + min(timedelta(days=_LAST_WEEKDAY), date.max - first)
        case "month":
            _, length = calendar.monthrange(day.year, day.month)
            return day.replace(day=1), day.replace(day=length)
        case "all":
            return date.min, date.max
        case _:
            raise ValueError(f"not a period: {period!r}")


def keys_for(day: date, topic: str) -> list[tuple[str, str]]:
    """The (period key, topic) rows that an answer of that local date adds to.

    Its week, its month and all time over all topics (`""`), and all time of its own topic. No row
    twice: without a topic there are three.
    """
    keys = [(period_key(period, day), "") for period in ("week", "month", "all")]
    return [*keys, (period_key("all", day), topic)] if topic else keys
