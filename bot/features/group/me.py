"""/me: one's own numbers, name and visibility."""

from dataclasses import replace

from bot.chat.clean import clean, clean_name
from bot.chat.events import ActionCall, CommandCall, FormCall
from bot.chat.replies import Ask, Reply, Say
from bot.commands.declare import Action, Command, Dashboard, FormAction, NoArgs
from bot.commands.turn import Here, Turn
from bot.domain.calendar import local_date
from bot.domain.group import PostKind
from bot.domain.periods import period_key
from bot.domain.streak import shown
from bot.features.group import me_views as views
from bot.ports import Packs, Tx

_CHAIN = 30


def load(tx: Tx, here: Here, packs: Packs) -> views.Own:
    """The member's own rollups, streak and topics."""
    group, me = here.group, here.me
    today = local_date(here.now_ms, group.zone)
    every = tx.boards.own(group.id, period_key("all", today), "", me.id)
    week = tx.boards.own(group.id, period_key("week", today), "", me.id)
    streak = tx.streaks.get(group.id, me.id)
    latest = tx.posts.latest(group.id, PostKind.DAILY)
    chain = tx.posts.chain(group.id, latest.local_date, _CHAIN) if latest else []
    titles = {t.slug: t.title for t in packs.topics}
    topics = [(titles.get(t, t), r, n) for t, r, n in tx.boards.topics_of(group.id, me.id)]
    return views.Own(
        group,
        me,
        every.points if every else 0,
        every.right if every else 0,
        every.answered if every else 0,
        week.points if week else 0,
        shown(streak, chain),
        streak.best,
        sorted(topics),
    )


async def show(turn: Turn[CommandCall], _args: NoArgs) -> Reply:
    """One's own page."""
    return Say(views.own(await turn.read(load, turn.packs)))


def _hide(tx: Tx, here: Here, packs: Packs, hidden: bool) -> views.Own:
    tx.members.save(replace(here.me, hidden=hidden))
    return replace(load(tx, here, packs), me=replace(here.me, hidden=hidden))


async def hide(turn: Turn[ActionCall]) -> Reply:
    """Leaves the boards, or comes back to them; nothing is lost."""
    wanted = (turn.event.action.args or ("on",))[0] == "on"
    return Say(views.own(await turn.write(_hide, turn.packs, wanted)))


def _remind(tx: Tx, here: Here, packs: Packs, wanted: bool) -> views.Own:
    made = replace(here.me, reminders=wanted)
    tx.members.save(made)
    return replace(load(tx, here, packs), me=made)


async def remind(turn: Turn[ActionCall]) -> Reply:
    """Turns one's own reminders on or off; they are off until asked for."""
    wanted = (turn.event.action.args or ("on",))[0] == "on"
    return Say(views.own(await turn.write(_remind, turn.packs, wanted)))


def _name(tx: Tx, here: Here) -> str:  # noqa: ARG001 - a guarded unit's shape
    return here.me.name


async def name_form(turn: Turn[ActionCall]) -> Reply:
    """The form for the shown name."""
    return Ask(views.name_form(await turn.read(_name)))


def _rename(tx: Tx, here: Here, packs: Packs, name: str) -> views.Own:
    made = replace(here.me, name=name, named_self=True)
    tx.members.save(made)
    return replace(load(tx, here, packs), me=made)


async def name_save(turn: Turn[FormCall]) -> Reply:
    """Saves the shown name, cleaned; nothing visible left comes back with a sentence."""
    typed = turn.event.values.get("name", "")
    if not clean(typed):
        return Ask(views.name_form(typed[:40], error="Write at least one letter."))
    return Say(views.own(await turn.write(_rename, turn.packs, clean_name(typed))))


COMMANDS = (
    Command(
        "me",
        "Your points, streak and topics; name shown, boards, reminders",
        show,
        dashboard=Dashboard.SHOWN,
    ),
)
ACTIONS = (
    Action("hide", hide),
    Action("remind", remind),
    Action("name_form", name_form, opens_form=True),
)
FORMS = (FormAction("name_save", name_save),)
