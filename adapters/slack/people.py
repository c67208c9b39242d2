"""Names, zones and rights of people, which Slack's payloads do not tell: asked for once, kept for
a quarter of an hour. Without an answer in time a person is known by what the payload says.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from slack_sdk.errors import SlackApiError

from adapters.slack.faults import TROUBLE, error_of, retry_after_s, status_of
from adapters.slack.inbound import Origin
from adapters.slack.line import Line, note
from bot.api import Actor, Fault

log = logging.getLogger("rounds.slack")

KEPT_S = 900.0
ASK_S = 1.0
"""The longest that an answer is held up for a name."""

_MOST = 20_000
_THROTTLED = 429
_LACKS = ("an invitation (type /invite @Rounds)",)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody. `deleted`: their account is closed."""

    name: str
    zone: str
    manages: bool
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """A channel. `creator` made it; `inside`: the bot is in it."""

    creator: str
    inside: bool


class Kept(Generic[T]):
    """Answers by key: a workspace, and an id in it. What could not be had is not asked for again
    for a minute.
    """

    def __init__(self, now_s: Callable[[], float]) -> None:
        self._now_s = now_s
        self._kept: OrderedDict[tuple[str, str], tuple[float, T | None]] = OrderedDict()
        self._asking: dict[tuple[str, str], asyncio.Future[T | None]] = {}
        self._rests: dict[str, float] = {}

    async def get(self, key: tuple[str, str], ask: Callable[[], Awaitable[T | None]]) -> T | None:
        """The answer, ours or a fresh one; None when there is none in time. Many who ask at once
        are one request.
        """
        until_s, found = self._kept.get(key, (0.0, None))
        if max(until_s, self._rests.get(key[0], 0.0)) > self._now_s():
            return found
        task = self._asking.get(key)
        if task is None:
            task = self._asking[key] = asyncio.ensure_future(self._ask(key, ask))
        try:
            async with asyncio.timeout(ASK_S):
                return await asyncio.shield(task)
        except TimeoutError:
            return found

    def forget(self, key: tuple[str, str]) -> None:
        """It has changed: an answer that is under way may be from before, and is not kept."""
        self._kept.pop(key, None)
        self._asking.pop(key, None)

    async def _ask(self, key: tuple[str, str], ask: Callable[[], Awaitable[T | None]]) -> T | None:
        found, kept_s = None, KEPT_S / 15
        try:
            found = await ask()
            kept_s = KEPT_S if found is not None else kept_s
        except (*TROUBLE, Fault) as error:
            if isinstance(error, SlackApiError) and status_of(error) == _THROTTLED:
                self._rests[key[0]] = self._now_s() + retry_after_s(error)
            note(error, "somebody's name could not be had")
        finally:
            current = self._asking.get(key) is asyncio.current_task()
            if current:
                del self._asking[key]
        if current:
            self._kept[key] = (self._now_s() + kept_s, found)
        if len(self._kept) > _MOST:
            self._kept.popitem(last=False)
        return found


class People:
    """Who is who, and who manages which channel."""

    def __init__(self, line: Line, now_s: Callable[[], float]) -> None:
        """`now_s`: a clock that never steps back."""
        self._line = line
        self._people: Kept[Known] = Kept(now_s)
        self._rooms: Kept[Room] = Kept(now_s)

    async def actor(self, origin: Origin) -> Actor:
        """The person who acts. The workspace's admins and a channel's maker manage it."""
        key = (origin.workspace, origin.user)
        known, room = await asyncio.gather(
            self._people.get(key, lambda: self._person(*key)), self.room(origin)
        )
        if known is None:
            return Actor(origin.account, origin.name)
        manages = known.manages or (room is not None and room.creator == origin.user)
        return Actor(origin.account, known.name or origin.name, manages=manages, zone=known.zone)

    async def room(self, origin: Origin) -> Room | None:
        """The channel, where a scope lets us ask (channels:read, groups:read)."""
        if origin.direct:
            return None
        key = (origin.workspace, origin.channel)
        return await self._rooms.get(key, lambda: self._room(*key))

    async def lacking(self, origin: Origin) -> tuple[str, ...]:
        """What the bot needs here before it can post, as far as can be told."""
        room = await self.room(origin)
        return _LACKS if room is not None and not room.inside else ()

    def forget_room(self, workspace: str, channel: str) -> None:
        """Somebody, or the bot, has come or gone."""
        self._rooms.forget((workspace, channel))

    def forget_person(self, workspace: str, user: str) -> None:
        """They have another name now, or none."""
        self._people.forget((workspace, user))

    async def _person(self, workspace: str, user: str) -> Known | None:
        answer = await self._line.ask(workspace, "users.info", {"user": user})
        found: dict[str, Any] = answer.get("user") or {}
        profile: dict[str, Any] = found.get("profile") or {}
        name = profile.get("display_name") or found.get("real_name") or found.get("name") or ""
        manages = any(found.get(f"is_{role}") for role in ("admin", "owner", "primary_owner"))
        return Known(str(name), str(found.get("tz") or ""), manages, bool(found.get("deleted")))

    async def _room(self, workspace: str, channel: str) -> Room | None:
        try:
            answer = await self._line.ask(workspace, "conversations.info", {"channel": channel})
        except SlackApiError as error:
            if error_of(error) != "missing_scope":
                raise
            return Room("", inside=True)
        found: dict[str, Any] = answer.get("channel") or {}
        return Room(str(found.get("creator") or ""), bool(found.get("is_member", True)))
