"""Socket Mode, watched: a connection that is dead without knowing it is made anew.

Source: Slack, Using Socket Mode; slack_sdk's aiohttp client, whose reconnecting may end for good.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from aiohttp import WSMessage
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.desk import Desk
from adapters.slack.door import SlackNotOpened
from adapters.slack.faults import TROUBLE, error_of
from adapters.slack.line import note

log = logging.getLogger("rounds.slack")

LOOK_S = 10.0
DOWN_S = 60.0
"""A connection that is down for so long is not waited for any more."""

SILENT_S = 6 * 3600.0
"""Slack says hello or goodbye every few hours at least: a longer silence is a dead connection."""

PING_S = 10.0
"""A connection that was reset without a word is noticed after so long."""

CLOSE_S = 5.0
_REFUSED = frozenset(
    {"invalid_auth", "not_authed", "account_inactive", "not_allowed_token_type", "token_revoked"}
)


class _Handler(AsyncSocketModeHandler):
    """Bolt's, which also tells the desk what is under way."""

    def __init__(self, app: AsyncApp, token: str, web_client: AsyncWebClient, desk: Desk) -> None:
        logger = logging.getLogger("rounds.slack.socket")
        # It logs every payload below this.
        logger.setLevel(logging.WARNING)
        super().__init__(app, token, logger, web_client, ping_interval=PING_S)
        self._desk = desk

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # pyright: ignore[reportIncompatibleMethodOverride] - as Bolt's own
        with self._desk.under_way:
            await super().handle(client, req)


class Socket:
    """The connection, and the task that keeps it."""

    def __init__(
        self,
        app: AsyncApp,
        token: str,
        client: AsyncWebClient,
        desk: Desk,
        now_s: Callable[[], float] | None = None,
    ) -> None:
        """Connects to nothing yet. `now_s`: a clock that never steps back."""
        self._app = app
        self._token = token
        self._client = client
        self._desk = desk
        self._now_s = now_s
        self._handler: _Handler | None = None
        self._heard_s = 0.0
        self._up_s = 0.0

    async def check(self) -> None:
        """Whether the app-level token is accepted. Raises SlackNotOpened when it is not; when Slack
        cannot be reached, that is found out later.
        """
        try:
            client: Any = self._client  # whose types are half unknown
            await client.apps_connections_open(app_token=self._token)
        except SlackApiError as error:
            code = error_of(error)
            if code in _REFUSED:
                raise SlackNotOpened(
                    f"Slack does not accept SLACK_APP_TOKEN ({code}). Make an app-level token with "
                    "connections:write on the app's Basic Information page."
                ) from error
            note(error, "Slack gives no connection yet")
        except TROUBLE as error:
            note(error, "Slack cannot be reached")

    async def connected(self) -> bool:
        """Whether envelopes arrive now."""
        return self._handler is not None and await self._handler.client.is_connected()

    async def run(self) -> None:
        """Connects, and connects anew whenever that is dead, until cancelled."""
        while True:
            try:
                await self._connect()
                while await self.alive():  # noqa: ASYNC110 - the SDK has no event for a dead connection
                    await asyncio.sleep(LOOK_S)
                log.warning("the connection to Slack is dead: making another")
            except Exception:
                # Whatever it was: without this task nobody would hear Slack any more.
                log.exception("the connection to Slack failed")
                await asyncio.sleep(LOOK_S)
            finally:
                await self.close()

    async def alive(self) -> bool:
        """Whether to wait on: connected, or not down for long, and not silent for hours."""
        now_s = self._now()
        if await self.connected():
            self._up_s = now_s
        return now_s - self._up_s <= DOWN_S and now_s - self._heard_s <= SILENT_S

    async def close(self) -> None:
        """Disconnects. Reconnecting is switched off first, or the SDK's monitor would do it."""
        handler, self._handler = self._handler, None
        if handler is None:
            return
        handler.client.auto_reconnect_enabled = False
        try:
            async with asyncio.timeout(CLOSE_S):
                await handler.close_async()
        except TimeoutError:
            log.warning("the connection to Slack did not close in time")

    async def _connect(self) -> None:
        # It must be made inside the running loop.
        handler = _Handler(self._app, self._token, self._client, self._desk)
        handler.client.on_message_listeners.append(self._heard)
        self._handler = handler
        self._heard_s = self._up_s = self._now()
        await handler.connect_async()
        self._heard_s = self._up_s = self._now()

    async def _heard(self, _message: WSMessage) -> None:
        self._heard_s = self._now()

    def _now(self) -> float:
        return (self._now_s or asyncio.get_running_loop().time)()
