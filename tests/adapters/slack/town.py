"""A study group on the tests' own Slack: real slack-bolt, the real adapter, core and store.

In both modes: `socket`, and `http` on a server of its own.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

from adapters.slack.messenger import SlackMessenger
from adapters.slack.opening import Slack, open_slack
from adapters.slack.tokens import OneToken
from bot.product import compose
from bot.schedule.outbox import Outbox
from tests.adapters.slack.delivery import HttpLine
from tests.adapters.slack.slack_server import CHANNEL, LocalSlack, local_slack
from tests.world import World, open_world

MODES = ("socket", "http")


@dataclass
class Town:
    """The workspace, with a process of ours that can be started anew."""

    world: World
    slack: LocalSlack
    mode: str = "socket"
    told: list = field(default_factory=list)
    opened: Slack | None = None
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def starts(self, **given) -> None:
        """A process of ours, with nothing of the last one's memory."""
        self.slack.unlimited = True
        socket = self.mode == "socket"
        self.opened = await self._stack.enter_async_context(
            open_slack(
                self.world.core,
                lambda client: OneToken(client, self.slack.bot_token),
                app_token=self.slack.app_token if socket else "",
                signing_secret="" if socket else self.slack.signing_secret,
                api_url=self.slack.api_url,
                on_mail=lambda: self.told.append(1),
                strict=True,
                **given,
            )
        )
        self.world.outbox = Outbox(
            self.world.store,
            {"slack": self.opened.messenger, "stub": self.world.messenger},
            compose(self.world.library),
        )
        if socket:
            await self.slack.connected()
        else:
            if isinstance(self.slack.line, HttpLine):
                await self.slack.line.close()
            self.slack.http(await self._serves(self.opened.routes))

    async def _serves(self, routes) -> str:
        app = web.Application(client_max_size=2**20)
        app.add_routes(routes)
        runner = web.AppRunner(app, shutdown_timeout=1.0)
        await runner.setup()
        self._stack.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"

    async def stops(self) -> None:
        """The process ends as on SIGTERM."""
        await self._stack.aclose()
        self.opened = None

    async def restarts(self) -> None:
        await self.stops()
        self.world.restart()
        await self.starts()

    @property
    def messenger(self) -> SlackMessenger:
        return self.opened.messenger

    def person(self, name: str, **given):
        return self.slack.person(name, **given)

    def posts(self):
        """Messages of the channel that are daily questions."""
        return [m for m in self.slack.messages(CHANNEL) if m.text.startswith("Daily question")]

    async def idle(self) -> None:
        """Everything that was acknowledged has been brought to its end."""
        async with asyncio.timeout(10):
            await self.opened.desk.under_way.idle.wait()


@asynccontextmanager
async def open_town(folder: Path, mode: str = "socket", library=None) -> AsyncIterator[Town]:
    """A workspace with one channel, the bot in it, and nobody else."""
    async with open_world(folder, library) as world, local_slack() as slack:
        town = Town(world, slack, mode)
        await town.starts()
        try:
            yield town
        finally:
            await town.stops()


async def founded(town: Town, **settings: str):
    """A manager who has set the channel up; the first question is in it."""
    ada = town.person("Ada", manages=True)
    given = {"daily_at": "09:00", "reveal_at": "20:00", "zone": "America/Chicago"} | settings
    line = " ".join(f"{name}:{value}" for name, value in given.items())
    await ada.command(f"/setup {line}")
    await ada.sees("Set-up")
    await town.world.at("2026-03-02 09:00")
    return ada
