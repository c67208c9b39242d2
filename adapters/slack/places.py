"""Channels and workspaces that come and go.

Source: Slack, Events API: channel_archive, channel_deleted, channel_left, group_archive,
group_deleted, group_left, member_joined_channel, app_uninstalled, tokens_revoked.
"""

import logging
from collections.abc import Sequence
from typing import Protocol

from adapters.slack.door import Door
from adapters.slack.ids import PLATFORM
from adapters.slack.limits import Payload
from adapters.slack.line import Line
from adapters.slack.people import People
from adapters.slack.render import draw
from bot.api import (
    RUN,
    ActionRef,
    Button,
    Buttons,
    ButtonStyle,
    Code,
    Command,
    Needs,
    Paragraph,
    Place,
    PlaceLost,
    View,
    text,
)

log = logging.getLogger("rounds.slack")

REMOVED = "Rounds was removed from this workspace. Install it again, then use /setup."
_ARCHIVED = "The channel was archived."
_DELETED = "The channel was deleted."
_LEFT = "Rounds was taken out of this channel. Invite it again: /invite @Rounds, then use /setup."
_LOST = {
    "channel_archive": _ARCHIVED,
    "group_archive": _ARCHIVED,
    "channel_deleted": _DELETED,
    "group_deleted": _DELETED,
    "channel_left": _LEFT,
    "group_left": _LEFT,
}


class Forgetting(Protocol):
    """Whoever has the tokens."""

    async def forget(self, enterprise_id: str | None, team_id: str | None) -> Sequence[str]: ...


class Places:
    """Tells the core what was lost, and greets a channel that the bot was invited to."""

    def __init__(
        self, core: Door, line: Line, people: People, tokens: Forgetting, *, strict: bool = False
    ) -> None:
        """`strict`: raise LimitBroken instead of showing less."""
        self._core = core
        self._line = line
        self._people = people
        self._tokens = tokens
        self._strict = strict

    async def happened(self, body: Payload, bot_user: str) -> None:
        """One event. Raises what requests raise."""
        event: Payload = body["event"]
        kind: str = event["type"]
        workspace: str = body.get("team_id") or body.get("enterprise_id") or ""
        key = f"{PLATFORM}:{body.get('event_id', '')}"
        if kind in _LOST:
            await self._lost(key, workspace, event["channel"], _LOST[kind])
        elif kind == "member_left_channel" and event.get("user") == bot_user:
            await self._lost(key, workspace, event["channel"], _LEFT)
        elif kind == "member_joined_channel" and event.get("user") == bot_user:
            await self._joined(workspace, event["channel"])
        elif kind == "user_change":
            self._people.forget_person(workspace, event["user"]["id"])
        elif kind == "app_uninstalled" or (kind == "tokens_revoked" and _bots(event)):
            await self._removed(key, body)

    async def _lost(self, key: str, workspace: str, channel: str, reason: str) -> None:
        self._people.forget_room(workspace, channel)
        place = Place(PLATFORM, workspace, channel)
        await self._core.handle(PlaceLost(key, place, reason))

    async def _removed(self, key: str, body: Payload) -> None:
        """The app was removed: its tokens are forgotten, and only that workspace's homes sleep."""
        gone = await self._tokens.forget(body.get("enterprise_id"), body.get("team_id"))
        for workspace in gone:
            log.info("Rounds was removed from workspace %s", workspace)
            place = Place(PLATFORM, workspace, "")
            await self._core.handle(PlaceLost(f"{key}:{workspace}", place, REMOVED))

    async def _joined(self, workspace: str, channel: str) -> None:
        self._people.forget_room(workspace, channel)
        drawn = draw(greeting(self._core.commands), strict=self._strict)
        body = {"channel": channel, "text": drawn.text, "blocks": drawn.blocks}
        await self._line.say(workspace, "chat.postMessage", body)


def _bots(event: Payload) -> bool:
    """Whether the bot's own token was revoked, not only somebody's."""
    tokens: Payload = event.get("tokens") or {}
    return bool(tokens.get("bot"))


def greeting(commands: Sequence[Command]) -> View:
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
    button = Button("Set up this channel", ActionRef(RUN, (begin.name,)), style=ButtonStyle.PRIMARY)
    return View(
        "Rounds is here",
        (
            says,
            Paragraph(
                text(
                    "Someone who manages this channel begins: type ",
                    Code(f"/{begin.name}"),
                    ", or press",
                )
            ),
            Buttons((button,)),
        ),
    )
