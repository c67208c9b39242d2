"""What people and platforms do: the events that go in at the one door."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.chat.refs import ActionRef, Actor, MessageRef, Place

Lacks = Mapping[str, tuple[str, ...]]
"""By ability (`threads`, `pings`, `events`), the permissions without which it cannot be used."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A channel or a role that was chosen, as the platform knows it.

    `fit`: messages can be posted to the channel; the role is not everyone. `lacks` names the
    permissions without which nothing can be posted there, or without which the role is not pinged;
    `lacks_for` those of a channel's other abilities.
    """

    id: str
    name: str
    fit: bool = True
    lacks: tuple[str, ...] = ()
    lacks_for: Lacks = field(default_factory=dict[str, tuple[str, ...]])


@dataclass(frozen=True, slots=True)
class CommandCall:
    """A command with its options as text. `typed` keeps the whole line where one was typed.

    `key` is the platform's id of this event: delivered twice, it has one effect. `lacks` names, in
    the platform's own words, the permissions without which nothing can be posted in this place;
    empty where the bot may post, or where the platform does not say. `lacks_for` is the same for
    other abilities. `takes_posts`: this is a place of plain messages. `chosen` tells more of the
    channels and roles among the options, by the option's name.
    """

    key: str
    actor: Actor
    place: Place
    name: str
    options: tuple[tuple[str, str], ...] = ()
    typed: str | None = None
    lacks: tuple[str, ...] = ()
    lacks_for: Lacks = field(default_factory=dict[str, tuple[str, ...]])
    takes_posts: bool = True
    chosen: Mapping[str, Chosen] = field(default_factory=dict[str, Chosen])


@dataclass(frozen=True, slots=True)
class MessageCall:
    """A command chosen in a message's own menu. `name` is as declared; `offers` are the actions of
    that message's buttons and selects, in order: empty where the message is not one of ours.
    """

    key: str
    actor: Actor
    place: Place
    name: str
    message: MessageRef | None = None
    offers: tuple[ActionRef, ...] = ()


@dataclass(frozen=True, slots=True)
class ActionCall:
    """A click. `values` holds what a select chose; `message` is the message it stood on; `lacks`
    and `lacks_for` are as in CommandCall.
    """

    key: str
    actor: Actor
    place: Place
    action: ActionRef
    values: tuple[str, ...] = ()
    message: MessageRef | None = None
    lacks: tuple[str, ...] = ()
    lacks_for: Lacks = field(default_factory=dict[str, tuple[str, ...]])


@dataclass(frozen=True, slots=True)
class FormCall:
    """A form sent in: input name to text. `lacks` and `lacks_for` are as in CommandCall; `chosen`
    tells more of the channels and roles among the values, by the input's name.
    """

    key: str
    actor: Actor
    place: Place
    action: ActionRef
    values: dict[str, str] = field(default_factory=dict[str, str])
    message: MessageRef | None = None
    lacks: tuple[str, ...] = ()
    lacks_for: Lacks = field(default_factory=dict[str, tuple[str, ...]])
    chosen: Mapping[str, Chosen] = field(default_factory=dict[str, Chosen])


@dataclass(frozen=True, slots=True)
class SuggestCall:
    """Completion for an option while it is typed. `suggester` is named in the declaration."""

    key: str
    actor: Actor
    place: Place
    suggester: str
    typed: str


@dataclass(frozen=True, slots=True)
class PlaceLost:
    """The bot may no longer speak there: channel deleted, bot removed, permission lost.

    A place with an empty channel is the whole workspace: the bot was removed from it.
    """

    key: str
    place: Place
    reason: str


@dataclass(frozen=True, slots=True)
class PingLost:
    """A role of this place's workspace was deleted: nobody is pinged by it any more.

    `reason` is what the managers of groups that pinged it are told.
    """

    key: str
    place: Place
    ping: str
    reason: str


Event = CommandCall | MessageCall | ActionCall | FormCall | SuggestCall | PlaceLost | PingLost
