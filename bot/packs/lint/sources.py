"""Rule 22: every question cites a known source, a section shaped for it, and the right release."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.question import Citation, Question
from bot.packs.problem import Level

from .rule import Rule, each

_ANY = re.compile(r".*\S.*", re.DOTALL)
_NO_RELEASE = re.compile(r".*")  # general knowledge has none
_FY = re.compile(r"FY20\d\d")
_DETAIL = r"(?:\.\d{1,2}(?:\.[a-z](?:\.\d{1,2}(?:\.?\(?[a-z]\)?(?:\.?\(?\w{1,3}\)?)?)?)?)?)?"


@dataclass(frozen=True, slots=True)
class _Shape:
    """How sections and releases of one source are written; `like` shows one."""

    section: re.Pattern[str]
    release: re.Pattern[str]
    like: str


_ICD_CODE = r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?-?"
SOURCES = {
    "ICD-10-CM Official Guidelines": _Shape(
        re.compile(
            rf"Introduction|Appendix I(?:[ .,].*)?|I(?:\.[ABC]{_DETAIL})?"
            rf"|II(?:\.[A-K]{_DETAIL})?|III(?:\.[ABC]{_DETAIL})?|IV(?:\.[A-Q]{_DETAIL})?"
        ),
        _FY,
        "I.B.14, FY2026",
    ),
    "ICD-10-CM Tabular": _Shape(
        re.compile(rf"{_ICD_CODE}(?:\s*(?:-|–|,|to|and)\s*{_ICD_CODE})*"), _FY, "E11.22, FY2026"
    ),
    "ICD-10-PCS Official Guidelines": _Shape(
        re.compile(
            r"[A-F]\d{1,2}(?:\.\d{1,2}[a-z]?)?|Selection of Principal Procedure", re.IGNORECASE
        ),
        re.compile(r"(?:FY)?20\d\d"),
        "B3.8, 2026",
    ),
    "ICD-10-PCS Tables": _Shape(
        re.compile(r"[0-9A-HJ-NP-Z]{3}(?:\s*(?:,|and)\s*[0-9A-HJ-NP-Z]{3})*"),
        re.compile(r"(?:FY)?20\d\d"),
        "0DT, 2026",
    ),
    "ICD-10-PCS Definitions": _Shape(_ANY, re.compile(r"(?:FY)?20\d\d"), "Excision, 2026"),
    "HCPCS Level II": _Shape(
        re.compile(r"(?:[A-CE-V]\d{4}|[A-Z][A-Z0-9])(?:\s*(?:-|–|,|to|and)\s*[A-Z0-9]{2,5})*"),
        re.compile(r"20\d\d(?:-\d\d)?"),
        "J1885, 2026-07",
    ),
    "eCFR": _Shape(re.compile(r"\d{1,2} CFR (?:[Pp]art )?\d{1,4}.*"), _ANY, "45 CFR 164.502(b)"),
    "US Code": _Shape(re.compile(r"\d{1,2} USC \d{1,4}.*"), _ANY, "31 USC 3729(b)(1)"),
    **dict.fromkeys(("CMS", "OIG", "HHS", "UHDDS"), _Shape(_ANY, _ANY, "document and section")),
    **dict.fromkeys(
        ("Anatomy", "Terminology"), _Shape(_ANY, _NO_RELEASE, "the structure or word part")
    ),
}
"""The sources of questions/README.md; a test holds the two equal."""


def _cited(question: Question) -> Iterator[str]:
    if not question.citations:
        yield "there is none"
    for citation in question.citations:
        shape = SOURCES.get(citation.source)
        if shape is None:
            yield f"{citation.source!r} is not a known source"
            continue
        if not shape.section.fullmatch(citation.section):
            yield f"section {citation.section!r}, wanted one like {shape.like}"
        if not citation.release and shape.release is not _NO_RELEASE:
            yield f"{citation} has no release"


def _releases(question: Question) -> Iterator[str]:
    for citation in question.citations:
        shape = SOURCES.get(citation.source)
        if shape is None or not citation.release:
            continue
        # A warning: an honest "2025 copy" is worth more than a release nobody read.
        if not shape.release.fullmatch(citation.release):
            yield f"{citation}, wanted one like {shape.like}"
        elif citation.source.startswith("ICD-10") and _year(citation) != question.edition[-4:]:
            yield f"{citation}, but the item is for {question.edition}"


def _year(citation: Citation) -> str:
    return citation.release.removeprefix("FY")


RULES = (
    Rule(22, "citation", Level.ERROR, "cite the section you read", each(_cited)),
    Rule(22, "release", Level.WARNING, "read the section in the item's edition", each(_releases)),
)
