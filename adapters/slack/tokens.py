"""Which token speaks for a workspace: one from the settings, or those of many installs, which are
refreshed before they expire.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Sequence
from time import time
from typing import Any, Protocol

import aiohttp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError, SlackTokenRotationError
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.door import SlackNotOpened
from adapters.slack.faults import error_of
from adapters.slack.installs import Installs
from bot.api import NotSent, PlaceGone

log = logging.getLogger("rounds.slack")

AHEAD_MIN = 120
"""A token that lives twelve hours is refreshed two hours before its end, as Bolt does."""

_LAST_S = 60.0
_AGAIN_S = 60.0
_ASK_S = 10.0
_REFUSED = {
    "invalid_auth",
    "account_inactive",
    "token_revoked",
    "token_expired",
    "not_authed",
    "not_allowed_token_type",
    "org_login_required",
    "team_access_not_granted",
}
_TROUBLE = (aiohttp.ClientError, OSError, TimeoutError)
_REMOVED = "Rounds was removed from this workspace, or its tokens do not open any more."


class Tokens(Protocol):
    """What Bolt and the messenger ask."""

    async def start(self) -> None:
        """Asks Slack once, where that can be told at the start. Raises SlackNotOpened."""
        ...

    async def authorize(
        self, enterprise_id: str | None, team_id: str | None
    ) -> AuthorizeResult | None:
        """For AsyncApp(authorize=…): who we are in the workspace that an event came from."""
        ...

    async def token(self, workspace: str) -> str:
        """A token that works now. Raises NotSent or PlaceGone."""
        ...

    async def forget(self, enterprise_id: str | None, team_id: str | None) -> Sequence[str]:
        """The app was removed; the ids of the workspaces that are gone."""
        ...

    async def close(self) -> None:
        """Ends what is under way."""
        ...


class OneToken:
    """The token of one workspace, from the settings."""

    def __init__(self, client: AsyncWebClient, token: str) -> None:
        self._client = client
        self._token = token
        self._result: AuthorizeResult | None = None

    async def start(self) -> None:
        """Asks who we are. Raises SlackNotOpened when Slack does not accept the token; when it
        cannot be reached, that is found out later.
        """
        try:
            await self._ask()
        except SlackApiError as error:
            refused = error_of(error)
            if refused in _REFUSED:
                raise SlackNotOpened(
                    f"Slack does not accept SLACK_BOT_TOKEN ({refused}). Install the app in the "
                    "workspace and copy its Bot User OAuth Token again."
                ) from error
            log.warning("Slack does not say who we are: %s", refused or "an unclear answer")
        except _TROUBLE as error:
            log.warning("Slack cannot be reached: %s", error or type(error).__name__)

    async def authorize(
        self, enterprise_id: str | None, team_id: str | None
    ) -> AuthorizeResult | None:
        """Who we are; asked once."""
        del enterprise_id, team_id
        return self._result or await self._ask()

    async def _ask(self) -> AuthorizeResult:
        # slack_sdk types what it sends and gets as loosely as JSON is.
        client: Any = self._client
        async with asyncio.timeout(_ASK_S):
            found = await client.auth_test(token=self._token)
        self._result = AuthorizeResult(
            enterprise_id=found.get("enterprise_id"),
            team_id=found.get("team_id"),
            bot_user_id=found.get("user_id"),
            bot_id=found.get("bot_id"),
            bot_token=self._token,
        )
        return self._result

    async def token(self, workspace: str) -> str:
        """The one there is."""
        del workspace
        return self._token

    async def forget(self, enterprise_id: str | None, team_id: str | None) -> Sequence[str]:
        """Nothing is kept."""
        del enterprise_id
        return (team_id,) if team_id else ()

    async def close(self) -> None:
        """Nothing is under way."""


class InstalledTokens:
    """The tokens of every workspace that has installed Rounds."""

    def __init__(
        self, installs: Installs, client: AsyncWebClient, client_id: str, client_secret: str
    ) -> None:
        """`client` asks for new tokens; it has none of its own."""
        self._installs = installs
        self._rotator = AsyncTokenRotator(
            client=client, client_id=client_id, client_secret=client_secret
        )
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._refreshing: dict[str, asyncio.Task[Bot | None]] = {}

    async def start(self) -> None:
        """There is nothing to ask before somebody has installed it."""

    async def authorize(
        self, enterprise_id: str | None, team_id: str | None
    ) -> AuthorizeResult | None:
        """Who we are there, without asking Slack: an install says so. A token about to expire is
        refreshed beside, so that nothing waits for it within Slack's three seconds.
        """
        bot = await self._installs.of(team_id or enterprise_id or "")
        if bot is None and enterprise_id:
            bot = await self._installs.async_find_bot(
                enterprise_id=enterprise_id, team_id=team_id, is_enterprise_install=True
            )
        if bot is not None and _ends_soon(bot):
            if _works(bot):
                self._refresh_beside(_key(bot))
            else:
                bot = await self._refreshed(_key(bot))
        if bot is None:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_user_id=bot.bot_user_id,
            bot_id=bot.bot_id,
            bot_token=bot.bot_token,
            bot_scopes=bot.bot_scopes,
        )

    async def token(self, workspace: str) -> str:
        """The workspace's, refreshed first where it is about to expire: posts on a schedule come
        through no request that would have done so.
        """
        bot = await self._installs.of(workspace)
        if bot is not None and _ends_soon(bot):
            bot = await self._refreshed(_key(bot)) or (bot if _works(bot) else None)
            if bot is None:
                raise NotSent("Slack gives no new token right now.", _AGAIN_S)
        if bot is None:
            raise PlaceGone(_REMOVED)
        return bot.bot_token

    async def forget(self, enterprise_id: str | None, team_id: str | None) -> Sequence[str]:
        """Deletes the tokens of the workspace, or of the whole enterprise."""
        gone = list(await self._installs.drop(team_id or enterprise_id or ""))
        if team_id and team_id not in gone:
            gone.append(team_id)
        return gone

    async def close(self) -> None:
        """Waits for what is being refreshed: a refresh token is good for one use, so an answer that
        nobody keeps would lock us out.
        """
        await asyncio.gather(*self._refreshing.values(), return_exceptions=True)

    def _refresh_beside(self, workspace: str) -> None:
        if workspace in self._refreshing:
            return
        task = asyncio.create_task(self._refreshed(workspace), name="slack token")
        self._refreshing[workspace] = task
        task.add_done_callback(lambda _: self._refreshing.pop(workspace, None))

    async def _refreshed(self, workspace: str) -> Bot | None:
        """A bot with a token that lasts; None when there is none to be had now."""
        # Shielded: cancelled between Slack's answer and our row, the workspace would be lost.
        return await asyncio.shield(asyncio.ensure_future(self._refresh(workspace)))

    async def _refresh(self, workspace: str) -> Bot | None:
        async with self._locks[workspace]:
            bot = await self._installs.of(workspace, anew=True)
            if bot is None or not _ends_soon(bot):
                return bot
            try:
                fresh = await self._rotator.perform_bot_token_rotation(
                    bot=bot, minutes_before_expiration=AHEAD_MIN
                )
            except (SlackTokenRotationError, *_TROUBLE) as error:
                log.warning("a token of workspace %s was not refreshed: %s", workspace, _why(error))
                # Another process may have been faster: its row counts.
                other = await self._installs.of(workspace, anew=True)
                return other if other and not _ends_soon(other) else None
            if fresh is not None:
                await self._installs.async_save_bot(fresh)
            return fresh


def _key(bot: Bot) -> str:
    return (bot.enterprise_id if bot.is_enterprise_install else bot.team_id) or ""


def _ends_soon(bot: Bot) -> bool:
    ends_s = bot.bot_token_expires_at
    return ends_s is not None and ends_s <= time() + AHEAD_MIN * 60


def _works(bot: Bot) -> bool:
    return bot.bot_token_expires_at is None or bot.bot_token_expires_at > time() + _LAST_S


def _why(error: Exception) -> str:
    """The name of what happened, without any token that a message may hold."""
    if isinstance(error, SlackTokenRotationError):
        return error_of(error.api_error) or "refused"
    return type(error).__name__
