"""Rules over a whole file or bank: patterns of keys, repeats, items that give others away."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import groupby
from math import comb

from bot.domain.question import Kind, Question
from bot.packs.index import Library
from bot.packs.problem import Level, Place

from .rule import Finding, Rule, files
from .wording import negative
from .words import codes, folded, keys, words

_FALSE_ALARM = 0.01
_FEWEST = 20  # below, chance alone makes any pattern
_FEWEST_SHARE = 12
_SHARE = 0.35
_RUN = 4
_FILE_MAX = 60
_SAME = 0.85
_SHINGLE = 3
_COMMON = 60  # a shingle in more items than this is a phrase of the house
_KEY_WORDS = 4


@lru_cache(maxsize=500)
def too_many(items: int, chance: float) -> int:
    """The least count of `items` that luck of `chance` each reaches in less than 1 of 100 files."""
    tail = 0.0
    for count in range(items, -1, -1):
        tail += comb(items, count) * chance**count * (1 - chance) ** (items - count)
        if tail >= _FALSE_ALARM:
            return count + 1
    return 0


def _singles(questions: Sequence[Question]) -> list[Question]:
    return [q for q in questions if q.kind is Kind.SINGLE and q.key and len(q.options) > 1]


def _chance(questions: Sequence[Question]) -> float:
    return round(sum(1 / len(q.options) for q in questions) / len(questions), 3)


def _key_longest(question: Question) -> bool:
    lengths = {option.id: len(option.text) for option in question.options}
    mine = lengths.pop(question.key[0], 0)
    return mine > max(lengths.values())


def _longest(questions: Sequence[Question]) -> str:
    singles = _singles(questions)
    if len(singles) < _FEWEST:
        return ""
    count = sum(map(_key_longest, singles))
    limit = too_many(len(singles), _chance(singles))
    return f"{count} of {len(singles)}, at most {limit - 1}" if count >= limit else ""


def _longest_in_file(library: Library) -> Iterator[Finding]:
    for file, questions in files(library).items():
        if detail := _longest(questions):
            yield Finding(questions[0].pack, detail, Place(file))


def _longest_in_bank(library: Library) -> Iterator[Finding]:
    if len(files(library)) > 1 and (detail := _longest(library.questions)):
        yield Finding("bank", detail, Place("questions/bank"))


def _letters(library: Library) -> Iterator[Finding]:
    for file, questions in files(library).items():
        singles = _singles(questions)
        if len(singles) >= _FEWEST:
            limit = too_many(len(singles), _chance(singles))
            for letter, count in sorted(Counter(q.key[0] for q in singles).items()):
                if count >= limit:
                    detail = f"{letter} is the key of {count} of {len(singles)}"
                    yield Finding(questions[0].pack, detail, Place(file))


def _runs(library: Library) -> Iterator[Finding]:
    for questions in files(library).values():
        for letter, run in groupby(_singles(questions), key=lambda q: q.key[0]):
            members = list(run)
            if len(members) > _RUN:
                yield Finding(members[_RUN].id, f"{letter} is the key {len(members)} times running")


def _shares(library: Library) -> Iterator[Finding]:
    for file, questions in files(library).items():
        singles = _singles(questions)
        for letter, count in sorted(Counter(q.key[0] for q in singles).items()):
            if len(singles) >= _FEWEST_SHARE and count > _SHARE * len(singles):
                detail = f"{letter} is the key of {count} of {len(singles)}"
                yield Finding(questions[0].pack, detail, Place(file))


def _negatives(library: Library) -> Iterator[Finding]:
    found = [question.id for question in library.questions if negative(question)]
    if len(library.questions) >= _FEWEST and len(found) > 0.05 * len(library.questions):
        detail = f"{len(found)} of {len(library.questions)}: {', '.join(found)}"
        yield Finding("bank", detail, Place("questions/bank"))


def _file_sizes(library: Library) -> Iterator[Finding]:
    for file, questions in files(library).items():
        if len(questions) > _FILE_MAX:
            yield Finding(questions[0].pack, f"{len(questions)} questions", Place(file))


def _tokens(question: Question) -> tuple[str, ...]:
    return words(" ".join((question.stem, *(option.text for option in question.options))))


def _twins(library: Library) -> Iterator[Finding]:
    """Pairs whose words are nearly the same. Shared shingles choose the few pairs to compare."""
    cases = [question.case for question in library.questions]
    postings: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    tokens = [_tokens(question) for question in library.questions]
    for number, mine in enumerate(tokens):
        shingles = {mine[i : i + _SHINGLE] for i in range(len(mine) - _SHINGLE + 1)}
        shared = Counter(
            other
            for shingle in shingles
            if len(postings[shingle]) <= _COMMON
            for other in postings[shingle]
        )
        for other, count in sorted(shared.items()):
            short = min(len(mine), len(tokens[other])) - _SHINGLE + 1
            apart = cases[number] and cases[other] and cases[number] != cases[other]
            if 2 * count >= short and not apart:  # "Enter the codes." differs by its record
                ratio = SequenceMatcher(None, tokens[other], mine, autojunk=False).ratio()
                if ratio > _SAME:
                    twin = library.questions[other].id
                    yield Finding(library.questions[number].id, f"{ratio:.0%} the same as {twin}")
        for shingle in shingles:
            postings[shingle].append(number)


def _records(library: Library) -> Iterator[Finding]:
    seen: dict[str, Question] = {}
    for question in library.questions:
        if question.record:
            first = seen.setdefault(folded(question.record), question)
            if first.case != question.case:
                yield Finding(question.id, f"{first.case} has the same record")


def _cues(library: Library) -> Iterator[Finding]:
    """Keys that another stem says: long ones anywhere in the topic, codes within one case."""
    stems = [(q, f" {folded(q.stem)} ") for q in library.questions]
    for question in library.questions:
        phrases = [folded(option.text) for option in keys(question)]
        phrases = [f" {phrase} " for phrase in phrases if phrase.count(" ") >= _KEY_WORDS - 1]
        for other, stem in stems:
            if other.id != question.id and other.topic == question.topic:
                for phrase in phrases:
                    if phrase in stem:
                        yield Finding(other.id, f"says the key of {question.id}")
        if question.case:
            answer = {code for _, code in codes(" ".join(_answers(question)))}
            for other in library.case_items(question.case):
                said = answer & {code for _, code in codes(other.stem)}
                if said and other.id != question.id:
                    yield Finding(other.id, f"says {', '.join(sorted(said))}, key of {question.id}")


def _answers(question: Question) -> tuple[str, ...]:
    if question.kind is Kind.CODE_ENTRY:
        return question.key
    return tuple(option.text for option in keys(question))


E, W = Level.ERROR, Level.WARNING
RULES = (
    Rule(4, "many negatives", W, "ask at most one question in twenty with NOT", _negatives),
    Rule(6, "keys longest", E, "shorten keys, they are the longest too often", _longest_in_file),
    Rule(6, "keys longest in the bank", W, "shorten keys over the bank", _longest_in_bank),
    Rule(7, "key letters", E, "spread the keys over the letters", _letters),
    Rule(7, "key run", E, "change the order of options or questions", _runs),
    Rule(7, "key share", W, "keep every letter at 35 % or less", _shares),
    Rule(27, "twins", W, "make it a different question or drop one", _twins),
    Rule(27, "same record", W, "share one [[case]] between the items", _records),
    Rule(28, "cue", W, "take the answer of another item out of the stem", _cues),
    Rule(30, "file size", E, "split the file, at most 60 questions each", _file_sizes),
)
