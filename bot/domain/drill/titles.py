"""Which codes may stand beside each other: how far titles differ, and in what."""

import re
from collections.abc import Sequence

from bot.domain.code import Listed
from bot.domain.drill.draw import Draw
from bot.domain.drill.item import DISTRACTORS

_MOST_WORDS = 14
_CLOSEST = 8
_WORD = re.compile(r"[a-z0-9]+")
_SIDES = frozenset({"right", "left", "bilateral", "unspecified", "side", "eye", "ear", "limb"})
_VAGUE = frozenset({"unspecified", "other", "elsewhere", "site", "sites"})


def words(title: str) -> tuple[str, ...]:
    """The words of a title in lower case."""
    return tuple(_WORD.findall(title.lower()))


def readable(title: str) -> bool:
    """Whether a title is short enough to be read as an option: at most fourteen words."""
    return len(words(title)) <= _MOST_WORDS


def vague(title: str) -> bool:
    """Whether a title is about what is unspecified, other or elsewhere."""
    return bool(_VAGUE & set(words(title)))


def shown(code: Listed) -> str:
    """`K63.2 Fistula of intestine`."""
    return f"{code.code} {code.title}"


def distance(one: str, other: str) -> int:
    """How many words stand in one title alone, over both."""
    return len(set(words(one)) ^ set(words(other)))


def likeness(one: str, other: str) -> float:
    """Shared words over all words (Jaccard), 0 to 1."""
    here, there = set(words(one)), set(words(other))
    return len(here & there) / len(here | there) if here | there else 0.0


def sideless(title: str) -> tuple[str, ...]:
    """A title without the words of laterality."""
    return tuple(word for word in words(title) if word not in _SIDES)


def together(codes: Sequence[Listed]) -> bool:
    """Whether codes may be the options of one item: titles distinct, at most two that differ only
    in laterality, at most one unspecified.
    """
    titles = [words(code.title) for code in codes]
    sides = [sideless(code.title) for code in codes]
    unspecified = sum("unspecified" in title for title in titles)
    pairs = len(sides) - len(set(sides))
    return len(set(titles)) == len(titles) and pairs <= 1 and unspecified <= 1


def beside(key: Listed, others: Sequence[Listed], draw: Draw) -> list[Listed] | None:
    """Three distractors, the key's siblings and closest titles first; None: too few."""
    ranked = sorted(
        (o for o in others if o.code != key.code),
        key=lambda o: (o.parent != key.parent, distance(o.title, key.title), o.code),
    )
    chosen: list[Listed] = []
    for other in draw.shuffled(ranked[:_CLOSEST]):
        if together((key, *chosen, other)):
            chosen.append(other)
        if len(chosen) == DISTRACTORS:
            return chosen
    return None
