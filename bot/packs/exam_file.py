"""One exam file: what the schema cannot say about an outline and its dates."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import pairwise

from bot.domain.exam import Edition, Exam

from .build import Table
from .build import exam as build_exam
from .problem import Level, Problem, at
from .schema import faults
from .source import Source


def read_exam(source: Source, name: str) -> tuple[Exam | None, list[Problem]]:
    """The exam in `source`, or None when it has an error; and every problem of the file."""
    problems = [
        at(source.place(*path), name, message)
        for path, message in (
            *((fault.path, fault.message) for fault in faults("exam", source.tree)),
            *source.faults,
        )
    ]
    if problems:
        return None, problems
    exam = build_exam(Table(source.tree))
    if exam.id != name:
        problems.append(at(source.place("id"), name, f"id is {exam.id!r}: name the file the same"))
    errors = (*_outline_defects(exam), *_edition_defects(exam.editions))
    problems += [at(source.place(*path), name, message) for path, message in errors]
    gaps = [at(source.place("edition"), name, gap, Level.WARNING) for gap in _gaps(exam.editions)]
    return (None if problems else exam), problems + gaps


def _outline_defects(exam: Exam) -> Iterator[tuple[tuple[str | int, ...], str]]:
    yield from _repeated("fact", "name", [fact.name for fact in exam.facts])
    yield from _repeated("domain", "id", [domain.id for domain in exam.domains])
    for number, domain in enumerate(exam.domains):
        path = ("domain", number)
        if (domain.items is None) == (domain.weight_low is None):
            yield path, f"domain {domain.id} needs either items, or weight_low and weight_high"
        if (domain.weight_low or 0) > (domain.weight_high or 0):
            yield path, f"domain {domain.id}: weight_low is above weight_high, swap them"
        if not domain.needs_cpt and not domain.topics:
            yield path, f"domain {domain.id} has no topics: name them, or set needs_cpt = true"


def _repeated(
    kind: str, field: str, values: Iterable[str]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    seen: set[str] = set()
    for number, value in enumerate(values):
        if value in seen:
            yield (kind, number, field), f"{kind} {value!r} is there twice: rename or remove one"
        seen.add(value)


def _edition_defects(editions: Iterable[Edition]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    ordered = tuple(editions)
    for edition in ordered:
        if edition.since and edition.until and edition.until < edition.since:
            yield ("edition",), f"edition {edition.icd10}: until is before from, swap them"
    for earlier, later in pairwise(ordered):
        if later.since is None or earlier.until is None or earlier.until >= later.since:
            yield (
                ("edition",),
                f"editions {earlier.icd10} and {later.icd10} overlap: end one before the next",
            )


def _gaps(editions: Iterable[Edition]) -> Iterator[str]:
    """Days between two editions for which nobody can say which books count."""
    for earlier, later in pairwise(editions):
        if earlier.until and later.since and earlier.until + timedelta(days=1) < later.since:
            yield f"no edition covers the days from {earlier.until} to {later.since}: close the gap"
