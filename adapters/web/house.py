"""Everything the page's handlers share, and what they ask of a request."""

from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import available_timezones

import jinja2
from aiohttp import web

from adapters.web.bell import Bell
from adapters.web.catalog import Catalog
from adapters.web.door import Door
from adapters.web.log import Log
from adapters.web.rooms import Channel, Person, Rooms
from adapters.web.session import Session, Sessions
from adapters.web.sorry import NO_SESSION, NOT_HERE, Sentence, Sorry
from adapters.web.statics import Statics

_SESSION = web.RequestKey("_SESSION", Session)


@dataclass(frozen=True, slots=True)
class House:
    """What stays open as long as the page does."""

    core: Door
    rooms: Rooms
    log: Log
    bell: Bell
    sessions: Sessions
    statics: Statics
    catalog: Catalog
    templates: jinja2.Environment
    zones: frozenset[str]

    def page(
        self, request: web.Request, template: str, status: int = 200, **values: object
    ) -> web.Response:
        """A whole page, with the session's token in it."""
        text = self.templates.get_template(template).render(
            token=self.sessions.token(session(request)),
            static=self.statics.address,
            catalog=self.catalog,
            **values,
        )
        return web.Response(
            text=text,
            status=status,
            content_type="text/html",
            headers={"Cache-Control": "no-store"},
        )

    def sorry(self, request: web.Request, sentence: Sentence) -> web.Response:
        """The sentence, as JSON for scripts and as a page for people."""
        if request.method == "POST" and request.content_type == "application/json":
            return web.json_response({"error": sentence.text}, status=sentence.status)
        return self.page(request, "sorry.html", sentence.status, sentence=sentence)

    def zone(self, named: str) -> str:
        """The zone a browser named, if there is one of that name; else UTC."""
        return named if named in self.zones else "UTC"

    async def visitor(self, request: web.Request) -> Person | None:
        """Who this is; None before a name was given."""
        found = session(request).person
        return await self.rooms.person(found) if found else None

    async def member(self, request: web.Request) -> tuple[Person, Channel]:
        """Who this is, in the channel of the address. Raises Sorry for anyone not in it."""
        person = await self.visitor(request)
        if person is None:
            raise Sorry(NO_SESSION if request.method == "POST" else NOT_HERE)
        channel = await self.rooms.inside(request.match_info["channel"], person)
        if channel is None:
            raise Sorry(NOT_HERE)
        return person, channel


def session(request: web.Request) -> Session:
    """The browser's session; the guard has put it there."""
    return request[_SESSION]


def keep(request: web.Request, found: Session) -> None:
    """The browser's session from now on."""
    request[_SESSION] = found


def known_as(request: web.Request, person: Person) -> None:
    """The browser is that person from now on."""
    keep(request, replace(session(request), person=person.id))


def open_templates() -> jinja2.Environment:
    """The page's templates. Everything put into them is escaped."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def known_zones() -> frozenset[str]:
    """Every IANA zone this machine knows. Reads the disk: ask once."""
    return frozenset(available_timezones())
