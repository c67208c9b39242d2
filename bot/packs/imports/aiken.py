"""Moodle's Aiken format: a line of question, lettered options, `ANSWER: B`."""

# Why not a library: the only one on the package index is an empty placeholder of 2017. The format
# is three line shapes (Moodle's documentation, "Aiken format"), read here as strictly as there.

import re
from dataclasses import dataclass, field

from .markup import tidy
from .rows import LETTERS, MAX_ROWS, Row, Taken, Taking

_OPTION = re.compile(r"([A-Za-z])[.)](?:\s+(.*))?")
_ANSWER = re.compile(r"ANSWER:\s*(.*)")


@dataclass(slots=True)
class _Item:
    line: int
    stem: str
    options: list[str] = field(default_factory=list[str])
    defect: str = ""


def looks_like_aiken(text: str) -> bool:
    """Whether a line begins with `ANSWER:`, as each question of the format ends."""
    return re.search(r"^\s*ANSWER:", text, re.MULTILINE) is not None


def read_aiken(text: str, file: str) -> Taken:
    """The questions of the format. It has no place for reasons and sources: they are missing."""
    taking = Taking(file)
    item: _Item | None = None
    for number, raw in enumerate(text.split("\n"), start=1):
        line = tidy(raw)
        if not line:
            continue
        if len(taking.rows) >= MAX_ROWS:
            taking.refuse(number, f"a file holds at most {MAX_ROWS} questions: split it")
            return taking.taken()
        option, answer = _OPTION.fullmatch(line), _ANSWER.fullmatch(line)
        if item is None:
            item = _Item(number, line)
            if option or answer:
                item.defect = "has no question above the options: write it on one line"
        elif answer:
            _end(item, answer[1], taking)
            item = None
        elif option:
            _add(item, option[1], option[2] or "")
        elif not item.options:
            item.defect = "the question stands on two lines: Aiken takes one"
        else:
            item.defect = f"line {number} is neither option nor ANSWER: end the question first"
    if item is not None:
        taking.refuse(item.line, "has no ANSWER line: add one, such as ANSWER: B")
    return taking.taken()


def _add(item: _Item, letter: str, text: str) -> None:
    wanted = LETTERS[len(item.options) : len(item.options) + 1]
    if letter != wanted:
        item.defect = item.defect or (
            f"option {letter} stands where {wanted} belongs"
            if wanted
            else "has more than six options: packs take three to five"
        )
    item.options.append(text)


def _end(item: _Item, answer: str, taking: Taking) -> None:
    letters = LETTERS[: len(item.options)]
    if not item.defect and (len(answer) != 1 or answer not in letters):
        item.defect = f"ANSWER is {answer[:20]!r}: use one of {', '.join(letters) or 'the options'}"
    if item.defect:
        taking.refuse(item.line, item.defect)
        return
    cells = {"stem": item.stem, "key": answer, **dict(zip(LETTERS, item.options, strict=False))}
    taking.rows.append(Row(item.line, cells, shuffled=True))
