"""Rules 17, 18 and 20: every code of the bank against the official code sets, by edition.

A code of a set or edition that is not loaded is unchecked: it is counted and said, never passed.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from bot.domain.code import CodeSet, Standing, Supply, dotted
from bot.domain.question import Kind, Question
from bot.packs.index import Library
from bot.packs.licence import texts
from bot.packs.problem import Level
from bot.ports import Codes

from .rule import Rule, each
from .words import codes as codes_in
from .words import distractors, folded, keys, leading_codes

_CATEGORY = 3
_TITLED = re.compile(r"[A-Z0-9.]{3,8}[,:]? +(?=\S)")
_SAME_TITLE = 0.6
_ORDERS = frozenset({"sequencing", "manifestation_first"})
_JOINING = frozenset({"and", "with", "then", "plus", "first", "second", "followed", "by"})
_INVALID_ON_PURPOSE = re.compile(
    r"\b(?:not (?:a |in |one )?(?:valid|real|the table|any table|exist|complete)|invalid"
    r"|no such code|does not exist|there is no|no row|incomplete)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A code in an item. `why` is what the item says of it; `loose`: three characters in prose,
    which may be a vertebra or a vitamin.
    """

    code_set: CodeSet
    code: str
    why: str = ""
    loose: bool = False


def mentions(question: Question) -> Iterator[Mention]:
    """Every code that an item shows or cites."""
    for option in question.options:
        yield from _said(option.text, option.why, leading_codes(option.text))
    if question.kind is Kind.CODE_ENTRY:
        entered = [(code, "") for code in question.key]
        entered += [(note.code, note.why) for note in question.mistakes]
        yield from (Mention(CodeSet(question.code_set), code, why) for code, why in entered)
    shown = {option.text for option in question.options}
    for text in texts(question):
        if text not in shown:
            yield from _said(text, text)
    for citation in question.citations:
        if citation.source == "ICD-10-CM Tabular":
            yield from _said(citation.section, "", leading_codes(citation.section))


def _said(text: str, why: str, sure: Sequence[str] = ()) -> Iterator[Mention]:
    for code_set, code in codes_in(text):
        loose = len(code) == _CATEGORY and code not in sure
        yield Mention(CodeSet(code_set), code, why, loose)


def key_codes(question: Question) -> Iterator[tuple[CodeSet, str]]:
    """The codes that are reported when the answer is right."""
    if question.kind is Kind.CODE_ENTRY:
        yield from ((CodeSet(question.code_set), code) for code in question.key)
        return
    for option in keys(question):
        for code_set, code in codes_in(option.text):
            if code in leading_codes(option.text):
                yield CodeSet(code_set), code


def rules(codes: Codes) -> tuple[Rule, ...]:
    """The rules against what is loaded. Nothing loaded: they find nothing, `unchecked` counts."""
    return (
        Rule(17, "key code", E, "report a code that is valid", each(_keys(codes))),
        Rule(17, "later edition", E, "end the item with valid_to", each(_later(codes))),
        Rule(17, "title", W, "give the code the title it has", each(_titles(codes))),
        Rule(18, "real code", E, "use real codes", each(_real(codes))),
        Rule(20, "barred pair", W, "check the Excludes1 note", each(_barred(codes))),
        Rule(20, "same codes", W, "make one option right", each(_same)),
    )


Check = Callable[[Question], Iterator[str]]


def _keys(codes: Codes) -> Check:
    def check(question: Question) -> Iterator[str]:
        for code_set, code in dict.fromkeys(key_codes(question)):
            if codes.standing(code_set, code, question.edition) is Standing.HEADER:
                yield f"{code} is a header in {question.edition}"

    return check


def _later(codes: Codes) -> Check:
    """Codes of the key that a later loaded edition has no more, in an item without an end."""
    editions = sorted(r.edition for r in codes.releases() if r.code_set is CodeSet.CM)

    def check(question: Question) -> Iterator[str]:
        if question.valid_to is not None:
            return
        for code_set, code in dict.fromkeys(key_codes(question)):
            if codes.standing(code_set, code, question.edition) is not Standing.BILLABLE:
                continue
            for edition in (e for e in editions if e > question.edition):
                now = codes.standing(code_set, code, edition)
                if now in {Standing.HEADER, Standing.ABSENT}:
                    word = "a header" if now is Standing.HEADER else "not valid"
                    yield f"{code} is {word} in {edition}"
                    break

    return check


def _titles(codes: Codes) -> Check:
    def check(question: Question) -> Iterator[str]:
        for option in question.options:
            leading = leading_codes(option.text)
            if len(leading) != 1 or not _TITLED.match(option.text):
                continue
            (code_set, code), *_ = codes_in(option.text)
            known = codes.titles(CodeSet(code_set), code, question.edition)
            given = set(folded(_TITLED.sub("", option.text, count=1)).split())
            best = max((_share(given, title) for title in known), default=1.0)
            if best < _SAME_TITLE:
                yield f"{option.id}: {code} is {known[0]}"

    return check


