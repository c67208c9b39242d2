"""The ledger of due posts and the letters that carry them, as tables."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from bot.domain.group import (
    Letter,
    MailKind,
    Post,
    Schedule,
)


class Schedules(Protocol):
    """When each group is due next."""

    def due(self, now_ms: int, limit: int) -> list[Schedule]:
        """Due rows, oldest first; on PostgreSQL locked with SKIP LOCKED until the commit."""
        ...

    def get(self, group_id: str) -> Schedule | None: ...
    def put(self, schedule: Schedule) -> None: ...
    def drop(self, group_id: str) -> None: ...
    def overdue(self, now_ms: int) -> int:
        """How many groups are due and not claimed, over all groups: for operators."""
        ...


class Posts(Protocol):
    """The ledger of due posts."""

    def add(self, post: Post) -> bool:
        """False when this (group, kind, subject, local date) has its row already."""
        ...

    def get(self, group_id: str, post_id: str) -> Post | None: ...
    def group_of(self, post_id: str) -> str | None: ...
    def latest(self, group_id: str, kind: str) -> Post | None:
        """The newest CLAIMED post of that kind by local date."""
        ...

    def ledger(self, group_id: str, limit: int) -> list[Post]:
        """Newest first, by due instant."""
        ...

    def set_posted(self, post_id: str, at_ms: int) -> None:
        """Sets `posted_ms` once; later calls change nothing."""
        ...

    def skip(self, post_id: str, reason: str) -> None: ...
    def excuse_open(self, from_ms: int, until_ms: int) -> int:
        """Excuses every posted, unrevealed daily post whose open window overlaps the outage."""
        ...

    def excuse(self, post_id: str) -> None: ...
    def due_reminders(self, now_ms: int, before_ms: int, limit: int) -> list[Post]:
        """Posted, open, not yet reminded of, and closing before an instant."""
        ...

    def set_reminded(self, post_id: str) -> bool:
        """False when it was done already."""
        ...

    def due_reveals(self, now_ms: int, limit: int) -> list[Post]: ...
    def set_revealed(self, post_id: str, at_ms: int) -> bool:
        """False when it was revealed already."""
        ...

    def chain(self, group_id: str, until: date, limit: int) -> list[Post]:
        """Posted daily posts with local_date <= until, newest first."""
        ...

    def last_used(self, group_id: str) -> dict[str, date]:
        """Question id to the last local date it was the daily question."""
        ...

    def open_with_question(self, question_ids: Sequence[str]) -> list[Post]:
        """Posted, not revealed daily posts of these questions, over all groups."""
        ...


class Outbox(Protocol):
    """Letters: one row a delivery. See `Letter` for the state machine."""

    def post(self, letter: Letter) -> None:
        """Adds a POST or THREAD letter (nothing when it is there already)."""
        ...

    def remind(self, letter: Letter) -> None:
        """Adds a REMINDER letter to one member (nothing when it is there already)."""
        ...

    def redraw(self, letter: Letter) -> None:
        """Asks for a redraw: one row a post and home. A waiting row keeps its earlier time. EVENT
        letters are asked for in the same way.
        """
        ...

    def ready(self, now_ms: int, limit: int, platform: str) -> list[Letter]:
        """CLAIMED and due, or SENDING with an expired lease; posts before redraws, oldest first.

        Of homes on that platform; a letter whose home is gone is anybody's.
        """
        ...

    def take(self, letter: Letter, now_ms: int, lease_ms: int) -> Letter | None:
        """Compare-and-set on `attempt`: the letter as SENDING, or None when another has it."""
        ...

    def sent(self, letter: Letter, message: str, now_ms: int) -> bool: ...
    def retry(self, letter: Letter, not_before_ms: int, error: str) -> bool: ...
    def failed(self, letter: Letter, error: str) -> bool: ...
    def unknown(self, letter: Letter, error: str) -> bool: ...
    def get(self, letter_id: str) -> Letter | None: ...
    def of_post(self, post_id: str, kind: MailKind = MailKind.POST) -> list[Letter]:
        """Letters of a post and kind, one a home."""
        ...

    def forget(self, letter_id: str) -> None:
        """What the letter stood for is gone: asked for again, it begins afresh."""
        ...

    def again(self, letter_id: str, now_ms: int) -> bool:
        """An UNKNOWN or FAILED post letter goes back to CLAIMED because a manager asked."""
        ...

    def standing(self, now_ms: int) -> list[tuple[str, int, int]]:
        """(platform, letters due, since when the oldest is), over all groups: for operators."""
        ...

    def depth(self, group_id: str) -> dict[str, int]:
        """State to number of letters, for one group."""
        ...

    def soonest(self) -> int | None:
        """When the next letter is due, or None when nothing waits."""
        ...


class Pulse(Protocol):
    """The last moment this installation was surely alive."""

    def last(self) -> int | None: ...
    def beat(self, at_ms: int) -> None: ...
