"""Wording of help, made from the declarations alone."""

from collections.abc import Sequence

from bot.chat.replies import Audience
from bot.chat.text import Bold, Code, Text, text
from bot.chat.views import Block, Bullets, Paragraph, Table, View
from bot.commands.declare import Command, MessageCommand, Needs

_ABOUT = (
    "A daily question in this channel, practice when you like, a board for the group, and a "
    "countdown to exam day. Your answers and verdicts are seen by you alone."
)


def seen_by(command: Command | MessageCommand) -> str:
    """Who sees the answer, and who may use it."""
    who = "everyone here" if command.audience is Audience.EVERYONE else "only you"
    return f"{who}; managers" if command.needs is Needs.MANAGER else who


def overview(commands: Sequence[Command], on_messages: Sequence[MessageCommand] = ()) -> View:
    """Every command in one table, and what can be done with a message."""
    rows: tuple[tuple[Text, ...], ...] = tuple(
        (text(Code(c.usage)), text(c.about), text(seen_by(c))) for c in commands
    )
    return View(
        "Help",
        (
            Paragraph(text(_ABOUT)),
            Table("Commands", ("Command", "What it does", "Who sees the answer"), rows),
            Paragraph(
                text(
                    "Options go in order or as ", Code("name:value"), "; more: ", Code("/help quiz")
                )
            ),
            *(
                Paragraph(
                    text(
                        "On a message, as a button or in its menu: ",
                        Bold(c.name),
                        f". {c.about}.",
                    )
                )
                for c in on_messages
            ),
        ),
    )


def one(commands: Sequence[Command]) -> View:
    """One command, or the commands of a group, with their options."""
    blocks: list[Block] = []
    for command in commands:
        blocks.append(Paragraph(text(Code(command.usage))))
        blocks.append(Paragraph(text(command.about, f". Seen by {seen_by(command)}.")))
        if command.options:
            blocks.append(
                Bullets(
                    tuple(
                        text(
                            Bold(spec.name),
                            f": {spec.about}",
                            f" ({spec.low} to {spec.high})" if spec.low is not None else "",
                            f" ({', '.join(c.value for c in spec.choices)})"
                            if spec.choices
                            else "",
                            "" if spec.required else " · may be left out",
                        )
                        for spec in command.options
                    )
                )
            )
    return View(f"Help · /{commands[0].name.split(' ')[0]}", tuple(blocks))
