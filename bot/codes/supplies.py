"""HCPCS Level II from the official fixed-width file, or from a bare list of codes.

Layout of the file (CMS, HCPC_recordlayout): code 1-5, record 11 (3 first line of a code, 4 more of
its words, 7 first line of a modifier, 8 more of it), long 12-91, short 92-119, added 269-276, last
action 277-284, terminated 285-292. `D` codes are the ADA's and are left out, whatever the file
holds; so are the modifiers P1 to P6, which are the AMA's.
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from bot.codes.faults import CodesError

_CODE = re.compile(r"[A-CE-V]\d{4}")
_MODIFIER = re.compile(r"(?!P[1-6]$)[A-Z][A-Z0-9]")
_FEWEST = 3
_WIDTH = 5
_MONTHS = {"JAN": 1, "APR": 4, "JUL": 7, "OCT": 10}
_QUARTER = 3


@dataclass(frozen=True, slots=True)
class Item:
    """A code or a two-character modifier."""

    code: str
    long: str = ""
    short: str = ""
    added: date | None = None
    ended: date | None = None


def read_file(text: str, name: str) -> tuple[Item, ...]:
    """Every code and modifier, terminated ones with their date. Raises CodesError when a
    continuation has no first line, or a code stands in it twice: the file is not whole then.
    """
    found: dict[str, Item] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        code, record = line[:5].strip(), line[10:11]
        if record not in set("3478") or not re.fullmatch(r"[A-Z0-9]{5}|[A-Z0-9]{2}", code):
            continue
        shape = _CODE if record in "34" else _MODIFIER
        if not shape.fullmatch(code):
            continue
        long = line[11:91].strip()
        if record in "37":
            if code in found:
                raise CodesError(f"{name}:{number}: {code} stands in it twice.")
            found[code] = Item(
                code, long, line[91:119].strip(), _day(line[268:276]), _day(line[284:292])
            )
        elif code in found:
            found[code] = replace(found[code], long=f"{found[code].long} {long}")
        else:
            raise CodesError(f"{name}:{number}: more words for {code}, which has no first line.")
    if len(found) < _FEWEST:
        raise CodesError(f"{name} holds no HCPCS records where they should be.")
    return tuple(found.values())


def read_list(text: str, name: str) -> tuple[Item, ...]:
    """Codes alone, one a line. Raises CodesError at a line that is something else."""
    found: dict[str, Item] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        code = line.strip()
        if not code:
            continue
        if re.fullmatch(r"D\d{4}", code):
            continue
        if not _CODE.fullmatch(code):
            raise CodesError(f"{name}:{number}: {code[:20]!r} is not a HCPCS Level II code.")
        if code in found:
            raise CodesError(f"{name}:{number}: {code} stands in it twice.")
        found[code] = Item(code)
    return tuple(found.values())


def is_list(text: str) -> bool:
    """Whether the text is a list of codes of this set, by the look of its first lines."""
    lines = [line.strip() for line in text[:200].split("\n")[:-1] if line.strip()]
    begun = all(re.fullmatch(r"[A-V]\d{4}", line) for line in lines[: _FEWEST - 1])
    return len(lines) >= _FEWEST and begun and all(len(line) == _WIDTH for line in lines)


def edition(name: str) -> str:
    """The quarter a file name tells, as `2026-07`; a yearly file counts from January. Raises
    CodesError when the name holds no year.
    """
    year = re.search(r"(20\d\d)", name)
    if year is None:
        raise CodesError(
            f"{name}: its name tells no year. Keep the name it had, such as "
            "october-2026-alpha-numeric-hcpcs-file.zip."
        )
    month = 1
    if quarter := re.search(r"q([1-4])", name, re.IGNORECASE):
        month = _QUARTER * int(quarter[1]) - 2
    elif spelled := re.search(r"(?:^|[^A-Za-z])(JAN|APR|JUL|OCT)", name, re.IGNORECASE):
        month = _MONTHS[spelled[1].upper()]
    return f"{year[1]}-{month:02}"


def first_day(quarter: str) -> date:
    """The day from which `2026-07` is in force."""
    year, month = quarter.split("-")
    return date(int(year), int(month), 1)


def last_day(quarter: str) -> date:
    """The day before the next quarter begins."""
    first = first_day(quarter)
    after = first.month + _QUARTER
    following = date(first.year + after // 13, (after - 1) % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


def _day(digits: str) -> date | None:
    if not re.fullmatch(r"\d{8}", digits):
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
