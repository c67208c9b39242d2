"""The official code sets, as the core sees them."""

from collections.abc import Sequence
from typing import Protocol

from bot.domain.code import CodeSet, Found, Listed, Note, Release, Results, Standing


class Codes(Protocol):
    """Look-ups in whatever editions are loaded; none may be. Safe from any thread.

    Look-ups take tenths of a millisecond, a search up to 20 ms: call it off the event loop.
    """

    def releases(self) -> Sequence[Release]: ...
    def building(self) -> bool:
        """Whether the code sets are being compiled now, so that asking later may find more."""
        ...

    def find(self, typed: str, edition: str) -> Sequence[Found]:
        """What a typed code is, in any spelling, as far as can be in that ICD-10 edition. A few
        shapes belong to two sets; nothing: the text is not shaped like a code.
        """
        ...

    def search(self, typed: str, edition: str, most: int = 8) -> Results:
        """Codes whose titles or inclusion terms say these words, valid in that ICD-10 edition."""
        ...

    def standing(self, code_set: CodeSet, code: str, edition: str) -> Standing: ...
    def titles(self, code_set: CodeSet, code: str, edition: str) -> tuple[str, ...]:
        """The title of a code and its inclusion terms; empty when they are not loaded."""
        ...

    def bars(self, code: str, edition: str) -> Sequence[tuple[str, str, Note]]:
        """The (first, last) code ranges that Excludes1 notes at an ICD-10-CM code or above it
        name, with the note.
        """
        ...

    def stamp(self) -> str:
        """Short, and another one whenever what is loaded may say something else; empty: nothing."""
        ...

    def categories(self, edition: str) -> Sequence[tuple[str, str]]:
        """(chapter, category) pairs of an ICD-10-CM edition, in the order of the list."""
        ...

    def family(self, category: str, edition: str) -> Sequence[Listed]:
        """The codes that begin with a category and are the same in that edition and all later."""
        ...

    def notes(self, category: str) -> Sequence[Note]:
        """The notes printed at an ICD-10-CM category and below it."""
        ...
