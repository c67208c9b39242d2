"""Kinds of drill, and the item of a seed."""

from collections.abc import Callable, Iterator
from enum import StrEnum

from bot.domain.drill.book import Book
from bot.domain.drill.draw import Draw
from bot.domain.drill.excludes import excludes
from bot.domain.drill.header import header
from bot.domain.drill.seventh import seventh
from bot.domain.question import Question

RULES = "1"
"""Raised when the same seed may make another item: a changed rule, order or wording."""

_CHAPTERS_LEFT_OUT = frozenset({"20"})


class Drill(StrEnum):
    """Kinds, by the word that asks for them. `MIXED`: the seed decides."""

    MIXED = "mixed"
    HEADER = "header"
    EXCLUDES = "excludes1"
    SEVENTH = "seventh"


Maker = Callable[[Book, Draw, str, str], Question | None]

_FROM_CATEGORIES: dict[Drill, Maker] = {
    Drill.HEADER: header,
    Drill.EXCLUDES: excludes,
    Drill.SEVENTH: seventh,
}


def make(kind: Drill, seed: str, book: Book) -> Question | None:
    """The item of a seed; None when the tables have none of this kind."""
    draw = Draw(f"{kind.value} {seed}")
    name = f"{kind.value}-{seed}"
    maker = _FROM_CATEGORIES[kind]
    for category in _order(book, draw, only="S" if kind is Drill.SEVENTH else ""):
        if made := maker(book, draw, category, name):
            return made
    return None


def _order(book: Book, draw: Draw, only: str) -> Iterator[str]:
    """Categories in the order to try them: every chapter is as likely as another, since two
    thirds of all codes are injuries. External causes make no good items.
    """
    left: dict[str, list[str]] = {}
    for chapter, category in book.categories():
        if chapter not in _CHAPTERS_LEFT_OUT and category.startswith(only):
            left.setdefault(chapter, []).append(category)
    while left:
        chapter = draw.pick(list(left))
        yield left[chapter].pop(draw.below(len(left[chapter])))
        if not left[chapter]:
            del left[chapter]
