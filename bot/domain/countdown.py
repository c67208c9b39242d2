"""Days left to an exam, the days on which it is announced, and a pace that gets there."""

import math
from collections.abc import Iterable
from datetime import date

from bot.domain.group import Countdown

MARKS = (90, 60, 30, 14, 7, 3, 1, 0)
"""Days before a group's exam date on which a countdown is posted with the daily question."""

MOST_A_DAY = 50
"""A pace above this is not advice any more."""


def days_left(day: date, today: date) -> int:
    """Whole local dates from today to the exam; negative when it is over."""
    return (day - today).days


def is_mark(day: date, today: date) -> bool:
    """Whether the countdown is posted today."""
    return days_left(day, today) in MARKS


def pace(questions: int, days: int, rounds: int = 2) -> int | None:
    """Questions a day that cover `questions` `rounds` times in `days`; None when there is no day
    left, nothing to cover, or the number is beyond reason.
    """
    if days < 1 or questions < 1:
        return None
    a_day = math.ceil(questions * rounds / days)
    return a_day if a_day <= MOST_A_DAY else None


def sitting(dates: Iterable[Countdown], exam: str, group_exam: str, today: date) -> date | None:
    """The next day on which an exam is sat; None: no such date is still to come. A date that names
    no exam is one of the group's own exam.
    """
    coming = [
        c.day for c in dates if (c.exam or group_exam) == (exam or group_exam) and c.day >= today
    ]
    return min(coming, default=None)
