"""What the core needs of the outside world, as protocols; nothing inherits from them.

Units of work are plain synchronous functions `fn(tx, …)`; the store runs each in one
transaction. All instants are milliseconds UTC, all dates are a group's local dates. Every query
that touches member data is scoped by group.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from bot.chat.abilities import Abilities
from bot.chat.mail import Post as OutgoingPost
from bot.chat.mail import Redraw
from bot.chat.refs import Account, MessageRef, Place
from bot.domain.exam import Exam
from bot.domain.group import (
    Answer,
    BoardRow,
    Countdown,
    Group,
    Home,
    Letter,
    Member,
    Post,
    Practice,
    Schedule,
    Streak,
)
from bot.domain.question import Question

P = ParamSpec("P")
T = TypeVar("T")


class Clock(Protocol):
    """The time now."""

    def now_ms(self) -> int:
        """Milliseconds since 1970, UTC."""
        ...


class Dice(Protocol):
    """Chance and new ids."""

    def new_id(self) -> str:
        """A ULID: 26 characters, sortable by time, never reused."""
        ...

    def shuffled(self, items: Sequence[T], seed: str = "") -> list[T]:
        """The items in another order; the same order for the same non-empty seed."""
        ...


class Groups(Protocol):
    """Groups and their homes."""

    def at(self, place: Place) -> tuple[Group, Home] | None: ...
    def get(self, group_id: str) -> Group | None: ...
    def add(self, group: Group) -> None: ...
    def save(self, group: Group) -> None: ...
    def add_home(self, home: Home) -> None: ...
    def homes(self, group_id: str) -> list[Home]: ...
    def home(self, home_id: str) -> Home | None: ...
    def sleep(self, home_id: str, reason: str) -> None: ...
    def wake(self, home_id: str) -> None: ...


class Members(Protocol):
    """People: accounts belong to a person, a person is a member of groups."""

    def person(self, account: Account) -> str | None: ...
    def add_person(self, member_id: str, account: Account, at_ms: int) -> None: ...
    def get(self, group_id: str, member_id: str) -> Member | None: ...
    def join(self, member: Member) -> None: ...
    def save(self, member: Member) -> None: ...
    def count(self, group_id: str) -> int: ...
    def names(self, group_id: str, member_ids: Sequence[str]) -> dict[str, str]: ...
    def to_remind(self, group_id: str, post_id: str) -> list[str]:
        """Members who asked for reminders and have not answered the post."""
        ...

    def account_at(self, member_id: str, place: Place) -> Account | None:
        """The account by which a person can be reached where the place is."""
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


class Countdowns(Protocol):
    """Exam dates of groups and of single members."""

    def add(self, countdown: Countdown) -> bool:
        """False when the group (or this member) has one of that name already (case folded)."""
        ...

    def remove(self, countdown_id: str) -> None: ...
    def of_group(self, group_id: str) -> list[Countdown]:
        """The group's own, by date."""
        ...

    def of_member(self, group_id: str, member_id: str) -> list[Countdown]:
        """The member's private ones, by date."""
        ...

    def get(self, group_id: str, countdown_id: str) -> Countdown | None: ...


class Schedules(Protocol):
    """When each group is due next."""

    def due(self, now_ms: int, limit: int) -> list[Schedule]:
        """Due rows, oldest first; on PostgreSQL locked with SKIP LOCKED until the commit."""
        ...

    def get(self, group_id: str) -> Schedule | None: ...
    def put(self, schedule: Schedule) -> None: ...
    def drop(self, group_id: str) -> None: ...


