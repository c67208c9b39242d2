"""The driver of feature tests: a group of people, a clock that is moved by hand, a real store.

Only clock, dice and messenger are stand-ins. `await world.at("2026-03-08 09:00")` moves the clock
and runs what is due; people type, click and send forms; `sees()` is what is on their screen.
"""

import itertools
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.chat.abilities import PAGE, Abilities
from bot.chat.events import ActionCall, CommandCall, FormCall, MessageCall, SuggestCall
from bot.chat.mail import (
    Dated,
    DropEvent,
    Fault,
    MessageGone,
    OpenThread,
    OutcomeUnknown,
    PingGone,
    PutEvent,
    Redraw,
)
from bot.chat.mail import Post as OutgoingPost
from bot.chat.plain import form_words, plain
from bot.chat.refs import Account, ActionRef, Actor, MessageRef, Place
from bot.chat.replies import Ask, Audience, Reply, Say, Suggest, Update
from bot.chat.views import Buttons, Form, Select, View
from bot.core import Core
from bot.domain.question import Citation, CodeNote, Kind, Option, Question
from bot.packs.index import Library, index
from bot.packs.reader import read
from bot.packs.schema import BUNDLED
from bot.product import FEATURES, compose, jobs
from bot.schedule.due import Due
from bot.schedule.outbox import Outbox
from bot.store.opening import open_store

ZONE = "America/Chicago"
CHANNEL = Place("stub", "w1", "c1")
PULSE_MS = 9 * 60_000
"""How far time moves between pulses; a longer silence would count as an outage of ours."""


@dataclass
class StillClock:
    """A clock that moves when it is told to."""

    ms: int = 0

    def now_ms(self) -> int:
        return self.ms


@dataclass
class CountingDice:
    """Ids in order, and no shuffling: chance is for other tests."""

    count: Iterable[int] = field(default_factory=lambda: itertools.count(1))

    def new_id(self) -> str:
        return f"{next(iter(self.count)):026d}"

    def shuffled(self, items, seed=""):
        return list(items)


@dataclass
class StubMessenger:
    """A platform that keeps what it is sent. `fault` is raised instead, once for each in it."""

    platform: str = "stub"
    abilities: Abilities = PAGE
    nonce_window_ms: int = 0
    messages: dict[str, View] = field(default_factory=dict)
    nonces: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    redraws: int = 0
    private: list[tuple[str, View]] = field(default_factory=list)
    pings: list[str] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    roles_gone: set[str] = field(default_factory=set)
    threads: dict[str, str] = field(default_factory=dict)
    events: dict[str, Dated] = field(default_factory=dict)
    event_places: dict[str, str] = field(default_factory=dict)
    optional_faults: list[Fault] = field(default_factory=list)

    async def send(self, post: OutgoingPost) -> MessageRef:
        if self.faults:
            raise self.faults.pop(0)
        if post.only_for is not None:
            self.private.append((post.only_for.user, post.view))
            return MessageRef(f"p{len(self.private)}")
        if post.ping in self.roles_gone:
            raise PingGone("The role was deleted.")
        ref = f"m{len(self.messages) + 1}"
        self.pings += [post.ping] if post.ping else []
        self.places[ref] = post.to.channel
        self.messages[ref] = post.view
        self.nonces[post.nonce] = ref
        return MessageRef(ref)

    async def redraw(self, redraw: Redraw) -> None:
        if self.faults:
            raise self.faults.pop(0)
        self.redraws += 1
        self.messages[redraw.message.id] = redraw.view

    async def open_thread(self, thread: OpenThread) -> None:
        if self.optional_faults:
            raise self.optional_faults.pop(0)
        self.threads.setdefault(thread.message.id, thread.title)

    async def put_event(self, event: PutEvent) -> MessageRef:
        ref = event.event.id if event.event else f"e-{event.nonce}"
        if event.event and ref not in self.events:
            raise MessageGone("It was deleted by hand.")
        if self.optional_faults and not isinstance(self.optional_faults[0], OutcomeUnknown):
            raise self.optional_faults.pop(0)
        self.events[ref] = event.says
        self.event_places[ref] = event.to.channel
        if self.optional_faults:
            raise self.optional_faults.pop(0)
        return MessageRef(ref)

    async def drop_event(self, event: DropEvent) -> None:
        if self.optional_faults:
            raise self.optional_faults.pop(0)
        self.events.pop(event.event.id if event.event else f"e-{event.nonce}", None)

    async def find(self, to: Place, nonce: str, since_ms: int) -> MessageRef | None:
        found = self.nonces.get(nonce)
        return MessageRef(found) if found else None