def _share(given: set[str], title: str) -> float:
    """How much of what is given the title says: an option may shorten a title, not change it."""
    return len(given & set(folded(title).split())) / len(given) if given else 1.0


def _real(codes: Codes) -> Check:
    def check(question: Question) -> Iterator[str]:
        seen: set[str] = set()
        for mention in mentions(question):
            if mention.code in seen or mention.loose:
                continue
            found = codes.standing(mention.code_set, mention.code, question.edition)
            if found is Standing.ABSENT and not _meant(mention, question, codes):
                seen.add(mention.code)
                where = question.edition if mention.code_set is not CodeSet.HCPCS else "HCPCS"
                yield f"{mention.code} is not in {where}"

    return check


def _meant(mention: Mention, question: Question, codes: Codes) -> bool:
    """Whether the item itself says that there is no such code, or that another edition has it."""
    if _INVALID_ON_PURPOSE.search(mention.why):
        return True
    others = {r.edition for r in codes.releases() if r.code_set is mention.code_set}
    said = " ".join(texts(question))
    return any(
        edition in said
        and codes.standing(mention.code_set, mention.code, edition) is not Standing.ABSENT
        for edition in others - {question.edition}
    )


def _barred(codes: Codes) -> Check:
    """Two codes of one key that an Excludes1 note keeps apart (Guidelines, I.A.12.a)."""

    def check(question: Question) -> Iterator[str]:
        reported = [c.replace(".", "") for s, c in key_codes(question) if s is CodeSet.CM]
        for one, two in combinations(dict.fromkeys(reported), 2):
            for code, other in ((one, two), (two, one)):
                for first, last, note in codes.bars(code, question.edition):
                    if first <= other and other[: len(last)] <= last:
                        yield (
                            f"{dotted(other)} with {dotted(code)}: Excludes1 at {note.owner}, "
                            f"“{note.text}”"
                        )

    return check


def _same(question: Question) -> Iterator[str]:
    """A distractor with the codes of the key in another order, though it is not named as that
    error: reported together the codes are right.
    """
    for right in keys(question):
        mine = leading_codes(right.text)
        for other in distractors(question):
            theirs = leading_codes(other.text)
            swapped = len(mine) > 1 and mine != theirs and sorted(mine) == sorted(theirs)
            if swapped and other.error not in _ORDERS and _rest(right.text) == _rest(other.text):
                yield f"{right.id} and {other.id} report the same codes"


def _rest(text: str) -> list[str]:
    """What an option says beside its codes, such as POA indicators."""
    return sorted(word for word in folded(text).split() if word not in _JOINING)


def unchecked(library: Library, codes: Codes) -> list[str]:
    """One line for each kind of code that could not be checked, with their number."""
    absent: dict[tuple[str, str], set[tuple[str, str]]] = {}
    undated: set[str] = set()
    for question in library.questions:
        for mention in mentions(question):
            if mention.loose:
                continue
            release = question.edition if mention.code_set is not CodeSet.HCPCS else "any quarter"
            found = codes.standing(mention.code_set, mention.code, question.edition)
            if found is Standing.UNKNOWN:
                key = (mention.code_set.value, release)
                absent.setdefault(key, set()).add((mention.code, question.id))
            elif mention.code_set is CodeSet.HCPCS and found is Standing.BILLABLE:
                supply = next(
                    (f for f in codes.find(mention.code, "") if isinstance(f, Supply)), None
                )
                if supply is not None and supply.active is None:
                    undated.add(mention.code)
    lines = [
        f"unchecked: {len(places)} mentions of {name} codes, {edition} is not loaded (python -m "
        "bot codes build --from FOLDER)"
        for (name, edition), places in sorted(absent.items())
    ]
    if undated:
        lines.append(
            f"unchecked: whether {len(undated)} HCPCS codes are active, the newest file that is "
            "loaded has no dates"
        )
    return lines


def expiring(library: Library, on: date) -> list[str]:
    """The items that may not be served on a day any more, as `file:line: id: …`, and their sum."""
    gone = [q for q in library.questions if q.valid_to is not None and q.valid_to < on]
    lines = [
        f"{place.file}:{place.line}: {q.id}: valid until {q.valid_to}"
        for q in gone
        for place in (library.place(q.id),)
    ]
    plural = "item is" if len(gone) == 1 else "items are"
    return [*lines, f"{len(gone)} {plural} not valid on {on} any more"]


E, W = Level.ERROR, Level.WARNING
