"""Wording of one's own page."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.refs import ActionRef
from bot.chat.text import text
from bot.chat.views import (
    Block,
    Button,
    Buttons,
    Fields,
    Form,
    Input,
    Paragraph,
    Table,
    View,
)
from bot.domain.group import Group, Member

_REMINDERS = "on: a private word two hours before the key, if you have not answered"


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
        again=ActionRef("name_form"),
    )
