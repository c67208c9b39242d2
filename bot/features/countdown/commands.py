"""/countdown: exam dates of the group and of single members."""

from dataclasses import dataclass

from bot.chat.clean import clean_name
from bot.chat.events import ActionCall, CommandCall, SuggestCall
from bot.chat.replies import Audience, Reply, Say
from bot.chat.views import Choice, View
from bot.commands.declare import Action, Command, Dashboard, Feature, NoArgs, Suggester, option
from bot.commands.turn import Here, Turn
from bot.domain.calendar import due_ms, local_date, parse_date, parse_time, parse_zone
from bot.domain.countdown import days_left, pace
from bot.domain.group import Countdown
from bot.errors import Refusal
from bot.features.countdown import views
from bot.features.countdown.event import ACTION, hours
from bot.ports import Dice, Packs, Tx
from bot.units.letters import keep_event
from bot.units.names import matching
from bot.units.plan import reschedule

MOST = 20
_NOON = "12:00"


@dataclass(frozen=True, slots=True)
class Add:
    """Options of /countdown add."""

    name: str = option("What to call it, such as CPC")
    date: str = option("The day, such as 2027-03-14")
    time: str = option("When it starts, such as 08:30", default="")
    zone: str = option("Time zone of the exam", default="", suggest="zones")
    mine: bool = option("Only for me", default=False)


@dataclass(frozen=True, slots=True)
class Named:
    """Options of /countdown remove."""

    name: str = option("Which countdown", suggest="countdowns")


def line(countdown: Countdown, packs: Packs, group_exam: str, now_ms: int) -> views.Line:
    """A countdown with its distance, the books of its exam, and a pace for the bank."""
    exam = packs.exams.get(countdown.exam or group_exam)
    days = days_left(countdown.day, local_date(now_ms, countdown.zone))
    count = len(packs.for_exam(exam.id if exam else "", on=countdown.day))
    return views.Line(
        countdown,
        due_ms(countdown.day, countdown.at or _NOON, countdown.zone),
        days,
        exam.edition_on(countdown.day) if exam else None,
        pace(count, days),
    )


def _lines(tx: Tx, here: Here, packs: Packs) -> tuple[views.Line, ...]:
    dates = tx.countdowns.of_group(here.group.id)
    return tuple(line(c, packs, here.group.exam, here.now_ms) for c in dates)


async def show(turn: Turn[CommandCall], _args: NoArgs) -> Reply:
    """The group's dates, for everyone; nobody's own dates are among them."""
    return Say(views.listing(await turn.read(_lines, turn.packs)))


def _mine(tx: Tx, here: Here, packs: Packs) -> tuple[tuple[views.Line, ...], bool]:
    dates = tx.countdowns.of_group(here.group.id) + tx.countdowns.of_member(
        here.group.id, here.me.id
    )
    lines = (line(c, packs, here.group.exam, here.now_ms) for c in dates)
    return tuple(sorted(lines, key=lambda found: found.at_ms)), here.manages


async def mine(turn: Turn[CommandCall], _args: NoArgs) -> Reply:
    """The group's dates and one's own, for the one who asks."""
    lines, manages = await turn.read(_mine, turn.packs)
    return Say(views.listing(lines, events=manages and turn.abilities.events))


def exam_named(packs: Packs, name: str) -> str:
    """The exam that a countdown's name mentions, or an empty string."""
    words = {word.strip(".,:()").lower() for word in name.split()}
    return next((e.id for e in packs.exams.values() if e.name.lower() in words), "")


def _add(tx: Tx, here: Here, args: Add, packs: Packs, new_id: str) -> views.Line:
    if not args.mine and not here.manages:
        raise Refusal("group_dates")
    day = parse_date(args.date)
    at = parse_time(args.time) if args.time else ""
    zone = parse_zone(args.zone) if args.zone else here.group.zone
    if day < local_date(here.now_ms, zone):
        raise Refusal("past_date", day=day)
    owner = here.me.id if args.mine else ""
    existing = (
        tx.countdowns.of_member(here.group.id, owner)
        if owner
        else tx.countdowns.of_group(here.group.id)
    )
    if len(existing) >= MOST:
        raise Refusal("many_countdowns", most=MOST)
    name = clean_name(args.name, instead="Exam")
    made = Countdown(
        new_id, here.group.id, name, day, at, zone, member_id=owner, exam=exam_named(packs, name)
    )
    if not tx.countdowns.add(made):
        raise Refusal("countdown_twice", name=name)
    if not owner:
        reschedule(tx, here.group, here.now_ms)
    return line(made, packs, here.group.exam, here.now_ms)


