"""A day of a study group on the local Discord: what the adapter really sends, as payloads."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from discord.http import Route

from adapters.discord.budget import Connects
from adapters.discord.limits import walk
from adapters.discord.opening import open_discord
from bot.packs.index import index
from bot.packs.reader import read
from bot.product import compose, jobs
from bot.schedule.due import Due
from bot.schedule.outbox import Outbox
from tests.adapters.discord.discord_server import (
    EPHEMERAL,
    TOKEN,
    LocalDiscord,
    local_discord,
    member,
)
from tests.world import ZONE, World, _instant, open_world

QUESTION = "ch-gdm-01"
PEOPLE = {"77": "Ada", "78": "Bob", "79": "Carmen", "80": "Dev", "81": "Eve"}


@dataclass(frozen=True)
class Scene:
    """One message. `said` is what somebody typed before it; empty for a post of the bot's own."""

    said: str
    private: bool
    components: list[Mapping]


class Day:
    """The group, its server, and what is read from the wire."""

    def __init__(self, server: LocalDiscord, world: World, line) -> None:
        """Everything is open."""
        self.server, self.world = server, world
        # The day's question is chosen for the picture, one that is short; all else is the bank's.
        asked = [q for q in world.library.questions if q.id == QUESTION]
        chosen = index(asked, world.library.exams.values())
        self.due = Due(world.store, jobs(chosen, world.dice))
        self.outbox = Outbox(world.store, {"discord": line.messenger}, compose(world.library))

    async def at(self, local: str) -> None:
        """Moves the clock there and carries what is due."""
        self.world.clock.ms = _instant(local, ZONE)
        await self.due.run(self.world.clock.ms)
        await self.outbox.drain(self.world.clock.ms)

    async def types(self, user: str, command: str, **options: str) -> Scene:
        """Somebody types a command, a second word included."""
        name, _, second = command.partition(" ")
        given = [{"name": k, "type": 3, "value": v} for k, v in options.items()]
        if second:
            given = [{"name": second, "type": 1, "options": given}]
        data = {"id": "9", "name": name, "type": 1, "options": given}
        body = await self.server.answer_to(await self._interacts(data, 2, user))
        return _scene(f"{PEOPLE[user]} used /{command}", body["data"])

    async def clicks(self, user: str, label: str, message: Mapping) -> Scene:
        """Somebody presses a button of a message."""
        buttons = [c for c in walk(message["components"]) if c["type"] == 2]
        pressed = next(c["custom_id"] for c in buttons if c["label"] == label)
        data = {"custom_id": pressed, "component_type": 2}
        number = await self._interacts(data, 3, user, message=message)
        body = await self.server.answer_to(number)
        return _scene("", body["data"])

    async def _interacts(self, data, kind: int, user: str, **more) -> str:
        who = member(user)
        who["user"] |= {"global_name": PEOPLE[user], "username": PEOPLE[user].lower()}
        return await self.server.interacts(data, kind, user, member=who, **more)

    def post(self) -> dict:
        """The newest message in the channel."""
        return list(self.server.messages.values())[-1]


def _scene(said: str, data: Mapping) -> Scene:
    return Scene(said, bool(data.get("flags", 0) & EPHEMERAL), data["components"])


async def scenes() -> dict[str, Scene]:
    """The daily question, a private verdict, the reveal, the board and the countdowns."""
    Connects.pause_s = lambda *_: 0.0
    library = read()
    with tempfile.TemporaryDirectory() as folder:
        async with local_discord() as server, open_world(Path(folder), library) as world:
            Route.BASE = server.base
            async with open_discord(world.core, TOKEN, strict=True) as line:
                await server.until(lambda: server.sockets)
                return await _day(Day(server, world, line))


async def _day(day: Day) -> dict[str, Scene]:
    await day.types("77", "setup", daily_at="09:00", reveal_at="20:00", zone=ZONE, exam="ccs")
    await day.types("77", "countdown add", name="CCS exam", date="2026-04-14", time="08:30")
    await day.at("2026-03-03 09:00")
    post = day.post()
    question = Scene("", private=False, components=post["components"])
    [key] = day.world.library.question(QUESTION).key
    other = "A" if key != "A" else "B"
    for user, letter in zip(PEOPLE, (other, key, key, key, "C"), strict=True):
        day.world.clock.ms += 60_000
        shown = await day.clicks(user, letter, post)
        if user == "77":
            verdict = shown
    board = await day.types("77", "leaderboard")
    countdowns = await day.types("78", "countdown list")
    await day.at("2026-03-03 20:00")
    reveal = Scene("", private=False, components=day.post()["components"])
    return {
        "question": question,
        "verdict": verdict,
        "reveal": reveal,
        "board": board,
        "countdowns": countdowns,
    }