class Outbox(Protocol):
    """Letters: one row a delivery. See `Letter` for the state machine."""

    def post(self, letter: Letter) -> None:
        """Adds a POST letter (nothing when it is there already)."""
        ...

    def remind(self, letter: Letter) -> None:
        """Adds a REMINDER letter to one member (nothing when it is there already)."""
        ...

    def redraw(self, letter: Letter) -> None:
        """Asks for a redraw: one row a post and home. A waiting row keeps its earlier time."""
        ...

    def ready(self, now_ms: int, limit: int) -> list[Letter]:
        """CLAIMED and due, or SENDING with an expired lease; posts before redraws, oldest first."""
        ...

    def take(self, letter: Letter, now_ms: int, lease_ms: int) -> Letter | None:
        """Compare-and-set on `attempt`: the letter as SENDING, or None when another has it."""
        ...

    def sent(self, letter: Letter, message: str, now_ms: int) -> bool: ...
    def retry(self, letter: Letter, not_before_ms: int, error: str) -> bool: ...
    def failed(self, letter: Letter, error: str) -> bool: ...
    def unknown(self, letter: Letter, error: str) -> bool: ...
    def get(self, letter_id: str) -> Letter | None: ...
    def of_post(self, post_id: str) -> list[Letter]:
        """POST letters of a post, one a home."""
        ...

    def again(self, letter_id: str, now_ms: int) -> bool:
        """An UNKNOWN or FAILED post letter goes back to CLAIMED because a manager asked."""
        ...

    def depth(self, group_id: str) -> dict[str, int]:
        """State to number of letters, for one group."""
        ...

    def soonest(self) -> int | None:
        """When the next letter is due, or None when nothing waits."""
        ...


class Seen(Protocol):
    """Event keys, so that an event delivered twice has one effect."""

    def first(self, key: str, at_ms: int) -> bool: ...
    def purge(self, before_ms: int) -> None: ...


class Keys(Protocol):
    """The key each question had when it was last graded with, to notice corrections."""

    def all(self) -> Mapping[str, str]:
        """Question id to a fingerprint of what grading depends on."""
        ...

    def put(self, question_id: str, fingerprint: str) -> None: ...


class Privacy(Protocol):
    """Everything kept about one member of one group."""

    def export(self, group_id: str, member_id: str) -> dict[str, list[dict[str, object]]]:
        """Kind of row to its rows. Board rows are left out: they follow from the answers."""
        ...

    def erase(self, group_id: str, member_id: str) -> None:
        """Deletes it; the person and their accounts too when no other group knows them."""
        ...


class Pulse(Protocol):
    """The last moment this installation was surely alive."""

    def last(self) -> int | None: ...
    def beat(self, at_ms: int) -> None: ...


class Tx(Protocol):
    """One transaction: every family of rows."""

    @property
    def groups(self) -> Groups: ...
    @property
    def members(self) -> Members: ...
    @property
    def posts(self) -> Posts: ...
    @property
    def answers(self) -> Answers: ...
    @property
    def boards(self) -> Boards: ...
    @property
    def streaks(self) -> Streaks: ...
    @property
    def practices(self) -> Practices: ...
    @property
    def countdowns(self) -> Countdowns: ...
    @property
    def schedules(self) -> Schedules: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def seen(self) -> Seen: ...
    @property
    def keys(self) -> Keys: ...
    @property
    def privacy(self) -> Privacy: ...
    @property
    def pulse(self) -> Pulse: ...


class Store(Protocol):
    """Runs units of work."""

    async def write(
        self, unit: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Runs `unit` in one transaction; what it raises undoes only its own writes."""
        ...

    async def read(
        self, unit: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Runs `unit` read-only, beside the writers."""
        ...


class Topic(Protocol):
    """A topic of the bank and its title."""

    @property
    def slug(self) -> str: ...
    @property
    def title(self) -> str: ...


class Packs(Protocol):
    """Every question and exam outline that could be read."""

    @property
    def exams(self) -> Mapping[str, Exam]: ...
    @property
    def topics(self) -> Sequence[Topic]: ...
    @property
    def questions(self) -> Sequence[Question]: ...
    def question(self, id: str, /) -> Question | None: ...  # noqa: A002 - a question's id
    def for_exam(self, exam_id: str, topic: str = "", *, on: date) -> tuple[Question, ...]:
        """Questions that may be served on that day; `""` means every exam or topic."""
        ...

    def case_items(self, case_id: str) -> tuple[Question, ...]: ...


class Messenger(Protocol):
    """A platform as the outbox sees it. Raises the faults of `bot.chat.mail`."""

    @property
    def platform(self) -> str: ...
    @property
    def abilities(self) -> Abilities: ...
    @property
    def nonce_window_ms(self) -> int:
        """How long a repeated nonce gives back the first message; 0 when it does not."""
        ...

    async def send(self, post: OutgoingPost) -> MessageRef: ...
    async def redraw(self, redraw: Redraw) -> None: ...
    async def find(self, to: Place, nonce: str, since_ms: int) -> MessageRef | None:
        """Looks for a post of ours by its nonce. Raises Unreadable where it may not look."""
        ...
