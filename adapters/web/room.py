"""Standing in a channel: the page itself, older messages, who is here, pictures, the zone."""

from uuid import uuid4

from aiohttp import web

from adapters.web.article import article, wire
from adapters.web.entrance import Entrance
from adapters.web.house import House
from adapters.web.log import PAGE_ROWS
from adapters.web.sorry import NOT_HERE, NOT_READ, Sorry

_NEWEST = 2**62


class Room:
    """What members of a channel may look at."""

    def __init__(self, house: House, entrance: Entrance) -> None:
        """`entrance` founds a group that a crash left without one."""
        self._house = house
        self._entrance = entrance

    async def show(self, request: web.Request) -> web.Response:
        """GET /g/<channel>: the page with its newest messages; the stream goes on from there."""
        person, channel = await self._house.member(request)
        await self._entrance.make_group(channel, person)
        house = self._house
        # The seq first: what comes in between is then streamed again, never missed.
        seq = await house.log.newest_seq()
        messages = await house.log.before(person.id, channel.id, _NEWEST)
        return house.page(
            request,
            "group.html",
            channel=channel,
            person=person,
            manages=person.id == channel.manager,
            channels=await house.rooms.channels_of(person),
            invite=f"{request.scheme}://{request.host}/join/{channel.invite}",
            articles=[article(message) for message in messages],
            more=len(messages) == PAGE_ROWS,
            seq=seq,
            key=str(uuid4()),
        )

    async def earlier(self, request: web.Request) -> web.Response:
        """GET earlier?before=<born>: the messages that stand before it."""
        person, channel = await self._house.member(request)
        try:
            born = int(request.query.get("before", ""))
        except ValueError:
            raise Sorry(NOT_READ) from None
        if not 0 <= born <= _NEWEST:
            raise Sorry(NOT_READ)
        messages = await self._house.log.before(person.id, channel.id, born)
        rows = [wire(message) for message in messages]
        return _fresh({"rows": rows, "more": len(rows) == PAGE_ROWS})

    async def people(self, request: web.Request) -> web.Response:
        """GET people: the names of who is here, longest here first."""
        person, channel = await self._house.member(request)
        found = await self._house.rooms.people_of(channel)
        names = [
            {"name": p.name, "you": p.id == person.id, "manages": p.id == channel.manager}
            for p in found
        ]
        return _fresh({"people": names})

    async def image(self, request: web.Request) -> web.Response:
        """GET image/<id>: a picture on a message you may see."""
        person, channel = await self._house.member(request)
        png = await self._house.log.image(person.id, channel.id, request.match_info["image"])
        if png is None:
            raise Sorry(NOT_HERE)
        kept = {"Cache-Control": "private, max-age=31536000, immutable"}
        return web.Response(body=png, content_type="image/png", headers=kept)

    async def zone(self, request: web.Request) -> web.Response:
        """POST zone: the browser has moved to another zone."""
        person, _ = await self._house.member(request)
        values = await request.post()
        await self._house.rooms.set_zone(person.id, self._house.zone(str(values.get("zone", ""))))
        return _fresh({})


def _fresh(answer: dict[str, object]) -> web.Response:
    return web.json_response(answer, headers={"Cache-Control": "no-store"})