async def add(turn: Turn[CommandCall], args: Add) -> Reply:
    """Adds a date for the group (managers) or, with `mine`, a private one."""
    made = await turn.once(_add, args, turn.packs, turn.dice.new_id())
    return Say(_added(turn, made))


def _named(tx: Tx, here: Here, name: str) -> Countdown:
    own = tx.countdowns.of_member(here.group.id, here.me.id)
    group = tx.countdowns.of_group(here.group.id)
    wanted = name.casefold()
    for found in (*own, *group):
        if found.name.casefold() == wanted or found.id == name:
            return found
    raise Refusal("no_countdown", name=name[:40], names=[c.name for c in (*own, *group)])


def _remove(tx: Tx, here: Here, name: str, dice: Dice) -> Countdown:
    found = _named(tx, here, name)
    if not found.member_id and not here.manages:
        raise Refusal("group_dates")
    tx.countdowns.remove(found.id)
    keep_event(tx, dice, found, here.now_ms)
    if not found.member_id:
        reschedule(tx, here.group, here.now_ms)
    return found


async def remove(turn: Turn[CommandCall], args: Named) -> Reply:
    """Removes one's own date, or the group's (managers)."""
    return Say(views.removed(await turn.once(_remove, args.name, turn.dice)))


async def drop(turn: Turn[ActionCall]) -> Reply:
    """Undo of adding."""
    wanted = (turn.event.action.args or ("",))[0]
    return Say(views.removed(await turn.once(_remove, wanted, turn.dice)))


async def back(turn: Turn[ActionCall]) -> Reply:
    """Undo of removing."""
    if len(turn.event.action.args) != 3:  # noqa: PLR2004 - name, day, mine
        raise Refusal("stale")
    name, day, own = turn.event.action.args
    args = Add(name=name, date=day, mine=own == "y")
    made = await turn.once(_add, args, turn.packs, turn.dice.new_id())
    return Say(_added(turn, made))


def _added(turn: Turn[CommandCall] | Turn[ActionCall], made: views.Line) -> View:
    own = bool(made.countdown.member_id)
    events = turn.abilities.events and hours(made.countdown)[0] > turn.now_ms
    return views.added(made, own=own, events=events and not own)


def _soonest(tx: Tx, here: Here, packs: Packs) -> views.Line | None:
    lines = [found for found in _lines(tx, here, packs) if found.days >= 0]
    return min(lines, key=lambda found: found.at_ms) if lines else None


async def post(turn: Turn[CommandCall], _args: NoArgs) -> Reply:
    """Shows the group's next exam date to everyone here."""
    found = await turn.read(_soonest, turn.packs)
    return Say(views.posted(found) if found else views.listing(()))


def _names(tx: Tx, here: Here) -> list[Choice]:
    own = tx.countdowns.of_member(here.group.id, here.me.id)
    return [Choice(c.name, c.name) for c in (*own, *tx.countdowns.of_group(here.group.id))]


async def names(turn: Turn[SuggestCall]) -> tuple[Choice, ...]:
    """Countdowns that the member may see."""
    return matching(await turn.read(_names), turn.event.typed)


FEATURE = Feature(
    "countdown",
    commands=(
        Command("countdown list", "The group's exam dates", show, audience=Audience.EVERYONE),
        Command(
            "countdown mine",
            "The group's exam dates and your own, only for you",
            mine,
            dashboard=Dashboard.SHOWN,
        ),
        Command(
            "countdown add",
            "Add an exam date, the group's or with the word mine your own",
            add,
            Add,
        ),
        Command("countdown remove", "Remove an exam date", remove, Named),
        Command(
            "countdown post",
            "Show the group's next exam date to everyone",
            post,
            audience=Audience.EVERYONE,
        ),
    ),
    actions=(Action("countdown_drop", drop), Action("countdown_back", back), ACTION),
    suggesters=(Suggester("countdowns", names),),
    wordings=views.WORDINGS,
)
