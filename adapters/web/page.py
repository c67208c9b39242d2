"""Opens the page: its file, its routes, its server; and closes them in order."""

import errno
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from aiohttp import web
from aiohttp.abc import AbstractAccessLogger

from adapters.web.bell import Bell
from adapters.web.catalog import Catalog
from adapters.web.door import FILE_NAME, Door, PageNotOpened
from adapters.web.entrance import Entrance
from adapters.web.file import open_file
from adapters.web.guard import BODY_BYTES, add_headers, make_guard
from adapters.web.house import House, known_zones, open_templates
from adapters.web.inbound import Inbound
from adapters.web.log import Log
from adapters.web.messenger import WebMessenger
from adapters.web.respond import Desk
from adapters.web.room import Room
from adapters.web.rooms import Rooms
from adapters.web.session import Sessions, read_secret
from adapters.web.statics import Statics
from adapters.web.stream import Streams

_DRAIN_S = 5.0
_CHANNEL = "/g/{channel:[0-9A-Z]{26}}"


@dataclass(frozen=True, slots=True)
class Page:
    """The page while it is open."""

    url: str
    messenger: WebMessenger


class AccessLog(AbstractAccessLogger):
    """One line a request: the route's pattern, never the address, which may hold an invite token
    or a query.
    """

    def log(self, request: web.BaseRequest, response: web.StreamResponse, time: float) -> None:
        """`time`: seconds."""
        match = getattr(request, "match_info", None)
        resource = match.route.resource if isinstance(match, web.UrlMappingMatchInfo) else None
        pattern = resource.canonical if resource else "-"
        self.logger.info("%s %s %s %.0f ms", request.method, pattern, response.status, time * 1000)

    @property
    def enabled(self) -> bool:
        """Whether anyone would read it."""
        return self.logger.isEnabledFor(logging.INFO)


@asynccontextmanager
async def open_page(
    core: Door,
    folder: Path,
    host: str = "127.0.0.1",
    port: int = 8080,
    access_key: str | None = None,
    beside: Sequence[web.RouteDef] = (),
) -> AsyncGenerator[Page]:
    """The page, serving until the block ends; port 0 takes a free one. On leaving it stops
    accepting, ends the streams, finishes what is under way (5 s at most) and closes its file.
    `beside` are routes of other platforms on the same server, which check their own requests.

    Raises PageNotOpened with a sentence: a port in use, a folder that cannot be written, a file
    of a newer version.
    """
    _make(folder)
    async with open_file(folder / FILE_NAME) as file:
        bell = Bell()
        rooms, log = Rooms(file), Log(file, bell)
        house = House(
            core=core,
            rooms=rooms,
            log=log,
            bell=bell,
            sessions=Sessions(read_secret(folder), access_key),
            statics=Statics(),
            catalog=Catalog(core.commands),
            templates=open_templates(),
            zones=known_zones(),
        )
        runner = web.AppRunner(
            _routes(house, beside), access_log_class=AccessLog, shutdown_timeout=_DRAIN_S
        )
        await runner.setup()
        try:
            bound = await _listen(runner, host, port)
            yield Page(_address(host, bound), WebMessenger(rooms, log))
        finally:
            await runner.cleanup()


@asynccontextmanager
async def open_routes(routes: Sequence[web.RouteDef], host: str, port: int) -> AsyncGenerator[int]:
    """Other platforms' routes alone, where no page is wanted; gives the port. On leaving it
    finishes what is under way. Raises PageNotOpened as `open_page` does.
    """
    app = web.Application(client_max_size=BODY_BYTES)
    app.on_response_prepare.append(add_headers)
    app.add_routes(routes)
    runner = web.AppRunner(app, access_log_class=AccessLog, shutdown_timeout=_DRAIN_S)
    await runner.setup()
    try:
        yield await _listen(runner, host, port)
    finally:
        await runner.cleanup()


def _routes(house: House, beside: Sequence[web.RouteDef]) -> web.Application:
    guard = make_guard(house, frozenset(route.path for route in beside))
    app = web.Application(middlewares=[guard], client_max_size=BODY_BYTES)
    desk = Desk(house)
    entrance = Entrance(house, desk)
    room = Room(house, entrance)
    inbound = Inbound(house, desk)

    async def healthy(_request: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def end_streams(_app: web.Application) -> None:
        house.bell.close()

    app.on_response_prepare.append(add_headers)
    app.on_shutdown.append(end_streams)
    app.add_routes(beside)
    app.add_routes(
        [
            web.get("/healthz", healthy),
            web.get("/static/{version}/{name:.+}", house.statics.serve),
            web.get("/catalog/{version}.json", house.catalog.serve),
            web.get("/enter", entrance.door),
            web.post("/enter", entrance.enter),
            web.get("/", entrance.home),
            web.post("/found", entrance.found),
            web.get("/join/{token}", entrance.invite),
            web.post("/join/{token}", entrance.join),
            web.get(_CHANNEL, room.show),
            web.post(_CHANNEL + "/leave", entrance.leave),
            web.get(_CHANNEL + "/earlier", room.earlier),
            web.get(_CHANNEL + "/people", room.people),
            web.get(_CHANNEL + "/image/{image}", room.image),
            web.post(_CHANNEL + "/zone", room.zone),
            web.get(_CHANNEL + "/stream", Streams(house).serve, allow_head=False),
            web.post(_CHANNEL + "/command", inbound.command),
            web.post(_CHANNEL + "/action", inbound.action),
            web.post(_CHANNEL + "/form", inbound.form),
            web.post(_CHANNEL + "/suggest", inbound.suggest),
        ]
    )
    return app


async def _listen(runner: web.AppRunner, host: str, port: int) -> int:
    """Starts accepting; the port that was bound."""
    site = web.TCPSite(runner, host, port)
    try:
        await site.start()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PageNotOpened(
                f"Port {port} on {host} is in use: perhaps Rounds is running already. Stop the "
                "other program, or set WEB_PORT to another port."
            ) from error
        raise PageNotOpened(
            f"The page cannot listen on {host} port {port}: {error.strerror or error}."
        ) from error
    return cast("int", runner.addresses[0][1])


def _address(host: str, port: int) -> str:
    shown = "localhost" if host in {"0.0.0.0", "::", ""} else host  # noqa: S104 - compared only
    return f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise PageNotOpened(
            f"The data folder {folder} cannot be made ({error.strerror})."
        ) from error
