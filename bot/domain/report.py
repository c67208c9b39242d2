"""What members report about a question: something to mend in the bank, not about a person."""

from dataclasses import dataclass
from enum import StrEnum

MOST_OPEN = 20
"""Open reports of one member in one group; more is a talk to have with a manager."""

WORDS_CHARS = 1000
"""The longest text of a report."""


class Reason(StrEnum):
    """What may be wrong with a question, in the order in which it is offered."""

    KEY = "key"
    SECOND = "second"
    EDITION = "edition"
    WORDING = "wording"
    CITATION = "citation"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Report:
    """One member's report of one question. `revision` is the question's when it was sent.

    It is open until a manager has dealt with it (`settled_ms`, milliseconds UTC); one that is taken
    back is deleted. A member has one open report a question: sending again writes over it.
    """

    id: str
    group_id: str
    question_id: str
    revision: int
    member_id: str
    reason: Reason
    words: str
    at_ms: int
    settled_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Complaint:
    """A report as whoever runs Rounds reads it: without group or person."""

    question_id: str
    revision: int
    reason: Reason
    words: str
