"""What the drills read of the official tables, in one edition."""

from collections.abc import Sequence
from typing import Protocol

from bot.domain.code import Diagnosis, Listed, Note


class Book(Protocol):
    """The Tabular List of one edition. Codes are given and taken with their dot.

    Only codes that stay as they are in every later edition that is loaded are listed: nobody
    should learn for an exam what has ended by then.
    """

    @property
    def edition(self) -> str: ...
    def categories(self) -> Sequence[tuple[str, str]]:
        """(chapter, category) pairs in the order of the list."""
        ...

    def family(self, category: str) -> Sequence[Listed]:
        """The category and every code that begins with it, in order."""
        ...

    def notes(self, category: str) -> Sequence[Note]:
        """The notes printed at the category and below it."""
        ...

    def diagnosis(self, code: str) -> Diagnosis | None:
        """One code with its notes; None when it is not in the edition."""
        ...

    def bars(self, code: str) -> Sequence[tuple[str, str, Note]]:
        """The (first, last) ranges, no dots, of the Excludes1 notes that bind the code."""
        ...
