"""What a question is: stem, options, key, rationales and citations, as frozen values."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

LETTERS = "ABCDEF"


class Kind(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    MULTI = "multi"
    CODE_ENTRY = "code_entry"


@dataclass(frozen=True, slots=True)
class Option:
    """A lettered option. `why` says why it is the key, or which mistake it is."""

    id: str
    text: str
    why: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class CodeNote:
    """Why a code belongs to the key (`error` empty), or which mistake entering it is."""

    code: str
    why: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """A section that was read, and the release it was read in (empty for general knowledge)."""

    source: str
    section: str
    release: str
    note: str = ""

    def __str__(self) -> str:
        """One line for people: `ICD-10-CM Official Guidelines, IV.H (FY2026)`."""
        release = f" ({self.release})" if self.release else ""
        return f"{self.source}, {self.section}{release}"


@dataclass(frozen=True, slots=True)
class Question:
    """One item of a pack, complete with what is needed to serve, grade and explain it.

    `key` holds option letters for single and multi, codes for code entry. `record` is the text
    of the case the item belongs to, empty when it stands alone; items of one case share `case`.
    `notice` is what the licence of its pack asks to be shown with it, and
    `workspaces` where that licence lets it be shown: `web`, `discord:<guild>`, `slack:<team>`.
    """

    id: str
    revision: int
    kind: Kind
    topic: str
    exams: tuple[str, ...]
    setting: str
    cognitive: str
    difficulty: int
    time_target_s: int
    edition: str
    stem: str
    key: tuple[str, ...]
    rationale: str
    citations: tuple[Citation, ...]
    options: tuple[Option, ...] = ()
    codes: tuple[CodeNote, ...] = ()
    mistakes: tuple[CodeNote, ...] = ()
    ordered: bool = False
    code_set: str = ""
    case: str = ""
    record: str = ""
    lookup_needed: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    checked_on: date | None = None
    pack: str = ""
    needs_licence: bool = field(default=False)
    notice: str = ""
    workspaces: tuple[str, ...] = ()

    def allowed_in(self, *places: tuple[str, str]) -> bool:
        """Whether it may be shown in all of these (platform, workspace): what needs no licence may
        be shown anywhere.
        """
        return not self.needs_licence or all(
            f"{platform}:{workspace}" in self.workspaces
            or (platform == "web" and "web" in self.workspaces)
            for platform, workspace in places
        )

    def ended(self, day: date) -> bool:
        """Whether its validity is over on `day`."""
        return self.valid_to is not None and self.valid_to < day

    def valid_on(self, day: date) -> bool:
        """Whether the item may be served on `day`, by its own validity dates (both inclusive)."""
        after_start = self.valid_from is None or self.valid_from <= day
        return after_start and (self.valid_to is None or day <= self.valid_to)
