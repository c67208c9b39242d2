"""Study groups, their homes and members, and the rows that tell what happened in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Group:
    """A study group and its settings. `zone` is an IANA name, times are local `HH:MM`.

    `days` is the canonical list of weekdays with a question, such as `mon,wed,fri`.
    """

    id: str
    name: str
    zone: str
    exam: str
    daily_at: str
    days: str
    reveal_at: str
    created_ms: int
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Home:
    """A place where a group lives. It sleeps, with a reason, when the place is lost.

    `former`: the group has moved on; what was posted here still works, nothing new comes. `ping` is
    the platform's id of the role that daily questions notify, `ping_name` its name when it was
    chosen. `threads`: a discussion is opened at each reveal. `notice`: what managers are still to
    be told, once.
    """

    id: str
    group_id: str
    platform: str
    workspace: str
    channel: str
    asleep: str = ""
    former: bool = False
    ping: str = ""
    ping_name: str = ""
    threads: bool = False
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A person in one group. `name` is what the group sees."""

    id: str
    group_id: str
    name: str
    joined_ms: int
    manager: bool = False
    hidden: bool = False
    named_self: bool = False
    reminders: bool = False


def current_home(home: Home, homes: Iterable[Home]) -> Home:
    """Where the group of a home lives now on that platform: there, unless it has moved on."""
    if not home.former:
        return home
    where = (home.platform, home.workspace)
    return next((h for h in homes if not h.former and (h.platform, h.workspace) == where), home)


class PostKind(StrEnum):
    """What a post is. `subject` names the countdown, or makes a test post one of its own."""

    DAILY = "daily"
    COUNTDOWN = "countdown"
    TEST = "test"


class PostState(StrEnum):
    """Whether a due post was made at all. Delivery per home is told by its mail."""

    CLAIMED = "claimed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Post:
    """A post of a group's local date: UNIQUE(group, kind, subject, local_date).

    Instants are milliseconds UTC. `posted_ms` is the first delivery; `revealed_ms` the reveal.
    `excused`: our own fault shortened it, so that missing it breaks no streak.
    """

    id: str
    group_id: str
    kind: PostKind
    local_date: date
    due_ms: int
    state: PostState
    subject: str = ""
    reason: str = ""
    question_id: str = ""
    revision: int = 0
    reveal_due_ms: int | None = None
    posted_ms: int | None = None
    revealed_ms: int | None = None
    excused: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """Who chose what, when, against which revision. `credit_milli` and `points` are derived.

    Exactly one of `post_id` and (`practice_id`, `slot`) is set. `first`: the member's first
    answer to this question in this group. `local_date` is the post's date, or the group's local
    day for practice.
    """

    id: str
    group_id: str
    member_id: str
    question_id: str
    revision: int
    topic: str
    chosen: tuple[str, ...]
    at_ms: int
    local_date: date
    first: bool
    credit_milli: int
    points: int
    post_id: str | None = None
    practice_id: str | None = None
    slot: int | None = None


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One member's line of a board. `scored_ms`: when they reached these points."""

    member_id: str
    name: str
    points: int
    right: int
    answered: int
    scored_ms: int
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Streak:
    """Consecutive posted dates answered. `last` is the local date of the last answered post."""

    current: int = 0
    best: int = 0
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Practice:
    """A run of practice questions. `position` is the next one to answer, from 0."""

    id: str
    group_id: str
    member_id: str
    question_ids: tuple[str, ...]
    position: int
    started_ms: int
    topic: str = ""
    exam: str = ""
    ended_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Countdown:
    """An exam date of a group, or of one member (`member_id` set; private).

    `event` is the home whose workspace keeps the date as an event of its own; mostly none.
    """

    id: str
    group_id: str
    name: str
    day: date
    at: str
    zone: str
    member_id: str = ""
    exam: str = ""
    event: str = ""


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a group's next post is due: the instant, and the local date it stands for."""

    group_id: str
    next_due_ms: int
    local_date: date


class MailKind(StrEnum):
    """A new public message, a redraw of one, a private reminder of one to one member, a discussion
    of one, or an event that a countdown keeps in step. Letters leave in the order of these words.
    """

    POST = "post"
    REDRAW = "redraw"
    REMINDER = "reminder"
    EVENT = "scheduled_event"
    THREAD = "thread"


REPEATABLE = frozenset({MailKind.REDRAW, MailKind.EVENT, MailKind.THREAD})
"""Done twice, these leave no second trace: an unknown outcome is simply tried again."""

ASKED_AGAIN = frozenset({MailKind.REDRAW, MailKind.EVENT})
"""Their rows are used again whenever there is something new to show."""


class MailState(StrEnum):
    """The state machine of one delivery to one home."""

    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Letter:
    """One row of the outbox. `id` is the nonce; `attempt` is the fencing token.

    UNIQUE(home_id, kind, post_id, member_id); `member_id` is set for reminders alone. The row of a
    redraw or event is reused: asked for again after `sent`, it goes back to `claimed`. An event's
    `post_id` is its countdown, its `message` the event's own id.
    """

    id: str
    group_id: str
    home_id: str
    kind: MailKind
    post_id: str
    state: MailState
    attempt: int
    not_before_ms: int
    created_ms: int
    first_try_ms: int | None = None
    lease_until_ms: int | None = None
    sent_ms: int | None = None
    message: str = ""
    error: str = ""
    member_id: str = ""
