"""What is wrong with settings, by their form or beside each other, in sentences that help."""

import re
from ipaddress import ip_address

from bot.config.typed import cut
from bot.config.values import Secret

_KEY_CHARS = 12
"""The shortest access key: a page open to a network must not be guessed."""

_FERNET_KEY = re.compile(r"[A-Za-z0-9_-]{43}=")
_SCHEMES = ("sqlite", "postgresql", "postgres")


def database_problems(url: str) -> list[str]:
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


def host_problems(host: str, key: Secret) -> list[str]:
    """Whether others may reach the page, and then only with a key."""
    problems: list[str] = []
    if key and len(key.value) < _KEY_CHARS:
        problems.append(f"WEB_ACCESS_KEY: it is too short. Use {_KEY_CHARS} characters or more.")
    if host == "localhost":
        return problems
    try:
        loopback = ip_address(host).is_loopback
    except ValueError:
        problems.append(
            f"WEB_HOST: {cut(host)!r} is not an address. Use 127.0.0.1, or 0.0.0.0 for all."
        )
        return problems
    if not loopback and not key:
        problems.append(
            f"WEB_HOST: {host} lets others reach the page. Set WEB_ACCESS_KEY to a long secret "
            "that you give to your group, or use 127.0.0.1."
        )
    return problems


def token_problems(
    discord: Secret,
    slack_bot: Secret,
    slack_app: Secret,
    slack_signing: Secret,
    client_id: str,
) -> list[str]:
    """The form of tokens, and which need each other."""
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


def install_problems(
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


def key_problems(app_keys: Secret) -> list[str]:
    """The form of the keys that tokens are kept under."""
    wrong = [k for k in app_keys.value.split(",") if app_keys and not _FERNET_KEY.fullmatch(k)]
    if not wrong:
        return []
    sentence = (
        "ROUNDS_APP_KEY: it is no key. Make one with `python -m bot new-key`; join several with "
        "commas, the newest first."
    )
    return [sentence]


def url_problems(public: str, api: str) -> list[str]:
    """The form of addresses."""
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
