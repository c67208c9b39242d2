"""What every importer gives: rows in the words of the sheet, and what could not be read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.packs.problem import Problem

LETTERS = "ABCDEF"
COLUMNS = (
    "id",
    "topic",
    "stem",
    *LETTERS,
    "key",
    "rationale",
    *(f"why_{letter}" for letter in LETTERS),
    *(f"error_{letter}" for letter in LETTERS),
    "citation",
    "exams",
    "setting",
    "cognitive",
    "difficulty",
    "time_target_s",
    "edition",
    "author",
    "checked_on",
)
"""The header of a sheet, as `--template` prints it. Only stem, options and key can be enough for a
row to be read; what a pack needs besides is listed as missing.
"""

MAX_BYTES = 50_000_000
"""The largest file that is read, and the largest that a zip may unpack to four times."""
MAX_ROWS = 5000

# Other names people give these columns, folded by `column`.
_ALIASES = {
    "question": "stem",
    "question_text": "stem",
    "front": "stem",
    "prompt": "stem",
    "answer": "key",
    "answers": "key",
    "correct": "key",
    "correct_answer": "key",
    "explanation": "rationale",
    "extra": "rationale",
    "extra_1": "rationale",
    "feedback": "rationale",
    "source": "citation",
    "sources": "citation",
    "citations": "citation",
    "reference": "citation",
    "exam": "exams",
    "level": "cognitive",
    "time": "time_target_s",
    **{
        f"{word}_{mark}": letter
        for n, letter in enumerate(LETTERS, start=1)
        for word in ("option", "choice", "answer", "q")
        for mark in (letter.lower(), n)
    },
}
_FOLDED = {name.lower(): name for name in COLUMNS}


def column(name: str) -> str:
    """The column a heading stands for; empty when it is none of them. Case does not matter."""
    folded = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    return _FOLDED.get(folded) or _ALIASES.get(folded, "")


@dataclass(frozen=True, slots=True)
class Row:
    """One question as found. `line` is a line of a text file, a row of a sheet, or a note's number,
    from 1; `cells` maps columns to plain text. In a tool that shows the options in any order they
    may be put into another one (`shuffled`).
    """

    line: int
    cells: Mapping[str, str]
    shuffled: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """The rows of a file, and the problems of what is not among them."""

    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class Taking:
    """What an importer has read of a file so far."""

    file: str
    rows: list[Row] = field(default_factory=list[Row])
    problems: list[Problem] = field(default_factory=list[Problem])

    def refuse(self, line: int, message: str) -> None:
        """Says what keeps the question on this line out; 0 stands for the whole file."""
        self.problems.append(Problem(self.file, max(line, 1), Path(self.file).stem, message))

    def taken(self) -> Taken:
        """The result."""
        return Taken(tuple(self.rows), tuple(self.problems))
