"""Discord as the outbox sees it."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol

import discord
from discord.utils import time_snowflake

from adapters.discord import extras
from adapters.discord.budget import Invalid
from adapters.discord.faults import ROLE_DELETED, looking, understood
from adapters.discord.inbound import PLATFORM
from adapters.discord.limits import DISCORD
from adapters.discord.render import draw, mark_of
from adapters.shared.pacing import Pacing
from bot.api import (
    Abilities,
    Account,
    Buttons,
    DropEvent,
    Link,
    MessageRef,
    NotSent,
    OpenThread,
    Paragraph,
    PingGone,
    Place,
    PlaceGone,
    Post,
    PutEvent,
    Redraw,
    Select,
    View,
    text,
)

PER_S = 45.0
"""Below the 50 requests a second that a token may make in all. Source: Discord API, Rate Limits."""

_NONCE_WINDOW_MS = 60_000
_AWAY_S = 15.0
_REST_S = 60.0
_HISTORY = 500


class Line(Protocol):
    """Whoever has the client that is logged in now."""

    @property
    def client(self) -> discord.Client | None: ...


class DiscordMessenger:
    """Posts and redraws. One for each token: it keeps its pace."""

    def __init__(
        self,
        line: Line,
        invalid: Invalid,
        *,
        pacing: Pacing | None = None,
        now_s: Callable[[], float] | None = None,
        strict: bool = False,
    ) -> None:
        """`strict`: raise LimitBroken instead of showing less."""
        self._line = line
        self._invalid = invalid
        self._pacing = pacing or Pacing(PER_S)
        self._now_s = now_s
        self._strict = strict

    @property
    def platform(self) -> str:
        """The platform of Discord's places and accounts."""
        return PLATFORM

    @property
    def abilities(self) -> Abilities:
        """What a components-v2 message can show."""
        return DISCORD

    @property
    def nonce_window_ms(self) -> int:
        """Discord gives back the first message for "the past few minutes"; we trust it for one.
        Source: Discord API, Create Message.
        """
        return _NONCE_WINDOW_MS

    async def send(self, post: Post) -> MessageRef:
        """Raises the faults of `bot.chat.mail`. What is for one person goes out as a direct message
        that leads back to the channel: presses there would not know their server.
        """
        if post.only_for is not None:
            return await self._whisper(post, post.only_for)
        channel = await self._channel(post.to, urgent=True)
        role = self._role(post.to, post.ping) if post.ping else None
        told = discord.AllowedMentions(
            everyone=False, users=False, roles=[role] if role else False, replied_user=False
        )
        drawn = draw(post.view, mark=mark_of(post.nonce), strict=self._strict, ping=post.ping)
        with understood():
            sent = await channel.send(
                view=drawn.view, files=drawn.files, nonce=post.nonce, allowed_mentions=told
            )
        return MessageRef(str(sent.id))

    def _role(self, place: Place, ping: str) -> discord.Object:
        """Raises PingGone for a role that is not there, and for everyone. A server that is out of
        sight right now is believed to have it.
        """
        client = self._line.client
        guild = client.get_guild(int(place.workspace)) if client else None
        known = guild is None or guild.unavailable or guild.get_role(int(ping)) is not None
        if not known or ping == place.workspace:
            raise PingGone(ROLE_DELETED)
        return discord.Object(int(ping))

    async def _whisper(self, post: Post, account: Account) -> MessageRef:
        await self._channel(post.to, urgent=False)
        client = self._client()
        drawn = draw(_without_controls(post), mark=mark_of(post.nonce), strict=self._strict)
        with understood():
            direct = await client.create_dm(discord.Object(int(account.user)))
            sent = await direct.send(view=drawn.view, files=drawn.files, nonce=post.nonce)
        return MessageRef(str(sent.id))

    async def redraw(self, redraw: Redraw) -> None:
        """Raises the faults of `bot.chat.mail`."""
        channel = await self._channel(redraw.to, urgent=False)
        drawn = draw(redraw.view, strict=self._strict)
        with understood():
            message = channel.get_partial_message(int(redraw.message.id))
            await message.edit(
                view=drawn.view,
                attachments=drawn.files,
                allowed_mentions=discord.AllowedMentions.none(),
            )

    async def open_thread(self, thread: OpenThread) -> None:
        """Raises the faults of `bot.chat.mail`. One a message: that it is there already is fine."""
        await self._channel(thread.to, urgent=False)
        await extras.open_thread(self._client(), thread)

    async def put_event(self, event: PutEvent) -> MessageRef:
        """Raises the faults of `bot.chat.mail`."""
        await self._channel(event.to, urgent=False)
        return await extras.put_event(self._client(), event)

    async def drop_event(self, event: DropEvent) -> None:
        """Raises the faults of `bot.chat.mail`."""
        await self._channel(event.to, urgent=False)
        await extras.drop_event(self._client(), event)

    def _client(self) -> discord.Client:
        client = self._line.client
        assert client is not None
        return client

    async def find(self, to: Place, nonce: str, since_ms: int) -> MessageRef | None:
        """Our own message with the nonce, or with the mark that was made of it. Raises Unreadable
        where the history is closed to us.
        """
        channel = await self._channel(to, urgent=True)
        client = self._client()
        me = client.user.id if client.user else 0
        after = discord.Object(_snowflake(since_ms))
        mark = mark_of(nonce)
        with looking():
            async for message in channel.history(limit=_HISTORY, after=after, oldest_first=True):
                if message.author.id != me:
                    continue
                marks = {getattr(part, "id", None) for part in message.components}
                if str(message.nonce) == nonce or mark in marks:
                    return MessageRef(str(message.id))
        return None

    async def _channel(self, place: Place, *, urgent: bool) -> discord.PartialMessageable:
        """The channel, when it is our turn."""
        now_s = self._now_s or asyncio.get_running_loop().time
        if self._invalid.spent(now_s()):
            raise NotSent("Discord has refused too much of late; posting rests.", _REST_S)
        await self._pacing.turn(urgent=urgent)
        client = self._line.client
        if client is None or client.is_closed():
            raise NotSent("Rounds is not connected to Discord right now.", _AWAY_S)
        try:
            return client.get_partial_messageable(int(place.channel), guild_id=int(place.workspace))
        except ValueError as error:
            raise PlaceGone(f"{place.channel!r} is not a channel of Discord's.") from error


def _without_controls(post: Post) -> View:
    place = post.to
    kept = tuple(b for b in post.view.blocks if not isinstance(b, Buttons | Select))
    back = Paragraph(
        text("Answer where it was asked: ", Link("open the channel", extras.link(place)))
    )
    return replace(post.view, blocks=(*kept, back))


def _snowflake(at_ms: int) -> int:
    return time_snowflake(datetime.fromtimestamp(at_ms / 1000, UTC))
