"""A workspace's tokens, encrypted at rest."""

import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from slack_sdk.oauth.installation_store import Bot


class Seal:
    """Seals what a workspace granted under the newest key, and opens it under any."""

    def __init__(self, keys: str) -> None:
        """`keys`: one or more Fernet keys joined by commas, the newest first. Raises ValueError."""
        found = [Fernet(key.strip()) for key in keys.split(",")]
        self._newest = found[0]
        self._fernet = MultiFernet(found)

    def close(self, bot: Bot) -> str:
        """Text that without a key says nothing but how long it is and when it was made."""
        kept = {
            "app_id": bot.app_id,
            "enterprise_id": bot.enterprise_id,
            "enterprise_name": bot.enterprise_name,
            "team_id": bot.team_id,
            "team_name": bot.team_name,
            "bot_token": bot.bot_token,
            "bot_id": bot.bot_id,
            "bot_user_id": bot.bot_user_id,
            "bot_scopes": list(bot.bot_scopes),
            "bot_refresh_token": bot.bot_refresh_token,
            "bot_token_expires_at": bot.bot_token_expires_at,
            "is_enterprise_install": bot.is_enterprise_install,
            "installed_at": bot.installed_at,
        }
        return self._fernet.encrypt(json.dumps(kept).encode()).decode()

    def open(self, sealed: str) -> Bot | None:
        """The reverse; None for what none of the keys has sealed."""
        try:
            kept: dict[str, Any] = json.loads(self._fernet.decrypt(sealed.encode()))
        except InvalidToken:
            return None
        return Bot(**kept)

    def is_old(self, sealed: str) -> bool:
        """Whether it is not under the newest key."""
        try:
            self._newest.decrypt(sealed.encode())
        except InvalidToken:
            return True
        return False
