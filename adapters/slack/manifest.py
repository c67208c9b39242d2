"""The manifest that a Slack app is made from, out of the declarations. Nothing here knows a single
command.

Source: Slack, App manifests; its JSON schema 1.0.0 has the limits.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.api import Command, MessageCommand, cut_words

EVENTS_PATH = "/slack/events"
INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"

NAME_CHARS, ABOUT_CHARS, LONG_ABOUT_CHARS = 35, 140, range(175, 4001)
COMMANDS, WORD_CHARS, LINE_CHARS, HINT_CHARS = 50, 32, 2000, 1000
SHORTCUTS, SHORTCUT_CHARS, SHORTCUT_ABOUT_CHARS, CALLBACK_CHARS = 10, 24, 150, 255

SCOPES = ("commands", "chat:write", "users:read")
"""The least: be called, speak where invited, know names and zones."""

FILES = ("files:write",)
HISTORY = ("channels:history", "groups:history")
CHANNELS = ("channels:read", "groups:read")

_EVENTS = ("app_home_opened", "app_uninstalled", "tokens_revoked")
_CHANNEL_EVENTS = (
    "channel_archive",
    "channel_deleted",
    "channel_left",
    "group_archive",
    "group_deleted",
    "group_left",
    "member_joined_channel",
)

_SLACKS_WORDS = """
active apps archive away call collapse dm dnd expand feed feedback huddle invite join kick leave me
msg mute open part prefs remind remove rename search shortcuts shrug star status topic who
"""
BUILT_IN = frozenset(_SLACKS_WORDS.split())
"""Words that Slack keeps for itself; they are reached through the front word. Source: Slack Help,
Slash commands in Slack.
"""

_ABOUT = "Daily questions, practice, boards and countdowns for medical-coding study groups"
_LONG_ABOUT = (
    "Rounds posts a daily question for people who prepare for a medical-coding certification in "
    "the channels that you invite it to. Everyone answers privately and learns at once why; the "
    "answer is shown to all at the hour you set. There is practice between the days, a board that "
    "anyone can leave, and a countdown to the exam. It keeps user ids, answers and settings only, "
    "and everyone can take or erase what is kept about them."
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an operator chooses. `url` is where Slack reaches Rounds, without a path of ours: empty
    for Socket Mode alone; with `socket` it is only where installs come back to. `without` names
    words that get no command of their own. `front` is the word that reaches every command.
    """

    url: str = ""
    socket: bool = False
    name: str = "Rounds"
    front: str = "quiz"
    without: frozenset[str] = frozenset()
    files: bool = False
    history: bool = False
    channels: bool = False
    rotate: bool = False
    org: bool = False

    @property
    def by_http(self) -> bool:
        """Whether Slack sends to `url`."""
        return bool(self.url) and not self.socket

    @property
    def scopes(self) -> tuple[str, ...]:
        """What the bot asks for."""
        asked = ((FILES, self.files), (HISTORY, self.history), (CHANNELS, self.channels))
        return SCOPES + tuple(scope for more, on in asked if on for scope in more)


class NoManifest(ValueError):
    """These wishes make no manifest; the message says why."""


def manifest(
    commands: Iterable[Command],
    on_messages: Iterable[MessageCommand] = (),
    wanted: Wanted | None = None,
) -> dict[str, Any]:
    """The manifest. Raises NoManifest for what Slack would refuse."""
    wanted = wanted or Wanted()
    words = _words(commands)
    unknown = wanted.without - words.keys()
    if unknown:
        raise NoManifest(f"There is no command named {', '.join(sorted(unknown))}.")
    features: dict[str, Any] = {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            # Nobody reads what is typed there.
            "messages_tab_read_only_enabled": True,
        },
        "bot_user": {"display_name": wanted.name, "always_online": True},
        "slash_commands": _slash_commands(words, wanted),
    }
    shortcuts = [_shortcut(command) for command in on_messages]
    if shortcuts:
        features["shortcuts"] = shortcuts
    oauth: dict[str, Any] = {"scopes": {"bot": list(wanted.scopes)}}
    if wanted.url:
        oauth["redirect_urls"] = [wanted.url + REDIRECT_PATH]
    events = _EVENTS + (_CHANNEL_EVENTS if wanted.channels else ())
    url = wanted.url + EVENTS_PATH
    at = {"request_url": url} if wanted.by_http else {}
    completes_at = {"message_menu_options_url": url} if wanted.by_http else {}
    made: dict[str, Any] = {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": wanted.name,
            "description": _ABOUT,
            "long_description": _LONG_ABOUT,
            "background_color": "#1d3557",
        },
        "features": features,
        "oauth_config": oauth,
        "settings": {
            "event_subscriptions": at | {"bot_events": list(events)},
            "interactivity": {"is_enabled": True} | at | completes_at,
            "org_deploy_enabled": wanted.org,
            "socket_mode_enabled": not wanted.by_http,
            "token_rotation_enabled": wanted.rotate,
        },
    }
    problems = manifest_problems(made)
    if problems:
        raise NoManifest("Slack would refuse this manifest: " + "; ".join(problems))
    return made


