"""What Discord sends, made into events. The last lines that know its payloads."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast

import discord
from discord import InteractionType

from adapters.discord.chosen import chosen, lacking, lacking_for, takes_posts
from adapters.discord.form import sent_in
from adapters.discord.ids import pressed, value_in
from adapters.discord.limits import Payload, walk
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

PLATFORM = "discord"

Happened = CommandCall | MessageCall | ActionCall | FormCall | SuggestCall

_SUBCOMMAND = 1
_CHAT_INPUT, _MESSAGE = 1, 3


class NotHere(Exception):
    """The interaction comes from no server, or is of a kind that was never declared."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """An event, and the tag of the button or form that it came from."""

    event: Happened
    tag: str = ""


def read(
    interaction: discord.Interaction[Any], suggesters: Mapping[tuple[str, str], str]
) -> Arrived:
    """The event. Raises StaleRef for a button of another version, NotHere for what cannot be."""
    key, actor, place = f"discord:{interaction.id}", actor_of(interaction), place_of(interaction)
    # discord.py types the payload as a union that says less than the API's own description.
    data = cast("Payload", interaction.data or {})
    match interaction.type:
        case InteractionType.application_command if data.get("type", _CHAT_INPUT) == _CHAT_INPUT:
            name, options = _command(data)
            pairs = tuple((o["name"], _text(o["value"])) for o in options)
            event = CommandCall(
                key,
                actor,
                place,
                name,
                pairs,
                lacks=lacking(interaction.app_permissions),
                lacks_for=lacking_for(interaction.app_permissions),
                takes_posts=takes_posts(interaction),
                chosen=chosen(interaction, dict(pairs), data.get("resolved") or {}),
            )
            return Arrived(event)
        case InteractionType.application_command if data["type"] == _MESSAGE:
            return Arrived(_on_message(interaction, data, key, actor, place))
        case InteractionType.autocomplete:
            name, options = _command(data)
            focused = next((o for o in options if o.get("focused")), None)
            if focused is None:
                raise NotHere
            suggester = suggesters.get((name, focused["name"]), "")
            return Arrived(SuggestCall(key, actor, place, suggester, _text(focused["value"])))
        case InteractionType.component:
            return _pressed(interaction, data, key, actor, place)
        case InteractionType.modal_submit:
            found, values = pressed(data["custom_id"]), sent_in(data["components"])
            event = FormCall(
                key,
                actor,
                place,
                found.action,
                values,
                _message(interaction),
                lacking(interaction.app_permissions),
                lacking_for(interaction.app_permissions),
                chosen(interaction, values, data.get("resolved") or {}),
            )
            return Arrived(event, found.tag)
        case _:
            raise NotHere


def _on_message(
    interaction: discord.Interaction[Any], data: Payload, key: str, actor: Actor, place: Place
) -> MessageCall:
    target = str(data["target_id"])
    found = data["resolved"]["messages"][target]
    me = interaction.client.user
    # Anyone else's buttons could claim to be about anything.
    ours = me is not None and str(me.id) == found["author"]["id"]
    offers = _offers(found) if ours else ()
    return MessageCall(key, actor, place, str(data["name"]), MessageRef(target), offers)


def _offers(message: Payload) -> tuple[ActionRef, ...]:
    """The actions of a message's buttons and selects, those of other versions left out."""
    offers: list[ActionRef] = []
    for part in walk(message.get("components") or ()):
        with suppress(StaleRef):
            if "custom_id" in part:
                offers.append(pressed(part["custom_id"]).action)
    return tuple(offers)


def _pressed(
    interaction: discord.Interaction[Any], data: Payload, key: str, actor: Actor, place: Place
) -> Arrived:
    found = pressed(data["custom_id"])
    action, may = found.action, interaction.app_permissions
    lacks, lacks_for = lacking(may), lacking_for(may)
    if action.name == RUN:
        if not action.args:
            raise StaleRef(data["custom_id"])
        event = CommandCall(
            key,
            actor,
            place,
            action.args[0],
            lacks=lacks,
            lacks_for=lacks_for,
            takes_posts=takes_posts(interaction),
        )
        return Arrived(event)
    values = tuple(value_in(v) for v in data.get("values", ()))
    message = _message(interaction)
    event = ActionCall(key, actor, place, action, values, message, lacks, lacks_for)
    return Arrived(event, found.tag)


def actor_of(interaction: discord.Interaction[Any]) -> Actor:
    """Who acts. Discord does not say in which zone they are."""
    user, may = interaction.user, interaction.permissions
    return Actor(
        Account(PLATFORM, "", str(user.id)),
        user.display_name,
        manages=may.manage_guild or may.administrator,
    )


def place_of(interaction: discord.Interaction[Any]) -> Place:
    """The channel, for a thread the one it hangs in: its group is meant. Raises NotHere."""
    if interaction.guild_id is None or interaction.channel_id is None:
        raise NotHere
    channel, channel_id = interaction.channel, interaction.channel_id
    if isinstance(channel, discord.Thread):
        channel_id = channel.parent_id
    return Place(PLATFORM, str(interaction.guild_id), str(channel_id))


def _message(interaction: discord.Interaction[Any]) -> MessageRef | None:
    return MessageRef(str(interaction.message.id)) if interaction.message else None


def _command(data: Payload) -> tuple[str, list[Payload]]:
    """The command's whole name, and its options."""
    options: list[Payload] = list(data.get("options") or ())
    if options and options[0]["type"] == _SUBCOMMAND:
        return f"{data['name']} {options[0]['name']}", list(options[0].get("options") or ())
    return str(data["name"]), options


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
