"""One ICD-10-CM code as it is shown: versions, place, notes of its own and from above."""

import re
from collections.abc import Iterator

from bot.codes.statements import Reader
from bot.codes.tabular import owner_name
from bot.domain.code import (
    Absent,
    CodeSet,
    Diagnosis,
    Named,
    Note,
    NoteKind,
    Standing,
    Version,
    dotted,
)

SHAPE = re.compile(r"[A-Z][0-9][0-9A-Z][0-9A-Z]{0,4}")
_LOOSE = re.compile(r"[A-Z0-9]{3,8}")
_CODE = r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?"
_RANGE = re.compile(rf"\b({_CODE})(?:\s*-\s*({_CODE}))?")
_USUAL = re.compile(r"[A-Z]\d[\dAB][\dX]{0,3}[\dA-Z]?")
_LETTERS_AS_DIGITS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_MOST_NEAR = 5
_INHERITED = (
    NoteKind.INCLUDES,
    NoteKind.EXCLUDES1,
    NoteKind.EXCLUDES2,
    NoteKind.CODE_FIRST,
    NoteKind.USE_ADDITIONAL,
    NoteKind.CODE_ALSO,
    NoteKind.SEVENTH,
    NoteKind.NOTE,
)


def diagnosis(code: str, edition: str, reader: Reader, notes_edition: str) -> Diagnosis | None:
    """The code (no dot) with its family in that edition, or in its own last one if it is gone."""
    rows = reader.rows("versions", code=code)
    if not rows:
        return None
    versions = tuple(Version(r[0], r[1], bool(r[2]), r[3]) for r in rows)
    known = next((v for v in versions if v.first <= edition <= v.last), versions[-1])
    at = edition if known.first <= edition <= known.last else known.last
    block = str(rows[-1][5])
    parents = tuple(reversed(list(_parents(str(rows[-1][4]), at, reader))))
    heading = reader.one("heading", id=block) if block else None
    chapter = reader.one("heading", id=heading[2]) if heading else None
    owners = [code, *(p.code.replace(".", "") for p in reversed(parents))]
    owners += [row[0] for row in (heading, chapter) if row]
    seventh, seventh_owner = _seventh(owners, reader)
    return Diagnosis(
        code=dotted(code),
        versions=versions,
        chapter=Named(chapter[0], chapter[1]) if chapter else None,
        block=Named(heading[0], heading[1]) if heading else None,
        parents=parents,
        children=tuple(
            Named(dotted(r[0]), r[1], bool(r[2]))
            for r in reader.rows("children", code=code, edition=at)
        ),
        notes=tuple(_notes(owners, reader)),
        seventh=seventh,
        seventh_owner=seventh_owner,
        notes_edition=notes_edition,
    )


def _parents(code: str, edition: str, reader: Reader) -> Iterator[Named]:
    """The codes above, nearest first."""
    while code:
        rows = reader.rows("versions", code=code)
        if not rows:
            return
        row = next((r for r in rows if r[0] <= edition <= r[1]), rows[-1])
        yield Named(dotted(code), row[3], bool(row[2]))
        code = row[4]


def _notes(owners: list[str], reader: Reader) -> Iterator[Note]:
    for number, owner in enumerate(owners):
        for kind, words in reader.rows("notes", owner=owner):
            if number == 0 or kind in _INHERITED:
                yield Note(NoteKind(kind), words, owner_name(owner))


def _seventh(owners: list[str], reader: Reader) -> tuple[tuple[tuple[str, str], ...], str]:
    """The 7th characters printed nearest above, and where; none for most codes."""
    for owner in owners:
        if rows := reader.rows("seventh", owner=owner):
            return tuple((r[0], r[1]) for r in rows), owner_name(owner)
    return (), ""


def standing(code: str, edition: str, reader: Reader) -> Standing:
    """How the code stands in an edition that is loaded."""
    for first, last, billable, *_ in reader.rows("versions", code=code):
        if first <= edition <= last:
            return Standing.BILLABLE if billable else Standing.HEADER
    return Standing.ABSENT


def titles(code: str, edition: str, reader: Reader) -> tuple[str, ...]:
    """The title in that edition, then the inclusion terms."""
    found = [r[3] for r in reader.rows("versions", code=code) if r[0] <= edition <= r[1]]
    if not found:
        return ()
    terms = (w for kind, w in reader.rows("notes", owner=code) if kind == NoteKind.INCLUSION)
    return (*found, *terms)


def absent(code: str, edition: str, reader: Reader) -> Absent:
    """What is like a code that there is not: letters for digits, two swapped, one too many, and
    what stands under the longest beginning that there is.
    """
    near = [
        named
        for other in dict.fromkeys(_slips(code))
        if other != code and (named := _named(other, edition, reader))
    ]
    stem = next(
        (n for size in range(len(code) - 1, 2, -1) if (n := _named(code[:size], edition, reader))),
        None,
    )
    if stem:
        rows = reader.rows("children", code=stem.code.replace(".", ""), edition=edition)
        near += [Named(dotted(r[0]), r[1], bool(r[2])) for r in rows]
    unique = {named.code: named for named in near}
    return Absent(dotted(code), CodeSet.CM, tuple(unique.values())[:_MOST_NEAR], stem)


def _named(code: str, edition: str, reader: Reader) -> Named | None:
    rows = [r for r in reader.rows("versions", code=code) if r[0] <= edition <= r[1]]
    return Named(dotted(code), rows[0][3], bool(rows[0][2])) if rows else None


def _slips(code: str) -> Iterator[str]:
    digits = code[0] + code[1:].translate(_LETTERS_AS_DIGITS)
    yield digits
    if code[0] in "01":
        yield {"0": "O", "1": "I"}[code[0]] + code[1:].translate(_LETTERS_AS_DIGITS)
    for at in range(len(code) - 1):
        yield code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    for at in range(1, len(code)):
        yield code[:at] + code[at + 1 :]


def looks_like(code: str) -> bool:
    """Whether it may be meant as a code of this set: a letter or what is taken for one, digits."""
    if not _LOOSE.fullmatch(code) or not any(c.isdigit() for c in code):
        return False
    read = [next(_slips(code)), *(s for s in _slips(code) if code[0] in "01")]
    return bool(SHAPE.fullmatch(code)) or any(_USUAL.fullmatch(slip) for slip in read)


def ranges(note: str) -> Iterator[tuple[str, str]]:
    """The (first, last) codes, no dots, that a note names: `(K50-K52)`, `(A04.-)`."""
    for inside in re.findall(r"\(([^()]*)\)", note):
        for first, last in _RANGE.findall(inside):
            plain = first.replace(".", "")
            yield plain, (last or first).replace(".", "")
