"""Rows of the ledger: what was due on which local date, and what became of it."""

import json
from collections.abc import Sequence
from datetime import date

from bot.domain.group import Post, PostKind, PostState
from bot.store.statements import Row, Statements


class PostRows:
    """The ledger of due posts. See `bot.ports.Posts`."""

    __slots__ = ("_sql",)

    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    def add(self, post: Post) -> bool:
        """False when this (group, kind, subject, local date) has its row already."""
        added = self._sql.one(
            "add",
            id=post.id,
            group_id=post.group_id,
            kind=post.kind.value,
            local_date=post.local_date.isoformat(),
            due_ms=post.due_ms,
            state=post.state.value,
            subject=post.subject,
            reason=post.reason,
            question_id=post.question_id,
            revision=post.revision,
            reveal_due_ms=post.reveal_due_ms,
            posted_ms=post.posted_ms,
            revealed_ms=post.revealed_ms,
            excused=int(post.excused),
        )
        return added is not None

    def get(self, group_id: str, post_id: str) -> Post | None:
        """A post of this group by its id."""
        row = self._sql.one("get", group_id=group_id, post_id=post_id)
        return _post(row) if row else None

    def group_of(self, post_id: str) -> str | None:
        """The group that a post belongs to."""
        row = self._sql.one("group_of", post_id=post_id)
        return row[0] if row else None

    def latest(self, group_id: str, kind: str) -> Post | None:
        """The newest claimed post of that kind by local date."""
        row = self._sql.one("latest", group_id=group_id, kind=str(kind))
        return _post(row) if row else None

    def ledger(self, group_id: str, limit: int) -> list[Post]:
        """Newest first, by due instant."""
        return [_post(row) for row in self._sql.rows("ledger", group_id=group_id, most=limit)]

    def set_posted(self, post_id: str, at_ms: int) -> None:
        """Sets `posted_ms` once; later calls change nothing."""
        self._sql.run("set_posted", post_id=post_id, at_ms=at_ms)

    def skip(self, post_id: str, reason: str) -> None:
        """The post is not made after all, and says why."""
        self._sql.run("skip", post_id=post_id, reason=reason)

    def excuse_open(self, from_ms: int, until_ms: int) -> int:
        """Excuses posted, unrevealed daily posts that were open during an outage.

        Gives how many were not excused before.
        """
        return self._sql.run("excuse_open", from_ms=from_ms, until_ms=until_ms)

    def excuse(self, post_id: str) -> None:
        """Missing this post breaks no streak."""
        self._sql.run("excuse", post_id=post_id)

    def due_reveals(self, now_ms: int, limit: int) -> list[Post]:
        """Claimed posts, delivered or not, whose reveal is due; longest due first."""
        return [_post(row) for row in self._sql.rows("due_reveals", now_ms=now_ms, most=limit)]

    def due_reminders(self, now_ms: int, before_ms: int, limit: int) -> list[Post]:
        """Open posts that close before an instant and of which nobody was reminded yet."""
        rows = self._sql.rows("due_reminders", before_ms=before_ms, now_ms=now_ms, most=limit)
        return [_post(row) for row in rows]

    def set_reminded(self, post_id: str) -> bool:
        """False when it was done already."""
        return self._sql.run("set_reminded", post_id=post_id) == 1

    def set_revealed(self, post_id: str, at_ms: int) -> bool:
        """False when it was revealed already."""
        return self._sql.run("set_revealed", post_id=post_id, at_ms=at_ms) == 1

    def chain(self, group_id: str, until: date, limit: int) -> list[Post]:
        """Posted daily posts with local_date <= until, newest first."""
        rows = self._sql.rows("chain", group_id=group_id, until=until.isoformat(), most=limit)
        return [_post(row) for row in rows]

    def last_used(self, group_id: str) -> dict[str, date]:
        """Question id to the last local date it was the daily question."""
        rows = self._sql.rows("last_used", group_id=group_id)
        return {question_id: date.fromisoformat(day) for question_id, day in rows}

    def open_with_question(self, question_ids: Sequence[str]) -> list[Post]:
        """Posted, not revealed daily posts of these questions, over all groups."""
        rows = self._sql.rows("open_with_question", ids=json.dumps(list(question_ids)))
        return [_post(row) for row in rows]


def _post(row: Row) -> Post:
    return Post(
        row[0],
        row[1],
        PostKind(row[2]),
        date.fromisoformat(row[3]),
        row[4],
        PostState(row[5]),
        *row[6:13],
        excused=bool(row[13]),
    )
