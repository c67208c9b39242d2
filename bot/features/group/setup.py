"""/setup: the group's exam, hours, days and zone; and a test of posting."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.chat.abilities import Abilities
from bot.chat.events import ActionCall, CommandCall, FormCall, SuggestCall
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
from bot.commands.turn import Here, Turn
from bot.domain.calendar import (
    local_date,
    parse_date,
    parse_days,
    parse_time,
    parse_zone,
    zones,
)
from bot.domain.group import Countdown, Group, Post, PostKind, PostState
from bot.errors import Refusal
from bot.features.group import moving, moving_views
from bot.features.group import setup_views as views
from bot.features.group.moving import check_fit, elsewhere, settle, there
from bot.ports import Dice, Packs, Tx
from bot.units.letters import keep_event, send
from bot.units.names import exam_of, matching
from bot.units.plan import reschedule, upcoming
from bot.units.secret import secret

PREVIEW = 3
_SET = ("exam", "daily_at", "zone", "days", "reveal_at")
_HOUR = 60
_DAY = 1440


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


def offers_more(abilities: Abilities) -> bool:
    """Whether a platform has a second page of settings."""
    return abilities.channels or abilities.pings or abilities.threads


def changed(
    group: Group, given: Mapping[str, str], packs: Packs
) -> tuple[Group, dict[str, Refusal]]:
    """The group with what was given, and a refusal for every value that cannot be."""
    parsers: dict[str, Callable[[str], str]] = {
        "exam": lambda typed: _exam_id(packs, typed),
        "daily_at": parse_time,
        "zone": parse_zone,
        "days": parse_days,
        "reveal_at": parse_time,
    }
    values: dict[str, str] = {}
    wrong: dict[str, Refusal] = {}
    for name, parse in parsers.items():
        if name not in given:
            continue
        try:
            values[name] = parse(given[name])
        except Refusal as refusal:
            wrong[name] = refusal
    made = replace(
        group,
        exam=values.get("exam", group.exam),
        daily_at=values.get("daily_at", group.daily_at),
        zone=values.get("zone", group.zone),
        days=values.get("days", group.days),
        reveal_at=values.get("reveal_at", group.reveal_at),
    )
    if not wrong and _open_minutes(made) < _HOUR:
        wrong["reveal_at"] = Refusal(
            "reveal_close", daily_at=made.daily_at, reveal_at=made.reveal_at
        )
    return made, wrong


def _exam_id(packs: Packs, typed: str) -> str:
    if typed.strip().lower() in {"any", "none", ""}:
        return ""
    exam = exam_of(packs, typed)
    return exam.id if exam else ""


def _open_minutes(group: Group) -> int:
    """How long a post is open; a reveal at the same time as the question is a whole day later."""
    return (_minutes(group.reveal_at) - _minutes(group.daily_at) - 1) % _DAY + 1


def _minutes(at: str) -> int:
    hour, minute = at.split(":")
    return int(hour) * 60 + int(minute)


def settings(
    tx: Tx, here: Here, packs: Packs, group: Group, changes: tuple[str, ...]
) -> views.Settings:
    """The settings as they stand; `changes` names what was just changed."""
    dates = tuple(f"{c.name}, {c.day.isoformat()}" for c in tx.countdowns.of_group(here.group.id))
    coming = [] if group.paused else [at for at, _ in upcoming(tx, group, here.now_ms, PREVIEW)]
    exam = packs.exams.get(group.exam)
    return views.Settings(group, here.home, exam, coming, dates, changes, nothing=not changes)


def _save(
    tx: Tx, here: Here, packs: Packs, given: Mapping[str, str], exam_date: str, dice: Dice
) -> views.Settings:
    made, wrong = changed(here.group, given, packs)
    for refusal in wrong.values():
        raise refusal
    before = here.group
    changes = [name for name in _SET if getattr(made, name) != getattr(before, name)]
    if made != before:
        tx.groups.save(made)
    if exam_date:
        _put_exam_date(tx, here, packs, made, exam_date, dice)
        changes.append("exam_date")
    if here.home.asleep:
        tx.groups.wake(here.home.id)
    row = tx.schedules.get(made.id)
    if row is None or row.next_due_ms > here.now_ms:
        # What is due already is posted first; it is planned on by the new settings then.
        reschedule(tx, made, here.now_ms)
    return settings(tx, here, packs, made, tuple(c.replace("_", " ") for c in changes))


def _put_exam_date(tx: Tx, here: Here, packs: Packs, group: Group, typed: str, dice: Dice) -> None:
    day = parse_date(typed)
    if day < local_date(here.now_ms, group.zone):
        raise Refusal("past_date", day=day)
    exam = packs.exams.get(group.exam)
    name = f"{exam.name} exam" if exam else "Exam"
    made = Countdown(dice.new_id(), group.id, name, day, "", group.zone, exam=group.exam)
    for old in tx.countdowns.of_group(group.id):
        if old.name == name:
            # The same countdown on another day: what hangs on it stays.
            made = replace(made, id=old.id, event=old.event)
            tx.countdowns.remove(old.id)
    tx.countdowns.add(made)
    keep_event(tx, dice, made, here.now_ms)


async def setup(turn: Turn[CommandCall], args: Setup) -> Reply:
    """Saves what is given and shows the rest; without options, the form."""
    chosen = turn.event.chosen.get("channel") if args.channel else None
    if args.channel and chosen is None:
        raise Refusal("stale")
    check_fit(turn, chosen)
    given = {name: value for name in _SET if (value := getattr(args, name))}
    settled = await turn.store.write(settle, turn, chosen)
    channel = "" if settled.place == turn.event.place else settled.place.channel
    if settled.lost:
        return Say(moving_views.lost(settled.lost, channel))
    there = turn.at(settled.place)
    if not given and not args.exam_date and not settled.moved:
        group = await there.read(_group)
        return Ask(views.setup_form(group, tuple(turn.packs.exams.values()), channel=channel))
    done = await there.write(_save, turn.packs, given, args.exam_date, turn.dice)
    if settled.moved and chosen is not None:
        done = moved(done, chosen.name)
    return Say(views.saved(done, channel, more=offers_more(turn.abilities)))


def moved(done: views.Settings, name: str) -> views.Settings:
    """What was saved, and the channel besides."""
    return replace(done, changed=("channel", *done.changed), moved_to=name, nothing=False)


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
    given = {name: turn.event.values[name] for name in _SET if name in turn.event.values}
    group = await to.read(_group)
    _, wrong = changed(group, given, turn.packs)
    if wrong:
        errors = {
            name: turn.registry.say(refusal.code, refusal.facts) for name, refusal in wrong.items()
        }
        exams = tuple(turn.packs.exams.values())
        shown = {k: v[:60] for k, v in given.items()}
        return Ask(views.setup_form(group, exams, shown, errors, channel=channel))
    done = await to.write(_save, turn.packs, given, "", turn.dice)
    return Say(views.saved(done, channel, more=offers_more(turn.abilities)))


def _pause(tx: Tx, here: Here, packs: Packs, paused: bool) -> views.Settings:
    made = replace(here.group, paused=paused)
    tx.groups.save(made)
    reschedule(tx, made, here.now_ms)
    return settings(tx, here, packs, made, ("paused" if paused else "resumed",))


async def pause(turn: Turn[ActionCall]) -> Reply:
    """Stops or resumes the daily question; nothing else changes."""
    wanted = (turn.event.action.args or ("on",))[0] == "on"
    done = await there(turn, 1).write(_pause, turn.packs, wanted)
    return Say(views.saved(done, elsewhere(turn), more=offers_more(turn.abilities)))


def _test(tx: Tx, here: Here, packs: Packs, dice: Dice) -> None:
    day = local_date(here.now_ms, here.group.zone)
    hidden = secret(tx, here)
    questions = [q for q in packs.for_exam(here.group.exam, on=day) if q.id not in hidden]
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