class Person:
    """Someone in the channel, with what they alone can see on their screen."""

    def __init__(self, world: "World", name: str, *, manages: bool = False, place=CHANNEL) -> None:
        self.world = world
        self.name = name
        self.manages = manages
        self.place = place
        self.user = name.lower()
        self.screen: dict[str, View | Form] = {}

    @property
    def actor(self) -> Actor:
        account = Account(self.place.platform, self.place.workspace, self.user)
        return Actor(account, self.name, manages=self.manages, zone=ZONE)

    async def says(self, line: str, key: str = "") -> str:
        event = CommandCall(key or self.world.key(), self.actor, self.place, "", typed=line)
        return self._take(event, await self.world.core.handle(event))

    async def calls(self, name: str, /, chosen=None, **options: str) -> str:
        options |= {name: found.id for name, found in (chosen or {}).items()}
        event = CommandCall(
            self.world.key(),
            self.actor,
            self.place,
            name,
            tuple(options.items()),
            chosen=chosen or {},
        )
        return self._take(event, await self.world.core.handle(event))

    async def clicks(self, label: str, *values: str, key: str = "") -> str:
        """Clicks the newest button or select with that label, their own messages first."""
        ref, action = self.find(label)
        return await self.acts(action, *values, message=ref, key=key)

    async def acts(
        self, action: ActionRef, *values: str, message: str = "", key: str = "", lacks_for=None
    ) -> str:
        event = ActionCall(
            key or self.world.key(),
            self.actor,
            self.place,
            action,
            values,
            MessageRef(message) if message else None,
            lacks_for=lacks_for or {},
        )
        return self._take(event, await self.world.core.handle(event))

    async def chooses_on(self, name: str, ref: str = "") -> str:
        """Takes a command from the menu of a public message, the newest unless `ref` names one."""
        ref = ref or next(reversed(self.world.messenger.messages))
        blocks = self.world.messenger.messages[ref].blocks
        offers = tuple(b.action for rows in blocks for b in getattr(rows, "buttons", ()))
        offers += tuple(block.action for block in blocks if isinstance(block, Select))
        event = MessageCall(self.world.key(), self.actor, self.place, name, MessageRef(ref), offers)
        return self._take(event, await self.world.core.handle(event))

    async def fills(self, chosen=None, **values: str) -> str:
        """Sends the newest form. `chosen`: channels and roles, by the input's name."""
        values |= {name: found.id for name, found in (chosen or {}).items()}
        ref, form = next((r, v) for r, v in reversed(self.screen.items()) if isinstance(v, Form))
        filled = {i.name: values.get(i.name, i.value) for i in form.inputs}
        event = FormCall(
            self.world.key(),
            self.actor,
            self.place,
            form.action,
            filled,
            MessageRef(ref),
            chosen=chosen or {},
        )
        return self._take(event, await self.world.core.handle(event))

    async def completes(self, suggester: str, typed: str) -> list[str]:
        event = SuggestCall(self.world.key(), self.actor, self.place, suggester, typed)
        reply = await self.world.core.handle(event)
        assert isinstance(reply, Suggest)
        return [choice.value for choice in reply.choices]

    def find(self, label: str) -> tuple[str, ActionRef]:
        screens = [*reversed(self.screen.items()), *reversed(self.world.messenger.messages.items())]
        for ref, shown in screens:
            if isinstance(shown, Form):
                continue
            for block in shown.blocks:
                if isinstance(block, Buttons):
                    for button in block.buttons:
                        if button.label == label:
                            return ref, button.action
                if isinstance(block, Select) and block.label == label:
                    return ref, block.action
        raise AssertionError(f"{self.name} sees no {label!r}")

    def sees(self) -> str:
        """The newest thing on their own screen."""
        shown = next(reversed(self.screen.values()))
        return form_words(shown) if isinstance(shown, Form) else plain(shown)

    def _take(self, event, reply: Reply) -> str:
        stance = self.world.core.stance(event)
        match reply:
            case Say(view, private):
                if stance.audience is Audience.EVERYONE and not private:
                    self.world.messenger.messages[self.world.key()] = view
                else:
                    self.screen[self.world.key()] = view
                return plain(view)
            case Update(view):
                message = event.message.id if event.message else self.world.key()
                self.screen.pop(message, None)
                self.screen[message] = view
                return plain(view)
            case Ask(form):
                self.screen[self.world.key()] = form
                return form_words(form)
            case _:
                return ""


