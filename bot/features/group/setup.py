"""/setup: the group's exam, hours, days and zone; and a test of posting."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.chat.events import ActionCall, Chosen, CommandCall, FormCall, SuggestCall
from bot.chat.replies import Ask, Reply, Say
from bot.chat.views import Choice
from bot.commands.declare import (
    Action,
    Channel,
    Command,
    Dashboard,
    FormAction,
    Needs,
    Suggester,
    option,
)
from bot.commands.turn import Here, Turn, enter
from bot.domain.calendar import local_date, zones
from bot.domain.group import Group, Post, PostKind, PostState
from bot.errors import Refusal
from bot.features.group import moving, moving_views, settings
from bot.features.group import setup_views as views
from bot.features.group.moving import Settled, check_fit, elsewhere, settle, there
from bot.ports import Dice, Packs, Tx
from bot.units.aim import served_on
from bot.units.letters import send
from bot.units.names import matching
from bot.units.plan import reschedule
from bot.units.secret import secret


@dataclass(frozen=True, slots=True)
class Setup:
    """Options of /setup."""

    exam: str = option("The exam the group prepares for", default="", suggest="exams")
    daily_at: str = option("When the question comes, such as 09:00", default="")
    zone: str = option("The group's time zone", default="", suggest="zones")
    days: str = option("daily, weekdays, or a list such as mon,wed,fri", default="")
    reveal_at: str = option("When the key is shown, such as 20:00", default="")
    exam_date: str = option("The group's exam day, such as 2027-03-14", default="")
    channel: Channel = option(
        "The channel for the questions, this one unless chosen",
        default=Channel(),
        ability="channels",
    )


@dataclass(frozen=True, slots=True)
class Done:
    """What /setup did: nothing saved yet where a form or a question comes first."""

    settled: Settled
    group: Group | None = None
    saved: views.Settings | None = None


def _set_up(
    tx: Tx,
    turn: Turn[CommandCall],
    chosen: Chosen | None,
    given: Mapping[str, str],
    exam_date: str,
) -> Done:
    """One unit: where a value cannot be, nothing was founded or moved either."""
    settled = settle(tx, turn, chosen)
    if settled.lost:
        return Done(settled)
    here = enter(tx, turn.event.actor, settled.place, turn.now_ms)
    if not here.manages:
        raise Refusal("managers_only")
    if not given and not exam_date and not settled.moved:
        return Done(settled, here.group)
    saved = settings.save(tx, here, turn.packs, given, exam_date, turn.dice)
    if settled.moved and chosen is not None:
        saved = settings.moved(saved, chosen.name)
    return Done(settled, here.group, saved)


async def setup(turn: Turn[CommandCall], args: Setup) -> Reply:
    """Saves what is given and shows the rest; without options, the form."""
    chosen = turn.event.chosen.get("channel") if args.channel else None
    if args.channel and chosen is None:
        raise Refusal("stale")
    check_fit(turn, chosen)
    given = {name: value for name in settings.SET if (value := getattr(args, name))}
    done = await turn.store.write(_set_up, turn, chosen, given, args.exam_date)
    place = done.settled.place
    channel = "" if place == turn.event.place else place.channel
    if done.saved is not None:
        more = settings.offers_more(turn.abilities)
        return Say(views.saved(done.saved, channel, more=more))
    if done.group is not None:
        exams = tuple(turn.packs.exams.values())
        return Ask(views.setup_form(done.group, exams, channel=channel))
    return Say(moving_views.lost(done.settled.lost, channel))


def _group(tx: Tx, here: Here) -> Group:  # noqa: ARG001 - a guarded unit's shape
    return here.group


async def open_form(turn: Turn[ActionCall]) -> Reply:
    """The settings as a form."""
    group = await there(turn).read(_group)
    exams = tuple(turn.packs.exams.values())
    return Ask(views.setup_form(group, exams, channel=elsewhere(turn)))


async def save(turn: Turn[FormCall]) -> Reply:
    """The form sent in; every wrong value comes back beside what was typed."""
    channel, to = elsewhere(turn), there(turn)
    if not channel and turn.event.lacks:
        raise Refusal("lacking", names=turn.event.lacks)
    given = {name: turn.event.values[name] for name in settings.SET if name in turn.event.values}
    group = await to.read(_group)
    _, wrong = settings.changed(group, given, turn.packs)
    if wrong:
        errors = {
            name: turn.registry.say(refusal.code, refusal.facts) for name, refusal in wrong.items()
        }
        exams = tuple(turn.packs.exams.values())
        shown = {k: v[:60] for k, v in given.items()}
        return Ask(views.setup_form(group, exams, shown, errors, channel=channel))
    done = await to.write(settings.save, turn.packs, given, "", turn.dice)
    return Say(views.saved(done, channel, more=settings.offers_more(turn.abilities)))


def _pause(tx: Tx, here: Here, packs: Packs, paused: bool) -> views.Settings:
    made = replace(here.group, paused=paused)
    tx.groups.save(made)
    reschedule(tx, made, here.now_ms)
    return settings.shown(tx, here, packs, made, ("paused" if paused else "resumed",))


async def pause(turn: Turn[ActionCall]) -> Reply:
    """Stops or resumes the daily question; nothing else changes."""
    wanted = (turn.event.action.args or ("on",))[0] == "on"
    done = await there(turn, 1).write(_pause, turn.packs, wanted)
    return Say(views.saved(done, elsewhere(turn), more=settings.offers_more(turn.abilities)))


def _test(tx: Tx, here: Here, packs: Packs, dice: Dice) -> None:
    day = local_date(here.now_ms, here.group.zone)
    hidden = secret(tx, here)
    on = served_on(tx.countdowns.of_group(here.group.id), here.group.exam, day)
    place = (here.home.platform, here.home.workspace)
    questions = [
        q
        for q in packs.for_exam(here.group.exam, on=on)
        if q.id not in hidden and q.allowed_in(place)
    ]
    if not questions:
        raise Refusal("nothing_to_test")
    question = dice.shuffled(questions)[0]
    post = Post(
        dice.new_id(),
        here.group.id,
        PostKind.TEST,
        day,
        here.now_ms,
        PostState.CLAIMED,
        subject=dice.new_id(),
        question_id=question.id,
        revision=question.revision,
    )
    tx.posts.add(post)
    tx.groups.wake(here.home.id)
    send(tx, dice, (here.home,), post, here.now_ms)


async def test(turn: Turn[ActionCall]) -> Reply:
    """Posts a question that counts for nothing, through the same outbox as the daily one."""
    to = there(turn)
    if to is turn and turn.event.lacks:
        raise Refusal("lacking", names=turn.event.lacks)
    await to.once(_test, turn.packs, turn.dice)
    return Say(views.test_sent())


async def suggest_zones(turn: Turn[SuggestCall]) -> tuple[Choice, ...]:
    """IANA zones; the place after the slash is enough."""
    typed = turn.event.typed.strip().replace(" ", "_")
    return matching([Choice(z, z) for z in zones()], typed)


COMMANDS = (
    Command(
        "setup",
        "Set the exam, hours, days and zone; see the next posts; post a test question",
        setup,
        args=Setup,
        needs=Needs.MANAGER,
        opens_form=True,
        dashboard=Dashboard.BUTTON,
        label="Settings",
    ),
)
ACTIONS = (
    Action("setup_form", open_form, needs=Needs.MANAGER, opens_form=True),
    Action("pause", pause, needs=Needs.MANAGER),
    Action("test_post", test, needs=Needs.MANAGER),
    *moving.ACTIONS,
)
FORMS = (FormAction("setup_save", save, needs=Needs.MANAGER),)
SUGGESTERS = (Suggester("zones", suggest_zones),)
