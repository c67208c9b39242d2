"""The settings as values; nothing here reads anything."""

import re
from dataclasses import dataclass, field
from pathlib import Path

SLACK_API = "https://slack.com/api/"
_PASSWORD = re.compile(r"(?<=://)([^:/@?]*):.*@")
_PARAMETERS = re.compile(r"\?.*")


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that is never printed whole."""

    value: str = field(repr=False)

    def __bool__(self) -> bool:
        """Whether it is set."""
        return bool(self.value)

    def __str__(self) -> str:
        """`set, 72 characters` or `not set`."""
        if not self.value:
            return "not set"
        return f"set, {len(self.value)} characters"


@dataclass(frozen=True, slots=True)
class Shards:
    """The part of a bot's Discord shards that this process opens: `ids` of `count`."""

    ids: tuple[int, ...]
    count: int

    def __str__(self) -> str:
        """`0, 1 of 4`."""
        return f"{', '.join(map(str, self.ids))} of {self.count}"


@dataclass(frozen=True, slots=True)
class Config:
    """Every setting. `database_url` is SQLite under `data` unless given."""

    data: Path
    database_url: str = field(repr=False)
    web_host: str
    web_port: int
    web_access_key: Secret
    discord_token: Secret
    slack_bot_token: Secret
    slack_app_token: Secret
    slack_signing_secret: Secret
    slack_client_id: str
    slack_client_secret: Secret
    slack_api_url: str
    app_keys: Secret
    public_url: str
    packs: tuple[Path, ...]
    builds_codes: bool
    log_level: str
    backups_kept: int = 14
    ops_host: str = "127.0.0.1"
    ops_port: int | None = None
    log_format: str = ""
    page_on: bool = True
    shards: Shards | None = None

    @property
    def database_shown(self) -> str:
        """The database without its password."""
        return shown(self.database_url)

    @property
    def slack_on(self) -> bool:
        """Whether there is anything to open Slack with: a workspace's token, or an app's own."""
        return bool(self.slack_bot_token or self.slack_client_id)

    @property
    def page_shown(self) -> str:
        """The page's address as it goes into a browser."""
        host = f"[{self.web_host}]" if ":" in self.web_host else self.web_host
        return f"http://{host}:{self.web_port}/"


def shown(url: str) -> str:
    """A database URL without its password. Parameters are left out: they may hold one too."""
    if url.startswith("sqlite:"):
        return url
    return _PARAMETERS.sub("", _PASSWORD.sub(r"\1:***@", url))
