"""Servers and channels that come and go."""

import logging
from collections.abc import Iterable

import discord

from adapters.discord.door import Door
from adapters.discord.faults import ROLE_DELETED, understood
from adapters.discord.inbound import PLATFORM
from adapters.discord.render import draw
from bot.api import (
    RUN,
    ActionRef,
    Button,
    Buttons,
    ButtonStyle,
    Code,
    Command,
    Fault,
    Needs,
    Paragraph,
    PingLost,
    Place,
    PlaceLost,
    View,
    text,
)

log = logging.getLogger("rounds.discord")

REMOVED = "Rounds was removed from this server."
DELETED = "The channel was deleted."


async def server_lost(core: Door, guild: discord.Guild) -> None:
    """The whole server that Rounds was removed from, also channels it never saw. An outage does
    not come here: discord.py tells it apart (GUILD_DELETE with `unavailable`; Discord API, Gateway
    Events).
    """
    place = Place(PLATFORM, str(guild.id), "")
    await core.handle(PlaceLost(f"discord:lost:{guild.id}", place, REMOVED))


async def channel_lost(core: Door, guild_id: int, channel_id: int, reason: str) -> None:
    """A channel is gone: the core puts the home to sleep that was in it, if there was one."""
    place = Place(PLATFORM, str(guild_id), str(channel_id))
    await core.handle(PlaceLost(f"discord:lost:{channel_id}", place, reason))


async def role_lost(core: Door, guild_id: int, role_id: int) -> None:
    """A role is gone: nobody is pinged by it any more."""
    place = Place(PLATFORM, str(guild_id), "")
    await core.handle(PingLost(f"discord:role:{role_id}", place, str(role_id), ROLE_DELETED))


async def welcome(guild: discord.Guild, commands: Iterable[Command], *, strict: bool) -> bool:
    """One message on a new server, where the bot may speak; whether there was such a channel."""
    channel = where_to_speak(guild)
    if channel is None:
        log.info("server %d has no channel to say welcome in", guild.id)
        return False
    drawn = draw(greeting(commands), strict=strict)
    try:
        with understood():
            # The same nonce should Discord tell us twice that we have joined.
            await channel.send(view=drawn.view, nonce=f"w{guild.id}")
    except Fault as fault:
        log.info("server %d heard no welcome: %s", guild.id, fault)
        return False
    return True


def where_to_speak(guild: discord.Guild) -> discord.TextChannel | None:
    """The channel for system messages, else the first that everyone sees, if the bot may post."""
    first = [guild.system_channel] if guild.system_channel else []
    everyone = guild.default_role
    for channel in (*first, *guild.text_channels):
        may = channel.permissions_for(guild.me)
        seen = channel in first or channel.permissions_for(everyone).view_channel
        if seen and may.view_channel and may.send_messages:
            return channel
    return None


def greeting(commands: Iterable[Command]) -> View:
    """What Rounds is, and how a manager begins: with the command that opens a form for them."""
    begin = next((c for c in commands if c.needs is Needs.MANAGER and c.opens_form), None)
    says = Paragraph(
        text(
            "A daily question for people who prepare for a medical-coding certification, with "
            "private verdicts, practice, a board and countdowns."
        )
    )
    if begin is None:
        return View("Rounds is here", (says,))
    return View(
        "Rounds is here",
        (
            says,
            Paragraph(
                text(
                    "Someone who manages this server begins: type ",
                    Code(f"/{begin.name}"),
                    " in the channel where the questions should come, or set up this very channel:",
                )
            ),
            Buttons(
                (
                    Button(
                        "Set up this channel",
                        ActionRef(RUN, (begin.name,)),
                        style=ButtonStyle.PRIMARY,
                    ),
                )
            ),
        ),
    )
