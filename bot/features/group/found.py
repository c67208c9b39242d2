"""Founding a group in a place."""

from dataclasses import dataclass, replace

from bot.chat.clean import clean_name
from bot.chat.events import CommandCall
from bot.chat.refs import Actor, Place
from bot.chat.replies import Audience, Reply, Say
from bot.commands.declare import Command, Needs, option
from bot.commands.turn import Turn
from bot.domain.calendar import DAILY, local_date, parse_zone
from bot.domain.group import Group, Home, Member, Schedule
from bot.errors import Refusal
from bot.features.group import setup_views as views
from bot.ports import Dice, Tx
from bot.units.plan import reschedule

DAILY_AT = "09:00"
REVEAL_AT = "20:00"


@dataclass(frozen=True, slots=True)
class Found:
    """Options of the hidden command that platforms send when a group begins."""

    name: str = option("The group's name", default="Study group")
    zone: str = option("Time zone", default="UTC")


def found(
    tx: Tx,
    actor: Actor,
    place: Place,
    name: str,
    zone: str,
    dice: Dice,
    now_ms: int,
    *,
    at_once: bool,
) -> Group:
    """Makes the place's group, once: asked for again it gives the one that is there.

    The founder becomes a manager. `at_once`: the first question is due now, not at its hour.
    """
    there = tx.groups.at(place)
    if there is not None:
        return there[0]
    if not actor.manages:
        raise Refusal("managers_only")
    group = Group(dice.new_id(), name, zone, "", DAILY_AT, DAILY, REVEAL_AT, now_ms)
    tx.groups.add(group)
    tx.groups.add_home(
        Home(dice.new_id(), group.id, place.platform, place.workspace, place.channel)
    )
    person = tx.members.person(actor.account)
    if person is None:
        person = dice.new_id()
        tx.members.add_person(person, actor.account, now_ms)
    shown = clean_name(actor.name)
    known = tx.members.get(group.id, person)
    if known is None:
        tx.members.join(Member(person, group.id, shown, now_ms, manager=True))
    else:
        tx.members.save(replace(known, manager=True))
    if at_once:
        tx.schedules.put(Schedule(group.id, now_ms, local_date(now_ms, zone)))
    else:
        reschedule(tx, group, now_ms)
    return group


async def run(turn: Turn[CommandCall], args: Found) -> Reply:
    """Founds the group and greets it."""
    try:
        zone = parse_zone(args.zone)
    except Refusal:
        zone = "UTC"
    group = await turn.store.write(
        found,
        turn.event.actor,
        turn.event.place,
        clean_name(args.name, instead="Study group"),
        zone,
        turn.dice,
        turn.now_ms,
        at_once=True,
    )
    return Say(views.welcome(group, clean_name(turn.event.actor.name)))


COMMAND = Command(
    "found",
    "Begin a study group here",
    run,
    args=Found,
    audience=Audience.EVERYONE,
    needs=Needs.NOBODY,
    hidden=True,
)
