"""Which kinds can be drilled with what is loaded, and the item of a seed."""

from dataclasses import dataclass

from bot.domain.drill.draw import Draw
from bot.domain.drill.make import Drill, make
from bot.domain.question import Question
from bot.features.drill.book import shelved
from bot.ports import Codes


@dataclass(frozen=True, slots=True)
class Offer:
    """Kinds that can be asked for; none when no code set is loaded."""

    kinds: tuple[Drill, ...]


def offered(codes: Codes) -> Offer:
    """The kinds whose tables are loaded."""
    if shelved(codes) is None:
        return Offer(())
    return Offer(tuple(k for k in Drill if k is not Drill.MIXED))


def lacking(kind: Drill) -> str:
    """What must be loaded for a kind."""
    del kind
    return "ICD-10-CM"


def made(codes: Codes, kind: Drill, seed: str) -> Question | None:
    """The item of a seed; a mixed seed takes a kind that has one. None: the tables have none."""
    book = shelved(codes)
    if book is None:
        return None
    if kind is not Drill.MIXED:
        return make(kind, seed, book)
    for one in Draw(f"mixed {seed}").shuffled(offered(codes).kinds):
        if question := make(one, seed, book):
            return question
    return None
