"""What Slack sends, made into events. The last lines that know its payloads.

Source: Slack, Interaction payloads: block_actions, view_submission, shortcuts, block_suggestion;
Slash commands.
"""

import re
from collections.abc import Container, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum

from adapters.slack.form import chosen, sent_in
from adapters.slack.ids import (
    PICK_GROUP,
    PLATFORM,
    Meta,
    channel_in,
    is_silent,
    pressed,
    suggester_in,
)
from adapters.slack.limits import Payload
from bot.api import (
    RUN,
    Account,
    ActionCall,
    ActionRef,
    Actor,
    CommandCall,
    FormCall,
    MessageCall,
    MessageRef,
    Place,
    StaleRef,
    SuggestCall,
)

Happened = CommandCall | MessageCall | ActionCall | FormCall | SuggestCall


class Surface(StrEnum):
    """Where somebody did something: it decides in which ways they can be answered."""

    COMMAND = "command"
    MESSAGE = "message"
    WINDOW = "window"
    HOME = "home"
    SUBMITTED = "submitted"
    SHORTCUT = "shortcut"
    TYPING = "typing"


@dataclass(frozen=True, slots=True)
class Origin:
    """Who did something and where, as Slack names it. `channel` is the one that is meant: in a
    modal and on the home tab the one they are about. `ephemeral`: on a message of their own.
    `offers` are the actions of our own message that something was chosen on.
    """

    surface: Surface
    workspace: str
    user: str
    name: str
    channel: str
    key: str
    trigger: str = ""
    answer_url: str = ""
    message: str = ""
    view: Payload = field(default_factory=dict[str, object])
    meta: Meta = field(default_factory=Meta)
    ephemeral: bool = False
    offers: tuple[ActionRef, ...] = ()

    @property
    def place(self) -> Place:
        """The channel as the core names it."""
        return Place(PLATFORM, self.workspace, self.channel)

    @property
    def account(self) -> Account:
        """The person as the core names them: by the workspace in which they are reached."""
        return Account(PLATFORM, self.workspace, self.user)

    @property
    def direct(self) -> bool:
        """Whether it happened in direct messages with the bot, or nowhere: no group lives there."""
        return not self.channel or self.channel.startswith("D")


class FrontDoor(Exception):
    """The command that reaches all the others, alone: what it offers is to be shown."""


class Silent(Exception):
    """Nothing happened that anyone need be told of: a choice that is not sent yet."""


class PickGroup(Exception):
    """The home tab is to show another group."""

    def __init__(self, channel: str) -> None:
        super().__init__(channel)
        self.channel = channel


def origin_of(body: Payload, own: Container[str] = ()) -> Origin:
    """Who and where. `own` are the ids under which we post in that workspace. Raises KeyError or
    TypeError for what is no payload of Slack's.
    """
    if "command" in body:
        return Origin(
            Surface.COMMAND,
            _workspace(body.get("team_id"), body.get("enterprise_id")),
            body["user_id"],
            body.get("user_name", ""),
            body["channel_id"],
            f"slack:{body['trigger_id']}",
            trigger=body["trigger_id"],
            answer_url=body.get("response_url", ""),
        )
    view = _part(body, "view")
    meta = Meta.decode(view.get("private_metadata", ""))
    surface = _surface(body, view)
    container = _part(body, "container")
    channel: str = _part(body, "channel").get("id") or container.get("channel_id") or ""
    message = _part(body, "message")
    chosen_on = _own_blocks(message, own) if surface is Surface.SHORTCUT else ()
    named = (
        channel_in(part.get("block_id", "")) for part in (*body.get("actions", ()), *chosen_on)
    )
    user: Payload = body["user"]
    return Origin(
        surface,
        # In a view Slack names the workspace that we are in, not that of a guest from another one.
        _workspace(
            view.get("app_installed_team_id") or _part(body, "team").get("id"),
            _part(body, "enterprise").get("id"),
        ),
        user["id"],
        user.get("name") or user.get("username") or "",
        meta.channel if view else next(filter(None, named), channel),
        _key(body),
        trigger=body.get("trigger_id", ""),
        answer_url=body.get("response_url", "") or meta.answer_url,
        message=container.get("message_ts") or message.get("ts") or meta.message,
        view=view,
        meta=meta,
        ephemeral=bool(container.get("is_ephemeral")),
        offers=_offers(chosen_on),
    )


def _own_blocks(message: Payload, own: Container[str]) -> Sequence[Payload]:
    """The blocks of a message of ours: anyone else's could claim to be about anything."""
    authors = (message.get("user"), message.get("bot_id"))
    return message.get("blocks") or () if any(a and a in own for a in authors) else ()


def _offers(blocks: Sequence[Payload]) -> tuple[ActionRef, ...]:
    """The actions of buttons and selects, those of other versions left out."""
    offers: list[ActionRef] = []
    for block in blocks:
        row: Sequence[Payload] = block.get("elements", ()) if block["type"] == "actions" else ()
        for element in (*row, _part(block, "accessory")):
            with suppress(StaleRef):
                offers.append(pressed(element.get("action_id", "")))
    return tuple(offers)


def _part(found: Payload, name: str) -> Payload:
    """A part that may be null, as Slack's often are."""
    return found.get(name) or {}


