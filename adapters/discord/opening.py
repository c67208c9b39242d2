"""Opens Discord and keeps it open: one login that must work, then a gateway that is brought back
with longer and longer pauses, and a close that loses nothing.
"""

import asyncio
import base64
import binascii
import logging
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import discord

from adapters.discord.budget import Connects, Invalid
from adapters.discord.client import RoundsClient
from adapters.discord.commands import payloads_of, sync
from adapters.discord.door import DiscordNotOpened, Door
from adapters.discord.messenger import DiscordMessenger
from adapters.discord.respond import Desk

log = logging.getLogger("rounds.discord")

LOGIN_S = 15.0
DRAIN_S = 20.0
CLOSE_S = 10.0
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 15.0, 900.0
_STEADY_S = 600.0
_CONNECTS = "discord-connects.json"
_CONNECTS_KEPT = 50
"""So many of the day's connects are left alone, for restarts by hand."""

PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
)
"""What an invite asks for. Never Administrator. Source: Discord API, Permissions."""

_REFUSED = (
    "Discord does not accept DISCORD_TOKEN. Copy the token again from the Bot page of the "
    "Developer Portal, or reset it there; then start Rounds again."
)
_TROUBLE = (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError)


@dataclass(frozen=True, slots=True)
class Discord:
    """Discord while it is open."""

    messenger: DiscordMessenger
    invite_url: str
    gateway: "Gateway"

    @property
    def connected(self) -> bool:
        """Whether events arrive now."""
        client = self.gateway.client
        return client is not None and client.is_ready() and not client.is_closed()

    async def hears(self) -> bool:
        """`connected`, for those who ask every platform alike."""
        return self.connected


class Gateway:
    """The client that is logged in now, and the task that brings it back."""

    def __init__(
        self, make: Callable[[], RoundsClient], token: str, connects: Connects | None = None
    ) -> None:
        """`make` gives a fresh client: discord.py cannot reopen one that has ended."""
        self._make = make
        self._token = token
        self._connects = connects or Connects()
        self.client: RoundsClient | None = None
        self._closing = False

    async def login(self) -> RoundsClient | None:
        """Logs in; None when Discord cannot be reached. Raises DiscordNotOpened."""
        client = self._make()
        try:
            async with asyncio.timeout(LOGIN_S):
                await client.login(self._token)
        except discord.LoginFailure as error:
            await client.close()
            raise DiscordNotOpened(_REFUSED) from error
        except _TROUBLE as error:
            await client.close()
            log.warning("Discord cannot be reached: %s", error or type(error).__name__)
            return None
        except BaseException:
            await client.close()
            raise
        self.client = client
        return client

    async def run(self) -> None:
        """Connects until closed. Ends by itself only when Discord says that it is of no use."""
        pause_s = _FIRST_PAUSE_S
        loop = asyncio.get_running_loop()
        while not self._closing:
            began_s = loop.time()
            if not await self._connect() or self._closing:
                return
            pause_s = _FIRST_PAUSE_S if loop.time() - began_s > _STEADY_S else pause_s
            log.info("connecting to Discord again in %.0f s", pause_s)
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, _LONGEST_PAUSE_S)

    async def _connect(self) -> bool:
        """Is connected until the connection is lost for good; whether to try once more."""
        try:
            client = self.client or await self.login()
            if client is not None:
                await _wait_for_connects(client)
                await self._hold()
                await client.connect()
        except DiscordNotOpened as error:
            log.error("%s", error)  # noqa: TRY400 - one clear line is enough
            return False
        except discord.PrivilegedIntentsRequired:
            log.exception("Discord wants an intent that Rounds does not ask for")
            return False
        except discord.ConnectionClosed as error:
            if error.code == _CODE_OF_REFUSAL:
                log.error("%s", _REFUSED)  # noqa: TRY400 - same
                return False
            log.warning("Discord closed the connection with %s", error.code)
        except _TROUBLE as error:
            log.warning("the connection to Discord broke: %s", error or type(error).__name__)
        except Exception:
            # Whatever it was: without this task nobody would hear Discord any more.
            log.exception("the connection to Discord failed")
        finally:
            if self.client is not None:
                await self.client.close()
                self.client = None
        return True

    async def _hold(self) -> None:
        """Waits while there were many connects of late, as when a process crashes and is started
        again, over and over.
        """
        due_s = self._connects.due_s(time.time())
        if due_s:
            log.warning("connecting to Discord in %.0f s: it was done often of late", due_s)
            await asyncio.sleep(due_s)

    async def close(self) -> None:
        """Disconnects."""
        self._closing = True
        if self.client is not None:
            await self.client.close()


