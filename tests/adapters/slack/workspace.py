"""What the tests' own Slack keeps: workspaces, tokens, channels, messages, people's views."""

import itertools
import time
from dataclasses import dataclass, field

ALL_SCOPES = frozenset({"commands", "chat:write", "users:read"})
"""What is granted unless a test says otherwise: the least that Rounds asks for."""


class Refused(Exception):
    """A Web API method says no: `{"ok": false, "error": …}`."""

    def __init__(self, error: str, **more) -> None:
        super().__init__(error)
        self.body = {"ok": False, "error": error} | more


@dataclass
class User:
    """Somebody in a workspace."""

    id: str
    name: str
    zone: str = "America/Chicago"
    manages: bool = False
    deactivated: bool = False


@dataclass
class Message:
    """A message as it stands. `only_for` is set on ephemerals."""

    team: str
    channel: str
    ts: str
    body: dict
    author: str
    only_for: str = ""
    edits: int = 0
    at_s: float = 0.0
    chosen: dict[str, dict] = field(default_factory=dict)
    """What each user has chosen in it and not sent: user, block_id, action_id, value."""

    @property
    def text(self) -> str:
        """The fallback that notifications and screen readers use."""
        return self.body.get("text") or ""

    @property
    def blocks(self) -> list[dict]:
        return self.body.get("blocks") or []

    @property
    def words(self) -> str:
        """Everything that can be read in it."""
        return words(self.blocks) or self.text

    @property
    def shown(self) -> dict:
        """As methods and payloads show it."""
        kept = {k: v for k, v in self.body.items() if k in _SHOWN and v is not None}
        return kept | {"type": "message", "ts": self.ts, "text": self.text, **_author(self.author)}


_SHOWN = ("blocks", "metadata", "thread_ts")


def _author(author: str) -> dict:
    if not author.startswith("U0BOT"):
        return {"user": author}
    return {"user": author, "bot_id": f"B{author[1:]}", "app_id": "A0ROUNDS"}


@dataclass
class Channel:
    id: str
    name: str
    members: set[str] = field(default_factory=set)
    private: bool = False
    archived: bool = False
    messages: dict[str, Message] = field(default_factory=dict)


@dataclass
class View:
    """A modal on somebody's stack, or their home tab."""

    id: str
    body: dict
    user: str
    hash: str = ""
    root: str = ""
    previous: str = ""
    state: dict = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def words(self) -> str:
        title = self.body.get("title", {}).get("text", "")
        return "\n".join(filter(None, (title, words(self.body["blocks"]))))


@dataclass
class Grant:
    """A bot token and what it may do. `expires_s` (wall clock) is None without rotation."""

    token: str
    team: str
    scopes: frozenset[str]
    refresh: str = ""
    expires_s: float | None = None
    org_wide: bool = False


@dataclass
class Workspace:
    """One team, with its people, channels and what they see."""

    id: str
    name: str
    bot: str
    enterprise: str = ""
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    ephemerals: list[Message] = field(default_factory=list)
    modals: dict[str, list[View]] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    installed: bool = True

    def channel(self, name: str) -> Channel:
        """A channel by its id, or the direct messages with a user. Raises Refused."""
        found = self.channels.get(name)
        if found:
            return found
        if name in self.users:
            direct = Channel(f"D{name[1:]}", "", {name, self.bot}, private=True)
            return self.channels.setdefault(direct.id, direct)
        raise Refused("channel_not_found")

    def view(self, view_id: str) -> View | None:
        opened = itertools.chain(*self.modals.values(), self.homes.values())
        return next((v for v in opened if v.id == view_id), None)


class Stamps:
    """Message timestamps: unique, rising, sixteen digits and a dot."""

    def __init__(self) -> None:
        self._last = 0

    def next(self) -> str:
        self._last = max(self._last + 1, time.time_ns() // 1000)
        seconds, micros = divmod(self._last, 1_000_000)
        return f"{seconds}.{micros:06d}"


def words(blocks) -> str:
    """The words of blocks, a line each, as a reader meets them."""
    return "\n".join(_texts(blocks))


_RUNS = {"rich_text_section", "rich_text_preformatted", "rich_text_quote"}


def _texts(found):
    if isinstance(found, dict) and found.get("type") in _RUNS:
        yield "".join(_spoken(e) for e in found["elements"])
    elif isinstance(found, list):
        for one in found:
            yield from _texts(one)
    elif isinstance(found, dict):
        text = found.get("text") or ""
        if text and isinstance(text, str):
            yield text
        for key, value in found.items():
            if key not in {"confirm", "initial_option", "initial_options", "accessibility_label"}:
                yield from _texts(value) if isinstance(value, dict | list) else ()
        if found.get("type") == "image":
            yield found.get("alt_text", "")
        if found.get("type") == "data_table" and isinstance(found.get("caption"), str):
            yield found["caption"]


def _spoken(element: dict) -> str:
    match element["type"]:
        case "date":
            return element.get("fallback") or element["format"]
        case "link":
            return element.get("text") or element["url"]
        case "user" | "channel":
            return f"@{element.get('user_id') or element.get('channel_id')}"
        case "emoji":
            return f":{element['name']}:"
        case _:
            return element.get("text", "")
