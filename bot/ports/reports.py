"""Reports of questions, as a table."""

from typing import Protocol

from bot.domain.report import Complaint, Report


class Reports(Protocol):
    """What members of a group reported."""

    def file(self, report: Report) -> None:
        """Stores it; the member's open report of the same question is written over and keeps its
        id.
        """
        ...

    def open_of(self, group_id: str, member_id: str, question_id: str) -> Report | None:
        """The member's open report of a question."""
        ...

    def count_of(self, group_id: str, member_id: str) -> int:
        """The member's open reports."""
        ...

    def get(self, group_id: str, report_id: str) -> Report | None: ...
    def withdraw(self, group_id: str, member_id: str, report_id: str) -> bool:
        """Deletes the member's own open report; False when there is none of that id."""
        ...

    def settle(self, group_id: str, report_id: str, at_ms: int) -> bool:
        """Closes an open report; False when it is closed or gone."""
        ...

    def open_in(self, group_id: str, limit: int) -> list[Report]:
        """The group's open reports, newest first."""
        ...

    def count_in(self, group_id: str) -> int:
        """The group's open reports."""
        ...

    def complaints(self) -> list[Complaint]:
        """Every open report over all groups, by question, oldest first: for the operator only."""
        ...
