"""Wording of privacy."""

from bot.chat.refs import ActionRef
from bot.chat.text import Bold, text
from bot.chat.views import (
    Bullets,
    Button,
    Buttons,
    ButtonStyle,
    Paragraph,
    Record,
    Tone,
    View,
)

_EXPORT = Button("Show all my data", ActionRef("privacy_export"))
_ERASE = Button("Erase my data", ActionRef("privacy_ask"), style=ButtonStyle.DANGER)


def kept() -> View:
    """What is kept, who sees it, and what one can do about it."""
    return View(
        "Privacy",
        (
            Bullets(
                (
                    text(
                        "Kept: your name here, your answers, streak, practice, your own dates, and "
                        "your reports of questions."
                    ),
                    text("Your answers and verdicts are seen by you alone, managers included."),
                    text("Boards show name, points, accuracy and streak; /me hides you from them."),
                    text(
                        "Reports of questions are seen by managers with your name, and without it "
                        "by whoever runs Rounds here."
                    ),
                    text("Nothing leaves this installation."),
                )
            ),
            Buttons((_EXPORT, _ERASE), label="Your data"),
        ),
    )


def export(data: str) -> View:
    """Every row, as JSON."""
    return View(
        "Everything kept about you in this group",
        (
            Record(data, label="Your data, as JSON; instants are milliseconds UTC"),
            Buttons((_ERASE,), label="Your data"),
        ),
    )


def ask() -> View:
    """Asks once more before erasing."""
    return View(
        "Erase everything about you in this group?",
        (
            Paragraph(
                text(
                    "Answers, points, streak, practice, your own dates and reports are deleted at "
                    "once. ",
                    Bold("This cannot be undone."),
                    " Counts under old questions fall accordingly.",
                )
            ),
            Buttons(
                (
                    Button(
                        "Yes, erase it all",
                        ActionRef("privacy_erase"),
                        style=ButtonStyle.DANGER,
                    ),
                    Button("Show all my data first", ActionRef("privacy_export")),
                ),
                label="Your data",
            ),
        ),
        tone=Tone.NOTICE,
    )


def erased() -> View:
    """Done."""
    return View(
        "It is erased",
        (
            Paragraph(
                text(
                    "Nothing about you is kept in this group any more. If you use a command here "
                    "again, you join as someone new."
                )
            ),
        ),
        tone=Tone.GOOD,
    )
