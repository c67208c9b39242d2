"""Wording of countdowns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.chat.mail import Dated
from bot.chat.refs import ActionRef
from bot.chat.text import Bold, Code, Span, Text, When, WhenStyle, text
from bot.chat.views import (
    Block,
    Bullets,
    Button,
    Buttons,
    ButtonStyle,
    Paragraph,
    Tone,
    View,
)
from bot.domain.exam import Edition
from bot.domain.group import Countdown, Group

_CHECK = "Check dates and books with AAPC or AHIMA before you pay."
_WEEK = 7
_BUTTONS = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One exam date as it is shown: when, how far, which books, which pace."""

    countdown: Countdown
    at_ms: int
    days: int
    edition: Edition | None
    pace: int | None


def long_day(day: date) -> str:
    """`Sun 14 Mar 2027`."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def listing(lines: Sequence[Line], *, events: bool = False) -> View:
    """The group's exam dates. `events`: the reader may make each one an event of the platform."""
    if not lines:
        return View(
            "Countdowns",
            (
                Paragraph(
                    text(
                        "No exam date is set. A manager adds the group's with ",
                        Code('/countdown add "CPC exam" 2027-03-14'),
                        "; add ",
                        Code("mine"),
                        " for a date of your own that only you see.",
                    )
                ),
            ),
        )
    return View(
        "Countdowns",
        (
            *(Bullets((line_words(line), *_notes(line))) for line in lines),
            *(_event_buttons(lines) if events else ()),
        ),
        footer=text(_CHECK),
    )


def _event_buttons(lines: Sequence[Line]) -> tuple[Block, ...]:
    coming = [line.countdown for line in lines if not line.countdown.member_id and line.days > 0]
    buttons = tuple(_event_button(c, named=True) for c in coming[:_BUTTONS])
    return (Buttons(buttons, label="Server events"),) if buttons else ()


def _event_button(countdown: Countdown, *, named: bool) -> Button:
    if countdown.event:
        action = ActionRef("countdown_event", (countdown.id, "off"))
        return Button(f"Remove the server event of {countdown.name}", action)
    what = countdown.name if named else "it"
    action = ActionRef("countdown_event", (countdown.id, "on"))
    return Button(f"Also make {what} a server event", action)


def line_words(line: Line) -> Text:
    """Name, day and what is left."""
    c = line.countdown
    at = f", {c.at} {c.zone}" if c.at else ""
    mine: Span = " (only yours)" if c.member_id else " (also a server event)" if c.event else ""
    return text(
        Bold(c.name),
        mine,
        f": {long_day(c.day)}{at} · {left(line.days)}",
    )


def left(days: int) -> str:
    """`in 112 days (16 weeks)`, `tomorrow`, `today`, `over`."""
    if days < 0:
        return "over"
    if days == 0:
        return "today"
    if days == 1:
        return "tomorrow"
    weeks = days // _WEEK
    return f"in {days} days" + (f" ({weeks} weeks)" if weeks > 1 else "")


def _notes(line: Line) -> tuple[Text, ...]:
    notes: list[Text] = []
    edition = line.edition
    if edition is not None:
        notes.append(text("Books: ", ", ".join(edition.books), "; ", edition.allowed_note))
        if edition.note:
            notes.append(text(edition.note))
    if line.pace is not None:
        plural = "question" if line.pace == 1 else "questions"
        notes.append(text(f"{line.pace} {plural} a day cover the bank twice before that day."))
    return tuple(notes)


def added(line: Line, *, own: bool, events: bool = False) -> View:
    """An exam date was added; with its undo. `events`: the platform can keep it as an event too."""
    who = "Only you see it." if own else "The group sees it, with a post as the day comes near."
    blocks: list[Block] = [
        Bullets((line_words(line), *_notes(line))),
        Paragraph(text(who)),
        Buttons(
            (
                Button(
                    "Undo: remove it",
                    ActionRef("countdown_drop", (line.countdown.id,)),
                    style=ButtonStyle.DANGER,
                ),
                *((_event_button(line.countdown, named=False),) if events else ()),
            )
        ),
    ]
    return View("Countdown added", tuple(blocks), tone=Tone.GOOD, footer=text(_CHECK))


def removed(countdown: Countdown) -> View:
    """An exam date was removed; with the way back."""
    args = (countdown.name, countdown.day.isoformat(), "y" if countdown.member_id else "n")
    back = ActionRef("countdown_back", args)
    fits = len("|".join(("1", back.name, *args)).encode()) <= 100 and "|" not in countdown.name  # noqa: PLR2004
    buttons = (Buttons((Button("Undo: add it again", back),)),) if fits else ()
    return View(
        "Countdown removed",
        (
            Paragraph(text(Bold(countdown.name), f", {long_day(countdown.day)}, is gone.")),
            *buttons,
        ),
        tone=Tone.NOTICE,
    )


def event(countdown: Countdown, group: Group, starts_ms: int, ends_ms: int) -> Dated:
    """The date as an event of the platform."""
    about = f"Exam date of {group.name}. /countdown list tells its books and a pace. {_CHECK}"
    return Dated(countdown.name, about, starts_ms, ends_ms)


def event_asked(countdown: Countdown) -> View:
    """A manager asked for the event, or for none any more."""
    if not countdown.event:
        return View(
            "The server event is being removed",
            (Paragraph(text("The countdown itself stays.")),),
            tone=Tone.NOTICE,
        )
    return View(
        "The server event is being made",
        (
            Paragraph(
                text(
                    Bold(countdown.name),
                    f", {long_day(countdown.day)}. It follows the countdown: change or remove the "
                    "date here. Should anything stand in its way, /status says so.",
                )
            ),
        ),
        tone=Tone.GOOD,
    )


def posted(line: Line) -> View:
    """A countdown shown to everyone on request."""
    return View(
        f"Countdown · {line.countdown.name}",
        (
            Paragraph(
                text(
                    long_day(line.countdown.day),
                    f" · {left(line.days)} · ",
                    When(line.at_ms, WhenStyle.RELATIVE, line.countdown.zone),
                )
            ),
            *(Paragraph(note) for note in _notes(line)),
        ),
        footer=text(_CHECK),
    )


def _past(day: date) -> str:
    return f"{long_day(day)} is in the past. Give the date of an exam that is still to come."


def _twice(name: str) -> str:
    return f"There is a countdown named {name!r} already. Remove it first, or use another name."


def _none(name: str, names: Sequence[str]) -> str:
    known = f"There are: {', '.join(names)}." if names else "There is none yet: /countdown add."
    return f"There is no countdown named {name!r}. {known}"


def _many(most: int) -> str:
    return f"{most} countdowns are the most; remove one first."


def _events_lacking(names: Sequence[str]) -> str:
    return (
        f"I may not make server events yet: I lack {' and '.join(names)}. Give me that in the "
        "server's settings, then press the button again. The countdown is there in any case."
    )


def _event_late(name: str) -> str:
    return f"{name} has begun already, so it cannot be made a server event any more."


WORDINGS: dict[str, Callable[..., str]] = {
    "past_date": _past,
    "events_lacking": _events_lacking,
    "event_late": _event_late,
    "countdown_twice": _twice,
    "no_countdown": _none,
    "many_countdowns": _many,
    "group_dates": lambda: (
        "Only a manager may change the group's exam dates. Add the word mine for a date of your "
        "own, such as /countdown add CPC 2027-03-14 mine."
    ),
}
