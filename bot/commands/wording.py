"""Sentences for the refusals that every command shares. Each says what to do next."""

from collections.abc import Callable


def _options(problems: list[str], usage: str) -> str:
    return f"{'. '.join(problems)}. Usage: {usage}"


def _no_command(typed: str, nearest: str) -> str:
    hint = f"Did you mean /{nearest}?" if nearest else "Type /help for the list."
    return f"There is no command /{typed}. {hint}" if typed else "Type /help for the commands."


def _which(word: str, usages: list[str]) -> str:
    return f"/{word} needs one more word: {'; '.join(usages)}."


def _long_line(length: int, most: int) -> str:
    return f"That line has {length:,} characters; {most:,} are the most that can be read."


def _bad_time(text: str, why: str) -> str:
    reason = {"hour": "there is no such hour", "minute": "there is no such minute"}.get(why)
    head = f"{text!r} is not a time of day" + (f": {reason}" if reason else "")
    return f"{head}. Write hours and minutes such as 09:00 or 21:30."


def _bad_date(text: str, why: str) -> str:
    reason = {
        "day": "that month has no such day",
        "month": "there is no such month",
        "year": "the year must be from 1990 to 2099",
    }.get(why)
    head = f"{text!r} is not a date" + (f": {reason}" if reason else "")
    return f"{head}. Write year-month-day such as 2027-03-14."


def _bad_days(text: str, wrong: str) -> str:
    what = (
        f"{wrong!r} is not a weekday" if wrong and wrong != text else f"{text!r} names no weekday"
    )
    return f"{what}. Write daily, weekdays, or a list such as mon,wed,fri."


def _bad_zone(text: str, near: tuple[str, ...]) -> str:
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    return f"{text!r} is not a time zone. Use an IANA name such as America/Chicago.{hint}"


WORDINGS: dict[str, Callable[..., str]] = {
    "options": _options,
    "no_command": _no_command,
    "which": _which,
    "quotes": lambda: 'A quote is left open: put names with spaces in "two quotes".',
    "long_line": _long_line,
    "no_group": lambda: (
        "There is no study group in this channel yet. Someone who manages the channel can start "
        "one with /setup."
    ),
    "not_member": lambda: "You are not a member of this group any more. Do it again to join.",
    "managers_only": lambda: (
        "Only a manager of this group may do that. Ask the person who set it up."
    ),
    "seen": lambda: "That was done already; nothing was changed twice.",
    "stale": lambda: (
        "This button is from an older version of the bot. Use the command again for a fresh one."
    ),
    "foreign": lambda: "That belongs to another group, or it is gone. Nothing was changed.",
    "bad_time": _bad_time,
    "bad_date": _bad_date,
    "bad_days": _bad_days,
    "bad_zone": _bad_zone,
}
