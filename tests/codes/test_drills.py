"""Drills on the whole list: the key is right by it, every distractor wrong by it."""

import pytest

from bot.domain.code import CodeSet, Standing
from bot.domain.drill.make import Drill
from bot.features.drill.offer import made, offered

SEEDS = 1000

pytestmark = pytest.mark.slow


def seeds(count=SEEDS):
    return [f"{n:012x}" for n in range(count)]


def items(whole, kind, count=SEEDS):
    """Items of many seeds, each with its key and its distractors."""
    for seed in seeds(count):
        question = made(whole, kind, seed)
        assert question is not None, seed
        texts = [option.text for option in question.options]
        assert len(texts) == len(set(texts)) == 4, seed
        assert all(0 < len(text) <= 160 for text in texts), seed
        assert len(question.stem) <= 600, seed
        assert all(option.why for option in question.options), seed
        assert len(question.rationale) <= 900, seed
        (letter,) = question.key
        (key,) = (option for option in question.options if option.id == letter)
        yield question, key, [o for o in question.options if o is not key]


def code_of(option):
    return option.text.split()[0]


def standing(whole, option, edition="FY2026"):
    return whole.standing(CodeSet.CM, code_of(option), edition)


def test_a_seed_always_makes_the_same_item(whole):
    for kind in offered(whole).kinds:
        assert [made(whole, kind, s) for s in seeds(20)] == [
            made(whole, kind, s) for s in seeds(20)
        ]


def plain(code):
    return code.replace(".", "")


def barred(whole, code, other):
    """Whether an Excludes1 note at a code or above it names another, or a part of it."""
    here = plain(other)
    for first, last, _ in whole.bars(code, "FY2026"):
        size = max(len(here), len(first), len(last))
        low, high = first.ljust(size, "0"), last.ljust(size, "\x7f")
        if here.ljust(size, "0") <= high and low <= here.ljust(size, "\x7f"):
            return True
    return False


def test_header_or_billable(whole):
    chapters, both = set(), set()
    for question, key, wrong in items(whole, Drill.HEADER):
        billable = "billable" in question.stem
        right, other = (
            (Standing.BILLABLE, Standing.HEADER)
            if billable
            else (Standing.HEADER, Standing.BILLABLE)
        )
        newest = max(r.edition for r in whole.releases() if r.code_set is CodeSet.CM)
        for edition in ("FY2026", newest):
            assert standing(whole, key, edition) is right, question
            assert {standing(whole, o, edition) for o in wrong} == {other}, question
        assert len({code_of(o)[:3] for o in question.options}) == 1
        both.add(billable)
        chapters.add(code_of(key)[0])
    assert both == {True, False}
    # Injuries are two thirds of the codes; every chapter has its share.
    assert len(chapters) >= 18


def test_excludes1_traps(whole):
    keys = set()
    for question, key, wrong in items(whole, Drill.EXCLUDES):
        at = question.stem.removeprefix("Per the Excludes1 note at ").split(",")[0]
        code = code_of(key)
        own = whole.find(at, "FY2026")[0].notes
        quoted = [n for n in own if n.owner == at and n.kind == "excludes1" and code in n.text]
        assert any(n.text in key.why and n.text in question.rationale for n in quoted), question
        assert barred(whole, at, code)
        both = 0
        for option in wrong:
            other = code_of(option)
            assert standing(whole, option) is Standing.BILLABLE
            assert not barred(whole, at, other), question
            assert not barred(whole, other, at), question
            named = [n for n in own if n.kind == "excludes2" and n.owner in option.why]
            both += bool(named)
            assert named or other[:3] == code[:3], question
        assert both >= 1, question
        ages = {c[0] if c[0] in "OP" else "" for c in (at, code, *map(code_of, wrong))}
        assert len(ages) == 1, question
        keys.add((at, code))
    assert len(keys) > 150


WORDS = {
    "A": ("never broken", "active treatment for it"),
    "B": ("type II", "active treatment for it"),
    "C": ("type IIIB", "active treatment for it"),
    "D": ("never broken", "is over", "as expected"),
    "E": ("type II", "is over", "as expected"),
    "F": ("type IIIB", "is over", "as expected"),
    "G": ("never broken", "is over", "delayed"),
    "H": ("type II", "is over", "delayed"),
    "J": ("type IIIB", "is over", "delayed"),
    "K": ("never broken", "is over", "nonunion"),
    "M": ("type II", "is over", "nonunion"),
    "N": ("type IIIB", "is over", "nonunion"),
    "P": ("never broken", "is over", "malunion"),
    "Q": ("type II", "is over", "malunion"),
    "R": ("type IIIB", "is over", "malunion"),
    "S": ("late effect",),
}
"""What a record says for a character of the long list (FY2026, S52, S72, S82)."""


def test_seventh_characters_of_fractures(whole):
    letters = set()
    for question, key, wrong in items(whole, Drill.SEVENTH):
        codes = [code_of(o) for o in (key, *wrong)]
        assert len({plain(c)[:6] for c in codes}) == 1, question
        assert {standing(whole, o) for o in question.options} == {Standing.BILLABLE}
        start = whole.titles(CodeSet.CM, codes[0][:-1].rstrip("X."), "FY2026")[0]
        assert question.stem.startswith(f"{start}. ")
        title = whole.titles(CodeSet.CM, codes[0], "FY2026")[0]
        said = question.stem.removeprefix(f"{start}. ")
        letter = codes[0][-1]
        letters.add(letter)
        if "type" in title or letter not in "BEHMQ":
            assert all(word in said for word in WORDS[letter]), question
        assert ("open" in title.removeprefix(start)) == ("fracture is open" in said), question
        for option, code in zip((key, *wrong), codes, strict=True):
            assert whole.titles(CodeSet.CM, code, "FY2026")[0] == (
                f"{start}, {option.why.split(' is ', 1)[1].removesuffix('.')}"
            )
    assert letters >= set("ABCDEGHKMPQS")
