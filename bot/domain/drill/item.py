"""A drill as a question: the key and its distractors, shuffled and lettered."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.drill.draw import Draw
from bot.domain.question import LETTERS, Citation, Kind, Option, Question

TABULAR = "ICD-10-CM Tabular"
DISTRACTORS = 3


@dataclass(frozen=True, slots=True)
class Offered:
    """An option before it has a letter: its text, why it is right or wrong, the mistake it is."""

    text: str
    why: str
    error: str = ""


def item(
    name: str,
    stem: str,
    options: Sequence[Offered],
    rationale: str,
    citations: Sequence[Citation],
    draw: Draw,
    code_set: str = "ICD-10-CM",
) -> Question:
    """The question; the first option is the key. Options must be distinct."""
    if len({option.text for option in options}) != len(options):
        raise AssertionError(f"drill {name}: two options are the same")
    order = draw.shuffled(options)
    return Question(
        id=f"drill-{name}",
        revision=1,
        kind=Kind.SINGLE,
        topic="drill",
        exams=(),
        setting="",
        cognitive="RE",
        difficulty=1,
        time_target_s=60,
        edition=citations[0].release,
        stem=stem,
        key=(LETTERS[order.index(options[0])],),
        rationale=rationale,
        citations=tuple(citations),
        options=tuple(
            Option(letter, o.text, o.why, o.error)
            for letter, o in zip(LETTERS, order, strict=False)
        ),
        code_set=code_set,
    )
