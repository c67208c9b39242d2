"""What a server has besides messages: threads on them, and scheduled events.

Source: Discord API, Start Thread from Message, Guild Scheduled Event, and Opcodes and Status Codes.
"""

from datetime import UTC, datetime
from typing import Any

import discord

from adapters.discord.faults import optional
from bot.api import DropEvent, MessageGone, MessageRef, OpenThread, Place, PutEvent, cut_words

_NAME_CHARS = 100
_ABOUT_CHARS = 1000
_OPEN_MINUTES = 4320
"""A thread folds away after three days without a word."""

_THREAD_THERE = 160004
_THREADS = "Rounds may not open threads in this channel (Create Public Threads)."
_THREAD_LIMITS = {160006: "This server has as many open threads as Discord allows."}

_EXTERNAL, _ONLY_HERE = 3, 2
_UNKNOWN_EVENT, _OVER = 10070, 180000
_EVENTS = "Rounds may not keep events on this server (Create Events)."
_EVENT_LIMITS = {
    30038: "This server has as many events as Discord allows.",
    50035: "Discord does not take this date for an event.",
    _OVER: "The server event is over.",
}
_DELETED = "The server event was deleted by hand, so it is not kept any more. The countdown stays."


def link(place: Place) -> str:
    """Where a place is found."""
    return f"https://discord.com/channels/{place.workspace}/{place.channel}"


async def open_thread(client: discord.Client, thread: OpenThread) -> None:
    """Opens a thread on a message; done already, it is done."""
    with optional(_THREADS, _THREAD_LIMITS):
        try:
            await client.http.start_thread_with_message(
                int(thread.to.channel),
                int(thread.message.id),
                name=cut_words(thread.title, _NAME_CHARS) or "…",
                auto_archive_duration=_OPEN_MINUTES,
            )
        except discord.HTTPException as error:
            if error.code != _THREAD_THERE:
                raise


async def put_event(client: discord.Client, event: PutEvent) -> MessageRef:
    """Makes or changes a scheduled event. One that may have been made without our knowing is looked
    for first, by the reference in its description: Discord knows no nonce for events.
    """
    guild_id, says = int(event.to.workspace), event.says
    payload: dict[str, Any] = {
        "name": cut_words(says.title, _NAME_CHARS) or "…",
        "description": cut_words(says.about, _ABOUT_CHARS - 80) + f"\n\n{_reference(event.nonce)}",
        "privacy_level": _ONLY_HERE,
        "entity_type": _EXTERNAL,
        "entity_metadata": {"location": link(event.to)},
        "scheduled_start_time": _iso(says.starts_ms),
        "scheduled_end_time": _iso(says.ends_ms),
    }
    with optional(_EVENTS, _EVENT_LIMITS):
        event_id = event.event and event.event.id
        if event_id is None:
            event_id = await _found(client, guild_id, event.nonce)
        if event_id is None:
            made = await client.http.create_guild_scheduled_event(guild_id, **payload)
            return MessageRef(str(made["id"]))
        try:
            await client.http.edit_scheduled_event(guild_id, int(event_id), **payload)
        except discord.NotFound as error:
            if error.code == _UNKNOWN_EVENT:
                raise MessageGone(_DELETED) from error
            raise
        return MessageRef(event_id)


async def drop_event(client: discord.Client, event: DropEvent) -> None:
    """Deletes a scheduled event, if it is there."""
    guild_id = int(event.to.workspace)
    with optional(_EVENTS, {}):
        event_id = event.event and event.event.id
        if event_id is None:
            event_id = await _found(client, guild_id, event.nonce)
        if event_id is None:
            return
        try:
            await client.http.delete_scheduled_event(guild_id, int(event_id))
        except discord.NotFound as error:
            if error.code != _UNKNOWN_EVENT:
                raise


async def _found(client: discord.Client, guild_id: int, nonce: str) -> str | None:
    reference = _reference(nonce)
    every = await client.http.get_scheduled_events(guild_id, with_user_count=False)
    ours = (e for e in every if (e.get("description") or "").endswith(reference))
    return next((str(e["id"]) for e in ours), None)


def _reference(nonce: str) -> str:
    return f"Kept by Rounds, reference {nonce}"


def _iso(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat()
