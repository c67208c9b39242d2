"""Opens every platform that the settings turn on; each is imported only where it is on."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from aiohttp import web

from adapters.app.ops import Hears
from adapters.web.page import Page, open_page, open_routes
from bot.config import Config
from bot.core import Core
from bot.ports import Clock, Messenger, Store, Watch


class Posters(Protocol):
    """Who posts for a bot's token, where several processes share it."""

    def want(self, platform: str, token: str) -> None: ...


@dataclass(slots=True)
class Platforms:
    """The platforms while they are open. `hears`: whether events of each arrive now."""

    messengers: dict[str, Messenger]
    hears: dict[str, Hears] = field(default_factory=dict[str, Hears])
    page: Page | None = None
    discord_invite: str = ""

    def add(self, messenger: Messenger, hears: Hears) -> None:
        """One more."""
        self.messengers[messenger.platform] = messenger
        self.hears[messenger.platform] = hears


@asynccontextmanager
async def open_platforms(
    config: Config,
    core: Core,
    store: Store,
    clock: Clock,
    on_mail: Callable[[], None],
    posters: Posters | None,
    messengers: dict[str, Messenger],
    watch: Watch,
) -> AsyncGenerator[Platforms]:
    """Every platform until the block ends. Raises what each one's opening raises. Slack opens
    before the page, which serves what Slack sends and so closes first. `messengers` is filled.
    """
    platforms = Platforms(messengers)
    async with AsyncExitStack() as stack:
        routes: Sequence[web.RouteDef] = ()
        if config.slack_on:
            from adapters.app.slack import slack_on  # noqa: PLC0415 - its SDK costs 150 ms

            found = await stack.enter_async_context(
                slack_on(config, core, store, clock, on_mail, partial(watch.told, "slack"))
            )
            platforms.add(found.slack.messenger, found.slack.connected)
            routes = found.routes
            if posters:
                app = config.slack_client_id or config.slack_bot_token.value
                posters.want(found.slack.messenger.platform, app)
        if config.page_on:
            key = config.web_access_key.value or None
            page = open_page(core, config.data, config.web_host, config.web_port, key, routes)
            platforms.page = await stack.enter_async_context(page)
            platforms.add(platforms.page.messenger, _always)
        elif routes:
            await stack.enter_async_context(open_routes(routes, config.web_host, config.web_port))
        if config.discord_token:
            # discord.py alone costs 200 ms and 40 MB.
            from adapters.discord.opening import open_discord  # noqa: PLC0415

            token = config.discord_token.value
            shards = (config.shards.ids, config.shards.count) if config.shards else None
            discord = await stack.enter_async_context(
                open_discord(
                    core,
                    token,
                    on_mail=on_mail,
                    shards=shards,
                    folder=config.data,
                    on_told=partial(watch.told, "discord"),
                )
            )
            platforms.add(discord.messenger, discord.hears)
            platforms.discord_invite = discord.invite_url
            if posters:
                posters.want(discord.messenger.platform, token)
        yield platforms


async def _always() -> bool:
    return True
