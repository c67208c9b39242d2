"""discord.py's client with nothing kept that Rounds does not need. It registers no view, no
dynamic item and no command tree: everything pressed, typed or sent in comes to `on_interaction`,
so that buttons work for ever.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Any

import aiohttp
import discord
from discord.http import HTTPClient

from adapters.discord.budget import Connects, Invalid
from adapters.discord.commands import payloads_of, sync
from adapters.discord.door import Door
from adapters.discord.places import DELETED, channel_lost, role_lost, server_lost, welcome
from adapters.discord.respond import Desk

log = logging.getLogger("rounds.discord")

LONGEST_THROTTLE_S = 30.0
"""The least that discord.py takes: a longer wait is the outbox's to make, not a request's."""


_SWEEP_S = 30.0


def sweep_rarely(http: HTTPClient) -> None:
    """Lets discord.py look for rate limits that it can forget at most once in 30 s.

    It looks through all of them at each request to a channel that it has none of (2.7.1): 10,000
    posts to as many channels would take the square of that. A test pins the method.
    """
    sweep: Callable[[], None] = http._try_clear_expired_ratelimits  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    last_s = time.monotonic()

    def rarely() -> None:
        nonlocal last_s
        if time.monotonic() - last_s >= _SWEEP_S:
            sweep()
            last_s = time.monotonic()

    http._try_clear_expired_ratelimits = rarely  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]


class RoundsClient(discord.AutoShardedClient):
    """Hands what happens to the desk and to the core."""

    def __init__(
        self,
        core: Door,
        desk: Desk,
        *,
        connects: Connects | None = None,
        invalid: Invalid | None = None,
        shards: tuple[tuple[int, ...], int] | None = None,
        strict: bool = False,
    ) -> None:
        """`connects` and `invalid` outlive a client that had to be replaced. `shards`: the ids to
        open and the count of all.
        """
        ids, count = shards or (None, None)
        # discord.py leaves the session of a login that was refused open; its connector is closed
        # here with everything else.
        self._connector = aiohttp.TCPConnector(limit=0)
        super().__init__(
            connector=self._connector,
            shard_ids=None if ids is None else list(ids),  # pyright: ignore[reportArgumentType] - its own default
            shard_count=count,
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            enable_debug_events=False,
            max_ratelimit_timeout=LONGEST_THROTTLE_S,
            http_trace=(invalid or Invalid()).trace(),
        )
        sweep_rarely(self.http)
        self._core = core
        self._desk = desk
        self._connects = connects or Connects()
        self._strict = strict

    async def setup_hook(self) -> None:
        """Registers the commands when they have changed; trouble with it stops nothing else."""
        try:
            await sync(self, payloads_of(self._core))
        except discord.HTTPException as error:
            log.error("the commands could not be registered: %s", error)  # noqa: TRY400 - said

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Waits, so that connects are never used up."""
        pause_s = self._connects.pause_s(time.time(), self.shard_count or 1)
        # A client's first ones are spaced by discord.py, and waited for before it connects.
        if not initial:
            log.info("shard %s connects in %.0f s", shard_id, pause_s)
            await asyncio.sleep(pause_s)

    async def close(self) -> None:
        """Closes, also a client that never logged in: discord.py raises there (2.7.1)."""
        try:
            await super().close()
        except AttributeError:
            await self.http.close()
        finally:
            await self._connector.close()

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Every command, press, choice, form and completion."""
        await self._desk.take(interaction)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Greets a new server."""
        await welcome(guild, self._core.commands, strict=self._strict)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Removed, which an outage is not."""
        await server_lost(self._core, guild)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """A channel is gone."""
        await channel_lost(self._core, channel.guild.id, channel.id, DELETED)

    async def on_guild_role_delete(self, role: discord.Role) -> None:
        """A role is gone."""
        await role_lost(self._core, role.guild.id, role.id)

    async def on_error(self, event_method: str, /, *_args: object, **_kwargs: object) -> None:
        """A fault of ours in one of the above; interactions have their own way."""
        log.error("%s failed", event_method, exc_info=True)  # noqa: LOG014 - called from one
