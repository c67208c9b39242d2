"""What may not be in a pack without a licence (CPT, CDT), and what declaring one takes."""

import re
from collections.abc import Iterator, Mapping

from bot.domain.question import Question

from .source import Json

# A bare group of five: digits, or four and a category letter. The neighbours keep out decimals,
# thousands (12,500), money, longer codes (0DTJ4ZZ) and HCPCS (J1885).
_FIVE = re.compile(r"(?<![\w$])(?<!\d[.,])\d{4}[0-9FTUM](?!\w)(?![.,]\d)")
# Contexts in which such a group is something else; the whole span is taken out before looking.
_ALLOWED = re.compile(
    r"\b(?:FR|Fed\.\s?Reg\.|Federal Register)\s+\d{5}\b"  # pages
    r"|,\s[A-Z]{2}\s\d{5}\b"  # a ZIP code after a state
    r"|\bZIP(?:\scode)?\s\d{5}\b"
    r"|\bCMS-(?:R-)?\d{5}\b"  # forms
)
_CDT = re.compile(r"(?<![\w.])D\d{4}(?![\w.])")
_MODIFIER = re.compile(
    r"\bmodifiers?[\s:'\"-]*(?:[A-Z0-9]{2}(?:\s*,\s*|/|\s+(?:and|or|with|plus)\s+))*"
    r"(\d{2})\b(?![.,]?\d|\s*(?:%|percent|mg|units))"
    r"|(?<![\w.-])-?(\d{2})\s+modifier\b"
)
_ASSISTANT = re.compile(r"\bCPT\s+Assistant\b", re.IGNORECASE)

LICENCE_FIELDS = ("licence_holder", "licence_ref", "cpt_year", "notice", "workspaces")


def suspects(text: str) -> Iterator[str]:
    """Every span of `text` that looks like CPT or CDT content, with what it looks like."""
    searched = _ALLOWED.sub(" ", text)
    for found in _FIVE.finditer(searched):
        yield f"{found[0]} looks like a CPT code (write a number with a comma: 12,000)"
    for found in _CDT.finditer(searched):
        yield f"{found[0]} looks like a CDT code"
    for found in _MODIFIER.finditer(searched):
        yield f"{found[1] or found[2]} looks like a CPT modifier"
    if _ASSISTANT.search(searched):
        yield "CPT Assistant is the AMA's"


def licensed(pack: Mapping[str, Json]) -> bool:
    """Whether the pack declares that it contains CPT."""
    return pack.get("contains_cpt") is True


def licence_problem(pack: Mapping[str, Json], *, bundled: bool) -> str:
    """Why the whole pack must stay out; empty when it may come in."""
    if not licensed(pack):
        return ""
    if bundled:
        return "contains_cpt is true: the bundled bank never holds CPT; take the item out"
    missing = [name for name in LICENCE_FIELDS if not pack.get(name)]
    if missing:
        return f"contains_cpt needs the AMA licence declared: add {', '.join(missing)}"
    return ""


def texts(question: Question) -> Iterator[str]:
    """Every text of the question that a reader may see."""
    yield from (question.stem, question.record, question.rationale, *question.key)
    for option in question.options:
        yield from (option.text, option.why)
    for note in (*question.codes, *question.mistakes):
        yield from (note.code, note.why)
    for citation in question.citations:
        yield from (citation.section, citation.note)
