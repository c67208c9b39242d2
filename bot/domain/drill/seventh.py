"""The 7th character of a fracture: the situation decides open or closed and the stage of care."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.code import Listed
from bot.domain.drill.book import Book
from bot.domain.drill.draw import Draw
from bot.domain.drill.item import DISTRACTORS, TABULAR, Offered, item
from bot.domain.drill.titles import readable, vague
from bot.domain.question import Citation, Question

_WHOLE = 7
_FRACTURES = "29"
"""How fracture categories end: S02 to S92, and the physeal fractures S49 to S99."""
_STAGE = re.compile(
    r"(?P<visit>initial|subsequent) encounter for "
    r"(?P<wound>closed|open) fracture(?P<type> type [I, orABC]+)?"
    r"(?: with (?P<healing>routine healing|delayed healing|nonunion|malunion))?"
)
_CONFUSED = {
    "A": "BDGS",
    "B": "AECD",
    "C": "BAFD",
    "D": "AGPK",
    "E": "BHDF",
    "G": "DKHP",
    "H": "GEMK",
    "K": "GPMD",
    "M": "KHQN",
    "P": "KGQD",
    "Q": "PMHE",
    "S": "DPAG",
}
_WOUNDS = {
    "": "an open wound leads to it",
    "I or II": "an open wound leads to it, documented as Gustilo type II",
    "IIIA, IIIB, or IIIC": "an open wound leads to it, documented as Gustilo type IIIB",
}
_HEALING = {
    "routine healing": "healing as expected",
    "delayed healing": "healing, but later than expected: delayed healing",
    "nonunion": "not united: nonunion",
    "malunion": "united in a wrong position: malunion",
}


@dataclass(frozen=True, slots=True)
class Stage:
    """What the words of a 7th character say; `visit` is empty for sequela."""

    visit: str
    wound: str = ""
    type: str = ""
    healing: str = ""


def seventh(book: Book, draw: Draw, category: str, name: str) -> Question | None:
    """An item from a fracture category; None for every other."""
    if category[0] != "S" or category[2] not in _FRACTURES:
        return None
    family = book.family(category)
    below: dict[str, list[Listed]] = {}
    for code in family:
        if len(_plain(code)) == _WHOLE and code.billable:
            below.setdefault(code.parent, []).append(code)
    for at in draw.shuffled(c for c in family if c.code in below and _named(c)):
        stages = {
            _plain(code)[-1]: (code, stage)
            for code in below[at.code]
            if (stage := read(code.title, at.title))
        }
        ready = [c for c, like in _CONFUSED.items() if c in stages and _three(like, stages)]
        if ready and any(stage.wound for _, stage in stages.values()):
            letter = draw.pick(ready)
            like = [stages[c] for c in _CONFUSED[letter] if c in stages][:DISTRACTORS]
            return _item(book, draw, name, at, stages[letter], like)
    return None


def read(title: str, start: str) -> Stage | None:
    """What a whole title says after the title of the code above it; None for other words."""
    if not title.startswith(f"{start}, "):
        return None
    said = title.removeprefix(f"{start}, ")
    if said == "sequela":
        return Stage("")
    found = _STAGE.fullmatch(said)
    if found is None or (found["visit"] == "subsequent") != bool(found["healing"]):
        return None
    kind = (found["type"] or "").removeprefix(" type ")
    return Stage(found["visit"], found["wound"], kind, found["healing"] or "")


def situation(stage: Stage) -> str:
    """The stage as a record would tell it, without the words of the 7th character's title."""
    if not stage.visit:
        return "The fracture has healed; a late effect that it left behind is treated now."
    if stage.wound == "closed":
        skin = "The skin over the fracture was never broken"
    else:
        skin = f"The fracture is open: {_WOUNDS[stage.type]}"
    if stage.visit == "initial":
        return f"{skin}. The patient receives active treatment for it."
    return f"{skin}. Active treatment is over; today the fracture is {_HEALING[stage.healing]}."


def _item(
    book: Book,
    draw: Draw,
    name: str,
    at: Listed,
    key: tuple[Listed, Stage],
    wrong: Sequence[tuple[Listed, Stage]],
) -> Question:
    edition, start = book.edition, f"{at.title}, "
    options = [
        Offered(
            code.code,
            f"{_plain(code)[-1]} is {code.title.removeprefix(start)}.",
            "" if code is key[0] else "7th character",
        )
        for code, _ in (key, *wrong)
    ]
    return item(
        name,
        f"{at.title}. {situation(key[1])} Which code reports the fracture?",
        options,
        f"{at.code} needs a 7th character. A, B and C last as long as active treatment does; the "
        "characters after them are for routine care of healing, and for delayed healing, nonunion "
        "or malunion; S is for what the fracture leaves behind (Official Guidelines, I.C.19.a and "
        "I.C.19.c).",
        (Citation(TABULAR, f"{at.code[:3]}, 7th character", edition),),
        draw,
    )


def _three(like: str, stages: dict[str, tuple[Listed, Stage]]) -> bool:
    return sum(c in stages for c in like) >= DISTRACTORS


def _named(code: Listed) -> bool:
    return "fracture" in code.title.lower() and readable(code.title) and not vague(code.title)


def _plain(code: Listed) -> str:
    return code.code.replace(".", "")
