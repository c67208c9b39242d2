"""Rows of practice runs."""

import json

from bot.domain.group import Practice
from bot.store.statements import Row, Statements


class PracticeRows:
    """Runs of practice. See `bot.ports.Practices`."""

    __slots__ = ("_sql",)

    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    def current(self, group_id: str, member_id: str) -> Practice | None:
        """The member's newest run that has not ended."""
        row = self._sql.one("current", group_id=group_id, member_id=member_id)
        return _practice(row) if row else None

    def get(self, group_id: str, practice_id: str) -> Practice | None:
        """A run of this group by its id."""
        row = self._sql.one("get", group_id=group_id, practice_id=practice_id)
        return _practice(row) if row else None

    def add(self, practice: Practice) -> None:
        """A new run. Its id must be new."""
        self._sql.run(
            "add",
            id=practice.id,
            group_id=practice.group_id,
            member_id=practice.member_id,
            question_ids=json.dumps(practice.question_ids),
            next_slot=practice.position,
            started_ms=practice.started_ms,
            topic=practice.topic,
            exam=practice.exam,
            ended_ms=practice.ended_ms,
        )

    def advance(self, practice_id: str, position: int) -> None:
        """Sets the next question to answer."""
        self._sql.run("advance", practice_id=practice_id, next_slot=position)

    def end(self, practice_id: str, at_ms: int) -> None:
        """Ends a run once; later calls change nothing."""
        self._sql.run("end_run", practice_id=practice_id, at_ms=at_ms)


def _practice(row: Row) -> Practice:
    question_ids = tuple(json.loads(row[3]))
    return Practice(row[0], row[1], row[2], question_ids, *row[4:])
