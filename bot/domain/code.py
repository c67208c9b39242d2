"""What a code is in each set: titles by edition, notes, axes, and what is known of its validity."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_DOT_AFTER = 3
_OCTOBER = 10


class CodeSet(StrEnum):
    """The code sets that may be shown; CPT and CDT are licensed and never are."""

    CM = "ICD-10-CM"
    PCS = "ICD-10-PCS"
    HCPCS = "HCPCS"


class NoteKind(StrEnum):
    """The instructional notes of the Tabular List (Official Guidelines, I.A)."""

    INCLUSION = "inclusion"
    INCLUDES = "includes"
    EXCLUDES1 = "excludes1"
    EXCLUDES2 = "excludes2"
    CODE_FIRST = "code_first"
    USE_ADDITIONAL = "use_additional"
    CODE_ALSO = "code_also"
    SEVENTH = "seventh"
    NOTE = "note"


class Standing(StrEnum):
    """How a code stands in one edition. `UNKNOWN`: that edition is not loaded."""

    BILLABLE = "billable"
    HEADER = "header"
    ABSENT = "absent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Release:
    """An edition of a code set that is loaded. `until` is its last day; None: the next is unknown.

    `full`: the edition has its own notes and titles, not only a list of codes or changes.
    """

    code_set: CodeSet
    edition: str
    since: date
    until: date | None
    source: str
    codes: int
    full: bool = True


@dataclass(frozen=True, slots=True)
class Version:
    """A code over consecutive editions in which title and standing were the same."""

    first: str
    last: str
    billable: bool
    title: str


@dataclass(frozen=True, slots=True)
class Named:
    """A code, block or chapter with its title."""

    code: str
    title: str
    billable: bool = True


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list of codes: its standing, and the code above it (empty for a category)."""

    code: str
    title: str
    billable: bool
    parent: str


@dataclass(frozen=True, slots=True)
class Note:
    """A note and the code, block or chapter under which it is printed."""

    kind: NoteKind
    text: str
    owner: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """An ICD-10-CM code: versions in the order of editions, and its place in the Tabular List.

    `notes` hold the code's own first, then those of its parents, block and chapter, nearest
    first; `notes_edition` is the edition they were read in. `seventh` lists the 7th characters
    that its codes take, printed at `seventh_owner`.
    """

    code: str
    versions: tuple[Version, ...]
    chapter: Named | None
    block: Named | None
    parents: tuple[Named, ...]
    children: tuple[Named, ...]
    notes: tuple[Note, ...]
    seventh: tuple[tuple[str, str], ...]
    seventh_owner: str
    notes_edition: str

    def version(self, edition: str) -> Version | None:
        """The code as it is in an edition; None when it is not in it."""
        return next((v for v in self.versions if v.first <= edition <= v.last), None)

    @property
    def newest(self) -> Version:
        """The code as it was last seen."""
        return self.versions[-1]


@dataclass(frozen=True, slots=True)
class Value:
    """One value of one axis of an ICD-10-PCS table, with the definition that it is given."""

    value: str
    label: str
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Axis:
    """One character of an ICD-10-PCS code: its position from 1, its name and its values."""

    position: int
    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Procedure:
    """A valid ICD-10-PCS code with the seven values that build it. `title` may be empty."""

    code: str
    edition: str
    title: str
    axes: tuple[Axis, ...]


@dataclass(frozen=True, slots=True)
class ProcedureTable:
    """An ICD-10-PCS table as far as it was typed: the fixed axes, and what is left to choose.

    `wrong` is the position of the first character that no row has; 0: none is wrong.
    """

    typed: str
    edition: str
    fixed: tuple[Axis, ...]
    left: tuple[Axis, ...]
    rows: int
    wrong: int = 0


@dataclass(frozen=True, slots=True)
class Supply:
    """A HCPCS Level II code or modifier. Only `listed` editions are known to hold it.

    `titled` is the edition the words were read in; empty, like `long`, when only codes are loaded.
    `active`: None when no loaded file tells.
    """

    code: str
    short: str
    long: str
    titled: str
    listed: tuple[str, ...]
    added: date | None = None
    ended: date | None = None
    active: bool | None = None


@dataclass(frozen=True, slots=True)
class Absent:
    """No loaded edition has this code. `near` are codes like it, best first.

    `stem`: the longest code that it begins with. `unloaded`: no edition of its set is there.
    """

    typed: str
    code_set: CodeSet
    near: tuple[Named, ...] = ()
    stem: Named | None = None
    unloaded: bool = False


@dataclass(frozen=True, slots=True)
class Licensed:
    """Shaped like a code of a set that is somebody's own: `CPT` (AMA) or `CDT` (ADA)."""

    typed: str
    owner: str


Found = Diagnosis | Procedure | ProcedureTable | Supply | Licensed | Absent


@dataclass(frozen=True, slots=True)
class Hit:
    """One result of a search, best first. `why`: the inclusion term that matched, if not the title.

    `seventh`: the code still takes a 7th character.
    """

    code_set: CodeSet
    code: str
    title: str
    billable: bool
    why: str = ""
    seventh: bool = False


@dataclass(frozen=True, slots=True)
class Results:
    """Hits, and the words that were read instead of what was typed (abbreviations, typos)."""

    hits: tuple[Hit, ...]
    read_as: tuple[tuple[str, str], ...] = ()


def dotted(code: str) -> str:
    """`E1122` as it is printed: `E11.22`."""
    return f"{code[:_DOT_AFTER]}.{code[_DOT_AFTER:]}" if len(code) > _DOT_AFTER else code


def fiscal_edition(day: date) -> str:
    """The ICD-10 edition in force on a day: fiscal years begin on 1 October. `FY2026`."""
    return f"FY{day.year + (day.month >= _OCTOBER)}"


def fiscal_span(edition: str) -> tuple[date, date]:
    """First and last day of `FY2026`. Source: the title page of the Official Guidelines."""
    year = int(edition.removeprefix("FY"))
    return date(year - 1, _OCTOBER, 1), date(year, _OCTOBER - 1, 30)
