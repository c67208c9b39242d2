"""Wording of founding and setting up a group."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
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
    Tone,
    View,
)
from bot.domain.calendar import DAILY
from bot.domain.exam import Exam
from bot.domain.group import Group, Home

_WEEKDAYS = "mon,tue,wed,thu,fri"


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
    home: Home
    exam: Exam | None
    next_ms: Sequence[int]
    exam_dates: Sequence[str] = ()
    changed: Sequence[str] = ()
    nothing: bool = False
    moved_to: str = ""


def setup_form(
    group: Group,
    exams: Sequence[Exam],
    given: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    channel: str = "",
) -> Form:
    """The settings as a form; what was typed is kept beside its error. `channel`: whose settings,
    when it is not the one where the form opens.
    """
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
        ActionRef("setup_save", _args(channel)),
        tuple(_filled(i, values[i.name], wrong.get(i.name, "")) for i in inputs),
        about=text("Answers stay private until the key is shown."),
        again=ActionRef("setup_form", _args(channel)),
    )


def _args(channel: str) -> tuple[str, ...]:
    return (channel,) if channel else ()


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


def saved(found: Settings, channel: str = "", *, more: bool = False) -> View:
    """The settings as they stand, with a preview of the next three posts. `more`: this platform has
    a second page of settings; `channel` is as in `setup_form`.
    """
    group, home = found.group, found.home
    pairs: list[tuple[str, Text]] = [
        ("Exam", text(found.exam.name if found.exam else "any")),
        (
            "Question",
            text(f"{group.daily_at} {group.zone}, {days_words(group.days)}"),
        ),
        ("Key shown", text(group.reveal_at)),
    ]
    pairs += [("Exam date", text(date)) for date in found.exam_dates]
    pairs += extras(home)
    blocks: list[Block] = []
    if found.nothing:
        blocks.append(Paragraph(text("Nothing was changed: it was set like this already.")))
    if found.changed:
        blocks.append(Paragraph(text(f"Saved: {', '.join(found.changed)}.")))
    if found.moved_to:
        blocks.append(
            Paragraph(
                text(
                    "Questions come to ",
                    Bold(found.moved_to),
                    " from now on. Members, streaks and boards stay, and what was posted before "
                    "still works where it is.",
                )
            )
        )
    blocks.append(Fields(tuple(pairs)))
    if group.paused:
        blocks.append(Paragraph(text("Daily questions are paused.")))
    else:
        blocks.append(Paragraph(text("Next posts:")))
        blocks.append(Bullets(tuple(text(local(at, group.zone)) for at in found.next_ms)))
    pause = (
        Button("Resume", ActionRef("pause", ("off", *_args(channel))))
        if group.paused
        else Button("Pause", ActionRef("pause", ("on", *_args(channel))))
    )
    second = (Button("More settings", ActionRef("more_form", _args(channel))),) if more else ()
    blocks.append(
        Buttons(
            (
                Button(
                    "Change settings",
                    ActionRef("setup_form", _args(channel)),
                    style=ButtonStyle.PRIMARY,
                ),
                *second,
                Button("Post a test question", ActionRef("test_post", _args(channel))),
                pause,
            ),
            label="Settings",
        )
    )
    return View("Set-up", tuple(blocks), tone=Tone.GOOD if found.changed else Tone.PLAIN)


def extras(home: Home) -> list[tuple[str, Text]]:
    """What the second page has changed from its defaults."""
    pairs: list[tuple[str, Text]] = []
    if home.ping:
        pairs.append(("Told of each question", text(f"the role {home.ping_name}")))
    if home.threads:
        pairs.append(("Discussion", text("a thread opens when the key is shown")))
    return pairs


def test_sent() -> View:
    """A test question was put into the outbox."""
    return View(
        "A test question is on its way",
        (Paragraph(text("It appears here in a moment. Answers to it are not counted.")),),
        tone=Tone.GOOD,
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
