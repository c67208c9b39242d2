"""Opens Slack and keeps it open, and closes it without losing anything that was acknowledged."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.bolt import events_route, make_app
from adapters.slack.desk import Desk
from adapters.slack.door import Door
from adapters.slack.line import API_URL, Line, session
from adapters.slack.messenger import SlackMessenger
from adapters.slack.people import People
from adapters.slack.places import Places
from adapters.slack.respond import Responder
from adapters.slack.socket import Socket
from adapters.slack.tokens import Tokens

log = logging.getLogger("rounds.slack")

DRAIN_S = 20.0


@dataclass(frozen=True, slots=True)
class Slack:
    """Slack while it is open. `routes` are for the page's server: empty with Socket Mode alone.
    `client` is on the shared session, without a token.
    """

    messenger: SlackMessenger
    routes: Sequence[web.RouteDef]
    client: AsyncWebClient
    desk: Desk
    socket: Socket | None

    async def connected(self) -> bool:
        """Whether what people do reaches us now; by HTTP it is Slack that connects."""
        return self.socket is None or await self.socket.connected()


@asynccontextmanager
async def open_slack(
    core: Door,
    make_tokens: Callable[[AsyncWebClient], Tokens],
    *,
    app_token: str = "",
    signing_secret: str = "",
    api_url: str = API_URL,
    on_mail: Callable[[], None] | None = None,
    on_told: Callable[[str], None] | None = None,
    strict: bool = False,
) -> AsyncGenerator[Slack]:
    """Slack, open until the block ends: over Socket Mode with `app_token`, by HTTP at `routes` with
    `signing_secret`. On leaving it takes nothing new, ends what is under way (20 s at most) and
    disconnects. `on_mail` is called when mail may be waiting in the outbox; `on_told` hears
    `throttled` when Slack asks us to wait.

    Raises SlackNotOpened for a token that Slack does not accept. When Slack cannot be reached it
    opens all the same, and connects as soon as it can.
    """
    async with session() as shared:
        client = AsyncWebClient(base_url=api_url, session=shared, retry_handlers=[])
        tokens = make_tokens(client)
        line = Line(tokens, shared, api_url)
        people = People(line, asyncio.get_running_loop().time)
        places = Places(core, line, people, tokens, strict=strict)
        responder = Responder(core, line, people, on_mail=on_mail, strict=strict)
        desk = Desk(responder, places, line, strict=strict)
        app = make_app(desk, tokens, line.client(), signing_secret)
        socket = Socket(app, app_token, line.client(), desk) if app_token else None
        running: asyncio.Task[None] | None = None
        try:
            await tokens.start()
            if socket is not None:
                await socket.check()
                running = asyncio.create_task(socket.run(), name="slack socket")
            routes = [events_route(app)] if signing_secret else []
            messenger = SlackMessenger(line, on_told=on_told, strict=strict)
            yield Slack(messenger, routes, client, desk, socket)
        finally:
            await desk.drain(DRAIN_S)
            if running is not None:
                running.cancel()
                await asyncio.wait({running})
            await tokens.close()
