"""A study group on a simulated Discord: real discord.py, the real adapter, core and store.

simcord plays the servers: permissions, limits, deadlines and visibility are its own.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import discord
import simcord

from adapters.discord.budget import Invalid
from adapters.discord.client import RoundsClient
from adapters.discord.messenger import DiscordMessenger
from adapters.discord.respond import Desk
from adapters.shared.pacing import Pacing
from bot.product import compose, jobs
from bot.schedule.due import Due
from bot.schedule.outbox import Outbox
from tests.adapters.discord.seen import Seen, seen
from tests.world import World, open_world

MANAGER = discord.Permissions(
    manage_guild=True, view_channel=True, send_messages=True, use_application_commands=True
)


@dataclass
class Someone:
    """A person at their own screen: what they type, press and send in, and what they then see."""

    town: "Town"
    actor: simcord.MemberActor
    shown: list = field(default_factory=list)

    async def types(self, name: str, /, **options) -> Seen:
        return self._take(await self.actor.slash(self.town.channel, name, **options))

    async def clicks(self, label: str, on=None) -> Seen:
        message = on or self.newest(label)
        return self._take(await self.actor.click(message, label=label), on=message)

    async def chooses(self, *values: str, on=None) -> Seen:
        message = on or self.newest("")
        return self._take(await self.actor.select(message, list(values)), on=message)

    async def chooses_on(self, name: str, on) -> Seen:
        """Takes a command from the menu of a message."""
        return self._take(await self.actor.context_menu(self.town.channel, name, on))

    async def fills(self, **values) -> Seen:
        shown = next(r for r in reversed(self.shown) if r.modal)
        return self._take(await self.actor.submit_modal(shown, values))

    async def completes(self, name: str, option: str, typed: str) -> list[str]:
        found = await self.actor.autocomplete(self.town.channel, name, option, typed)
        return [choice["value"] for choice in found]

    def newest(self, label: str):
        """The newest message that this person sees and that has the button."""
        own = [m for r in self.shown for m in (r.response, *r.followups) if m is not None]
        public = [*self.town.channel.history(viewer=self.actor)]
        for message in (*reversed(own), *reversed(public)):
            if label in seen(message).labels or (not label and seen(message).choices):
                return message
        raise AssertionError(f"nobody sees {label!r}")

    def _take(self, result, on=None) -> Seen:
        self.shown.append(result)
        last = result.followups[-1] if result.followups else result.response
        return seen(last or on, modal=result.modal, ephemeral=bool(last and last.ephemeral))


class Town:
    """One server with one channel, and the machinery behind it."""

    def __init__(self, env: simcord.Env, world: World) -> None:
        self.env = env
        self.world = world
        self.guild = env.create_guild("Coders")
        self.channel = self.guild.create_text_channel("study")
        self.mail = 0
        self.client = env.bot
        self.messenger: DiscordMessenger
        self.wire()

    def wire(self) -> None:
        line = SimpleNamespace(client=self.client)
        # The pace is tested by itself: here nobody waits.
        self.messenger = DiscordMessenger(line, Invalid(), pacing=Pacing(1e9), strict=True)
        self.world.messengers["discord"] = self.messenger
        library = self.world.library
        self.due = Due(self.world.store, jobs(library, self.world.dice))
        self.outbox = Outbox(self.world.store, {"discord": self.messenger}, compose(library))

    def manager(self, name: str = "Ada") -> Someone:
        role = self.guild.create_role(f"managers-{name}", permissions=MANAGER)
        return Someone(self, self.guild.add_member(self.env.create_user(name), roles=[role]))

    def member(self, name: str = "Bob") -> Someone:
        return Someone(self, self.guild.add_member(self.env.create_user(name)))

    async def tick(self) -> None:
        now = self.world.clock.ms
        await self.due.run(now)
        await self.outbox.drain(now)
        await self.env.settle()

    async def later(self, seconds: float) -> None:
        self.world.clock.ms += int(seconds * 1000)
        await self.tick()

    async def at(self, local: str) -> None:
        """Moves to a wall time in the group's zone, without pulses in between."""
        from tests.world import _instant

        self.world.clock.ms = _instant(local, "UTC")
        await self.tick()

    async def restarts(self) -> None:
        """A new process on the same rows: client, core and desk are new."""
        self.world.restart()
        self.client = client_for(self.world)
        await self.env.restart_bot(self.client)
        self.wire()

    def posts(self) -> list[Seen]:
        return [seen(m) for m in self.channel.history() if not m.flags.ephemeral]


def client_for(world: World, *, on_mail=None) -> RoundsClient:
    return RoundsClient(world.core, Desk(world.core, on_mail, strict=True), strict=True)


@asynccontextmanager
async def open_town(folder: Path, library=None, codes=None) -> AsyncIterator[Town]:
    async with open_world(folder, library, codes) as world:
        env = simcord.Env(client_for(world), shard_count=1)
        await env.start()
        try:
            yield Town(env, world)
        finally:
            await env.shutdown()
        env.raise_errors()


async def founded(town: Town) -> Someone:
    """A manager who has set the channel up, in UTC; its first question has just been posted."""
    ada = town.manager()
    await ada.types("setup", daily_at="09:00", reveal_at="20:00", zone="UTC")
    await town.at("2026-03-03 09:00")
    return ada
