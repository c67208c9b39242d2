"""Settings, from the environment and a local `.env`, checked all at once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

from bot.errors import ConfigurationError

_PORTS = range(1, 65536)
_KEY_CHARS = 12
"""The shortest access key: a page open to a network must not be guessed."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that is never printed whole."""

    value: str = field(repr=False)

    def __bool__(self) -> bool:
        """Whether it is set."""
        return bool(self.value)

    def __str__(self) -> str:
        """`set, ends in …1f3a` or `not set`."""
        if not self.value:
            return "not set"
        return f"set, {len(self.value)} characters"


@dataclass(frozen=True, slots=True)
class Config:
    """Every setting. `database_url` is SQLite under `data` unless given."""

    data: Path
    database_url: str
    web_host: str
    web_port: int
    web_access_key: Secret
    discord_token: Secret
    slack_bot_token: Secret
    slack_app_token: Secret
    slack_signing_secret: Secret
    packs: tuple[Path, ...]
    log_level: str

    @property
    def database_shown(self) -> str:
        """The database without its password."""
        parts = urlsplit(self.database_url)
        if parts.password is None:
            return self.database_url
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
        return f"{parts.scheme}://{parts.username}:***@{host}{port}{parts.path}"


def environment(folder: Path | None = None) -> dict[str, str]:
    """The process's environment over the values of `.env` in `folder` (default: where we run)."""
    path = (folder or Path.cwd()) / ".env"
    values = {k: v for k, v in dotenv_values(path).items() if v is not None}
    return values | dict(os.environ)


def load(env: Mapping[str, str]) -> Config:
    """The settings. Raises ConfigurationError that names every problem and how to mend it."""
    problems: list[str] = []
    data = Path(env.get("ROUNDS_DATA", "").strip() or "data").expanduser()
    if data.exists() and not data.is_dir():
        problems.append(f"ROUNDS_DATA: {data} is a file. Name a folder that Rounds may write in.")
    url = env.get("DATABASE_URL", "").strip() or f"sqlite:///{data / 'rounds.sqlite3'}"
    scheme = urlsplit(url).scheme
    if scheme not in {"sqlite", "postgresql", "postgres"}:
        problems.append(
            f"DATABASE_URL: it begins with {scheme or 'no scheme'!r}. Use sqlite:///path or "
            "postgresql://user:password@host/name, or leave it out for SQLite in the data folder."
        )
    host = env.get("WEB_HOST", "").strip() or "127.0.0.1"
    key = Secret(env.get("WEB_ACCESS_KEY", "").strip())
    problems += _host_problems(host, key)
    port = _port(env.get("WEB_PORT", "").strip() or "8080", problems)
    discord = Secret(env.get("DISCORD_TOKEN", "").strip())
    slack_bot = Secret(env.get("SLACK_BOT_TOKEN", "").strip())
    slack_app = Secret(env.get("SLACK_APP_TOKEN", "").strip())
    slack_signing = Secret(env.get("SLACK_SIGNING_SECRET", "").strip())
    problems += _token_problems(discord, slack_bot, slack_app, slack_signing)
    packs = tuple(Path(p).expanduser() for p in env.get("ROUNDS_PACKS", "").split(os.pathsep) if p)
    problems += [
        f"ROUNDS_PACKS: there is no folder {p}. Name folders that hold TOML packs."
        for p in packs
        if not p.is_dir()
    ]
    level = (env.get("LOG_LEVEL", "").strip() or "INFO").upper()
    if level not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        problems.append(f"LOG_LEVEL: {level!r} is not one of DEBUG, INFO, WARNING, ERROR.")
    if problems:
        raise ConfigurationError(problems)
    return Config(
        data=data,
        database_url=url,
        web_host=host,
        web_port=port,
        web_access_key=key,
        discord_token=discord,
        slack_bot_token=slack_bot,
        slack_app_token=slack_app,
        slack_signing_secret=slack_signing,
        packs=packs,
        log_level=level,
    )


def _port(typed: str, problems: list[str]) -> int:
    if typed.isdigit() and int(typed) in _PORTS:
        return int(typed)
    problems.append(f"WEB_PORT: {typed!r} is not a port. Use a number from 1 to 65535.")
    return 0


def _host_problems(host: str, key: Secret) -> list[str]:
    if key and len(key.value) < _KEY_CHARS:
        return [f"WEB_ACCESS_KEY: it is too short. Use {_KEY_CHARS} characters or more."]
    if host == "localhost":
        return []
    try:
        loopback = ip_address(host).is_loopback
    except ValueError:
        return [f"WEB_HOST: {host!r} is not an address. Use 127.0.0.1, or 0.0.0.0 for a network."]
    if loopback or key:
        return []
    sentence = (
        f"WEB_HOST: {host} lets others reach the page. Set WEB_ACCESS_KEY to a long secret that "
        "you give to your group, or use 127.0.0.1."
    )
    return [sentence]


def _token_problems(
    discord: Secret, slack_bot: Secret, slack_app: Secret, slack_signing: Secret
) -> list[str]:
    problems: list[str] = []
    if discord and len(discord.value.split(".")) != 3:  # noqa: PLR2004 - id, time, signature
        problems.append(
            "DISCORD_TOKEN: it does not look like a bot token (three parts joined by dots). Copy "
            "it again from the Bot page of the Developer Portal."
        )
    if slack_bot and not slack_bot.value.startswith("xoxb-"):
        problems.append("SLACK_BOT_TOKEN: it must begin with xoxb-. Copy the Bot User OAuth Token.")
    if slack_app and not slack_app.value.startswith("xapp-"):
        problems.append("SLACK_APP_TOKEN: it must begin with xapp-. Make an app-level token.")
    if (slack_app or slack_signing) and not slack_bot:
        problems.append("SLACK_BOT_TOKEN: it is needed beside the other Slack settings.")
    if slack_bot and not (slack_app or slack_signing):
        problems.append(
            "SLACK_APP_TOKEN or SLACK_SIGNING_SECRET: one is needed beside SLACK_BOT_TOKEN, for "
            "Socket Mode or for HTTP."
        )
    return problems
