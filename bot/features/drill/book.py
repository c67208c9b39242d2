"""The code sets as the drills read them."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.code import CodeSet, Diagnosis, Listed, Note, Standing
from bot.ports import Codes


@dataclass(frozen=True, slots=True)
class Shelved:
    """One ICD-10-CM edition of what is loaded."""

    codes: Codes
    edition: str

    def categories(self) -> Sequence[tuple[str, str]]:
        """Chapters with their categories."""
        return self.codes.categories(self.edition)

    def family(self, category: str) -> Sequence[Listed]:
        """A category and what is below it."""
        return self.codes.family(category, self.edition)

    def notes(self, category: str) -> Sequence[Note]:
        """The notes of a category and of what is below it."""
        return self.codes.notes(category)

    def diagnosis(self, code: str) -> Diagnosis | None:
        """One code, when it is in this edition."""
        if self.codes.standing(CodeSet.CM, code, self.edition) is Standing.ABSENT:
            return None
        found = self.codes.find(code, self.edition)
        return next((f for f in found if isinstance(f, Diagnosis)), None)

    def bars(self, code: str) -> Sequence[tuple[str, str, Note]]:
        """What the Excludes1 notes that bind a code name."""
        return self.codes.bars(code, self.edition)


def shelved(codes: Codes) -> Shelved | None:
    """The edition whose notes are loaded; None when there is none."""
    whole = [r.edition for r in codes.releases() if r.code_set is CodeSet.CM and r.full]
    return Shelved(codes, max(whole)) if whole else None
