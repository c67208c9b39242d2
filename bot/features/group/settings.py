"""A group's settings: reading what was given, saving it, and what they look like then."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.chat.abilities import Abilities
from bot.commands.turn import Here
from bot.domain.calendar import local_date, parse_date, parse_days, parse_time, parse_zone
from bot.domain.group import Countdown, Group
from bot.errors import Refusal
from bot.features.group import setup_views as views
from bot.ports import Dice, Packs, Tx
from bot.units.letters import keep_event
from bot.units.names import exam_of
from bot.units.plan import reschedule, upcoming

PREVIEW = 3
SET = ("exam", "daily_at", "zone", "days", "reveal_at")
_HOUR = 60
_DAY = 1440


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


def shown(
    tx: Tx, here: Here, packs: Packs, group: Group, changes: tuple[str, ...]
) -> views.Settings:
    """The settings as they stand; `changes` names what was just changed."""
    dates = tuple(f"{c.name}, {c.day.isoformat()}" for c in tx.countdowns.of_group(here.group.id))
    coming = [] if group.paused else [at for at, _ in upcoming(tx, group, here.now_ms, PREVIEW)]
    exam = packs.exams.get(group.exam)
    return views.Settings(group, here.home, exam, coming, dates, changes, nothing=not changes)


def save(
    tx: Tx, here: Here, packs: Packs, given: Mapping[str, str], exam_date: str, dice: Dice
) -> views.Settings:
    """Saves what was given, wakes the home, and plans anew. Raises Refusal for what cannot be."""
    made, wrong = changed(here.group, given, packs)
    for refusal in wrong.values():
        raise refusal
    before = here.group
    changes = [name for name in SET if getattr(made, name) != getattr(before, name)]
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
    return shown(tx, here, packs, made, tuple(c.replace("_", " ") for c in changes))


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


def moved(done: views.Settings, name: str) -> views.Settings:
    """What was saved, and the channel besides."""
    return replace(done, changed=("channel", *done.changed), moved_to=name, nothing=False)
