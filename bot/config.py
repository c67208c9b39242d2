"""Settings, from the environment and a local `.env`, checked all at once."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import StringIO
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import quote

from dotenv import dotenv_values
from dotenv.parser import parse_stream

from bot.errors import ConfigurationError

_PORTS = range(1, 65536)
_KEY_CHARS = 12
"""The shortest access key: a page open to a network must not be guessed."""

SLACK_API = "https://slack.com/api/"
_FERNET_KEY = re.compile(r"[A-Za-z0-9_-]{43}=")
_SHOWN_CHARS = 60
_SCHEMES = ("sqlite", "postgresql", "postgres")
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


def environment(folder: Path | None = None) -> dict[str, str]:
    """The process's environment over the values of `.env` in `folder` (default: where we run).

    An empty variable counts as unset, so that the one in `.env` holds. Raises ConfigurationError
    when `.env` cannot be read; its lines are never repeated, they hold secrets.
    """
    set_here = {name: value for name, value in os.environ.items() if value.strip()}
    return _dotenv((folder or Path.cwd()) / ".env") | set_here


def _dotenv(path: Path) -> dict[str, str]:
    # A folder of that name is somebody's virtual environment.
    if not path.is_file():
        return {}
    try:
        # Editors on Windows put a byte order mark in front.
        content = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        sentence = f"{path}: it is not UTF-8 text. Save it again as UTF-8."
        raise ConfigurationError([sentence]) from error
    except OSError as error:
        sentence = f"{path}: it cannot be read ({error.strerror}). Let Rounds read it."
        raise ConfigurationError([sentence]) from error
    wrong = [found.original.line for found in parse_stream(StringIO(content)) if found.error]
    if wrong:
        raise ConfigurationError(
            [f"{path}:{line}: this line is not NAME=value. Mend or delete it." for line in wrong]
        )
    found = dotenv_values(stream=StringIO(content))
    return {name: value for name, value in found.items() if value is not None}


def load(env: Mapping[str, str]) -> Config:
    """The settings. Raises ConfigurationError that names every problem and how to mend it."""
    problems: list[str] = []
    data = _folder(env.get("ROUNDS_DATA", "").strip() or "data", problems)
    url = env.get("DATABASE_URL", "").strip()
    problems += _database_problems(url)
    url = url or f"sqlite:///{quote(str(data / 'rounds.sqlite3'))}"
    host = env.get("WEB_HOST", "").strip() or "127.0.0.1"
    key = Secret(env.get("WEB_ACCESS_KEY", "").strip())
    problems += _host_problems(host, key)
    port = _port(env.get("WEB_PORT", "").strip() or "8080", problems)
    discord = Secret(env.get("DISCORD_TOKEN", "").strip())
    slack_bot = Secret(env.get("SLACK_BOT_TOKEN", "").strip())
    slack_app = Secret(env.get("SLACK_APP_TOKEN", "").strip())
    slack_signing = Secret(env.get("SLACK_SIGNING_SECRET", "").strip())
    # Not Slack's own names: Bolt reads those by itself and then ignores what it is given.
    client_id = env.get("SLACK_OAUTH_CLIENT_ID", "").strip()
    client_secret = Secret(env.get("SLACK_OAUTH_CLIENT_SECRET", "").strip())
    app_keys = Secret(env.get("ROUNDS_APP_KEY", "").strip())
    public = env.get("WEB_PUBLIC_URL", "").strip().rstrip("/")
    api = env.get("SLACK_API_URL", "").strip() or SLACK_API
    problems += _token_problems(discord, slack_bot, slack_app, slack_signing, client_id)
    problems += _url_problems(public, api)
    if client_id or client_secret:
        problems += _install_problems(client_id, client_secret, app_keys, public, slack_bot)
    problems += _key_problems(app_keys)
    packs = _packs(env.get("ROUNDS_PACKS", ""), problems)
    level = (env.get("LOG_LEVEL", "").strip() or "INFO").upper()
    if level not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        problems.append(f"LOG_LEVEL: {_shown(level)!r} is not one of DEBUG, INFO, WARNING, ERROR.")
    ops_host = env.get("OPS_HOST", "").strip() or "127.0.0.1"
    ops_typed = env.get("OPS_PORT", "").strip()
    ops_port = _port(ops_typed, problems, "OPS_PORT") if ops_typed else None
    log_format = env.get("LOG_FORMAT", "").strip().lower()
    if log_format not in {"", "text", "json"}:
        problems.append(f"LOG_FORMAT: {_shown(log_format)!r} is neither text nor json.")
    page = env.get("PAGE", "").strip().lower() or "on"
    if page not in {"on", "off"}:
        problems.append(f"PAGE: {_shown(page)!r} is neither on nor off.")
    shards = _shards(env, url, problems)
    kept = _number("BACKUPS_KEPT", env, 14, problems)
    builds = (env.get("ROUNDS_CODES", "").strip() or "auto").lower()
    if builds not in {"auto", "off"}:
        problems.append(f"ROUNDS_CODES: {_shown(builds)!r} is neither auto nor off.")
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
        slack_client_id=client_id,
        slack_client_secret=client_secret,
        slack_api_url=api if api.endswith("/") else f"{api}/",
        app_keys=app_keys,
        public_url=public,
        packs=packs,
        builds_codes=builds == "auto",
        log_level=level,
        backups_kept=kept,
        ops_host=ops_host,
        ops_port=ops_port,
        log_format=log_format,
        page_on=page != "off",
        shards=shards,
    )


def _shards(env: Mapping[str, str], url: str, problems: list[str]) -> Shards | None:
    ids, count = env.get("SHARD_IDS", "").strip(), env.get("SHARD_COUNT", "").strip()
    if not ids and not count:
        return None
    if not re.fullmatch(r"[0-9]{1,4}(\s*,\s*[0-9]{1,4})*", ids) or not re.fullmatch(
        r"[1-9][0-9]{0,3}", count
    ):
        problems.append(
            "SHARD_IDS and SHARD_COUNT: give both, such as SHARD_IDS=0,1 and SHARD_COUNT=4."
        )
        return None
    numbers = tuple(sorted({int(part) for part in ids.split(",")}))
    if numbers[-1] >= int(count):
        problems.append(
            f"SHARD_IDS: shard {numbers[-1]} is not one of {count}; they are numbered from 0."
        )
    if not url.startswith("postgres"):
        problems.append(
            "SHARD_IDS: several processes need PostgreSQL, set DATABASE_URL; one process opens "
            "every shard by itself."
        )
    return Shards(numbers, int(count))


def _number(name: str, env: Mapping[str, str], default: int, problems: list[str]) -> int:
    """A whole number from 0 to 9999; a problem when it is none."""
    typed = env.get(name, "").strip() or str(default)
    if re.fullmatch(r"[0-9]{1,4}", typed):
        return int(typed)
    problems.append(f"{name}: {_shown(typed)!r} is not a whole number from 0 to 9999.")
    return default


def _folder(typed: str, problems: list[str]) -> Path:
    """The data folder; a problem when it cannot be made or written."""
    mend = "Name a folder that Rounds may write in."
    try:
        folder = Path(typed).expanduser()
        there = next((p for p in (folder, *folder.parents) if p.exists()), Path())
        is_folder, writable = there.is_dir(), os.access(there, os.W_OK | os.X_OK)
    except (OSError, RuntimeError, ValueError):
        # Too long, under a folder that is closed to us, or the home of nobody we know.
        problems.append(f"ROUNDS_DATA: {_shown(typed)} cannot be used. {mend}")
        return Path("data")
    if not is_folder:
        problems.append(f"ROUNDS_DATA: {there} is a file. {mend}")
    elif not writable:
        problems.append(f"ROUNDS_DATA: {there} may not be written. {mend}")
    return folder


def _database_problems(url: str) -> list[str]:
    """What is wrong with the form of DATABASE_URL, without repeating it: it holds a password."""
    mend = (
        "Use sqlite:///path or postgresql://user:password@host/name, or leave it out for SQLite in "
        "the data folder."
    )
    if not url:
        return []
    scheme, found, rest = url.partition("://")
    if not found:
        return [f"DATABASE_URL: it has no scheme such as sqlite://. {mend}"]
    if scheme not in _SCHEMES:
        shown = repr(scheme) if scheme.isalnum() else "something else"
        return [f"DATABASE_URL: it begins with {shown}. {mend}"]
    if scheme == "sqlite":
        if rest.startswith("/") and not rest.endswith(("/", ":memory:")):
            return []
        return [f"DATABASE_URL: it names no file. {mend}"]
    _, at, host = rest.partition("@")
    if "@" in host or (at and re.search(r"[/?#].*@", rest)):
        sentence = (
            "DATABASE_URL: its password holds a character that ends a part of an address. Spell "
            "@ : / ? # in it as %40 %3A %2F %3F %23."
        )
        return [sentence]
    return []


def _packs(typed: str, problems: list[str]) -> tuple[Path, ...]:
    found: list[Path] = []
    for name in filter(None, (part.strip() for part in typed.split(os.pathsep))):
        try:
            folder = Path(name).expanduser()
            there = folder.is_dir()
        except (OSError, RuntimeError, ValueError):
            folder, there = Path(name), False
        if there:
            found.append(folder)
        else:
            problems.append(
                f"ROUNDS_PACKS: there is no folder {_shown(name)}. Name folders that hold TOML "
                "packs."
            )
    return tuple(found)


def _port(typed: str, problems: list[str], name: str = "WEB_PORT") -> int:
    if re.fullmatch(r"[0-9]{1,5}", typed) and int(typed) in _PORTS:
        return int(typed)
    problems.append(f"{name}: {_shown(typed)!r} is not a port. Use a number from 1 to 65535.")
    return 0


def _host_problems(host: str, key: Secret) -> list[str]:
    problems: list[str] = []
    if key and len(key.value) < _KEY_CHARS:
        problems.append(f"WEB_ACCESS_KEY: it is too short. Use {_KEY_CHARS} characters or more.")
    if host == "localhost":
        return problems
    try:
        loopback = ip_address(host).is_loopback
    except ValueError:
        problems.append(
            f"WEB_HOST: {_shown(host)!r} is not an address. Use 127.0.0.1, or 0.0.0.0 for all."
        )
        return problems
    if not loopback and not key:
        problems.append(
            f"WEB_HOST: {host} lets others reach the page. Set WEB_ACCESS_KEY to a long secret "
            "that you give to your group, or use 127.0.0.1."
        )
    return problems


def _shown(typed: str) -> str:
    return typed if len(typed) <= _SHOWN_CHARS else f"{typed[:_SHOWN_CHARS]}…"


def _token_problems(
    discord: Secret,
    slack_bot: Secret,
    slack_app: Secret,
    slack_signing: Secret,
    client_id: str,
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
    if (slack_app or slack_signing) and not (slack_bot or client_id):
        problems.append("SLACK_BOT_TOKEN: it is needed beside the other Slack settings.")
    if (slack_bot or client_id) and not (slack_app or slack_signing):
        beside = "SLACK_BOT_TOKEN" if slack_bot else "SLACK_OAUTH_CLIENT_ID"
        problems.append(
            f"SLACK_APP_TOKEN or SLACK_SIGNING_SECRET: one is needed beside {beside}, for "
            "Socket Mode or for HTTP."
        )
    return problems


def _install_problems(
    client_id: str, client_secret: Secret, app_keys: Secret, public: str, slack_bot: Secret
) -> list[str]:
    """What many workspaces need beside the app's id."""
    needed = {
        "SLACK_OAUTH_CLIENT_ID": bool(client_id),
        "SLACK_OAUTH_CLIENT_SECRET": bool(client_secret),
        "ROUNDS_APP_KEY": bool(app_keys),
        "WEB_PUBLIC_URL": bool(public),
    }
    problems = [
        f"{name}: it is needed so that many workspaces can install Rounds."
        for name, there in needed.items()
        if not there
    ]
    if slack_bot:
        problems.append(
            "SLACK_BOT_TOKEN: it is one workspace's. Leave it out beside SLACK_OAUTH_CLIENT_ID, "
            "or leave the two SLACK_OAUTH settings out."
        )
    return problems


def _key_problems(app_keys: Secret) -> list[str]:
    wrong = [k for k in app_keys.value.split(",") if app_keys and not _FERNET_KEY.fullmatch(k)]
    if not wrong:
        return []
    sentence = (
        "ROUNDS_APP_KEY: it is no key. Make one with `python -m bot new-key`; join several with "
        "commas, the newest first."
    )
    return [sentence]


def _url_problems(public: str, api: str) -> list[str]:
    problems: list[str] = []
    if public and not re.fullmatch(r"https://[^/?#\s@]+(/[^?#\s]*)?", public):
        problems.append(
            "WEB_PUBLIC_URL: it must be the https:// address at which others reach the page, with "
            "nothing after the path."
        )
    # Tokens are sent there: never in the clear, except to this machine.
    if not re.match(r"https://|http://(127\.0\.0\.1|localhost)[:/]", api):
        problems.append("SLACK_API_URL: it must begin with https://. Leave it out.")
    return problems
