"""Words to codes, ranked as a coder would: what a title says beside the words counts against it.

FTS5 finds the candidates; its own ranking puts short texts first, and J18.9 behind B59 for
"pneumonia". So the best of them are ranked again.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.codes.documents import SEPARATOR
from bot.codes.query import Part, Query, read
from bot.codes.statements import Reader, Row
from bot.codes.stems import BREAK, OPTIONAL, marked, stem
from bot.domain.code import CodeSet, Hit, Results, dotted

_CANDIDATES = 300
_FEW = 3
_RELAXED = 100

_MISSING = 4.0
_ELSEWHERE = 1.5
_EXTRA = 1.0
_IN_PARENTHESES = 0.05
_VAGUE_WORD = 0.08
_DENIED = 2.5
_SECOND = 0.4
_TERM = 0.3
_OTHER_TITLE = 0.5
_HEADER = 0.35
_TAKES_SEVENTH = 0.1
_DEFAULT = 0.3
_A_CHARACTER = 0.04

_WEIGHTS = {
    stem(word): weight
    for weight, words in (
        (0.05, "unspecified nos site organism specified not type side mention part"),
        (0.05, "uncomplicated whether"),
        (0.15, "without disease disorder syndrome condition cause and or"),
        (0.3, "with bone limb upper lower"),
        (0.5, "right left bilateral initial infection state"),
        (0.8, "complication complications"),
        (1.3, "elsewhere classified classifiable diseases sequela history"),
        (1.6, "other pregnancy childbirth newborn puerperium neonatal congenital"),
        (1.6, "drug induced situ"),
        (1.6, "psychogenic screening susceptibility"),
        (2.0, "postprocedural postoperative"),
    )
    for word in words.split()
}
_CHAPTERS = {"O": 1.5, "P": 1.5, "Q": 0.5, "R": 0.1, "S": 0.2, "T": 0.4, "Z": 0.7} | dict.fromkeys(
    "VWXY", 2.0
)
_SPOKEN_OF = {
    "O": "pregnancy pregnant childbirth delivery labor gestational postpartum maternal obstetric",
    "P": "newborn neonatal baby infant prematurity",
    "Q": "congenital",
    "Z": "history screening encounter status use exam examination vaccination",
}
"""Chapters that nobody means who does not say one of these."""

_NOS = "nos"
_UNSPECIFIED = (stem("unspecified"), _NOS)
_WITHOUT = (stem("without"), "not")
_COMPLICATION = stem("complications")
_PLAIN = (*_UNSPECIFIED, *_WITHOUT, stem("uncomplicated"))
_WHETHER = stem("whether")
_OTHER = stem("other")
_WITH = "with"
_AND = ("and", "or")
_REACH = 1
_NINE = 0.5


@dataclass(frozen=True, slots=True)
class _Scored:
    cost: float
    code: str
    hit: Hit


def diagnoses(typed: str, edition: str, reader: Reader, most: int) -> Results:
    """ICD-10-CM codes that are valid in the edition."""
    query = read(typed, reader)
    if not query.parts:
        return Results(())
    rows = reader.rows("find_cm", words=query.expression("AND"), edition=edition, most=_CANDIDATES)
    if len(rows) < _FEW and len(query.parts) > 1:
        rows += reader.rows("find_cm", words=query.expression("OR"), edition=edition, most=_RELAXED)
    hits = _best(query, rows, most)
    return Results(tuple(_with_defaults(hits, edition, reader))[:most], query.read_as)


def procedures(typed: str, edition: str, reader: Reader, most: int) -> Results:
    """ICD-10-PCS codes by the words of their titles."""
    query = read(typed, None, "procedures")
    if not query.parts:
        return Results(())
    rows = reader.rows("find_pcs", words=query.expression("AND"), edition=edition, most=_CANDIDATES)
    return Results(_best(query, rows, most), query.read_as)


def supplies(typed: str, reader: Reader, most: int) -> Results:
    """HCPCS Level II codes by the words of their descriptors."""
    query = read(typed, None)
    if not query.parts:
        return Results(())
    rows = reader.rows("find_hcpcs", words=query.expression("AND"), most=_CANDIDATES)
    return Results(_best(query, rows, most), query.read_as)


def _best(query: Query, rows: Iterable[Row], most: int) -> tuple[Hit, ...]:
    scored: dict[str, _Scored] = {}
    said = {word for part in query.parts for meaning in part.meanings for word in meaning}
    chapters = _CHAPTERS | {
        letter: 0.0
        for letter, words in _SPOKEN_OF.items()
        if said & {stem(word) for word in words.split()}
    }
    for row in rows:
        found = _scored(query.parts, row, chapters)
        known = scored.get(found.code)
        if known is None or found.cost < known.cost:
            scored[found.code] = found
    ordered = sorted(scored.values(), key=lambda s: (s.cost, s.code))
    return tuple(s.hit for s in ordered[:most])


def _scored(parts: Sequence[Part], row: Row, chapters: dict[str, float]) -> _Scored:
    code_set, code, title, billable, seventh, terms, stems = row
    # ICD-10-PCS titles have no stems of their own in the file.
    texts = [text.split() for text in stems.split(SEPARATOR)] if stems else [marked(title)]
    everywhere = {word.removeprefix(OPTIONAL) for text in texts for word in text}
    other = _OTHER_TITLE if _OTHER in texts[0] else 0.0
    costs = [_cost(parts, texts[0], everywhere)] + [
        _cost(parts, text, everywhere) + _TERM + (0.0 if _NOS in text else other)
        for text in texts[1:]
    ]
    best = min(range(len(costs)), key=costs.__getitem__)
    cost = costs[best] + _A_CHARACTER * len(code)
    if code_set == CodeSet.CM:
        cost += chapters.get(code[0], 0.0)
    if not billable:
        cost += _TAKES_SEVENTH if seventh else _HEADER
    if _NOS in texts[best] or any(word in texts[0] for word in _PLAIN):
        cost -= _DEFAULT
    why = str(terms).split(SEPARATOR)[best - 1] if best else ""
    shown = dotted(code) if code_set == CodeSet.CM else code
    hit = Hit(CodeSet(code_set), shown, title, bool(billable), why, bool(seventh))
    return _Scored(cost, code, hit)


def _cost(parts: Sequence[Part], text: list[str], everywhere: set[str]) -> float:
    """What a text says too little, and what it says too much."""
    weights = _weighed(text)
    here = weights.keys()
    covered: set[str] = set()
    cost = 0.0
    for part in parts:
        said = [meaning for meaning in part.meanings if all(word in here for word in meaning)]
        for meaning in said:
            covered.update(meaning)
        if not said:
            there = any(everywhere.issuperset(meaning) for meaning in part.meanings)
            cost += _ELSEWHERE if there else _MISSING
        elif all(any(weights[word] < 0 for word in meaning) for meaning in said):
            # "Severe sepsis without septic shock" is no septic shock.
            cost += _DENIED
    return cost + sum(abs(weight) for word, weight in weights.items() if word not in covered)


def _weighed(text: list[str]) -> dict[str, float]:
    """Each stem with what it costs when nobody asked for it; below zero where it is denied."""
    found: dict[str, float] = {}
    denied = second = False
    vague = 0
    before = ""
    for said in text:
        if said == BREAK:
            second, vague = False, 0
            continue
        word = said.removeprefix(OPTIONAL)
        weight = _WEIGHTS.get(word, _EXTRA)
        if said is not word:
            weight = _IN_PARENTHESES
        elif word in _WITHOUT or word == _WHETHER:
            denied = True
        elif word == _WITH:
            # "Unspecified whether with hypoxia" says nothing of hypoxia.
            denied, second = denied and before == _WHETHER, False
        elif word in _AND:
            second = True
        elif denied:
            weight = -_VAGUE_WORD
        elif vague > 0 and word != _COMPLICATION:
            weight = min(weight, _VAGUE_WORD)
        elif second:
            weight *= _SECOND
        vague = _REACH if word in _UNSPECIFIED else vague - 1
        found[word] = max(weight, found[word]) if word in found else weight
        before = word
    return found


def _with_defaults(hits: Sequence[Hit], edition: str, reader: Reader) -> Iterator[Hit]:
    """The hits; before a header its code for when nothing more is known, where there is one."""
    seen: set[str] = set()
    for hit in hits:
        if not hit.billable and not hit.seventh:
            leaf = _default(hit, edition, reader)
            if leaf is not None and leaf.code not in seen:
                seen.add(leaf.code)
                yield leaf
        if hit.code not in seen:
            seen.add(hit.code)
            yield hit


def _default(hit: Hit, edition: str, reader: Reader) -> Hit | None:
    """The code under a header that adds the least: unspecified, uncomplicated, without."""
    code, title, billable, seventh = hit.code.replace(".", ""), hit.title, 0, 0
    while not billable and not seventh:
        rows = reader.rows("below", code=code, edition=edition)
        ranked = sorted((_added(title, row[1]) - _NINE * (row[0][-1] == "9"), row) for row in rows)
        if not ranked or ranked[0][0] > 0:
            return None
        code, title, billable, seventh = ranked[0][1]
    return Hit(hit.code_set, dotted(code), title, bool(billable), hit.why, bool(seventh))


def _added(title: str, below: str) -> float:
    """What a title below says beyond the one above it; plain words count for it."""
    left = marked(below)
    for word in marked(title):
        if word in left:
            left.remove(word)
    more = _weighed(left)
    if _OTHER in more:
        more[_OTHER] = _SECOND
    plain = any(word in more for word in _PLAIN)
    return sum(abs(weight) for weight in more.values()) - (1.0 if plain else 0.0)