def _words(commands: Iterable[Command]) -> dict[str, list[Command]]:
    """First word to its commands, in the order of the declarations."""
    words: dict[str, list[Command]] = {}
    for command in commands:
        if not command.hidden:
            words.setdefault(command.name.split(" ")[0], []).append(command)
    return words


def _slash_commands(words: dict[str, list[Command]], wanted: Wanted) -> list[dict[str, Any]]:
    own = [w for w in words if w not in wanted.without | BUILT_IN | {wanted.front}]
    at = {"url": wanted.url + EVENTS_PATH} if wanted.by_http else {}
    front = {
        "command": f"/{wanted.front}",
        "description": f"Open {wanted.name}, or run any of its commands",
        "usage_hint": f"[{'|'.join(words)}]",
    }
    made = [front, *(_slash_command(word, words[word]) for word in own)]
    return [command | {"should_escape": True} | at for command in made]


def _slash_command(word: str, members: Sequence[Command]) -> dict[str, Any]:
    first = members[0]
    if " " not in first.name:
        about, hint = first.about, first.usage.removeprefix(f"/{first.name}").strip()
    else:
        seconds = [c.name.split(" ", 1)[1] for c in members]
        about, hint = f"{word.capitalize()}: {', '.join(seconds)}", f"[{'|'.join(seconds)}]"
    made = {"command": f"/{word}", "description": cut_words(about, LINE_CHARS)}
    return made | {"usage_hint": cut_words(hint, HINT_CHARS)} if hint else made


def _shortcut(command: MessageCommand) -> dict[str, str]:
    return {
        "name": command.name,
        "type": "message",
        "callback_id": command.name,
        "description": cut_words(command.about, SHORTCUT_ABOUT_CHARS),
    }


def manifest_problems(made: dict[str, Any]) -> list[str]:
    """Where a manifest breaks Slack's limits."""
    shown, features = made["display_information"], made["features"]
    commands, shortcuts = features["slash_commands"], features.get("shortcuts", [])
    names = [c["command"] for c in commands]
    texts = [
        ("the name", shown["name"], NAME_CHARS),
        ("the description", shown["description"], ABOUT_CHARS),
        *((c["command"], c["command"], WORD_CHARS) for c in commands),
        *((f"{c['command']}'s description", c["description"], LINE_CHARS) for c in commands),
        *((s["name"], s["name"], SHORTCUT_CHARS) for s in shortcuts),
        *((f"{s['name']}'s id", s["callback_id"], CALLBACK_CHARS) for s in shortcuts),
    ]
    problems = [
        f"{what} has not 1 to {most} characters" for what, t, most in texts if _off(t, most)
    ]
    if len(shown["long_description"]) not in LONG_ABOUT_CHARS:
        problems.append("the long description has not 175 to 4000 characters")
    if len(commands) > COMMANDS or len(shortcuts) > SHORTCUTS:
        problems.append(f"there are more than {COMMANDS} commands or {SHORTCUTS} shortcuts")
    problems += [f"{name} is there twice" for name in names if names.count(name) > 1]
    problems += [f"{name} is Slack's own" for name in names if name[1:] in BUILT_IN]
    problems += [f"{name} is no word" for name in names if not _is_word(name)]
    return problems


def _off(text: str, most: int) -> bool:
    return not 1 <= len(text) <= most


def _is_word(name: str) -> bool:
    word = name.removeprefix("/")
    return word.isascii() and word == word.lower() and word.replace("-", "").isalnum()
