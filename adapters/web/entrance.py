"""Coming in: the first visit, new groups, invite links, leaving, and the access key."""

import re
from collections.abc import Mapping
from uuid import uuid4

from aiohttp import web

from adapters.web.house import House, keep, known_as, session
from adapters.web.pace import Pace
from adapters.web.respond import Desk
from adapters.web.rooms import Channel, Person
from adapters.web.sorry import NO_INVITE, NO_NAME, NO_SESSION, TOO_FAST, Sorry
from bot.api import CommandCall, PlaceLost, Say, clean_name

FIRST_GROUP = "My study group"
_KEY = re.compile(r"[0-9a-fA-F-]{32,36}")
Values = Mapping[str, object]


class Entrance:
    """Pages and forms of people who are not in a channel yet, or leave one."""

    def __init__(self, house: House, desk: Desk) -> None:
        """`desk` puts what the core says into the log."""
        self._house = house
        self._desk = desk
        self._made = Pace(most=10, within_s=60.0)
        self._tries = Pace(most=10, within_s=60.0)

    async def home(self, request: web.Request) -> web.Response:
        """GET /: your newest group; or the way to one."""
        person = await self._house.visitor(request)
        if person is None:
            return self._house.page(request, "welcome.html", key=str(uuid4()))
        channels = await self._house.rooms.channels_of(person)
        if not channels:
            return self._house.page(request, "no_group.html", key=str(uuid4()), person=person)
        raise web.HTTPSeeOther(f"/g/{channels[0].id}")

    async def found(self, request: web.Request) -> web.Response:
        """POST /found: a person if there is none yet, a channel, and the core's group in it.
        Sent twice with one key it makes one.
        """
        values = await request.post()
        if not self._made.allows(session(request).sid, self._desk.now_s()):
            raise Sorry(TOO_FAST)
        person = await self._person(request, values)
        key = str(values.get("key", ""))
        if not _KEY.fullmatch(key):
            key = str(uuid4())
        name = clean_name(str(values.get("group", "")), instead=FIRST_GROUP)
        channel = await self._house.rooms.add_channel(f"{person.id}:{key}", name, person)
        await self.make_group(channel, person)
        raise web.HTTPSeeOther(f"/g/{channel.id}")

    async def make_group(self, channel: Channel, person: Person) -> None:
        """Has the core found the group, unless it did already. The event's key belongs to the
        channel, so that trying again after a crash founds nothing twice.
        """
        if channel.founded:
            return
        event = CommandCall(
            f"web:found:{channel.id}",
            channel.actor(person),
            channel.place,
            "found",
            (("name", channel.name), ("zone", person.zone)),
        )
        reply = await self._desk.hand_in(event, person, channel)
        if not (isinstance(reply, Say) and reply.private):
            await self._house.rooms.set_founded(channel.id)

    async def invite(self, request: web.Request) -> web.Response:
        """GET /join/<token>: whose group it is, and a button. Looking changes nothing."""
        channel = await self._invited(request)
        person = await self._house.visitor(request)
        if person is not None and await self._house.rooms.inside(channel.id, person):
            raise web.HTTPSeeOther(f"/g/{channel.id}")
        return self._house.page(request, "join.html", channel=channel, person=person)

    async def join(self, request: web.Request) -> web.Response:
        """POST /join/<token>: in you are, and everyone there can see it."""
        channel = await self._invited(request)
        person = await self._person(request, await request.post())
        if await self._house.rooms.enter(channel, person):
            await self._house.log.note(channel.id, person.name, "joined")
        raise web.HTTPSeeOther(f"/g/{channel.id}")

    async def leave(self, request: web.Request) -> web.Response:
        """POST /g/<channel>/leave: the last one out closes the channel."""
        person, channel = await self._house.member(request)
        if await self._house.rooms.leave(channel, person):
            await self._house.log.note(channel.id, person.name, "left")
            self._house.bell.ring(channel.id)
            if await self._house.rooms.channel(channel.id) is None:
                reason = "the last member left"
                lost = PlaceLost(f"web:closed:{channel.id}", channel.place, reason)
                await self._house.core.handle(lost)
        raise web.HTTPSeeOther("/")

    async def door(self, request: web.Request) -> web.Response:
        """GET /enter: asks for the access key."""
        if self._house.sessions.may_enter(session(request)):
            raise web.HTTPSeeOther(_local_path(request.query.get("to", "/")))
        to = _local_path(request.query.get("to", "/"))
        return self._house.page(request, "enter.html", to=to, wrong=False)

    async def enter(self, request: web.Request) -> web.Response:
        """POST /enter: the key, or the question again."""
        values = await request.post()
        to = _local_path(str(values.get("to", "/")))
        if not self._tries.allows("everyone", self._desk.now_s()):
            raise Sorry(TOO_FAST)
        unlocked = self._house.sessions.unlock(session(request), str(values.get("access", "")))
        if unlocked is None:
            return self._house.page(request, "enter.html", 403, to=to, wrong=True)
        keep(request, unlocked)
        raise web.HTTPSeeOther(to)

    async def _invited(self, request: web.Request) -> Channel:
        channel = await self._house.rooms.invited(request.match_info["token"])
        if channel is None:
            raise Sorry(NO_INVITE)
        return channel

    async def _person(self, request: web.Request, values: Values) -> Person:
        """Who this is; made from the form's name when it is the first visit."""
        person = await self._house.visitor(request)
        if person is not None:
            return person
        if "name" not in values:
            raise Sorry(NO_SESSION)
        name = clean_name(str(values["name"]), instead="")
        if not name:
            raise Sorry(NO_NAME)
        zone = self._house.zone(str(values.get("zone", "")))
        person = await self._house.rooms.add_person(session(request).sid, name, zone)
        known_as(request, person)
        return person


def _local_path(to: str) -> str:
    """A path of this page, or `/`: a link must not lead elsewhere through the door."""
    return to if re.fullmatch(r"/(?:[A-Za-z0-9_-]+/?)*", to) else "/"
