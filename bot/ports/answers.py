"""Answers, and what is derived from them, as tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.domain.group import (
    Answer,
    BoardRow,
    Practice,
    Streak,
)


class Answers(Protocol):
    """Facts: who chose what. Append-only but for the derived columns."""

    def add(self, answer: Answer) -> bool:
        """False when this post and member (or practice and slot) has an answer already."""
        ...

    def of_post(self, group_id: str, post_id: str, member_id: str) -> Answer | None: ...
    def of_slot(self, group_id: str, practice_id: str, slot: int) -> Answer | None: ...
    def of_practice(self, group_id: str, practice_id: str) -> list[Answer]:
        """By slot."""
        ...

    def tally(self, group_id: str, post_id: str) -> list[tuple[tuple[str, ...], int]]:
        """What was chosen, and by how many."""
        ...

    def count(self, group_id: str, post_id: str) -> int: ...
    def who(self, group_id: str, post_id: str) -> list[str]:
        """Member ids that answered the post, earliest first."""
        ...

    def answered_dates(self, group_id: str, member_id: str, since: date) -> set[date]:
        """Local dates of daily posts answered by the member."""
        ...

    def seen(self, group_id: str, member_id: str) -> dict[str, tuple[int, int]]:
        """Question id to (last answered at ms, last credit in thousandths)."""
        ...

    def met(self, group_id: str, member_id: str, question_id: str) -> bool:
        """Whether the member has answered this question in this group before, in any way."""
        ...

    def practice_points(self, group_id: str, member_id: str, day: date) -> int: ...
    def of_question(self, question_id: str) -> list[Answer]:
        """Every answer to a question, over all groups: for regrading only."""
        ...

    def regrade(self, answer_id: str, credit_milli: int, points: int) -> None: ...
    def of_member(self, group_id: str, member_id: str, limit: int) -> list[Answer]:
        """Newest first."""
        ...


@dataclass(frozen=True, slots=True)
class Score:
    """What one answer adds to a board row."""

    points: int
    right: int
    answered: int
    at_ms: int


class Boards(Protocol):
    """Rollups: (group, period key, topic, member). Topic `""` is all topics.

    Kept for weeks, months and all time over all topics, and for all time per topic. Other
    combinations are computed from the answers of a date range.
    """

    def add(self, group_id: str, member_id: str, keys: Iterable[tuple[str, str]], s: Score) -> None:
        """Adds to each (period key, topic) row; `scored_ms` moves only when points are added."""
        ...

    def top(self, group_id: str, period: str, topic: str, limit: int) -> list[BoardRow]:
        """Visible members by points, accuracy, then earlier score."""
        ...

    def own(self, group_id: str, period: str, topic: str, member_id: str) -> BoardRow | None: ...
    def place(self, group_id: str, period: str, topic: str, row: BoardRow) -> int:
        """1 + visible members with more points (ties share a place)."""
        ...

    def size(self, group_id: str, period: str, topic: str) -> int:
        """Visible members on the board."""
        ...

    def counted(self, group_id: str, since: date, until: date, topic: str) -> list[BoardRow]:
        """The same rows computed from the answers of local dates since..until inclusive."""
        ...

    def topics_of(self, group_id: str, member_id: str) -> list[tuple[str, int, int]]:
        """(topic, right, answered) of one member, from the all-time rows per topic."""
        ...

    def clear(self, group_id: str) -> None: ...
    def rebuild(self, group_id: str) -> None:
        """Computes every row of a group anew from its answers."""
        ...


class Streaks(Protocol):
    """Each member's streak, kept beside the answers it is derived from."""

    def get(self, group_id: str, member_id: str) -> Streak: ...
    def save(self, group_id: str, member_id: str, streak: Streak) -> None: ...
    def of_members(self, group_id: str, member_ids: Sequence[str]) -> dict[str, Streak]: ...


class Practices(Protocol):
    """Runs of practice."""

    def current(self, group_id: str, member_id: str) -> Practice | None: ...
    def get(self, group_id: str, practice_id: str) -> Practice | None: ...
    def add(self, practice: Practice) -> None: ...
    def advance(self, practice_id: str, position: int) -> None: ...
    def end(self, practice_id: str, at_ms: int) -> None: ...


class Keys(Protocol):
    """The key each question had when it was last graded with, to notice corrections."""

    def all(self) -> Mapping[str, str]:
        """Question id to a fingerprint of what grading depends on."""
        ...

    def put(self, question_id: str, fingerprint: str) -> None: ...
