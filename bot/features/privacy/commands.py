"""/privacy: see, take and erase what is kept about oneself."""

import json

from bot.chat.events import ActionCall, CommandCall
from bot.chat.replies import Reply, Say, Update
from bot.commands.declare import Action, Command, Dashboard, Feature, NoArgs
from bot.commands.turn import Here, Turn
from bot.features.privacy import views
from bot.ports import Tx


async def show(turn: Turn[CommandCall], _args: NoArgs) -> Reply:
    """What is kept, with the two buttons."""
    del turn
    return Say(views.kept())


def _export(tx: Tx, here: Here) -> str:
    rows = tx.privacy.export(here.group.id, here.me.id)
    return json.dumps({"group": here.group.name} | rows, indent=1, ensure_ascii=False)


async def export(turn: Turn[ActionCall]) -> Reply:
    """Every row about the one who asks."""
    return Say(views.export(await turn.read(_export)))


async def ask(turn: Turn[ActionCall]) -> Reply:
    """Asks once more."""
    del turn
    return Say(views.ask())


def _erase(tx: Tx, here: Here) -> None:
    tx.privacy.erase(here.group.id, here.me.id)


async def erase(turn: Turn[ActionCall]) -> Reply:
    """Erases it in one transaction."""
    await turn.write(_erase)
    return Update(views.erased())


FEATURE = Feature(
    "privacy",
    commands=(
        Command(
            "privacy",
            "See, take or erase what is kept about you",
            show,
            dashboard=Dashboard.BUTTON,
        ),
    ),
    actions=(
        Action("privacy_export", export),
        Action("privacy_ask", ask),
        Action("privacy_erase", erase),
    ),
)
