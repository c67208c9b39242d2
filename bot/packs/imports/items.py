"""A row as the table of a question, in the words of questions/README.md."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256

from bot.packs.lint.words import leading_codes
from bot.packs.toml_text import Tree, Value

from .rows import LETTERS, Row

DEFAULTS = {
    "exams": "cpc, cic, ccs, cca",
    "setting": "any",
    "cognitive": "AP",
    "difficulty": "3",
    "time_target_s": "60",
}
"""What a row that is silent is taken to say; a rule that depends on the setting is linted."""

_LISTED = re.compile(r"[\s,;/]+")
_RELEASE = re.compile(r"(.*?)\s*\((20\d\d(?:-\d\d){0,2}|FY20\d\d)\)(?::\s*(.*))?", re.DOTALL)
_SPEAKS = re.compile(
    r"\b(?:options?|answers?|choices?|distractors?)\s+[A-F]\b|\b[A-F]\s+(?:and|or)\s+[A-F]\b"
)


def slug(name: str) -> str:
    """`name` in lower case, digits and hyphens, 40 characters at most."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower())[:40].strip("-") or "pack"


def item(row: Row, name: str, author: str) -> dict[str, Value]:
    """The table of one question. What is missing or odd is left so: the reader says what to do."""
    cells = {**DEFAULTS, **row.cells}
    key = keys(cells)
    made: dict[str, Value] = {
        "id": cells.get("id") or f"{name}-{row.line:04}",
        "revision": 1,
        "type": "multi" if len(key) > 1 else "single",
        "exams": list(dict.fromkeys(filter(None, _LISTED.split(cells["exams"].lower())))),
        "setting": cells["setting"].lower(),
        "cognitive": cells["cognitive"].upper(),
        "difficulty": _number(cells["difficulty"]),
        "time_target_s": _number(cells["time_target_s"]),
    }
    if edition := cells.get("edition"):
        made["edition"] = edition.upper()
    if stem := cells.get("stem"):
        made["stem"] = stem
    if len(key) > 1:
        made["choose"] = len(key)
    made["key"] = key
    if rationale := cells.get("rationale"):
        made["rationale"] = rationale
    made["author"] = cells.get("author") or author
    if checked := cells.get("checked_on"):
        made["checked_on"] = _day(checked)
    made["options"] = [_option(letter, cells) for letter in LETTERS if cells.get(letter)]
    if cited := citations(cells.get("citation", "")):
        made["citations"] = cited
    return made


def keys(cells: Mapping[str, str]) -> list[str]:
    """The letters of a key such as `B`, `a, d`, `BD`, or the text of an option."""
    typed = cells.get("key", "").strip()
    said = [letter for letter in LETTERS if cells.get(letter, "").casefold() == typed.casefold()]
    if typed and len(typed) > 1 and len(said) == 1:
        return said
    parts = list(typed) if re.fullmatch(r"[A-Fa-f]{2,6}", typed) else _LISTED.split(typed)
    return list(dict.fromkeys(part.upper() for part in parts if part))


def citations(text: str) -> list[Tree]:
    """The citations of `Source, section (release): note`, one a line or apart by semicolons."""
    found: list[Tree] = []
    for part in filter(None, (piece.strip() for piece in re.split(r"[;\n]", text))):
        source, _, rest = part.partition(",")
        dated = _RELEASE.fullmatch(rest.strip())
        cited = {"source": source.strip(), "section": (dated[1] if dated else rest).strip()}
        if dated:
            cited["release"] = dated[2]
            if dated[3]:
                cited["note"] = dated[3].strip()
        found.append({name: value for name, value in cited.items() if value})
    return found


def _option(letter: str, cells: Mapping[str, str]) -> Tree:
    made = {
        "id": letter,
        "text": cells[letter],
        "why": cells.get(f"why_{letter}", ""),
        "error": cells.get(f"error_{letter}", "").lower(),
    }
    return {name: value for name, value in made.items() if value}


def _number(typed: str) -> Value:
    return int(typed) if re.fullmatch(r"\d{1,6}", typed) else typed


def _day(typed: str) -> Value:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return typed


def spread(rows: Iterable[Row], *, every: bool = False) -> list[Row]:
    """The rows with the keys of those that may be shuffled (or of all) spread over the letters.

    Where a tool shows options in any order, people write the right one first. The others keep
    their order, options that begin with codes are sorted instead, and a question whose texts
    speak of an option by its letter stays as it is. The same rows always give the same order.
    """
    used: Counter[str] = Counter()
    made: list[Row] = []
    for row in rows:
        letters = [letter for letter in LETTERS if row.cells.get(letter)]
        key = keys(row.cells)
        done = row
        if (row.shuffled or every) and _free(row, letters, key):
            done = _moved(row, letters, _order(row, letters, key, used))
        used.update(keys(done.cells)[:1])
        made.append(done)
    return made


def _free(row: Row, letters: list[str], key: list[str]) -> bool:
    dense = letters == list(LETTERS[: len(letters)])
    return dense and set(key) <= set(letters) and not _SPEAKS.search("\n".join(row.cells.values()))


def _order(row: Row, letters: list[str], key: list[str], used: Counter[str]) -> list[str]:
    codes = {letter: leading_codes(row.cells[letter]) for letter in letters}
    if all(codes.values()):
        return sorted(letters, key=lambda letter: codes[letter])
    if len(key) != 1:
        return letters
    others = [letter for letter in letters if letter not in key]

    def weight(place: int) -> tuple[int, bytes]:
        luck = sha256(f"{row.cells.get('stem', '')}\n{place}".encode()).digest()
        return used[LETTERS[place]], luck

    place = min(range(len(letters)), key=weight)
    return [*others[:place], *key, *others[place:]]


def _moved(row: Row, letters: list[str], order: list[str]) -> Row:
    cells = dict(row.cells)
    now = dict(zip(order, letters, strict=True))
    for old, new in now.items():
        for prefix in ("", "why_", "error_"):
            cells[prefix + new] = row.cells.get(prefix + old, "")
    cells["key"] = ", ".join(sorted(now[letter] for letter in keys(row.cells)))
    return Row(row.line, {name: text for name, text in cells.items() if text}, row.shuffled)
