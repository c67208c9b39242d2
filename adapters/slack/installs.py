"""The workspaces that have installed Rounds, as Bolt asks for them, and the one-time states of an
install under way.
"""

import logging
import secrets
from collections.abc import Sequence
from time import time
from typing import Protocol

from itsdangerous import BadSignature, URLSafeTimedSerializer
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from adapters.slack.seal import Seal
from bot.api import Installation as Kept

log = logging.getLogger("rounds.slack")

PLATFORM = "slack"
STATE_S = 600
"""How long somebody may take between the link and allowing the app."""

_FRESH_S = 60.0
"""So long a workspace's row is believed without another look: other processes write it too."""


class Cabinet(Protocol):
    """Where installs are kept; the composition root opens it on the store."""

    async def get(self, workspace: str) -> Kept | None: ...
    async def put(self, workspace: str, enterprise: str, sealed: str) -> None: ...
    async def reseal(self, workspace: str, was: str, sealed: str) -> bool:
        """Writes the same tokens under another key; False when they are others by now."""
        ...

    async def drop(self, workspace: str) -> Sequence[str]: ...
    async def first(self, key: str) -> bool:
        """True once for each key."""
        ...


class Installs(AsyncInstallationStore):
    """Bolt's store of installs: only the bot's tokens are kept, sealed, one for each workspace, or
    one for an enterprise and all of its workspaces.
    """

    def __init__(self, cabinet: Cabinet, seal: Seal) -> None:
        self._cabinet = cabinet
        self._seal = seal
        self._known: dict[str, tuple[float, Bot]] = {}

    @property
    def logger(self) -> logging.Logger:
        """Where this one logs."""
        return log

    async def async_save(self, installation: Installation) -> None:
        """Keeps the bot's part of an install. The user's own tokens are not asked for."""
        await self.async_save_bot(installation.to_bot())

    async def async_save_bot(self, bot: Bot) -> None:
        """Writes a workspace's or an enterprise's tokens over the ones that were there."""
        enterprise = bot.enterprise_id or ""
        workspace = enterprise if bot.is_enterprise_install else bot.team_id or ""
        await self._cabinet.put(workspace, enterprise, self._seal.close(bot))
        # Also what its workspaces are served by: a token that was refreshed soon works no more.
        self._known.clear()

    async def async_find_bot(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        is_enterprise_install: bool | None = False,
    ) -> Bot | None:
        """The bot of a workspace. One that its enterprise serves is remembered as such, so that
        later `of` finds it by its own id.
        """
        if not (is_enterprise_install and enterprise_id):
            return await self.of(team_id or enterprise_id or "")
        bot = await self.of(enterprise_id)
        if bot and team_id and await self._cabinet.get(team_id) is None:
            await self._cabinet.put(team_id, enterprise_id, "")
        return bot

    async def of(self, workspace: str, *, anew: bool = False) -> Bot | None:
        """The bot of a workspace by its id alone; `anew`: whatever was believed so far. None where
        Rounds is not installed, or none of the keys opens what is kept.
        """
        believed = self._known.get(workspace)
        if believed and not anew and time() - believed[0] < _FRESH_S:
            return believed[1]
        row = await self._cabinet.get(workspace)
        if row is not None and not row.sealed:
            row = await self._cabinet.get(row.enterprise)
        bot = self._seal.open(row.sealed) if row else None
        if row and bot is None:
            log.error("ROUNDS_APP_KEY does not open the tokens of workspace %s", workspace)
        self._known.pop(workspace, None)
        if row and bot:
            if self._seal.is_old(row.sealed):
                # Never over tokens that were refreshed meanwhile.
                await self._cabinet.reseal(row.workspace, row.sealed, self._seal.close(bot))
            self._known[workspace] = (time(), bot)
        return bot

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Forgets a workspace; without one, the enterprise."""
        await self.drop(team_id or enterprise_id or "")

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """Nothing of single users is kept."""

    async def async_delete_all(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """As `async_delete_bot`."""
        await self.async_delete_bot(enterprise_id=enterprise_id, team_id=team_id)

    async def drop(self, workspace: str) -> Sequence[str]:
        """Forgets a workspace, or an enterprise with all that it served; the ids that are gone."""
        self._known.clear()
        return await self._cabinet.drop(workspace)


class States(AsyncOAuthStateStore):
    """States of installs under way: signed, ten minutes old at most, good for one use."""

    def __init__(self, cabinet: Cabinet, keys: str) -> None:
        """`keys`: as for Seal."""
        self._cabinet = cabinet
        oldest_first = [key.strip() for key in keys.split(",")][::-1]
        self._signer = URLSafeTimedSerializer(oldest_first, salt="slack install")

    @property
    def logger(self) -> logging.Logger:
        """Where this one logs."""
        return log

    async def async_issue(self, *args: object, **kwargs: object) -> str:
        """A new one."""
        del args, kwargs
        return self._signer.dumps(secrets.token_urlsafe(16))

    async def async_consume(self, state: str) -> bool:
        """Whether it is ours, young, and used for the first time."""
        try:
            number = self._signer.loads(state, max_age=STATE_S)
        except BadSignature:
            return False
        return await self._cabinet.first(f"slack:state:{number}")
