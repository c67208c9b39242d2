"""What browsers send, made into events. The last lines that know JSON."""

import json
import re
from typing import Any, cast

from aiohttp import web

from adapters.web.house import House, session
from adapters.web.pace import Pace
from adapters.web.respond import Answer, Desk
from adapters.web.rooms import Channel, Person
from adapters.web.sorry import NOT_READ, TOO_FAST, Sorry
from bot.api import (
    ActionCall,
    ActionRef,
    CommandCall,
    Event,
    FormCall,
    MessageRef,
    StaleRef,
    SuggestCall,
)

_KEY = re.compile(r"[A-Za-z0-9-]{8,64}")
_MOST_VALUES = 200


class Inbound:
    """The four things a browser may do in a channel."""

    def __init__(self, house: House, desk: Desk) -> None:
        """`desk` shows what the core replies."""
        self._house = house
        self._desk = desk
        self._events = Pace(most=30, within_s=10.0)
        self._completions = Pace(most=100, within_s=10.0)

    async def command(self, request: web.Request) -> web.Response:
        """POST command: `typed`, the whole line; or `name` and `options`."""
        person, channel, body = await self._read(request, self._events)
        key = _key(body, person)
        typed = _text(body, "typed") if "typed" in body else None
        name, options = "", ()
        if typed is None:
            name, options = _text(body, "name"), _pairs(body.get("options"))
            if name not in self._house.catalog.names:
                raise Sorry(NOT_READ)
        event = CommandCall(key, channel.actor(person), channel.place, name, options, typed=typed)
        return await self._reply(event, person, channel)

    async def action(self, request: web.Request) -> web.Response:
        """POST action: a click on a button, or what a select chose."""
        person, channel, body = await self._read(request, self._events)
        key = _key(body, person)
        encoded = _text(body, "action")
        try:
            action = ActionRef.decode(encoded)
        except StaleRef:
            answer = await self._desk.old_button(key, person, channel)
            return web.json_response(answer)
        event = ActionCall(
            key,
            channel.actor(person),
            channel.place,
            action,
            _texts(body.get("values")),
            await self._clicked(body, encoded, person, channel),
        )
        return await self._reply(event, person, channel)

    async def form(self, request: web.Request) -> web.Response:
        """POST form: what was typed, under the ticket that the form was opened with. The ticket is
        signed: it says which action, which message, and for whom.
        """
        person, channel, body = await self._read(request, self._events)
        ticket = self._house.sessions.unseal(_text(body, "ticket"))
        if ticket is None or (ticket["person"], ticket["channel"]) != (person.id, channel.id):
            raise Sorry(NOT_READ)
        event = FormCall(
            ticket["key"],
            channel.actor(person),
            channel.place,
            ActionRef.decode(ticket["action"]),
            dict(_pairs(body.get("values"))),
            MessageRef(ticket["message"]) if ticket["message"] else None,
        )
        return await self._reply(event, person, channel)

    async def suggest(self, request: web.Request) -> web.Response:
        """POST suggest: completions for what is being typed."""
        person, channel, body = await self._read(request, self._completions)
        event = SuggestCall(
            _key(body, person),
            channel.actor(person),
            channel.place,
            _text(body, "suggester")[:64],
            _text(body, "typed")[:200],
        )
        return web.json_response(await self._desk.answer(event, person, channel))

    async def _read(
        self, request: web.Request, pace: Pace
    ) -> tuple[Person, Channel, dict[str, Any]]:
        person, channel = await self._house.member(request)
        if not pace.allows(session(request).sid, self._desk.now_s()):
            raise Sorry(TOO_FAST)
        try:
            body = json.loads(await request.read())
        except (ValueError, RecursionError):
            raise Sorry(NOT_READ) from None
        if request.content_type != "application/json" or not isinstance(body, dict):
            raise Sorry(NOT_READ)
        return person, channel, cast("dict[str, Any]", body)

    async def _reply(self, event: Event, person: Person, channel: Channel) -> web.Response:
        answer: Answer = await self._desk.once(
            f"{channel.id}:{event.key}", lambda: self._desk.answer(event, person, channel)
        )
        return web.json_response(answer)

    async def _clicked(
        self, body: dict[str, Any], encoded: str, person: Person, channel: Channel
    ) -> MessageRef | None:
        """The message that was clicked, when this person sees it and it offers the action: an
        Update must never redraw a message that only claims to have been clicked.
        """
        message = await self._house.log.seen_by(person.id, channel.id, _text(body, "message"))
        return MessageRef(message.id) if message and message.offers(encoded) else None


def _key(body: dict[str, Any], person: Person) -> str:
    """The submission's key, made by the browser; nobody can use up another's."""
    key = _text(body, "key")
    if not _KEY.fullmatch(key):
        raise Sorry(NOT_READ)
    return f"web:{person.id}:{key}"


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name, "")
    if not isinstance(value, str):
        raise Sorry(NOT_READ)
    return _whole(value)


def _whole(text: str) -> str:
    """The text without halves of characters: JSON can hold them, no file or page can."""
    return text.encode(errors="replace").decode()


def _texts(value: object) -> tuple[str, ...]:
    items = cast("list[object]", value) if isinstance(value, list) else []
    if len(items) > _MOST_VALUES or not all(isinstance(item, str) for item in items):
        raise Sorry(NOT_READ)
    return tuple(_whole(item) for item in cast("list[str]", items))


def _pairs(value: object) -> tuple[tuple[str, str], ...]:
    found = cast("dict[str, object]", value) if isinstance(value, dict) else {}
    if len(found) > _MOST_VALUES or not all(isinstance(text, str) for text in found.values()):
        raise Sorry(NOT_READ)
    texts = cast("dict[str, str]", found)
    return tuple((_whole(name), _whole(text)) for name, text in texts.items())