class World:
    """One group's channel, its people, and the machinery behind them."""

    def __init__(self, store, library: Library, clock: StillClock, codes=None) -> None:
        self.store = store
        self.library = library
        self.clock = clock
        self.codes = codes
        self.dice = CountingDice()
        self.messenger = StubMessenger()
        self.messengers = {self.messenger.platform: self.messenger}
        self._keys = itertools.count(1)
        self.restart(library)

    def restart(self, library: Library | None = None) -> None:
        """A new process on the same rows: nothing of the old one's memory is left."""
        self.library = library or self.library
        self.core = Core(
            self.store,
            self.library,
            self.clock,
            self.dice,
            FEATURES,
            codes=self.codes,
            messengers=self.messengers,
        )
        self.due = Due(self.store, jobs(self.library, self.dice))
        self.outbox = Outbox(
            self.store, {self.messenger.platform: self.messenger}, compose(self.library)
        )

    def key(self) -> str:
        return f"k{next(self._keys)}"

    def person(self, name: str, *, manages: bool = False, place: Place = CHANNEL) -> Person:
        return Person(self, name, manages=manages, place=place)

    async def at(self, local: str, zone: str = ZONE) -> None:
        """Time goes by until a wall time, the pulse running all the while."""
        until = _instant(local, zone)
        while self.clock.ms and self.clock.ms + PULSE_MS < until:
            self.clock.ms += PULSE_MS
            await self.tick()
        self.clock.ms = until
        await self.tick()

    async def down_until(self, local: str, zone: str = ZONE) -> None:
        """Rounds is off, and starts again at a wall time as a new process."""
        self.clock.ms = _instant(local, zone)
        self.restart()
        await self.due.resume(self.clock.ms)
        await self.tick()

    async def later(self, seconds: float) -> None:
        self.clock.ms += int(seconds * 1000)
        await self.tick()

    async def tick(self) -> None:
        await self.due.beat(self.clock.ms)
        await self.due.run(self.clock.ms)
        await self.outbox.drain(self.clock.ms)

    def channel(self) -> list[str]:
        """Every public message as it stands now."""
        return [plain(view) for view in self.messenger.messages.values()]

    def posts(self) -> list[str]:
        """Public messages that are daily questions."""
        return [text for text in self.channel() if text.startswith("Daily question")]


def _instant(local: str, zone: str) -> int:
    moment = datetime.strptime(local, "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo(zone))
    return int(moment.timestamp() * 1000)


@asynccontextmanager
async def open_world(
    folder: Path, library: Library | None = None, codes=None
) -> AsyncIterator[World]:
    """A world on a fresh SQLite file, with nobody in it, at 2026-03-02 08:00 in Chicago."""
    async with open_store(f"sqlite:///{folder / 'rounds.sqlite3'}") as store:
        clock = StillClock()
        world = World(store, library or sample_library(), clock, codes)
        await world.at("2026-03-02 08:00")
        yield world


async def founded(world: World, name: str = "Ada") -> Person:
    """A manager who has begun the group; its first question is in the channel."""
    ada = world.person(name, manages=True)
    await ada.calls("found", name="Evening coders", zone=ZONE)
    await world.tick()
    return ada


@cache
def sample_library() -> Library:
    """Ten small questions of every kind, and the real exams."""
    exams = read((BUNDLED / "exams",)).exams
    return index(sample_questions(), exams.values())


def sample_questions() -> tuple[Question, ...]:
    singles = tuple(single(f"s-{n}", key="ABCD"[n % 4]) for n in range(5))
    return (
        *singles,
        single("h-1", topic="hcpcs", key="C"),
        multi("m-1"),
        codes("c-1"),
        codes("c-2", ordered=True, case="case-1", record="Discharge summary. Two problems."),
        single("c-3", case="case-1", record="Discharge summary. Two problems."),
    )


def single(name: str, *, topic: str = "guidelines", key: str = "B", **more) -> Question:
    options = tuple(
        Option(letter, f"choice {letter} of {name}", f"because of {letter}") for letter in "ABCD"
    )
    return _question(name, Kind.SINGLE, topic, (key,), options=options, **more)


def multi(name: str, **more) -> Question:
    options = tuple(Option(c, f"choice {c} of {name}", f"because of {c}") for c in "ABCDE")
    return _question(name, Kind.MULTI, "guidelines", ("A", "D"), options=options, **more)


def codes(name: str, **more) -> Question:
    key = ("E11.22", "N18.30")
    notes = tuple(CodeNote(code, f"{code} is right") for code in key)
    mistakes = (CodeNote("E11.9", "misses the kidney", "combination"),)
    return _question(
        name,
        Kind.CODE_ENTRY,
        "chapters",
        key,
        codes=notes,
        mistakes=mistakes,
        code_set="ICD-10-CM",
        **more,
    )


def _question(name: str, kind: Kind, topic: str, key: tuple[str, ...], **more) -> Question:
    usual = {
        "revision": 1,
        "exams": ("cpc", "ccs"),
        "setting": "inpatient",
        "cognitive": "AP",
        "difficulty": 2,
        "time_target_s": 60,
        "edition": "FY2026",
        "stem": f"What is right for {name}?",
        "rationale": f"The rationale of {name}.",
        "citations": (Citation("ICD-10-CM Official Guidelines", "I.B.14", "FY2026"),),
    }
    return Question(id=name, kind=kind, topic=topic, key=key, **(usual | more))
