"""Reads every setting and names every problem at once."""

from collections.abc import Mapping
from urllib.parse import quote

from bot.config.checks import (
    database_problems,
    host_problems,
    install_problems,
    key_problems,
    token_problems,
    url_problems,
)
from bot.config.typed import cut, folder_of, number_of, pack_folders, port_of, shards_of
from bot.config.values import SLACK_API, Config, Secret
from bot.errors import ConfigurationError


def load(env: Mapping[str, str]) -> Config:
    """The settings. Raises ConfigurationError that names every problem and how to mend it."""
    problems: list[str] = []
    data = folder_of(env.get("ROUNDS_DATA", "").strip() or "data", problems)
    url = env.get("DATABASE_URL", "").strip()
    problems += database_problems(url)
    url = url or f"sqlite:///{quote(str(data / 'rounds.sqlite3'))}"
    host = env.get("WEB_HOST", "").strip() or "127.0.0.1"
    key = Secret(env.get("WEB_ACCESS_KEY", "").strip())
    problems += host_problems(host, key)
    port = port_of(env.get("WEB_PORT", "").strip() or "8080", problems)
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
    problems += token_problems(discord, slack_bot, slack_app, slack_signing, client_id)
    problems += url_problems(public, api)
    if client_id or client_secret:
        problems += install_problems(client_id, client_secret, app_keys, public, slack_bot)
    problems += key_problems(app_keys)
    packs = pack_folders(env.get("ROUNDS_PACKS", ""), problems)
    level = (env.get("LOG_LEVEL", "").strip() or "INFO").upper()
    if level not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        problems.append(f"LOG_LEVEL: {cut(level)!r} is not one of DEBUG, INFO, WARNING, ERROR.")
    ops_host = env.get("OPS_HOST", "").strip() or "127.0.0.1"
    ops_typed = env.get("OPS_PORT", "").strip()
    ops_port = port_of(ops_typed, problems, "OPS_PORT") if ops_typed else None
    log_format = env.get("LOG_FORMAT", "").strip().lower()
    if log_format not in {"", "text", "json"}:
        problems.append(f"LOG_FORMAT: {cut(log_format)!r} is neither text nor json.")
    page = env.get("PAGE", "").strip().lower() or "on"
    if page not in {"on", "off"}:
        problems.append(f"PAGE: {cut(page)!r} is neither on nor off.")
    shards = shards_of(env, url, problems)
    kept = number_of("BACKUPS_KEPT", env, 14, problems)
    builds = (env.get("ROUNDS_CODES", "").strip() or "auto").lower()
    if builds not in {"auto", "off"}:
        problems.append(f"ROUNDS_CODES: {cut(builds)!r} is neither auto nor off.")
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
