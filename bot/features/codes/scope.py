"""For whom a code is shown: the exam, its edition, and what is loaded."""

from dataclasses import dataclass

from bot.domain.code import CodeSet, Release
from bot.units.aim import Aim


@dataclass(frozen=True, slots=True)
class Scope:
    """The reader's exam and day, and the editions that are loaded."""

    aim: Aim
    releases: tuple[Release, ...]

    def of(self, code_set: CodeSet) -> tuple[Release, ...]:
        """The editions of one set, oldest first."""
        return tuple(r for r in self.releases if r.code_set is code_set)

    def has(self, code_set: CodeSet, edition: str) -> bool:
        """Whether that edition is loaded."""
        return any(r.edition == edition for r in self.of(code_set))

    def loaded(self, code_set: CodeSet) -> str:
        """The edition that is shown to this reader: the exam's, or the nearest there is."""
        editions = [r.edition for r in self.of(code_set)]
        before = [e for e in editions if e <= self.aim.edition]
        return (before or editions[:1] or [""])[-1]

    @property
    def exam_words(self) -> str:
        """`CPC on 2027-03-14 (FY2027)`, or `CPC today (FY2026)`."""
        if self.aim.exam is None:
            return ""
        when = f"on {self.aim.day.isoformat()}" if self.aim.dated else "today"
        return f"{self.aim.exam.name} {when} ({self.aim.edition})"
