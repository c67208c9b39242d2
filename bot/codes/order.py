"""Order files and their addenda: every code of an edition, or what changed to the next one.

Fixed width, as CMS describes it in icd10OrderFiles.pdf: number 1-5, code 7-13, billable 15, short
title 17-76, long title from 78. Addenda put a keyword of 13 characters before the billable flag.
"""

import re
from dataclasses import dataclass

from bot.codes.faults import CodesError

Row = tuple[bool, str]
"""Billable, and the long title."""
Edition = dict[str, Row]
"""Code without its dot to its row."""

_TOTAL = re.compile(r"^ *(\d+) (headers|codes|valid codes) in \w*?(\d{4})\.txt", re.MULTILINE)
_SHORT = slice(23, 83)
_LONG = slice(84, None)


@dataclass(frozen=True, slots=True)
class Change:
    """One line of an addenda: what was done to a code."""

    kind: str
    code: str
    row: Row


@dataclass(frozen=True, slots=True)
class Addenda:
    """Changes from one edition to the next, and the totals the file prints: (year, kind) to count.

    `to` is the fiscal year the changes lead to.
    """

    to: int
    changes: tuple[Change, ...]
    totals: dict[tuple[int, str], int]


def read_order(text: str, name: str) -> Edition:
    """Every code. Raises CodesError when lines are missing: they are numbered from 1 on."""
    found: Edition = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line[:5].isdigit() or int(line[:5]) != number or line[14:15] not in {"0", "1"}:
            raise CodesError(f"{name}:{number}: not line {number} of an order file; is it whole?")
        code = line[6:13].strip()
        if code in found:
            raise CodesError(f"{name}:{number}: {code} stands in it twice.")
        found[code] = (line[14] == "1", line[77:].strip())
    return found


def read_addenda(text: str, name: str) -> Addenda:
    """The changes. Raises CodesError when the file prints no totals or a line cannot be read."""
    totals = {(int(year), kind): int(count) for count, kind, year in _TOTAL.findall(text)}
    changes: list[Change] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not re.match(r"(Add|Delete|Revise)", line):
            continue
        keyword, _, _ = line.partition(":")
        code = line[15:23].strip()
        if line[13:14] not in {"0", "1"} or not re.fullmatch(r"[A-Z0-9]{3,7}", code):
            raise CodesError(f"{name}:{number}: not a line of order file addenda.")
        title = line[_LONG].strip() or line[_SHORT].strip()
        changes.append(Change(keyword, code, (line[13] == "1", title)))
    years = {year for year, _ in totals}
    if len(years) != 2 or len(totals) != 4:  # noqa: PLR2004 - headers and codes, before and after
        raise CodesError(f"{name} does not print the totals of two editions at its end.")
    return Addenda(max(years), tuple(changes), totals)


def forward(edition: Edition, addenda: Addenda, name: str) -> Edition:
    """The next edition. Raises CodesError when it does not come to the totals that are printed."""
    found = dict(edition)
    _checked(found, addenda, addenda.to - 1, name)
    for change in addenda.changes:
        match change.kind:
            case "Delete":
                found.pop(change.code, None)
            case "Add" | "Revise to":
                found[change.code] = change.row
            case _:
                pass
    _checked(found, addenda, addenda.to, name)
    return found


def backward(edition: Edition, addenda: Addenda, name: str) -> Edition:
    """The edition before. Raises CodesError as `forward`."""
    found = dict(edition)
    _checked(found, addenda, addenda.to, name)
    for change in reversed(addenda.changes):
        match change.kind:
            case "Add":
                found.pop(change.code, None)
            case "Delete" | "Revise from":
                found[change.code] = change.row
            case _:
                pass
    _checked(found, addenda, addenda.to - 1, name)
    return found


def _checked(edition: Edition, addenda: Addenda, year: int, name: str) -> None:
    billable = sum(row[0] for row in edition.values())
    ours = {"headers": len(edition) - billable, "codes": billable}
    for kind, count in ours.items():
        printed = addenda.totals[year, kind]
        if printed != count:
            raise CodesError(
                f"{name} says that {year} has {printed:,} {kind}, but there are {count:,}. One of "
                "the files is not whole, or they do not belong together."
            )
