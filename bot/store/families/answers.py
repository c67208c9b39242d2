"""Rows of answers: facts, but for the derived credit and points."""

import json
from datetime import date

from bot.domain.group import Answer
from bot.store.statements import Row, Statements


class AnswerRows:
    """Who chose what. See `bot.ports.Answers`."""

    __slots__ = ("_sql",)

    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    def add(self, answer: Answer) -> bool:
        """False when this post and member (or practice and slot) has an answer already."""
        added = self._sql.one(
            "add",
            id=answer.id,
            group_id=answer.group_id,
            member_id=answer.member_id,
            question_id=answer.question_id,
            revision=answer.revision,
            topic=answer.topic,
            chosen=json.dumps(answer.chosen),
            at_ms=answer.at_ms,
            local_date=answer.local_date.isoformat(),
            is_first=int(answer.first),
            credit_milli=answer.credit_milli,
            points=answer.points,
            post_id=answer.post_id,
            practice_id=answer.practice_id,
            slot=answer.slot,
        )
        return added is not None

    def of_post(self, group_id: str, post_id: str, member_id: str) -> Answer | None:
        """The member's answer to a post."""
        row = self._sql.one("of_post", group_id=group_id, post_id=post_id, member_id=member_id)
        return _answer(row) if row else None

    def of_slot(self, group_id: str, practice_id: str, slot: int) -> Answer | None:
        """The answer to one question of a practice run."""
        row = self._sql.one("of_slot", group_id=group_id, practice_id=practice_id, slot=slot)
        return _answer(row) if row else None

    def of_practice(self, group_id: str, practice_id: str) -> list[Answer]:
        """By slot."""
        rows = self._sql.rows("of_practice", group_id=group_id, practice_id=practice_id)
        return [_answer(row) for row in rows]

    def tally(self, group_id: str, post_id: str) -> list[tuple[tuple[str, ...], int]]:
        """What was chosen, and by how many; most chosen first."""
        rows = self._sql.rows("tally", group_id=group_id, post_id=post_id)
        return [(tuple(json.loads(chosen)), count) for chosen, count in rows]

    def count(self, group_id: str, post_id: str) -> int:
        """How many members answered a post."""
        row = self._sql.one("count", group_id=group_id, post_id=post_id)
        return row[0] if row else 0

    def who(self, group_id: str, post_id: str) -> list[str]:
        """Member ids that answered the post, earliest first."""
        return [row[0] for row in self._sql.rows("who", group_id=group_id, post_id=post_id)]

    def answered_dates(self, group_id: str, member_id: str, since: date) -> set[date]:
        """Local dates of daily posts answered by the member."""
        rows = self._sql.rows(
            "answered_dates", group_id=group_id, member_id=member_id, since=since.isoformat()
        )
        return {date.fromisoformat(row[0]) for row in rows}

    def seen(self, group_id: str, member_id: str) -> dict[str, tuple[int, int]]:
        """Question id to (last answered at ms, last credit in thousandths)."""
        rows = self._sql.rows("seen", group_id=group_id, member_id=member_id)
        return {question_id: (at_ms, credit) for question_id, at_ms, credit in rows}

    def met(self, group_id: str, member_id: str, question_id: str) -> bool:
        """Whether the member has answered this question in this group before, in any way."""
        row = self._sql.one("met", group_id=group_id, member_id=member_id, question_id=question_id)
        return row is not None

    def practice_points(self, group_id: str, member_id: str, day: date) -> int:
        """Points earned by practice on a local day."""
        row = self._sql.one(
            "practice_points", group_id=group_id, member_id=member_id, day=day.isoformat()
        )
        return row[0] if row else 0

    def of_question(self, question_id: str) -> list[Answer]:
        """Every answer to a question, over all groups, oldest first: for regrading only."""
        rows = self._sql.rows("of_question", question_id=question_id)
        return [_answer(row) for row in rows]

    def regrade(self, answer_id: str, credit_milli: int, points: int) -> None:
        """Writes what is derived from the key; what was chosen never changes."""
        self._sql.run("regrade", answer_id=answer_id, credit_milli=credit_milli, points=points)

    def of_member(self, group_id: str, member_id: str, limit: int) -> list[Answer]:
        """Newest first."""
        rows = self._sql.rows("of_member", group_id=group_id, member_id=member_id, most=limit)
        return [_answer(row) for row in rows]


def _answer(row: Row) -> Answer:
    return Answer(
        id=row[0],
        group_id=row[1],
        member_id=row[2],
        question_id=row[3],
        revision=row[4],
        topic=row[5],
        chosen=tuple(json.loads(row[6])),
        at_ms=row[7],
        local_date=date.fromisoformat(row[8]),
        first=bool(row[9]),
        credit_milli=row[10],
        points=row[11],
        post_id=row[12],
        practice_id=row[13],
        slot=row[14],
    )
