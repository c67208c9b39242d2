"""Application commands, made from the declarations. Nothing here knows a single command.

Source: Discord API, Application Commands.
"""

import hashlib
import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import discord

from adapters.discord.chosen import CHANNEL_KINDS
from adapters.discord.door import Door
from adapters.discord.limits import ABOUT_CHARS, DISCORD, LimitBroken, Payload, command_problems
from bot.api import Command, MessageCommand, Needs, OptionSpec, cut_words

log = logging.getLogger("rounds.discord")

_SUBCOMMAND = 1
_CHAT_INPUT, _MESSAGE = 1, 3
_KINDS = {"text": 3, "choice": 3, "number": 4, "yes_no": 5, "channel": 7}
_GUILD = 0
_MANAGERS = discord.Permissions(manage_guild=True).value


def payloads_of(core: Door) -> list[dict[str, Any]]:
    """Everything that the core declares, as it is registered with Discord."""
    return payloads(core.commands, core.message_commands)


def payloads(
    commands: Iterable[Command], on_messages: Iterable[MessageCommand] = ()
) -> list[dict[str, Any]]:
    """What is registered with Discord: one command a first word, its second words below it; then
    the commands in the menu of a message.

    Raises LimitBroken, also when a word is a command and a group at once: Discord cannot call the
    one beside the other.
    """
    groups: dict[str, list[Command]] = {}
    for command in (c.on(DISCORD) for c in commands):
        groups.setdefault(command.name.split(" ")[0], []).append(command)
    made = [_top(word, members) for word, members in groups.items()]
    made += [_in_menu(command) for command in on_messages]
    problems = command_problems(made)
    problems += [
        f"/{word} is a command and a group"
        for word, members in groups.items()
        if len(members) > 1 and any(" " not in c.name for c in members)
    ]
    if problems:
        raise LimitBroken(problems)
    return made


def _shared(name: str, kind: int, members: Sequence[Command | MessageCommand]) -> dict[str, Any]:
    return {
        "name": name,
        "type": kind,
        "contexts": [_GUILD],
        "integration_types": [_GUILD],
        # Only what pickers show; the core checks it again, whatever a server's owner has changed.
        "default_member_permissions": (
            _MANAGERS if all(c.needs is Needs.MANAGER for c in members) else None
        ),
    }


def _in_menu(command: MessageCommand) -> dict[str, Any]:
    # Discord shows no description there, and takes none but an empty one.
    return _shared(command.name, _MESSAGE, (command,))


def _top(word: str, members: Sequence[Command]) -> dict[str, Any]:
    shared = _shared(word, _CHAT_INPUT, members)
    if " " not in members[0].name:
        return shared | {"description": _about(members[0].about), "options": _options(members[0])}
    words = [c.name.split(" ", 1)[1] for c in members]
    return shared | {
        "description": _about(f"{word.capitalize()}: {', '.join(words)}"),
        "options": [
            {
                "type": _SUBCOMMAND,
                "name": name,
                "description": _about(command.about),
                "options": _options(command),
            }
            for name, command in zip(words, members, strict=True)
        ],
    }


def _options(command: Command) -> list[dict[str, Any]]:
    # Discord wants the required ones first.
    return [_option(spec) for spec in sorted(command.options, key=lambda s: not s.required)]


def _option(spec: OptionSpec) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": _KINDS[spec.kind],
        "name": spec.name,
        "description": _about(spec.about),
        "required": spec.required,
    }
    if spec.choices:
        made["choices"] = [{"name": c.label, "value": c.value} for c in spec.choices]
    if spec.kind == "channel":
        made["channel_types"] = [kind.value for kind in CHANNEL_KINDS]
    if spec.suggest:
        made["autocomplete"] = True
    if spec.low is not None:
        made["min_value"] = spec.low
    if spec.high is not None:
        made["max_value"] = spec.high
    return made


def _about(text: str) -> str:
    return cut_words(text, ABOUT_CHARS)


def suggesters(commands: Iterable[Command]) -> dict[tuple[str, str], str]:
    """Which suggester completes an option, by command and option."""
    return {(c.name, s.name): s.suggest for c in commands for s in c.options if s.suggest}


def fingerprint(commands: Iterable[Payload]) -> str:
    """The same for the same commands, whether made here or given back by Discord, which adds ids,
    versions and defaults.
    """
    plain = sorted(
        (_plain(c) for c in commands), key=lambda c: (str(c["name"]), str(c.get("type")))
    )
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


_KEPT = (
    "name",
    "description",
    "type",
    "contexts",
    "required",
    "autocomplete",
    "min_value",
    "max_value",
)


def _plain(found: Payload) -> Mapping[str, object]:
    kept: dict[str, object] = {key: found[key] for key in _KEPT if found.get(key)}
    # Sent as a number, given back as digits.
    kept["default_member_permissions"] = str(found.get("default_member_permissions") or "")
    kept["choices"] = [(c["name"], c["value"]) for c in found.get("choices") or ()]
    kept["channel_types"] = sorted(found.get("channel_types") or ())
    kept["options"] = [_plain(option) for option in found.get("options") or ()]
    return {key: value for key, value in kept.items() if value} | {"name": found["name"]}


async def sync(
    client: discord.Client, ours: Sequence[Mapping[str, Any]], *, force: bool = False
) -> bool:
    """Registers these payloads when Discord's differ from ours; whether it did.

    Discord is asked rather than a file of ours: nobody else's change goes unseen.
    """
    application = client.application_id
    assert application is not None
    if not force:
        theirs = await client.http.get_global_commands(application)
        if fingerprint(ours) == fingerprint(cast("list[Payload]", theirs)):
            return False
    await client.http.bulk_upsert_global_commands(application, cast("list[Any]", ours))
    log.info("registered %d commands with Discord", len(ours))
    return True
