"""Header or billable: three options of one kind, one of the other, from one category."""

from collections.abc import Sequence

from bot.domain.code import Listed
from bot.domain.drill.book import Book
from bot.domain.drill.draw import Draw
from bot.domain.drill.item import TABULAR, Offered, item
from bot.domain.drill.titles import beside, readable, shown
from bot.domain.question import Citation, Question

_TRIES = 12
_WHOLE = 7
_CATEGORY = 3


def header(book: Book, draw: Draw, category: str, name: str) -> Question | None:
    """An item from the category; None when it has not enough codes that are alike."""
    family = book.family(category)
    shown_ones = [code for code in family if readable(code.title)]
    headers = [c for c in shown_ones if not c.billable and len(c.code) > _CATEGORY]
    complete = [code for code in shown_ones if code.billable]
    wants_billable = draw.below(2) == 0
    keys, others = (complete, headers) if wants_billable else (headers, complete)
    for key in draw.shuffled(keys)[:_TRIES]:
        wrong = beside(key, others, draw)
        if wrong and _tempting(key, wrong):
            return _item(book, draw, name, family, key, wrong)
    return None


def _tempting(key: Listed, wrong: Sequence[Listed]) -> bool:
    """Whether neither the length of the codes nor a code below another gives the key away."""
    codes = [key.code, *(code.code for code in wrong)]
    nested = sum(b.startswith(a) for a in codes for b in codes if a != b)
    if nested > int(key.billable):
        return False
    lengths = [len(code) for code in codes[1:]]
    return max(lengths) >= len(key.code) if key.billable else min(lengths) <= len(key.code)


def _item(
    book: Book,
    draw: Draw,
    name: str,
    family: Sequence[Listed],
    key: Listed,
    wrong: Sequence[Listed],
) -> Question:
    edition = book.edition
    if key.billable:
        stem = f"Which of these codes is billable as it is written in {edition}?"
    else:
        stem = f"Which of these codes is a header in {edition}, never reported as it is written?"
    options = [Offered(shown(c), _why(c, family, edition), "") for c in (key, *wrong)]
    rationale = (
        "A code is reported with every character that the Tabular List gives it; a code that is "
        "subdivided, or that takes a 7th character, is a header (Official Guidelines, I.B.2)."
    )
    category = key.code[:3]
    return item(
        name, stem, options, rationale, (Citation(TABULAR, f"category {category}", edition),), draw
    )


def _why(code: Listed, family: Sequence[Listed], edition: str) -> str:
    below = [other.code for other in family if other.parent == code.code]
    if code.billable:
        return f"{code.code} is complete in {edition}: nothing is below it."
    first = below[0] if below else ""
    if len(first.replace(".", "")) == _WHOLE and len(code.code.replace(".", "")) < _WHOLE:
        return f"{code.code} is a header: it needs more characters, such as {first}."
    count = "one code is" if len(below) == 1 else f"{len(below)} codes are"
    return f"{code.code} is a header: {count} below it, such as {first}."
