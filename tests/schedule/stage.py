"""What the tests of timed work and mail stand on: a stub platform, a small job, rows."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.chat.abilities import PAGE, Abilities
from bot.chat.mail import Post as OutgoingPost
from bot.chat.mail import Redraw, Unreadable
from bot.chat.refs import MessageRef, Place
from bot.chat.views import View
from bot.domain.calendar import DAILY, next_due
from bot.domain.group import (
    Group,
    Home,
    Letter,
    MailKind,
    MailState,
    Post,
    PostKind,
    PostState,
    Schedule,
)
from bot.ports import Store, Tx
from bot.schedule.letters import LEASE_MS

NINE = 1_772_978_400_000
"""2026-03-08 09:00 in Chicago, the day summer time begins there: 14:00 UTC."""

SECOND, MINUTE, HOUR, DAY = 1000, 60_000, 3_600_000, 86_400_000

LATER = NINE + LEASE_MS + 5 * SECOND
"""When a lease that was taken at nine has ended."""

Behave = Callable[[OutgoingPost | Redraw], Awaitable[None]]


@dataclass
class Message:
    """A message as people see it."""

    id: str
    nonce: str
    channel: str
    shows: str
    redrawn: int = 0


@dataclass
class StubPlatform:
    """A platform that keeps its messages in memory. `faults` are raised one a request, in order.

    A fault wrapped in `Arrived` is raised after the message was posted.
    """

    platform: str = "stub"
    abilities: Abilities = PAGE
    nonce_window_ms: int = 0
    readable: bool = True
    messages: list[Message] = field(default_factory=list)
    faults: list[Exception | None] = field(default_factory=list)
    find_faults: list[Exception] = field(default_factory=list)
    before: Behave | None = None
    finds: int = 0
    requests: int = 0

    async def send(self, post: OutgoingPost) -> MessageRef:
        fault = await self._begin(post)
        if fault and not isinstance(fault, Arrived):
            raise fault
        known = [m for m in self.messages if self.nonce_window_ms and m.nonce == post.nonce]
        if known:
            message = known[0]
        else:
            message = Message(
                f"m{len(self.messages) + 1}", post.nonce, post.to.channel, post.view.title
            )
            self.messages.append(message)
        if isinstance(fault, Arrived):
            raise fault.fault
        return MessageRef(message.id)

    async def redraw(self, redraw: Redraw) -> None:
        fault = await self._begin(redraw)
        if fault:
            raise fault
        message = next(m for m in self.messages if m.id == redraw.message.id)
        message.shows = redraw.view.title
        message.redrawn += 1

    async def find(self, to: Place, nonce: str, since_ms: int) -> MessageRef | None:
        self.finds += 1
        if self.find_faults:
            raise self.find_faults.pop(0)
        if not self.readable:
            raise Unreadable("no history here")
        found = [m for m in self.messages if m.nonce == nonce and m.channel == to.channel]
        return MessageRef(found[0].id) if found else None

    async def _begin(self, mail: OutgoingPost | Redraw) -> Exception | None:
        self.requests += 1
        fault = self.faults.pop(0) if self.faults else None
        if self.before:
            await self.before(mail)
        return fault


class Arrived(Exception):
    """The message was posted, and then this went wrong."""

    def __init__(self, fault: Exception) -> None:
        super().__init__(str(fault))
        self.fault = fault


@dataclass
class Clock:
    """A clock that stands until it is set."""

    at_ms: int = NINE

    def now_ms(self) -> int:
        return self.at_ms


@dataclass
class Counter:
    """Ids that look like ULIDs and count up."""

    ids: itertools.count = field(default_factory=lambda: itertools.count(1))

    def new_id(self) -> str:
        return f"01J9ROUNDS{next(self.ids):016}"


ids = Counter()


def group_of(name: str, **changes: object) -> Group:
    group = Group(
        id=name,
        name=name,
        zone="America/Chicago",
        exam="cpc",
        daily_at="09:00",
        days=DAILY,
        reveal_at="20:00",
        created_ms=NINE - DAY,
    )
    return replace(group, **changes)


def home_of(group: str, platform: str = "stub", channel: str = "") -> Home:
    return Home(f"{group}-{platform}", group, platform, "", channel or f"#{group}")


def add_group(tx: Tx, name: str, platforms: Sequence[str] = ("stub",)) -> None:
    tx.groups.add(group_of(name))
    for platform in platforms:
        tx.groups.add_home(home_of(name, platform))


def add_post(tx: Tx, group: str, day: date = date(2026, 3, 8)) -> Post:
    """A claimed post and a letter to each home, due at nine."""
    post = Post(
        ids.new_id(),
        group,
        PostKind.DAILY,
        day,
        NINE,
        PostState.CLAIMED,
        question_id="q1",
        reveal_due_ms=NINE + 11 * HOUR,
    )
    assert tx.posts.add(post)
    for home in tx.groups.homes(group):
        tx.outbox.post(letter_to(home, post))
    return post


def letter_to(home: Home, post: Post, kind: MailKind = MailKind.POST, at_ms: int = NINE) -> Letter:
    return Letter(
        ids.new_id(), home.group_id, home.id, kind, post.id, MailState.CLAIMED, 0, at_ms, at_ms
    )


def shown(tx: Tx, letter: Letter) -> View | None:
    """Draws the post's state, so that a redraw can be told from its post."""
    post = tx.posts.get(letter.group_id, letter.post_id)
    if post is None or post.state is PostState.SKIPPED:
        return None
    return View(f"{post.group_id} {post.local_date} {'closed' if post.revealed_ms else 'open'}")


