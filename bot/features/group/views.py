"""Wording of founding, setting up, the ledger and one's own page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.chat.refs import ActionRef
from bot.chat.text import Bold, Code, Mention, Text, text
from bot.chat.views import (
    Block,
    Bullets,
    Button,
    Buttons,
    ButtonStyle,
    Choice,
    Fields,
    Form,
    Input,
    InputKind,
    Paragraph,
    Table,
    Tone,
    View,
)
from bot.domain.calendar import DAILY
from bot.domain.exam import Exam
from bot.domain.group import Group, Home, Letter, MailState, Member, Post, PostKind, PostState

_WEEKDAYS = "mon,tue,wed,thu,fri"
_LATE_MS = 60_000
_REMINDERS = "on: a private word two hours before the key, if you have not answered"


def local(at_ms: int, zone: str) -> str:
    """`Mon 23 Nov 09:00`, on the group's wall clock."""
    at = datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(ZoneInfo(zone))
    return f"{at:%a} {at.day} {at:%b %H:%M}"


def days_words(days: str) -> str:
    """`every day`, `weekdays`, or the list."""
    return {DAILY: "every day", _WEEKDAYS: "weekdays"}.get(days, days.replace(",", ", "))


def welcome(group: Group, founder: str) -> View:
    """A new group's first message."""
    return View(
        f"Welcome to {group.name}",
        (
            Paragraph(
                text(
                    Mention(founder),
                    " began this study group. Every day at ",
                    Bold(group.daily_at),
                    f" ({group.zone}) a question comes here; everyone answers in private, and at ",
                    Bold(group.reveal_at),
                    " the key and the reasons are shown. The first one is on its way.",
                )
            ),
            Bullets(
                (
                    text(Code("/quiz"), " practise as much as you like"),
                    text(Code("/leaderboard"), " see who is ahead"),
                    text(Code("/setup"), " choose the exam, the hours and the days (managers)"),
                    text(Code("/help"), " everything else"),
                )
            ),
        ),
        tone=Tone.GOOD,
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """What /setup shows: the group, its exam, and the posts to come."""

    group: Group
    exam: Exam | None
    next_ms: Sequence[int]
    exam_dates: Sequence[str] = ()
    changed: Sequence[str] = ()
    nothing: bool = False


def setup_form(
    group: Group,
    exams: Sequence[Exam],
    given: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> Form:
    """The settings as a form; what was typed is kept beside its error."""
    values = {
        "exam": group.exam,
        "daily_at": group.daily_at,
        "zone": group.zone,
        "days": {DAILY: "daily", _WEEKDAYS: "weekdays"}.get(group.days, group.days),
        "reveal_at": group.reveal_at,
    } | dict(given or {})
    wrong = errors or {}
    choices = (
        Choice("No exam in particular", ""),
        *(Choice(f"{e.name} · {e.title}", e.id) for e in exams),
    )
    inputs = (
        Input("exam", "Exam", InputKind.SELECT, choices=choices),
        Input("daily_at", "Daily question at", hint="HH:MM, the group's local time"),
        Input("zone", "Time zone", hint="Such as America/Chicago", suggest="zones"),
        Input("days", "Days", hint="daily, weekdays, or a list such as mon,wed,fri"),
        Input("reveal_at", "Key and reasons at", hint="HH:MM, an hour or more after the question"),
    )
    return Form(
        "Set up the group",
        ActionRef("setup_save"),
        tuple(_filled(i, values[i.name], wrong.get(i.name, "")) for i in inputs),
        about=text("Answers stay private until the key is shown."),
    )


def _filled(given: Input, value: str, error: str) -> Input:
    return Input(
        given.name,
        given.label,
        given.kind,
        value=value,
        hint=given.hint,
        required=given.kind is not InputKind.SELECT,
        max_length=60,
        choices=given.choices,
        suggest=given.suggest,
        error=error,
    )


def saved(found: Settings) -> View:
    """The settings as they stand, with a preview of the next three posts."""
    group = found.group
    pairs: list[tuple[str, Text]] = [
        ("Exam", text(found.exam.name if found.exam else "any")),
        (
            "Question",
            text(f"{group.daily_at} {group.zone}, {days_words(group.days)}"),
        ),
        ("Key shown", text(group.reveal_at)),
    ]
    pairs += [("Exam date", text(date)) for date in found.exam_dates]
    blocks: list[Block] = []
    if found.nothing:
        blocks.append(Paragraph(text("Nothing was changed: it was set like this already.")))
    if found.changed:
        blocks.append(Paragraph(text(f"Saved: {', '.join(found.changed)}.")))
    blocks.append(Fields(tuple(pairs)))
    if group.paused:
        blocks.append(Paragraph(text("Daily questions are paused.")))
    else:
        blocks.append(Paragraph(text("Next posts:")))
        blocks.append(Bullets(tuple(text(local(at, group.zone)) for at in found.next_ms)))
    pause = (
        Button("Resume", ActionRef("pause", ("off",)))
        if group.paused
        else Button("Pause", ActionRef("pause", ("on",)))
    )
    blocks.append(
        Buttons(
            (
                Button("Change settings", ActionRef("setup_form"), style=ButtonStyle.PRIMARY),
                Button("Post a test question", ActionRef("test_post")),
                pause,
            ),
            label="Settings",
        )
    )
    return View("Set-up", tuple(blocks), tone=Tone.GOOD if found.changed else Tone.PLAIN)


def test_sent() -> View:
    """A test question was put into the outbox."""
    return View(
        "A test question is on its way",
        (Paragraph(text("It appears here in a moment. Answers to it are not counted.")),),
        tone=Tone.GOOD,
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """One post of the ledger with its deliveries."""

    post: Post
    letters: Sequence[Letter]
    about: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """What /status shows."""

    group: Group
    members: int
    homes: Sequence[Home]
    entries: Sequence[Entry]
    next_ms: int | None
    depth: Mapping[str, int] = field(default_factory=dict[str, int])


def ledger(found: Ledger) -> View:
    """Each due post: when, and what became of it; next due; the outbox."""
    group = found.group
    blocks: list[Block] = [
        Fields(
            (
                (
                    "Next question",
                    text(local(found.next_ms, group.zone), f" ({group.zone})")
                    if found.next_ms is not None
                    else text("paused; resume with /setup"),
                ),
                ("Members", text(str(found.members))),
                ("Outbox", text(_depth(found.depth))),
            )
        )
    ]
    asleep = [h for h in found.homes if h.asleep]
    blocks += [
        Paragraph(text(Bold("Nothing can be posted here: "), h.asleep, " /setup tries again."))
        for h in asleep
    ]
    if found.entries:
        blocks.append(
            Table(
                "Posts",
                ("Due", "Post", "What became of it"),
                tuple(
                    (
                        text(local(e.post.due_ms, group.zone)),
                        text(e.about),
                        text(outcome(e, group.zone)),
                    )
                    for e in found.entries
                ),
            )
        )
    else:
        blocks.append(Paragraph(text("No post has been due yet.")))
    stuck = [
        Button(f"Post again: {e.about} {local(e.post.due_ms, group.zone)}", _again(letter))
        for e in found.entries
        for letter in e.letters
        if letter.state in {MailState.UNKNOWN, MailState.FAILED} and e.post.revealed_ms is None
    ]
    if stuck:
        blocks.append(Buttons(tuple(stuck[:5]), label="Post again"))
    return View("Status", tuple(blocks))


def _again(letter: Letter) -> ActionRef:
    return ActionRef("repost", (letter.id,))


def _depth(depth: Mapping[str, int]) -> str:
    waiting = depth.get("claimed", 0) + depth.get("sending", 0)
    parts = [f"{waiting} waiting"]
    parts += [f"{depth[s]} {s}" for s in ("failed", "unknown") if depth.get(s)]
    return ", ".join(parts)


def outcome(entry: Entry, zone: str) -> str:
    """Sent, late, skipped, failed or unknown, with the reason."""
    post = entry.post
    if post.state is PostState.SKIPPED:
        return f"skipped: {post.reason}"
    words: list[str] = []
    for letter in entry.letters:
        match letter.state:
            case MailState.SENT if letter.sent_ms is not None:
                late = letter.sent_ms - post.due_ms
                words.append(f"sent {local(letter.sent_ms, zone)}" + _late(late))
            case MailState.SENT:
                words.append("sent")
            case MailState.FAILED:
                words.append(f"failed: {letter.error}")
            case MailState.UNKNOWN:
                words.append(f"unknown, not repeated: {letter.error}")
            case MailState.SENDING:
                words.append("being sent")
            case MailState.CLAIMED:
                again = f", last: {letter.error}" if letter.error else ""
                words.append(f"waiting, try {letter.attempt + 1}{again}")
    if post.revealed_ms is not None and post.kind is PostKind.DAILY:
        words.append(f"key shown {local(post.revealed_ms, zone)}")
    return "; ".join(words) or "waiting"


def _late(late_ms: int) -> str:
    return f" ({late_ms // 60_000} min late)" if late_ms > _LATE_MS else ""


def reposted() -> View:
    """A letter goes out once more."""
    return View(
        "It is being posted again",
        (Paragraph(text("It is the same post: answers already given stay counted once.")),),
        tone=Tone.GOOD,
    )


@dataclass(frozen=True, slots=True)
class Own:
    """What /me shows."""

    group: Group
    me: Member
    points: int
    right: int
    answered: int
    week_points: int
    streak: int
    best: int
    topics: Sequence[tuple[str, int, int]]


def own(found: Own) -> View:
    """One's own numbers, and who sees them."""
    me = found.me
    blocks: list[Block] = [
        Fields(
            (
                ("Shown as", text(me.name)),
                ("Points", text(f"{found.points} in all, {found.week_points} this week")),
                ("Right", text(_right(found.right, found.answered))),
                ("Streak", text(f"{found.streak} now, {found.best} best")),
                ("On boards", text("hidden: only you see your place" if me.hidden else "yes")),
                ("Reminders", text(_REMINDERS if me.reminders else "off")),
            )
        )
    ]
    if found.topics:
        blocks.append(
            Table(
                "Right by topic, first attempts",
                ("Topic", "Right", "Of"),
                tuple((text(t), text(str(r)), text(str(n))) for t, r, n in found.topics),
            )
        )
    else:
        blocks.append(Paragraph(text("Nothing answered yet. /today or /quiz begins.")))
    blocks.append(
        Buttons(
            (
                Button(
                    "Show me on boards" if me.hidden else "Hide me from boards",
                    ActionRef("hide", ("off" if me.hidden else "on",)),
                ),
                Button(
                    "Turn reminders off" if me.reminders else "Turn reminders on",
                    ActionRef("remind", ("off" if me.reminders else "on",)),
                ),
                Button("Change my name", ActionRef("name_form")),
            ),
            label="Settings",
        )
    )
    return View("Me", tuple(blocks), footer=text("First attempts count; only you see this."))


def _right(right: int, answered: int) -> str:
    return f"{right} of {answered} ({round(100 * right / answered)} %)" if answered else "none yet"


def name_form(name: str, error: str = "") -> Form:
    """The name that the group sees."""
    return Form(
        "Change my name",
        ActionRef("name_save"),
        (
            Input(
                "name",
                "Name shown in this group",
                value=name,
                required=True,
                max_length=40,
                error=error,
            ),
        ),
    )


def _reveal_close(daily_at: str, reveal_at: str) -> str:
    return (
        f"The key at {reveal_at} comes less than an hour after the question at {daily_at}. Leave "
        "people an hour at least; a time before the question means the next day."
    )


WORDINGS: dict[str, Callable[..., str]] = {
    "reveal_close": _reveal_close,
    "nothing_to_test": lambda: "The bank has no question for this exam, so there is none to post.",
    "not_stuck": lambda: "That post is not stuck any more; nothing was posted twice.",
}
