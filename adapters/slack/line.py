"""Requests to Slack: one session for all of them, the right token for each workspace, and no
silent second try, since Slack knows no key by which it would tell a repeated post.
"""

import logging
from collections.abc import Mapping
from typing import Any, Protocol

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.faults import UNDRAWABLE, error_of, status_of

log = logging.getLogger("rounds.slack")

API_URL = "https://slack.com/api/"
TIMEOUT_S = 8
"""For one request: below the 10 s that the outbox gives a letter."""

_CONNECTIONS = 100
_MOST_CLIENTS = 1000


class TokenOf(Protocol):
    """Whoever has the tokens."""

    async def token(self, workspace: str) -> str: ...


class Line:
    """Web API methods and response urls. Methods raise what slack_sdk and aiohttp raise, or the
    faults of a token that is not to be had.
    """

    def __init__(self, tokens: TokenOf, session: aiohttp.ClientSession, api_url: str) -> None:
        """`session` stays open as long as this is used."""
        self._tokens = tokens
        self._session = session
        self._api_url = api_url
        self._clients: dict[str, AsyncWebClient] = {}
        # It logs whole payloads below this.
        self._log = logging.getLogger("rounds.slack.sdk")
        self._log.setLevel(logging.WARNING)

    def client(self, token: str | None = None) -> AsyncWebClient:
        """A client on the shared session, which tries nothing twice."""
        return AsyncWebClient(
            token=token,
            base_url=self._api_url,
            session=self._session,
            retry_handlers=[],
            logger=self._log,
        )

    async def call(self, workspace: str, method: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """What Slack answers to a method, as JSON."""
        client = await self._of(workspace)
        return (await client.api_call(method, json=dict(body))).data

    async def ask(self, workspace: str, method: str, params: Mapping[str, Any]) -> dict[str, Any]:
        """The same for methods that read, which take no JSON."""
        client = await self._of(workspace)
        return (await client.api_call(method, http_verb="GET", params=dict(params))).data

    async def _of(self, workspace: str) -> Any:  # noqa: ANN401 - slack_sdk's types are half unknown
        token = await self._tokens.token(workspace)
        if token not in self._clients:
            if len(self._clients) >= _MOST_CLIENTS:
                self._clients.clear()
            self._clients[token] = self.client(token)
        return self._clients[token]

    async def say(self, workspace: str, method: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """As `call`, for messages: blocks that Slack does not take go out as their text alone."""
        try:
            return await self.call(workspace, method, body)
        except SlackApiError as error:
            if error_of(error) not in UNDRAWABLE or not body.get("blocks"):
                raise
            log.exception("Slack does not take the blocks of a message")
            return await self.call(workspace, method, {**body, "blocks": []})

    async def respond(self, url: str, body: Mapping[str, Any]) -> bool:
        """Answers at a response_url, five times in half an hour; whether Slack took it.

        Source: Slack, Handling user interaction.
        """
        said, why = await self._posted(url, body)
        if not said and why in UNDRAWABLE and body.get("blocks"):
            log.error("Slack does not take the blocks of an answer: %s", why)
            bare = {key: value for key, value in body.items() if key != "blocks"}
            said, why = await self._posted(url, bare)
        if not said:
            log.warning("an answer was not taken: %s", why)
        return said

    async def _posted(self, url: str, body: Mapping[str, Any]) -> tuple[bool, str]:
        async with self._session.post(url, json=body) as answer:
            text = await answer.text()
            if answer.status == 200:  # noqa: PLR2004 - HTTP's own
                return True, ""
            for known in (*UNDRAWABLE, "expired_url", "used_url"):
                if known in text:
                    return False, known
            return False, f"status {answer.status}"


def session() -> aiohttp.ClientSession:
    """The session for everything that goes to Slack. Its own timeout holds: slack_sdk applies the
    one of a client only to sessions that it makes itself.
    """
    connector = aiohttp.TCPConnector(limit=_CONNECTIONS)
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
    return aiohttp.ClientSession(connector=connector, timeout=timeout)


def note(error: BaseException, what: str) -> None:
    """A line in the log about a request that failed, without its address or its content."""
    if isinstance(error, SlackApiError):
        log.warning("%s: Slack says %s (%d)", what, error_of(error) or "nothing", status_of(error))
    else:
        log.warning("%s: %s", what, type(error).__name__)
