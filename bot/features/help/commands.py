"""/help: the list of commands, or one of them."""

from dataclasses import dataclass

from bot.chat.events import CommandCall, SuggestCall
from bot.chat.replies import Reply, Say
from bot.chat.views import Choice
from bot.commands.declare import Command, Dashboard, Feature, Needs, Suggester, option
from bot.commands.turn import Turn
from bot.errors import Refusal
from bot.features.help import views
from bot.units.names import matching


@dataclass(frozen=True, slots=True)
class About:
    """Options of /help."""

    command: str = option("One command, such as quiz", default="", suggest="commands")


async def show(turn: Turn[CommandCall], args: About) -> Reply:
    """Made from the declarations, so that it cannot be out of date."""
    registry = turn.registry
    wanted = args.command.strip().removeprefix("/").lower()
    if not wanted:
        shown = [c.on(turn.abilities) for c in registry.shown()]
        return Say(views.overview(shown, tuple(registry.message_commands.values())))
    found = registry.commands.get(wanted)
    if found is not None and not found.hidden:
        return Say(views.one((found.on(turn.abilities),)))
    members = registry.group(wanted)
    if not members:
        raise Refusal("no_command", typed=wanted[:40], nearest=registry.nearest(wanted))
    return Say(views.one([c.on(turn.abilities) for c in members]))


async def commands(turn: Turn[SuggestCall]) -> tuple[Choice, ...]:
    """Names of commands."""
    found = [Choice(c.name, c.name, c.about) for c in turn.registry.shown()]
    return matching(found, turn.event.typed)


FEATURE = Feature(
    "help",
    commands=(
        Command(
            "help",
            "What the commands do",
            show,
            args=About,
            needs=Needs.NOBODY,
            dashboard=Dashboard.BUTTON,
        ),
    ),
    suggesters=(Suggester("commands", commands),),
)
