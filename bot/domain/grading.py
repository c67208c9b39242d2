"""Whether an answer is right, and how nearly. Source for partial credit: AAPC Practicode's
published rule, correct divided by the larger of entered and key.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from bot.domain.question import LETTERS, Kind, Question
from bot.errors import Refusal

MOST_CODES = 12
"""More codes than any case asks for; stops pasted lists."""

_NOT_CODE = re.compile(r"[^A-Z0-9]")


@dataclass(frozen=True, slots=True)
class Grade:
    """`credit` from 0 to 1; `right` only for full credit."""

    credit: Fraction

    @property
    def right(self) -> bool:
        """Full credit."""
        return self.credit == 1

    @property
    def credit_milli(self) -> int:
        """Thousandths, rounded down."""
        return int(self.credit * 1000)


def fold_code(code: str) -> str:
    """`e11.22` and `E11 22` are E1122: case, dots, spaces and hyphens do not count."""
    return _NOT_CODE.sub("", code.upper())


def split_codes(typed: str) -> tuple[str, ...]:
    """The codes of a typed line or list, separated by commas, semicolons or white space.

    Raises Refusal("no_codes") when nothing is left, Refusal("many_codes") over twelve.
    """
    found = tuple(c for c in (fold_code(part) for part in re.split(r"[,;\s]+", typed)) if c)
    if not found:
        raise Refusal("no_codes")
    if len(found) > MOST_CODES:
        raise Refusal("many_codes", count=len(found), most=MOST_CODES)
    return found


def checked(question: Question, chosen: Sequence[str]) -> tuple[str, ...]:
    """The choice in its stored form. Raises Refusal: `bad_choice`, `choose_n`, `no_codes`."""
    if question.kind is Kind.CODE_ENTRY:
        return split_codes(" ".join(chosen))
    letters = tuple(sorted({c.strip().upper() for c in chosen}))
    known = {option.id for option in question.options}
    if not letters or any(letter not in known for letter in letters):
        raise Refusal("bad_choice", letters=LETTERS[: len(question.options)])
    if question.kind is Kind.SINGLE and len(letters) != 1:
        raise Refusal("choose_n", count=1)
    if question.kind is Kind.MULTI and len(letters) != len(question.key):
        raise Refusal("choose_n", count=len(question.key))
    return letters


def grade(question: Question, chosen: Sequence[str]) -> Grade:
    """Grades a checked choice against the question's key.

    Single: all or nothing. Multi and code entry: correct ÷ max(entered, key), each entry counted
    once; where the order matters, an entry is correct only in its own place.
    """
    if question.kind is Kind.SINGLE:
        return Grade(Fraction(1 if tuple(chosen) == question.key else 0))
    if question.kind is Kind.MULTI:
        return _share(len(set(chosen) & set(question.key)), len(chosen), len(question.key))
    key = [fold_code(code) for code in question.key]
    entered = [fold_code(code) for code in chosen]
    if question.ordered:
        correct = sum(a == b for a, b in zip(entered, key, strict=False))
    else:
        left = list(key)
        correct = 0
        for code in entered:
            if code in left:
                left.remove(code)
                correct += 1
    return _share(correct, len(entered), len(key))


def fingerprint(question: Question) -> str:
    """What grading depends on; when it changes between starts, answers are graded again."""
    key = ",".join(question.key)
    return f"{question.revision}|{question.kind}|{int(question.ordered)}|{key}"


def _share(correct: int, entered: int, key: int) -> Grade:
    return Grade(Fraction(correct, max(entered, key)))