@dataclass
class PostJob:
    """Posts each due group's post, as small as a job can be. Fails for the groups in `poison`."""

    name: str = "post"
    poison: set[str] = field(default_factory=set)
    unpostponable: set[str] = field(default_factory=set)
    handled: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    def find(self, tx: Tx, now_ms: int, limit: int) -> list[Schedule]:
        return tx.schedules.due(now_ms, limit)

    def handle(self, tx: Tx, now_ms: int, row: Schedule) -> None:
        group = tx.groups.get(row.group_id)
        assert group is not None
        self.handled.append(group.id)
        post = Post(
            ids.new_id(),
            group.id,
            PostKind.DAILY,
            row.local_date,
            row.next_due_ms,
            PostState.CLAIMED,
        )
        if tx.posts.add(post):
            for home in tx.groups.homes(group.id):
                tx.outbox.post(letter_to(home, post, at_ms=now_ms))
        due, day = next_due(now_ms, group.daily_at, group.zone, group.days)
        tx.schedules.put(Schedule(group.id, due, day))
        if group.id in self.poison:
            raise ZeroDivisionError(group.id)

    def postpone(self, tx: Tx, now_ms: int, row: Schedule, reason: str) -> None:
        if row.group_id in self.unpostponable:
            raise ZeroDivisionError(row.group_id)
        self.reasons.append(reason)
        tx.schedules.put(replace(row, next_due_ms=now_ms + 5 * MINUTE))


async def letters_of(store: Store, post_id: str) -> list[Letter]:
    return await store.read(lambda tx: tx.outbox.of_post(post_id))


async def only_letter(store: Store, post_id: str) -> Letter:
    (letter,) = await letters_of(store, post_id)
    return letter


async def until(met: Callable[[], object], within_s: float = 10) -> None:
    """Waits for something that must come."""
    async with asyncio.timeout(within_s):
        while not met():  # noqa: ASYNC110 - what is waited for happens outside this loop's events
            await asyncio.sleep(0.001)


async def posted_ms(store: Store, post: Post) -> int | None:
    found = await store.read(lambda tx: tx.posts.get(post.group_id, post.id))
    return found.posted_ms


async def ask_redraw(store: Store, post: Post, at_ms: int = NINE) -> None:
    letter = letter_to(home_of(post.group_id), post, MailKind.REDRAW, at_ms)
    await store.write(lambda tx: tx.outbox.redraw(letter))


async def redraws(store: Store, post: Post, now_ms: int) -> list[Letter]:
    ready = await store.read(lambda tx: tx.outbox.ready(now_ms, 100, "stub"))
    return [x for x in ready if x.kind is MailKind.REDRAW and x.post_id == post.id]


class FailingStore:
    """A store that raises `error` for the units of work in `names`."""

    def __init__(self, store: Store, names: set[str], error: Exception) -> None:
        self.store, self.names, self.error = store, names, error

    async def write(self, unit, *args, **kwargs):
        self._check(unit)
        return await self.store.write(unit, *args, **kwargs)

    async def read(self, unit, *args, **kwargs):
        self._check(unit)
        return await self.store.read(unit, *args, **kwargs)

    def _check(self, unit) -> None:
        if unit.__name__ in self.names:
            raise self.error
