"""What a lint rule is: a number, a sentence, and a search."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bot.domain.question import Question
from bot.packs.index import Library
from bot.packs.problem import Level, Place, Problem, at


@dataclass(frozen=True, slots=True)
class Finding:
    """A place where a rule is broken. `detail` shows the span; a `place` of its own wins."""

    item: str
    detail: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """`find` gives the findings in a library; `sentence` says what to do about each of them."""

    number: int
    name: str
    level: Level
    sentence: str
    find: Callable[[Library], Iterable[Finding]]

    def problems(self, library: Library) -> Iterator[Problem]:
        """The findings as problems with their places."""
        for finding in self.find(library):
            place = finding.place or library.place(finding.item)
            detail = f" [{finding.detail}]" if finding.detail else ""
            message = f"{self.sentence}{detail} (rule {self.number})"
            yield at(place, finding.item, message, self.level)


def each(check: Callable[[Question], Iterable[str]]) -> Callable[[Library], Iterator[Finding]]:
    """A search that looks at one question at a time; `check` gives the details of what is wrong."""

    def find(library: Library) -> Iterator[Finding]:
        for question in library.questions:
            yield from (Finding(question.id, detail) for detail in check(question))

    return find


def files(library: Library) -> dict[str, list[Question]]:
    """The questions of each file, as they stand in it."""
    found: dict[str, list[Question]] = {}
    for question in sorted(library.questions, key=lambda q: library.place(q.id).line):
        found.setdefault(library.place(question.id).file, []).append(question)
    return dict(sorted(found.items()))
