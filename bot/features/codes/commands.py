"""/code: look up a code, or find one by words."""

import asyncio
from dataclasses import dataclass

from bot.chat.events import ActionCall, CommandCall
from bot.chat.replies import Reply, Say, Update
from bot.chat.views import View
from bot.commands.declare import Action, Command, Feature, option
from bot.commands.turn import Here, Turn
from bot.domain.code import Absent, CodeSet, Found, Results
from bot.errors import Refusal
from bot.features.codes import views
from bot.features.codes.scope import Scope
from bot.ports import Codes, Packs, Tx
from bot.units.aim import Aim, aim


@dataclass(frozen=True, slots=True)
class Look:
    """Options of /code."""

    what: str = option("A code such as E11.22, or words such as htn with ckd", rest=True)


def _aim(tx: Tx, here: Here, packs: Packs) -> Aim:
    return aim(tx, here, packs)


async def look_up(turn: Turn[CommandCall], args: Look) -> Reply:
    """A code in any spelling, or a search; only for the one who asks."""
    return Say(await _shown(turn, args.what))


async def walk(turn: Turn[ActionCall]) -> Reply:
    """A parent, a child or a result; the message becomes that code."""
    wanted = (*turn.event.values, *turn.event.action.args)
    if not wanted:
        raise Refusal("stale")
    return Update(await _shown(turn, wanted[0]))


async def _shown(turn: "Turn[CommandCall] | Turn[ActionCall]", typed: str) -> View:
    where = await turn.read(_aim, turn.packs)
    # A search takes some milliseconds of the processor; others must not wait for it.
    found, results = await asyncio.to_thread(_look, turn.codes, typed, where.edition)
    scope = Scope(where, tuple(turn.codes.releases()))
    if not scope.releases and not found:
        return views.unloaded(building=turn.codes.building())
    if any(isinstance(f, Absent) and f.unloaded and f.code_set is CodeSet.CM for f in found):
        return views.unloaded(building=turn.codes.building())
    return views.answer(typed, found, results, scope)


def _look(codes: Codes, typed: str, edition: str) -> tuple[tuple[Found, ...], Results]:
    """What the text is as a code, and where that is not enough, what its words find."""
    found = tuple(codes.find(typed, edition))
    enough = any(views.whole(f) for f in found) and not views.is_modifier(typed)
    return found, Results(()) if enough else codes.search(typed, edition)


FEATURE = Feature(
    "codes",
    commands=(
        Command(
            "code",
            "Look up a code with its notes, or find codes by words",
            look_up,
            args=Look,
        ),
    ),
    actions=(Action("code", walk),),
    wordings=views.WORDINGS,
)
