"""/drill: items made from the tables, one after another, kept nowhere."""

import asyncio
import re
from dataclasses import dataclass

from bot.chat.events import ActionCall, CommandCall
from bot.chat.replies import Reply, Say, Update
from bot.chat.views import View
from bot.commands.declare import Action, Command, Feature, option
from bot.commands.turn import Here, Turn
from bot.domain.drill.draw import SEED_CHARS, seed_after, seed_of
from bot.domain.drill.make import RULES, Drill
from bot.domain.grading import checked
from bot.domain.question import Question
from bot.errors import Refusal
from bot.features.drill import views
from bot.features.drill.offer import Offer, lacking, made, offered
from bot.ports import Tx

_SEED = re.compile(rf"[0-9a-f]{{{SEED_CHARS}}}")


@dataclass(frozen=True, slots=True)
class Ask:
    """Options of /drill."""

    kind: Drill = option("What to drill; mixed takes turns", default=Drill.MIXED)


def _member(tx: Tx, here: Here) -> None:
    """Nothing is read or kept: only members of the group may ask."""
    del tx, here


async def drill(turn: Turn[CommandCall], args: Ask) -> Reply:
    """A first item; only for the one who asks."""
    await turn.read(_member)
    return Say(await _item(turn, Drill(args.kind), seed_of(turn.dice.new_id())))


async def go_on(turn: Turn[ActionCall]) -> Reply:
    """The item after a seed, or a first one of another kind."""
    await turn.read(_member)
    given = (*turn.event.action.args, "", "")
    kind = _kind(given[0])
    seed = given[1] or seed_of(turn.dice.new_id())
    if not _SEED.fullmatch(seed):
        raise Refusal("stale")
    return Update(await _item(turn, kind, seed))


async def answer(turn: Turn[ActionCall]) -> Reply:
    """The verdict. The item is made again from its seed, on the tables it was first made on."""
    await turn.read(_member)
    args = turn.event.action.args
    if len(args) < 3 or not _SEED.fullmatch(args[2]):  # noqa: PLR2004 - kind, stamp and seed
        raise Refusal("stale")
    kind, stamp, seed = _kind(args[0]), args[1], args[2]
    offer = offered(turn.codes)
    if stamp != _stamp(turn):
        return Update(views.outdated(kind))
    question = await asyncio.to_thread(made, turn.codes, kind, seed)
    if question is None:
        raise Refusal("stale")
    chosen = checked(question, [*args[3:], *turn.event.values])
    return Update(views.graded(question, chosen, kind, seed_after(seed), offer))


async def _item(turn: "Turn[CommandCall] | Turn[ActionCall]", kind: Drill, seed: str) -> View:
    offer: Offer = offered(turn.codes)
    if not offer.kinds:
        return views.unloaded(building=turn.codes.building())
    if kind is not Drill.MIXED and kind not in offer.kinds:
        return views.missing(kind, lacking(kind), offer)
    question: Question | None = await asyncio.to_thread(made, turn.codes, kind, seed)
    if question is None:
        return views.missing(kind, "", offer)
    return views.asked(question, kind, _stamp(turn), seed, offer)


def _stamp(turn: "Turn[CommandCall] | Turn[ActionCall]") -> str:
    """What an item depends on besides its seed: the tables, and the rules by which it is made."""
    return f"{turn.codes.stamp()}.{RULES}"


def _kind(word: str) -> Drill:
    try:
        return Drill(word)
    except ValueError:
        raise Refusal("stale") from None


FEATURE = Feature(
    "drill",
    commands=(
        Command(
            "drill",
            "Tabular drill: endless items made from the code sets, outside of every score",
            drill,
            args=Ask,
        ),
    ),
    actions=(Action("drill", go_on), Action("drill_answer", answer)),
    wordings=views.WORDINGS,
)
