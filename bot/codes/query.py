"""What people type, read: abbreviations and lay words, endings, typing errors."""

import json
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.codes.documents import letters, pieces
from bot.codes.statements import Reader
from bot.codes.stems import STOP, stem, stems, words

_LONGEST_PHRASE = 4
_MOST_WORDS = 12
_SHORTEST_TYPO = 4
_ALIKE = 40
_LONG_WORD = 6
_SHORTEST_HALF = 3

Meaning = tuple[str, ...]
"""Stems that must all be there."""


@dataclass(frozen=True, slots=True)
class Part:
    """A word or phrase of a query, and what it may mean; the first is the word itself."""

    typed: str
    meanings: tuple[Meaning, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A query's parts in order, and the words that were read as others."""

    parts: tuple[Part, ...]
    read_as: tuple[tuple[str, str], ...]

    def expression(self, joined: str) -> str:
        """For FTS5: the parts joined by `AND` or `OR`. Stems are letters and digits only."""
        return f" {joined} ".join(
            "(" + " OR ".join("(" + " AND ".join(m) + ")" for m in part.meanings) + ")"
            for part in self.parts
        )


@cache
def _table(name: str) -> dict[str, tuple[str, ...]]:
    """A table of words.toml: a phrase's words to what else it may mean."""
    raw = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
    return {" ".join(words(phrase)): tuple(others) for phrase, others in raw[name].items()}


def read(typed: str, reader: Reader | None, table: str = "also") -> Query:
    """The query. Words that no ICD-10-CM title has are read as the nearest that one has; without a
    reader they are left as they are.
    """
    known = _table(table)
    tokens = words(typed)[:_MOST_WORDS]
    parts: list[Part] = []
    read_as: list[tuple[str, str]] = []
    at = 0
    while at < len(tokens):
        length = _phrase(tokens, at, known)
        phrase = " ".join(tokens[at : at + length])
        if phrase in known:
            parts.append(_part(phrase, known[phrase]))
        elif phrase not in STOP:
            part, instead = _single(phrase, reader, known, last=at + length == len(tokens))
            parts.append(part)
            if instead:
                read_as.append((phrase, instead))
        at += length
    return Query(tuple(part for part in parts if part.meanings), tuple(read_as))


def _phrase(tokens: list[str], at: int, known: dict[str, tuple[str, ...]]) -> int:
    for length in range(min(_LONGEST_PHRASE, len(tokens) - at), 1, -1):
        if " ".join(tokens[at : at + length]) in known:
            return length
    return 1


def _part(phrase: str, others: tuple[str, ...]) -> Part:
    meanings = (tuple(stems(text)) for text in (phrase, *others))
    return Part(phrase, tuple(dict.fromkeys(m for m in meanings if m)))


def _single(
    word: str, reader: Reader | None, known: dict[str, tuple[str, ...]], *, last: bool
) -> tuple[Part, str]:
    """One word; the second is the word it was read as, empty when it is a known one."""
    own = Part(word, ((stem(word),),))
    if reader is None or not word.isalpha():
        return own, ""
    if reader.one("has_stem", stem=f'"{stem(word)}"'):
        return own, ""
    if last and len(word) >= _SHORTEST_TYPO:
        begun = reader.one("begin_with", word=word, after=f"{word}{chr(0x10FFFF)}")
        if begun:
            return Part(word, ((stem(begun[0]),),)), str(begun[0])
    if len(word) < _SHORTEST_TYPO:
        return own, ""
    if halves := _halves(word, reader):
        return Part(word, (halves,)), ""
    near = next(iter(_near(word, reader, known)), "")
    if not near:
        return own, ""
    if near in known:
        return _part(near, known[near]), near
    return Part(word, ((stem(near),),)), near


def _halves(word: str, reader: Reader) -> Meaning:
    """`preeclampsia` as two words of titles, which print a hyphen; empty when it is not."""
    for at in range(_SHORTEST_HALF, len(word) - _SHORTEST_HALF):
        halves = (stem(word[:at]), stem(word[at:]))
        both = " ".join(halves)
        if reader.one("has_stem", stem=f'"{both}"'):
            return halves
    return ()


def _near(word: str, reader: Reader, known: dict[str, tuple[str, ...]]) -> list[str]:
    """Words within one typing error, or two in a long word; the nearest first, with
    the same first letter, the commonest.
    """
    most = 2 if len(word) >= _LONG_WORD else 1
    rows = reader.rows("alike", pieces=json.dumps(sorted(pieces(word))), most=_ALIKE)
    candidates = [(str(row[0]), int(row[1])) for row in rows]
    candidates += [(str(w), int(n)) for w, n in reader.rows("swapped", letters=letters(word))]
    candidates += [(w, 1) for w in known if abs(len(w) - len(word)) <= most and " " not in w]
    ranked = [
        (distance, other[0] != word[0], -docs, other)
        for other, docs in candidates
        if (distance := _distance(word, other, most)) <= most
    ]
    return [other for *_, other in sorted(ranked)]


def _distance(one: str, two: str, most: int) -> int:
    """Letters added, left out, changed or swapped (optimal string alignment); `most` + 1 when it
    is more than that.
    """
    if abs(len(one) - len(two)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(two) + 1))
    for i, a in enumerate(one, start=1):
        older, before, row = before, row, [i]
        for j, b in enumerate(two, start=1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == two[j - 2] and one[i - 2] == b:
                best = min(best, older[j - 2] + 1)
            row.append(best)
        if min(row) > most:
            return most + 1
    return row[-1]
