"""Excludes1 traps: which code may not stand beside another, per one printed note."""

import re
from collections.abc import Iterator, Sequence

from bot.domain.code import Listed, Note, NoteKind
from bot.domain.drill.book import Book
from bot.domain.drill.draw import Draw
from bot.domain.drill.item import DISTRACTORS, TABULAR, Offered, item
from bot.domain.drill.titles import beside, likeness, readable, shown, together, vague, words
from bot.domain.question import Citation, Question

_ONE_CODE = re.compile(r"^(?P<words>[^()]+)\((?P<code>[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?)\)$")
_STEM = re.compile(r"\((?P<code>[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?)(?:\.?-)?\)$")
_CHAPTER = "chapter"
_INJURY = ("S", "T")
_LIKE = 0.5
_MALE = frozenset(("male", "penis", "prostate", "prostatic", "scrotum", "testis", "testicular"))
_FEMALE = frozenset(
    (
        *("female", "vagina", "vaginal", "vaginitis", "vulva", "cervix", "uterus", "uterine"),
        *("endometrium", "ovary", "ovarian", "fallopian", "menopausal", "postmenopausal"),
    )
)
_QUOTED = 160
_BIRTH = "P"
_MOTHER = "O"


def excludes(book: Book, draw: Draw, category: str, name: str) -> Question | None:
    """An item from one Excludes1 note in the category that names one billable code whose title
    shares half of its words with the note; None when there is none.
    """
    if category.startswith(_INJURY):
        return None
    notes = [n for n in book.notes(category) if n.kind is NoteKind.EXCLUDES1]
    for note in draw.shuffled(notes):
        found = _ONE_CODE.match(note.text)
        if found is None:
            continue
        key = _line(book, found["code"])
        at = _line(book, note.owner)
        if key is None or at is None or not key.billable or not (_fits(key) and readable(at.title)):
            continue
        if likeness(found["words"], key.title) < _LIKE:
            continue
        if made := _item(book, draw, name, note, at, key):
            return made
    return None


def _item(
    book: Book, draw: Draw, name: str, note: Note, at: Listed, key: Listed
) -> Question | None:
    both = [
        (code, other)
        for code, other in _both_allowed(book, at)
        if _may(book, at, code) and together((key, code))
    ]
    if not both:
        return None
    allowed, source = draw.pick(both)
    near = [c for c in book.family(key.code[:3]) if c.billable and _fits(c)]
    siblings = beside(key, [c for c in near if c != allowed and _may(book, at, c)], draw)
    if siblings is None:
        return None
    wrong = (allowed, *siblings[: DISTRACTORS - 1])
    every = (at, key, *wrong)
    if not together((key, *wrong)) or len({_age(c) for c in every}) > 1 or _mixes_sexes(every):
        return None
    edition = book.edition
    reason = f"The Excludes1 note at {note.owner} names it: “{note.text}”."
    options = [
        Offered(shown(key), reason),
        Offered(
            shown(allowed),
            f"The Excludes2 note at {source.owner} names it: both may be coded when both are "
            "documented.",
            "excludes2 read as excludes1",
        ),
        *(
            Offered(shown(c), f"No Excludes1 note of {at.code}, or of {c.code}, names the other.")
            for c in wrong[1:]
        ),
    ]
    return item(
        name,
        f"Per the Excludes1 note at {at.code}, {at.title}: which of these is not coded with it?",
        options,
        f"Printed at {note.owner}: Excludes1 “{note.text}”. The two are not coded together, except "
        "when they are clearly unrelated to each other (Official Guidelines, I.A.12.a).",
        (Citation(TABULAR, f"{note.owner}, Excludes1", edition),),
        draw,
    )


def _both_allowed(book: Book, at: Listed) -> Iterator[tuple[Listed, Note]]:
    """Billable codes that the Excludes2 notes at the code, its parents and its block name. Those
    of a chapter are too far from it to tempt anybody.
    """
    found = book.diagnosis(at.code)
    for note in found.notes if found else ():
        if note.kind is not NoteKind.EXCLUDES2 or note.owner.startswith(_CHAPTER):
            continue
        if named := _STEM.search(note.text):
            for line in book.family(named["code"][:3]):
                if line.code.startswith(named["code"]) and line.billable and _fits(line):
                    yield line, note


def _may(book: Book, at: Listed, code: Listed) -> bool:
    """Whether no Excludes1 note of either, or above either, names the other."""
    here, there = _plain(at.code), _plain(code.code)
    if here.startswith(there) or there.startswith(here):
        return False
    return not (_names(book.bars(at.code), there) or _names(book.bars(code.code), here))


def _names(bars: Sequence[tuple[str, str, Note]], code: str) -> bool:
    """Whether a range holds the code, a code above it or one below it."""
    return any(
        first[: len(code)] <= code[: len(first)] and code[: len(last)] <= last[: len(code)]
        for first, last, _ in bars
    )


def _line(book: Book, code: str) -> Listed | None:
    return next((c for c in book.family(code[:3]) if c.code == code), None)


def _fits(code: Listed) -> bool:
    return readable(code.title) and not vague(code.title) and len(code.title) < _QUOTED


def _age(code: Listed) -> str:
    """Newborns, mothers and everybody else are never mixed in one item."""
    return code.code[0] if code.code[0] in {_BIRTH, _MOTHER} else ""


def _mixes_sexes(codes: Sequence[Listed]) -> bool:
    said = {word for code in codes for word in words(code.title)}
    return bool(said & _MALE) and bool(said & _FEMALE)


def _plain(code: str) -> str:
    return code.replace(".", "")
