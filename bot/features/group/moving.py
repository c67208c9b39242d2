"""Where a group's questions come to: choosing a channel, moving, and a group that lost its own."""

from dataclasses import dataclass, replace
from typing import TypeVar

from bot.chat.clean import clean_name
from bot.chat.events import ActionCall, Chosen, CommandCall, FormCall
from bot.chat.refs import Actor, Place
from bot.chat.replies import Ask, Reply, Say
from bot.commands.declare import Action, Needs
from bot.commands.turn import Here, Turn, enter
from bot.domain.calendar import parse_zone, zones
from bot.domain.group import Group, Home
from bot.errors import Refusal
from bot.features.group import moving_views as views
from bot.features.group.found import found
from bot.features.group.setup_views import setup_form
from bot.ports import Dice, Tx
from bot.units.joining import admit
from bot.units.letters import keep_event

B = TypeVar("B", ActionCall, FormCall)


@dataclass(frozen=True, slots=True)
class Settled:
    """Which place is being set up. `lost`: groups that may be meant instead of a new one."""

    place: Place
    moved: bool = False
    lost: tuple[tuple[Group, Home], ...] = ()


def check_fit(turn: Turn[CommandCall], chosen: Chosen | None) -> None:
    """Raises Refusal where nothing can be posted: a forum, or a permission that is missing."""
    if chosen is not None:
        refuse_unfit(chosen)
    elif not turn.event.takes_posts:
        raise Refusal("no_plain_posts", name="")
    elif turn.event.lacks:
        raise Refusal("lacking", names=turn.event.lacks)


def refuse_unfit(chosen: Chosen) -> None:
    """Raises Refusal for a channel in which nothing can be posted."""
    if not chosen.fit:
        raise Refusal("no_plain_posts", name=chosen.name)
    if chosen.lacks:
        raise Refusal("lacking_there", names=chosen.lacks, channel=chosen.name)


def settle(tx: Tx, turn: Turn[CommandCall], chosen: Chosen | None) -> Settled:
    """Which group is meant, by where the command was given and which channel was chosen.

    Chosen by a group that lives elsewhere, a channel without a group becomes its home. Without a
    group in either place a new one is founded, unless a group of this workspace has lost its
    channel: then people are asked first. Raises Refusal: `managers_only`, `place_taken`.
    """
    here = turn.event.place
    mine = tx.groups.at(here)
    if chosen is not None:
        place = replace(here, channel=chosen.id)
        if mine is not None:
            home = _manager(tx, turn, here).home
            return Settled(place, move_to(tx, home, place, turn.dice, turn.now_ms))
        if tx.groups.at(place) is not None:
            home = _manager(tx, turn, place).home
            return Settled(place, move_to(tx, home, place, turn.dice, turn.now_ms))
    else:
        place = here
        if mine is not None:
            return Settled(place)
    if not turn.event.actor.manages:
        raise Refusal("managers_only")
    lost = tuple(tx.groups.lost_in(place.platform, place.workspace))
    if not lost:
        _begin(tx, turn.dice, turn.event.actor, place, turn.now_ms)
    return Settled(place, lost=lost)


def _manager(tx: Tx, turn: Turn[CommandCall], place: Place) -> Here:
    actor = turn.event.actor
    admit(tx, actor, place, clean_name(actor.name), turn.dice.new_id(), turn.now_ms)
    here = enter(tx, actor, place, turn.now_ms)
    if not here.manages:
        raise Refusal("managers_only")
    return here


def move_to(tx: Tx, home: Home, place: Place, dice: Dice, now_ms: int) -> bool:
    """A home's group moves: new posts come to `place`, with the home's settings; what was posted
    before still works where it is. Whether anything was changed. Raises Refusal("place_taken").
    """
    if home.channel == place.channel:
        return False
    there = tx.groups.at(place)
    if there is not None and there[0].id != home.group_id:
        raise Refusal("place_taken", name=there[0].name)
    if there is None:
        made = replace(home, id=dice.new_id(), channel=place.channel, asleep="")
        tx.groups.add_home(made)
    else:
        tx.groups.save_home(
            replace(home, id=there[1].id, channel=place.channel, asleep="", former=False)
        )
    tx.groups.save_home(replace(home, former=True, notice=""))
    for countdown in tx.countdowns.of_group(home.group_id):
        # An event tells where the group is.
        keep_event(tx, dice, countdown, now_ms)
    return True


def _begin(tx: Tx, dice: Dice, actor: Actor, place: Place, now_ms: int) -> None:
    zone = parse_zone(actor.zone) if actor.zone in zones() else "UTC"
    found(tx, actor, place, "Study group", zone, dice, now_ms, at_once=False)


def there(turn: Turn[B], index: int = 0) -> Turn[B]:
    """The turn in the channel that the button or form names; where it stands unless it names one.

    Only where managing one channel means managing all. Raises Refusal("stale").
    """
    args = turn.event.action.args
    channel = args[index] if len(args) > index else ""
    if not channel:
        return turn
    if not turn.abilities.channels:
        raise Refusal("stale")
    return turn.at(replace(turn.event.place, channel=channel))


def elsewhere(turn: Turn[B]) -> str:
    """The channel that is being set up from another one, for its buttons; empty when it is not."""
    return next((a for a in turn.event.action.args if a not in {"on", "off"}), "")


def _adopt(tx: Tx, turn: Turn[ActionCall], home_id: str) -> str:
    actor, place = turn.event.actor, turn.event.place
    if not actor.manages:
        raise Refusal("managers_only")
    home = tx.groups.home(home_id)
    if home is None or (home.platform, home.workspace) != (place.platform, place.workspace):
        raise Refusal("foreign")
    if home.former or not home.asleep:
        raise Refusal("not_lost")
    move_to(tx, home, place, turn.dice, turn.now_ms)
    admit(tx, actor, place, clean_name(actor.name), turn.dice.new_id(), turn.now_ms)
    group = tx.groups.get(home.group_id)
    return group.name if group else ""


async def adopt(turn: Turn[ActionCall]) -> Reply:
    """A group that lost its channel lives on in this one, with everything it has."""
    home_id = (turn.event.action.args or ("",))[0]
    to = there(turn, 1)
    if to is turn and turn.event.lacks:
        raise Refusal("lacking", names=turn.event.lacks)
    name = await turn.store.write(_adopt, to, home_id)
    return Say(views.adopted(name, to.event.place.channel if to is not turn else ""))


def _begin_anew(tx: Tx, turn: Turn[ActionCall]) -> None:
    if not turn.event.actor.manages:
        raise Refusal("managers_only")
    if tx.groups.at(turn.event.place) is None:
        _begin(tx, turn.dice, turn.event.actor, turn.event.place, turn.now_ms)


def _group(tx: Tx, here: Here) -> Group:  # noqa: ARG001 - a guarded unit's shape
    return here.group


async def begin(turn: Turn[ActionCall]) -> Reply:
    """A new group after all; then its settings as a form."""
    to = there(turn)
    if to is turn and turn.event.lacks:
        raise Refusal("lacking", names=turn.event.lacks)
    await turn.store.write(_begin_anew, to)
    group = await to.read(_group)
    exams = tuple(turn.packs.exams.values())
    return Ask(setup_form(group, exams, channel=elsewhere(turn)))


ACTIONS = (
    Action("adopt", adopt, needs=Needs.NOBODY),
    Action("begin", begin, needs=Needs.NOBODY, opens_form=True),
)