_CODE_OF_REFUSAL = 4004


async def _wait_for_connects(client: RoundsClient) -> None:
    """Waits while Discord allows too few connects for today: used up, it resets the token."""
    while True:
        limits = await client.fetch_session_start_limits()
        if limits.remaining > min(_CONNECTS_KEPT, limits.total // 2):
            return
        wait_s = min(limits.reset_after / 1000 + 1, 3600)
        log.error(
            "Discord allows only %d more connects today: waiting %.0f s", limits.remaining, wait_s
        )
        await asyncio.sleep(wait_s)


def invite_url(token: str, application_id: int | None = None) -> str:
    """The link that invites the bot, with the least permissions. A token's first part is its
    application's id. Raises DiscordNotOpened for a token that holds none.
    """
    return discord.utils.oauth_url(
        application_id or _id_in(token),
        permissions=PERMISSIONS,
        scopes=("bot", "applications.commands"),
    )


def _id_in(token: str) -> int:
    part = token.split(".", maxsplit=1)[0]
    try:
        return int(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, binascii.Error) as error:
        raise DiscordNotOpened(_REFUSED) from error


@asynccontextmanager
async def open_discord(
    core: Door,
    token: str,
    *,
    on_mail: Callable[[], None] | None = None,
    shards: tuple[tuple[int, ...], int] | None = None,
    folder: Path | None = None,
    on_told: Callable[[str], None] | None = None,
    strict: bool = False,
) -> AsyncGenerator[Discord]:
    """Discord, open until the block ends. On leaving it takes nothing new, ends what is under way
    (20 s at most) and disconnects. `on_mail` is called when mail may be waiting in the outbox.
    `shards` are this process's ids and the count of all; None: every shard, as Discord advises.
    `folder` is where connects are counted from one process to the next. `on_told` hears what
    Discord tells us: `throttled`, `invalid`.

    Raises DiscordNotOpened for a token that Discord does not accept, after one request. When
    Discord cannot be reached it opens all the same, and connects as soon as it can.
    """
    connects, invalid = Connects(folder and folder / _CONNECTS), Invalid(on_told)
    desk = Desk(core, on_mail, strict=strict)
    gateway = Gateway(
        lambda: RoundsClient(
            core, desk, connects=connects, invalid=invalid, shards=shards, strict=strict
        ),
        token,
        connects,
    )
    client = await gateway.login()
    url = invite_url(token, client.application_id if client else None)
    running = asyncio.create_task(gateway.run(), name="discord gateway")
    try:
        yield Discord(DiscordMessenger(gateway, invalid, strict=strict), url, gateway)
    finally:
        await desk.drain(DRAIN_S)
        try:
            async with asyncio.timeout(CLOSE_S):
                await gateway.close()
        except TimeoutError:
            log.warning("Discord did not close in time")
        running.cancel()
        await asyncio.wait({running})


async def sync_commands(core: Door, token: str) -> None:
    """Registers the commands with Discord now, changed or not. Raises DiscordNotOpened."""
    gateway = Gateway(lambda: RoundsClient(core, Desk(core)), token)
    client = await gateway.login()
    if client is None:
        raise DiscordNotOpened("Discord cannot be reached. Try again in a few minutes.")
    try:
        await sync(client, payloads_of(core), force=True)
    finally:
        await client.close()
