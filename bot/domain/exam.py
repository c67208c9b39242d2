"""What an exam is: its facts with their sources, its outline, and the editions a date needs."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact about an exam, with where it was read, when, and how sure we are."""

    name: str
    label: str
    value: str
    source: str
    checked_on: date
    confidence: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Domain:
    """A part of the outline. `items` of the exam, or a weight range in percent."""

    id: str
    name: str
    topics: tuple[str, ...]
    confidence: str
    source: str
    items: int | None = None
    weight_low: int | None = None
    weight_high: int | None = None
    needs_cpt: bool = False


@dataclass(frozen=True, slots=True)
class Edition:
    """Which books an exam sat between `since` and `until` (inclusive, open when None) needs."""

    books: tuple[str, ...]
    icd10: str
    confidence: str
    source: str
    since: date | None = None
    until: date | None = None
    allowed_note: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Exam:
    """A certification exam as the bot describes it. Facts drift: always shown with their date."""

    id: str
    name: str
    title: str
    body: str
    focus: str
    fits: str
    suits: str
    licence_note: str
    pass_kind: str
    facts: tuple[Fact, ...]
    domains: tuple[Domain, ...]
    editions: tuple[Edition, ...]

    def edition_on(self, day: date) -> Edition | None:
        """The edition row for an exam sat on `day`; None when no row covers it."""
        for edition in reversed(self.editions):
            starts = edition.since is None or edition.since <= day
            if starts and (edition.until is None or day <= edition.until):
                return edition
        return None

    def topics(self) -> frozenset[str]:
        """Every topic that feeds a domain which can be served without CPT."""
        return frozenset(t for d in self.domains if not d.needs_cpt for t in d.topics)