def home_opened(body: Payload) -> Origin | None:
    """Who looks at their home tab, and which channel's group it showed last; None for any other
    event.
    """
    event: Payload = body["event"]
    if event["type"] != "app_home_opened" or event.get("tab", "home") != "home":
        return None
    view = _part(event, "view")
    return Origin(
        Surface.HOME,
        _workspace(body.get("team_id"), body.get("enterprise_id")),
        event["user"],
        "",
        Meta.decode(view.get("private_metadata", "")).channel,
        f"slack:{body.get('event_id', '')}",
        view=view,
    )


def _surface(body: Payload, view: Payload) -> Surface:
    match body["type"]:
        case "view_submission" | "view_closed":
            return Surface.SUBMITTED
        case "shortcut" | "message_action":
            return Surface.SHORTCUT
        case "block_suggestion":
            return Surface.TYPING
        case "block_actions" if view:
            return Surface.HOME if view.get("type") == "home" else Surface.WINDOW
        case "block_actions":
            return Surface.MESSAGE
        case other:
            raise KeyError(other)


def _workspace(team: str | None, enterprise: str | None) -> str:
    """The workspace; the organization where an app that is installed in all of one is not told."""
    return team or enterprise or ""


def _key(body: Payload) -> str:
    """The same for the same event, however often Slack brings it: a trigger_id is made anew each
    time that somebody does something.
    """
    found = body.get("trigger_id") or body.get("action_ts")
    if not found:
        actions: Sequence[Payload] = body.get("actions") or ({},)
        found = actions[0].get("action_ts") or body.get("hash") or ""
    return f"slack:{found}" if found else ""


def read(
    body: Payload,
    origin: Origin,
    actor: Actor,
    front: str,
    words: frozenset[str],
    lacks: tuple[str, ...] = (),
) -> Happened:
    """The event. `front` is the word whose command reaches all the others, `words` are the first
    words of all of them. Raises StaleRef for a button of another version, FrontDoor,
    Silent, PickGroup.
    """
    key, place = origin.key, origin.place
    match origin.surface:
        case Surface.COMMAND:
            line = typed_line(body["command"], body.get("text") or "", front, words)
            return CommandCall(key, actor, place, "", typed=line, lacks=lacks)
        case Surface.SHORTCUT:
            on = MessageRef(origin.message) if origin.message else None
            return MessageCall(key, actor, place, body["callback_id"], on, origin.offers)
        case Surface.TYPING:
            suggester = suggester_in(body["action_id"])
            return SuggestCall(key, actor, place, suggester, body.get("value") or "")
        case Surface.SUBMITTED:
            action = ActionRef.decode(origin.view.get("callback_id", ""))
            values = sent_in(origin.view)
            if action.name == RUN:
                given = tuple((name, value) for name, value in values.items() if value)
                return CommandCall(key, actor, place, _named(action), given, lacks=lacks)
            message = MessageRef(origin.message) if origin.message else None
            return FormCall(key, actor, place, action, values, message, lacks)
        case Surface.MESSAGE | Surface.WINDOW | Surface.HOME:
            return _pressed(body, origin, actor, lacks)


def _pressed(
    body: Payload, origin: Origin, actor: Actor, lacks: tuple[str, ...]
) -> ActionCall | CommandCall:
    found: Payload = body["actions"][0]
    name: str = found.get("action_id", "")
    if is_silent(name):
        raise Silent
    if name == PICK_GROUP:
        raise PickGroup(next(iter(chosen(found)), ""))
    action = pressed(name)
    if action.name == RUN:
        return CommandCall(origin.key, actor, origin.place, _named(action), lacks=lacks)
    if found.get("type") == "button":
        values = _held(body, found.get("value", ""))
    else:
        values = tuple(chosen(found))
    on = MessageRef(origin.message) if origin.message else None
    return ActionCall(origin.key, actor, origin.place, action, values, on, lacks)


def _named(action: ActionRef) -> str:
    if not action.args:
        raise StaleRef(action.name)
    return action.args[0]


def _held(body: Payload, block: str) -> tuple[str, ...]:
    """What is chosen in the block that a button sends; nothing for a button that sends none."""
    if not block:
        return ()
    state = _part(_part(body, "view"), "state") or _part(body, "state")
    held: Mapping[str, Payload] = _part(_part(state, "values"), block)
    return tuple(value for element in held.values() for value in chosen(element))


def typed_line(command: str, text: str, front: str, words: frozenset[str]) -> str:
    """What was typed as one line of the core's: `/quiz countdown list` is `countdown list`, and
    `/quiz count:5` is itself. A command that none of ours is named like leads to all of them.
    Raises FrontDoor.
    """
    word, text = command.removeprefix("/").lower(), unescaped(text).strip()
    if word in words and word != front:
        return f"{word} {text}".strip()
    if not text:
        raise FrontDoor
    first = text.split(maxsplit=1)[0].removeprefix("/").lower()
    return text if first in words else f"{front} {text}"


_WRITTEN = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
_WORTH = {"@": "@", "#": "#", "!": "@", "": ""}


def unescaped(text: str) -> str:
    """The letters as they were typed. Slack escapes three of them, and writes what it takes for a
    mention or an address in angle brackets. Source: Slack, Slash commands: escaping.
    """
    text = _WRITTEN.sub(lambda found: _WORTH[found[1]] + (found[3] or found[2]), text)
    for written, sign in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(written, sign)
    return text
