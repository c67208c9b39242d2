"""What the adapter itself says: about old buttons, restarts, faults; and the front door's menu."""

from collections.abc import Sequence
from dataclasses import replace

from bot.api import (
    RUN,
    ActionRef,
    Button,
    Buttons,
    ButtonStyle,
    Code,
    Command,
    Fields,
    Form,
    Needs,
    Paragraph,
    Tone,
    View,
    text,
)

IN_ROW = 5


def notice(sentence: str) -> View:
    """One sentence, for one person."""
    return View("", (Paragraph(text(sentence)),), tone=Tone.NOTICE)


OLD_BUTTON = notice(
    "This button is from an older version of the bot. Use the command again for a fresh one."
)
NOT_HERE = notice(
    "Rounds works in the channels that it was invited to. Use the command in your group's channel, "
    "or open the Home tab here."
)
NO_GROUP = View(
    "Rounds",
    (
        Paragraph(
            text(
                "You are in no study group here yet. In your group's channel invite the bot with ",
                Code("/invite @Rounds"),
                "; whoever manages the channel begins with ",
                Code("/setup"),
                ". You are a member once you have answered or used a command there.",
            )
        ),
    ),
)
RESTARTING = notice("Rounds is just restarting. Nothing was saved; try again in half a minute.")
WORKING = notice("One moment: this takes longer than usual.")
TOO_LATE = "It took too long to open the form, so Slack would not show it."


def our_fault(reference: str) -> View:
    """A fault of ours after the core has answered: what was asked may have been done."""
    return notice(
        "Something went wrong on our side while the answer was shown. What you did may have been "
        "saved; look before you try again. If it happens again, tell a manager this reference: "
        f"{reference}."
    )


def form_again(form: Form, again: ActionRef | None) -> View:
    """A form that could not be opened, with a button that opens it, and with its errors."""
    errors = tuple((i.label, text(i.error)) for i in form.inputs if i.error)
    said = Fields(errors) if errors else Paragraph(text(TOO_LATE))
    if again is None:
        return View(form.title, (said, Paragraph(text("Use the command again."))), Tone.NOTICE)
    button = Button("Open the form", again, style=ButtonStyle.PRIMARY)
    return View(form.title, (said, Buttons((button,))), Tone.NOTICE)


def menu(commands: Sequence[Command], front: str) -> View:
    """What the front door offers: a button for each command, managers' ones last."""
    shown = sorted(commands, key=lambda c: c.needs is Needs.MANAGER)
    buttons = tuple(button_of(command) for command in shown)
    first = tuple(replace(button, style=ButtonStyle.PRIMARY) for button in buttons[:1])
    rows = (*first, *buttons[1:])
    return View(
        "Rounds",
        (
            Paragraph(
                text("Choose, or type ", Code(f"/{front} help"), " for what each of them does.")
            ),
            *(Buttons(rows[i : i + IN_ROW], "Commands") for i in range(0, len(rows), IN_ROW)),
        ),
    )


def button_of(command: Command) -> Button:
    """A button that runs a command."""
    return Button(
        command.title,
        ActionRef(RUN, (command.name,)),
        about=command.about,
        typed=f"/{command.name}",
    )


def with_usage(view: View, usage: str, front: str) -> View:
    """A refusal of something that was typed at the front door, with what is understood there."""
    return replace(
        view,
        blocks=(*view.blocks, Paragraph(text("Usage: ", Code(usage)))),
        footer=view.footer or text(f"/{front} alone shows everything there is."),
    )
