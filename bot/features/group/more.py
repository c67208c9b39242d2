"""The second page of /setup: the channel, whom a question is told to, and the discussion."""

from dataclasses import dataclass, replace

from bot.chat.abilities import Abilities
from bot.chat.events import ActionCall, Chosen, FormCall, Lacks
from bot.chat.refs import Place
from bot.chat.replies import Ask, Reply, Say
from bot.commands.declare import Action, FormAction, Needs
from bot.commands.turn import Here, Turn
from bot.domain.group import Home
from bot.errors import Refusal
from bot.features.group import more_views as views
from bot.features.group import setup_views
from bot.features.group.moving import elsewhere, move_to, refuse_unfit, there
from bot.features.group.settings import moved, offers_more, shown
from bot.ports import Dice, Packs, Tx

_YES = frozenset({"yes", "true", "on", "1"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was sent in; None leaves a setting as it is, an empty role is nobody."""

    channel: Chosen | None
    role: Chosen | None
    no_role: bool
    threads: bool | None


def _home(tx: Tx, here: Here) -> Home:  # noqa: ARG001 - a guarded unit's shape
    return here.home


async def open_form(turn: Turn[ActionCall]) -> Reply:
    """What this platform has besides hours and days, as a form."""
    if not offers_more(turn.abilities):
        raise Refusal("stale")
    home = await there(turn).read(_home)
    return Ask(views.more_form(home, turn.abilities, elsewhere(turn)))


def _wanted(event: FormCall, abilities: Abilities) -> Wanted:
    values, chosen = event.values, event.chosen
    for name in ("channel", "ping"):
        if values.get(name) and name not in chosen:
            raise Refusal("stale")
    return Wanted(
        chosen.get("channel") if abilities.channels else None,
        chosen.get("ping") if abilities.pings else None,
        no_role=abilities.pings and not values.get("ping"),
        threads=values.get("threads", "") in _YES if abilities.threads else None,
    )


def _wrong(wanted: Wanted, lacks_for: Lacks) -> dict[str, Refusal]:
    """A refusal for every input that cannot be, by its name."""
    wrong: dict[str, Refusal] = {}
    if wanted.channel is not None:
        try:
            refuse_unfit(wanted.channel)
        except Refusal as refusal:
            wrong["channel"] = refusal
        lacks_for = wanted.channel.lacks_for
    role = wanted.role
    if role is not None and not role.fit:
        wrong["ping"] = Refusal("not_everyone")
    elif role is not None and role.lacks:
        wrong["ping"] = Refusal("ping_lacking", name=role.name, names=role.lacks)
    missing = lacks_for.get("threads", ())
    if wanted.threads and missing:
        wrong["threads"] = Refusal("threads_lacking", names=missing)
    return wrong


def _save(tx: Tx, here: Here, packs: Packs, dice: Dice, wanted: Wanted) -> setup_views.Settings:
    home, changes = here.home, list[str]()
    made = home
    if wanted.role is not None:
        made = replace(made, ping=wanted.role.id, ping_name=wanted.role.name)
    elif wanted.no_role:
        made = replace(made, ping="", ping_name="")
    if wanted.threads is not None:
        made = replace(made, threads=wanted.threads)
    if made.ping != home.ping:
        changes.append("role")
    if made.threads != home.threads:
        changes.append("discussion")
    # Whoever sets it up was told that the bot may post there.
    made = replace(made, asleep="")
    if made != home:
        tx.groups.save_home(made)
    place = Place(made.platform, made.workspace, wanted.channel.id) if wanted.channel else None
    has_moved = place is not None and move_to(tx, made, place, dice, here.now_ms)
    done = shown(tx, replace(here, home=made), packs, here.group, tuple(changes))
    return moved(done, wanted.channel.name) if has_moved and wanted.channel else done


async def save(turn: Turn[FormCall]) -> Reply:
    """The form sent in; what cannot be comes back beside its input, and nothing is saved."""
    channel, to = elsewhere(turn), there(turn)
    wanted = _wanted(turn.event, turn.abilities)
    wrong = _wrong(wanted, turn.event.lacks_for)
    if wrong:
        home = await to.read(_home)
        errors = {n: turn.registry.say(r.code, r.facts) for n, r in wrong.items()}
        return Ask(views.more_form(home, turn.abilities, channel, turn.event.values, errors))
    done = await to.write(_save, turn.packs, turn.dice, wanted)
    return Say(setup_views.saved(done, channel, more=True))


ACTIONS = (Action("more_form", open_form, needs=Needs.MANAGER, opens_form=True),)
FORMS = (FormAction("more_save", save, needs=Needs.MANAGER),)
