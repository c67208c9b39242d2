"""Every view and form that the features make, collected by driving the world through them."""

import asyncio
import tempfile
import threading
from dataclasses import replace
from functools import cache
from pathlib import Path

from bot.chat.abilities import PAGE
from bot.chat.events import Chosen, PlaceLost
from bot.chat.mail import NotAllowed
from bot.chat.refs import ActionRef
from bot.chat.replies import Ask, Say, Update
from bot.chat.views import Form, View
from bot.codes.build import build
from bot.codes.shelf import Shelf
from bot.packs.index import index
from tests.codes.conftest import FIXTURES, PART, TINY, silent
from tests.world import CHANNEL, founded, open_world, sample_library, sample_questions, single
from tests.world import multi as multiple


def _long_questions():
    """Questions at the ends of what the bank's schema allows."""
    record = "Discharge summary. " + "The patient was treated for *two* problems_here. " * 90
    stem = "Which code is right? " + "It depends on the record above. " * 25
    return (
        single("long-1", record=record, stem=stem),
        multiple("long-2", record=record, stem=stem),
    )


async def _drive(folder: Path) -> list[View | Form]:
    seen: list[View | Form] = []
    path = folder / "codes.sqlite3"
    build(path, FIXTURES, silent, TINY)
    shelf = Shelf(path)
    assert shelf.open()
    async with open_world(folder, _library(), shelf) as world:
        handle = world.core.handle

        async def noting(event):
            reply = await handle(event)
            match reply:
                case Say(view) | Update(view):
                    seen.append(view)
                case Ask(form):
                    seen.append(form)
                case _:
                    pass
            return reply

        send = world.messenger.send

        async def noting_post(post):
            seen.append(post.view)
            return await send(post)

        world.core.handle, world.messenger.send = noting, noting_post
        ada = await founded(world)
        bob = world.person("Bob *the* `builder` @everyone <@1234567890123456789>")
        for command in world.core.commands:
            await ada.calls(command.name)
            await bob.says(f"/{command.name}")
        for line in LINES:
            await ada.says(line)
        await _practise(world, bob)
        await _report(world, ada, bob)
        await _days(world, ada, bob)
        await _homes(world, ada)
        seen += world.messenger.messages.values()
    shelf.close()
    seen += await _drills(folder)
    return seen


async def _drills(folder: Path) -> list[View | Form]:
    """Every kind of drill, asked and graded."""
    path = folder / "drills.sqlite3"
    build(path, None, silent, PART)
    shelf = Shelf(path)
    assert shelf.open()
    (folder / "drills").mkdir()
    async with open_world(folder / "drills", _library(), shelf) as world:
        ada = await founded(world)
        shown: list[View | Form] = []
        for kind in ("mixed", "header", "excludes1", "seventh"):
            await ada.says(f"/drill {kind}")
            shown.append(next(reversed(ada.screen.values())))
            await ada.clicks("B")
            shown.append(next(reversed(ada.screen.values())))
    shelf.close()
    return shown


def _library():
    return index((*sample_questions(), *_long_questions()), sample_library().exams.values())


LINES = (
    "/help quiz",
    "/help countdown",
    "/exam cpc",
    "/exam ccs",
    "/exam",
    '/countdown add "Spring CPC @here" 2026-04-14 time:08:30',
    '/countdown add "My own" 2026-05-01 mine',
    "/countdown list",
    "/countdown mine",
    '/countdown post "Spring CPC @here"',
    '/countdown remove "My own"',
    "/countdown remove nothing",
    "/leaderboard month",
    "/leaderboard all topic:guidelines",
    "/setup daily_at:10:00 exam:cpc exam_date:2026-06-01",
    "/setup daily_at:25:00",
    "/code E11.22",
    "/code S52.52",
    "/code S52.501X",
    "/code htn with ckd",
    "/code xyzzy",
    "/code 99213",
    "/code 0DT",
    "/code 0DT64ZZ",
    "/code 0DTJ0ZZ",
    "/code J1885",
    "/drill",
    "/drill header",
    "/nonsense",
    "/today",
    "/me",
)


async def _practise(world, bob) -> None:
    await bob.calls("quiz", count="20")
    for _ in range(60):
        labels = [
            b.label
            for v in list(bob.screen.values())[-1:]
            if isinstance(v, View)
            for block in v.blocks
            for b in getattr(block, "buttons", ())
        ]
        newest = next(reversed(bob.screen.values()))
        if isinstance(newest, Form):
            await bob.fills(codes="E11.22, E11.9")
        elif "Type your answer" in labels:
            await bob.clicks("Type your answer")
        elif "Next question" in labels or "Show the summary" in labels:
            await bob.clicks("Next question" if "Next question" in labels else "Show the summary")
        elif "A" in labels:
            await bob.clicks("A")
        elif "Stop here" in labels:
            await bob.clicks("Choose 2", "A", "B")
        else:
            return


