"""Linting a bank of 700 made-up questions, against reading the shipped one from its files."""

import time
from dataclasses import replace
from random import Random

from bot.domain.question import LETTERS
from bot.packs.lint import lint
from bot.packs.reader import read
from tests.packs.samples import SOUND, library, texts

COUNT = 700
MOST_S = 10.0


def rows() -> list[tuple[str, str, str, bool | None]]:
    """(name, measured, goal, met)."""
    began = time.perf_counter()
    shipped = len(read().questions)
    read_s = time.perf_counter() - began
    made = library(*questions())
    began = time.perf_counter()
    lint(made)
    lint_s = time.perf_counter() - began
    ratio = f"{lint_s / read_s:.1f}x reading the {shipped} shipped ({lint_s:.2f} s)"
    return [(f"{COUNT} made-up questions", ratio, f"<= {MOST_S:.0f} s", lint_s <= MOST_S)]


def questions():
    """Sound questions of random words, no two alike."""
    dice = Random(7)
    letters = "abcdefghilmnoprstu"
    words = ["".join(dice.choices(letters, k=dice.randint(3, 10))) for _ in range(900)]

    def some(count: int) -> str:
        return " ".join(dice.choices(words, k=count))

    for number in range(COUNT):
        yield replace(
            texts(SOUND, *(some(8) for _ in "ABCD"), key=dice.choice(LETTERS[:4])),
            id=f"q-{number:03}",
            stem=f"The patient came with {some(50)}. What is reported for this visit?",
            rationale=some(40),
        )
