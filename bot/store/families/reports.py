"""Rows of reports."""

from bot.domain.report import Complaint, Reason, Report
from bot.store.statements import Row, Statements


class ReportRows:
    """What members of a group reported. See `bot.ports.Reports`."""

    __slots__ = ("_sql",)

    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    def file(self, report: Report) -> None:
        """Stores it as open; over the member's open report of the same question."""
        self._sql.run(
            "file",
            id=report.id,
            group_id=report.group_id,
            question_id=report.question_id,
            revision=report.revision,
            member_id=report.member_id,
            reason=report.reason.value,
            words=report.words,
            at_ms=report.at_ms,
        )

    def open_of(self, group_id: str, member_id: str, question_id: str) -> Report | None:
        """The member's open report of a question."""
        row = self._sql.one(
            "open_of", group_id=group_id, member_id=member_id, question_id=question_id
        )
        return _report(row) if row else None

    def count_of(self, group_id: str, member_id: str) -> int:
        """The member's open reports."""
        row = self._sql.one("count_of", group_id=group_id, member_id=member_id)
        return row[0] if row else 0

    def get(self, group_id: str, report_id: str) -> Report | None:
        """A report of this group by its id, open or not."""
        row = self._sql.one("get", group_id=group_id, report_id=report_id)
        return _report(row) if row else None

    def withdraw(self, group_id: str, member_id: str, report_id: str) -> bool:
        """Deletes the member's own open report; False when there is none of that id."""
        done = self._sql.run(
            "withdraw", group_id=group_id, member_id=member_id, report_id=report_id
        )
        return done > 0

    def settle(self, group_id: str, report_id: str, at_ms: int) -> bool:
        """Closes an open report; False when it is closed or gone."""
        return self._sql.run("settle", group_id=group_id, report_id=report_id, at_ms=at_ms) > 0

    def open_in(self, group_id: str, limit: int) -> list[Report]:
        """The group's open reports, newest first."""
        return [_report(row) for row in self._sql.rows("open_in", group_id=group_id, most=limit)]

    def count_in(self, group_id: str) -> int:
        """The group's open reports."""
        row = self._sql.one("count_in", group_id=group_id)
        return row[0] if row else 0

    def complaints(self) -> list[Complaint]:
        """Every open report over all groups, by question, oldest first: for the operator only."""
        return [
            Complaint(question_id, revision, Reason(reason), words)
            for question_id, revision, reason, words in self._sql.rows("complaints")
        ]


def _report(row: Row) -> Report:
    return Report(
        id=row[0],
        group_id=row[1],
        question_id=row[2],
        revision=row[3],
        member_id=row[4],
        reason=Reason(row[5]),
        words=row[6],
        at_ms=row[7],
        settled_ms=row[8],
    )