async def _report(world, ada, bob) -> None:
    """Long reports of every question, and what managers read of them."""
    for question in world.library.questions:
        await bob.acts(ActionRef("report", (question.id,)))
        await bob.fills(reason="other")
        await bob.fills(reason="key", words="It is *not* B_ @everyone <@1>. " * 32)
    await bob.acts(ActionRef("report", (question.id,)))
    await ada.calls("status")
    await ada.clicks(f"View the {len(world.library.questions)} reports")
    for _ in world.library.questions[2:]:
        await ada.clicks("Next report")
    await ada.clicks("Dealt with")
    await bob.clicks("Take it back")
    await ada.calls("status")
    await ada.clicks("Dealt with")


async def _days(world, ada, bob) -> None:
    """Days of every kind of question: answered, answered twice, revealed, reread."""
    await ada.calls("setup", daily_at="09:00", reveal_at="20:00")
    for day in range(3, 16):
        await world.at(f"2026-03-{day:02} 09:10")
        for person in (bob, ada):
            for attempt in (("B",), ("Choose 2", "A", "D"), ("Type your answer",)):
                try:
                    person.screen.clear()
                    await person.clicks(*attempt)
                    if isinstance(next(reversed(person.screen.values())), Form):
                        await person.fills(codes="E11.22, N18.30" if person is ada else "")
                except (AssertionError, StopIteration):
                    continue
        await ada.calls("today")
        await world.at(f"2026-03-{day:02} 20:10")
        bob.screen.clear()
        for label in ("My answer", "Practise this question", "B"):
            try:
                await bob.clicks(label)
            except AssertionError:
                continue
    for label in ("Post a test question", "Pause", "Resume"):
        await ada.calls("setup", exam="any")
        try:
            await ada.clicks(label)
        except AssertionError:
            continue
    await world.later(60)
    await ada.calls("status")
    await ada.calls("me")
    await ada.calls("leaderboard")
    await ada.clicks("Change my name")


async def _homes(world, ada) -> None:
    """What a platform with channels, roles, threads and events has besides."""
    world.messenger.abilities = replace(PAGE, channels=True, pings=True, threads=True, events=True)
    daily = Chosen("c2", "#daily *channel*")
    everyone = Chosen("r0", "@everyone", fit=False, lacks=("Mention Everyone",))
    closed = replace(daily, lacks=("View Channel",), lacks_for={"threads": ("Create Threads",)})
    await ada.calls("setup", days="daily")
    await ada.clicks("More settings")
    await ada.fills({"channel": closed, "ping": everyone}, threads="yes")
    await ada.fills({"channel": daily, "ping": Chosen("r1", "Coders _x_")}, threads="yes")
    await ada.calls("countdown add", name="*Summer* CPC", date="2026-07-14")
    await ada.clicks("Also make it a server event")
    await ada.calls("countdown mine")
    await ada.clicks("Remove the server event of *Summer* CPC")
    world.messenger.optional_faults = [NotAllowed("It lacks *that*.")] * 2
    await world.at("2026-03-16 20:10")
    await ada.calls("status")
    await world.core.handle(PlaceLost("lost", replace(CHANNEL, channel="c2"), "It was deleted."))
    eve = world.person("Eve", manages=True, place=replace(CHANNEL, channel="c3"))
    await eve.calls("setup", chosen={"channel": closed})
    await eve.calls("setup", chosen={"channel": Chosen("c4", "#four")})
    await eve.clicks("Bring Evening coders here")
    await eve.calls("setup", chosen={"channel": Chosen("c4", "#four")})


@cache
def every_view() -> tuple[View | Form, ...]:
    """Distinct views and forms, in the order they were first shown."""
    found: list[View | Form] = []

    def drive() -> None:
        with tempfile.TemporaryDirectory() as folder:
            found.extend(asyncio.run(_drive(Path(folder))))

    # A thread of its own: the tests that ask have a running loop already.
    thread = threading.Thread(target=drive)
    thread.start()
    thread.join()
    distinct: list[View | Form] = []
    for view in found:
        if view not in distinct:
            distinct.append(view)
    assert len(distinct) > 60, "the world showed too little: has a feature changed its labels?"
    return tuple(distinct)


def views() -> tuple[View, ...]:
    """The views among them."""
    return tuple(v for v in every_view() if isinstance(v, View))


def forms() -> tuple[Form, ...]:
    """The forms among them."""
    return tuple(f for f in every_view() if isinstance(f, Form))
