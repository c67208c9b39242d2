"""Channels and roles that people chose, and what the bot may do with them.

Source: Discord API, Application Commands (resolved data), Permissions, and Allowed Mentions.
"""

from collections.abc import Mapping
from typing import Any

import discord
from discord import ChannelType

from adapters.discord.limits import Payload
from bot.api import Chosen, Lacks

CHANNEL_KINDS = (
    ChannelType.text,
    ChannelType.news,
    ChannelType.public_thread,
    ChannelType.private_thread,
    ChannelType.news_thread,
)
"""What may be chosen; a thread counts as the channel it hangs in."""

_PLAIN = frozenset({ChannelType.text, ChannelType.news})
_THREADS = frozenset(CHANNEL_KINDS) - _PLAIN
_TO_POST = (("view_channel", "View Channel"), ("send_messages", "Send Messages"))
_FOR = {
    "threads": (("create_public_threads", "Create Public Threads"),),
    "events": (("create_events", "Create Events"),),
}
_TO_PING = "Mention @everyone, @here, and All Roles"


def lacking(may: discord.Permissions) -> tuple[str, ...]:
    """What the bot needs to post and may not, in the words of Discord's settings."""
    return tuple(name for flag, name in _TO_POST if not getattr(may, flag))


def lacking_for(may: discord.Permissions) -> Lacks:
    """The same for what is asked for only when a manager wants it."""
    return {
        ability: tuple(name for flag, name in needed if not getattr(may, flag))
        for ability, needed in _FOR.items()
    }


def takes_posts(interaction: discord.Interaction[Any]) -> bool:
    """Whether plain messages can stand in the channel, for a thread in the one it hangs in."""
    channel = interaction.channel
    if isinstance(channel, discord.Thread):
        parent = interaction.guild and interaction.guild.get_channel(channel.parent_id)
        return parent is None or parent.type in _PLAIN
    return True


def chosen(
    interaction: discord.Interaction[Any], named: Mapping[str, str], resolved: Payload
) -> dict[str, Chosen]:
    """What is known of the channels and roles among `named`, by name; `resolved` is Discord's own
    word on them. A role is pinged in the channel that was chosen with it, else in this one.
    """
    channels: Payload = resolved.get("channels") or {}
    roles: Payload = resolved.get("roles") or {}
    found: dict[str, Chosen] = {}
    may = interaction.app_permissions
    for name, value in named.items():
        if value in channels:
            found[name], may = _channel(interaction, channels[value])
    for name, value in named.items():
        if value in roles:
            found[name] = _role(interaction, roles[value], may)
    return found


def _channel(
    interaction: discord.Interaction[Any], payload: Payload
) -> tuple[Chosen, discord.Permissions]:
    guild = interaction.guild
    channel_id, kind = int(payload["id"]), ChannelType(payload["type"])
    name = f"#{payload['name']}"
    if kind in _THREADS:
        channel_id = int(payload["parent_id"])
    known = guild.get_channel(channel_id) if guild else None
    if known is not None:
        name, kind = f"#{known.name}", known.type
    may = interaction.app_permissions
    if known is not None and guild is not None:
        may = known.permissions_for(guild.me)
    elif "app_permissions" in payload:
        may = discord.Permissions(int(payload["app_permissions"]))
    made = Chosen(
        str(channel_id),
        name,
        fit=kind in _PLAIN,
        lacks=lacking(may),
        lacks_for=lacking_for(may),
    )
    return made, may


def _role(
    interaction: discord.Interaction[Any], payload: Payload, may: discord.Permissions
) -> Chosen:
    everyone = int(payload["id"]) == interaction.guild_id
    reached = bool(payload.get("mentionable")) or may.mention_everyone
    lacks = () if reached else (_TO_PING,)
    return Chosen(str(payload["id"]), str(payload["name"]), fit=not everyone, lacks=lacks)
