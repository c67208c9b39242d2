"""One Bolt app, with one listener for each kind of payload that takes every payload of that kind.

Bolt lets a second listener that matches run as well when the first is slow, forgets what was
acknowledged when a listener raises, and does not wait for listeners at the end: so there is one,
it never raises, and the desk knows what is under way.
"""

import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.desk import Acknowledge, Desk
from adapters.slack.manifest import EVENTS_PATH

EVERYTHING = re.compile(r".*", re.DOTALL)

_NAME = "rounds.slack.bolt"
"""Bolt sets the level of the logger of its app's name: it must not be the parent of all of ours."""


class Authorizing(Protocol):
    """Whoever knows who we are in a workspace."""

    async def authorize(
        self, enterprise_id: str | None, team_id: str | None
    ) -> AuthorizeResult | None: ...


def make_app(
    desk: Desk, tokens: Authorizing, client: AsyncWebClient, signing_secret: str = ""
) -> AsyncApp:
    """The app. Everything is passed in: what Bolt finds in the environment by itself is not used.
    `client` has no token of its own. Needs no running loop.
    """
    log = logging.getLogger(_NAME)
    # Below this it logs whole payloads; while it is made it warns of a token that is not its own.
    log.setLevel(logging.ERROR)
    app = AsyncApp(
        name=_NAME,
        logger=log,
        client=client,
        signing_secret=signing_secret,
        authorize=_authorizer(tokens),
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    log.setLevel(logging.WARNING)

    async def interaction(
        ack: Acknowledge, body: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        ids = (context.bot_user_id, context.bot_id)
        await desk.take(body, ack, {found for found in ids if found})

    async def event(ack: Acknowledge, body: dict[str, Any], context: AsyncBoltContext) -> None:
        await desk.happened(body, context.bot_user_id or "", ack)

    register: Any = app  # whose types are half unknown
    register.command(EVERYTHING)(interaction)
    register.action(EVERYTHING)(interaction)
    register.view_submission(EVERYTHING)(interaction)
    register.view_closed(EVERYTHING)(interaction)
    register.shortcut(EVERYTHING)(interaction)
    register.options(EVERYTHING)(interaction)
    register.event(EVERYTHING)(event)
    return app


def _authorizer(tokens: Authorizing) -> Callable[..., Awaitable[Any]]:
    # Bolt looks at the names of the arguments, and takes None for a workspace that is not ours.
    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
        return await tokens.authorize(enterprise_id, team_id)

    return authorize


def events_route(app: AsyncApp) -> web.RouteDef:
    """Where Slack sends to without Socket Mode. Bolt checks signature and time, 401 for bad ones.

    Source: Slack, Verifying requests from Slack.
    """

    async def events(request: web.Request) -> web.StreamResponse:
        try:
            body = (await request.read()).decode()
        except UnicodeDecodeError:
            return web.Response(status=400)
        headers: dict[str, str | Sequence[str]] = dict(request.headers)
        made = AsyncBoltRequest(body=body, query=request.query_string, headers=headers)
        return await to_aiohttp_response(await app.async_dispatch(made))

    return web.post(EVENTS_PATH, events)
