"""What the adapter itself says: about old buttons, forms that came back, restarts and faults."""

from bot.api import (
    ActionRef,
    Button,
    Buttons,
    ButtonStyle,
    Fields,
    Form,
    Paragraph,
    Tone,
    View,
    text,
)


def notice(sentence: str) -> View:
    """One sentence, for one person."""
    return View("", (Paragraph(text(sentence)),), tone=Tone.NOTICE)


OLD_BUTTON = notice(
    "This button is from an older version of the bot. Use the command again for a fresh one."
)
NOT_HERE = notice("Rounds works in the channels of a server, with the commands it shows there.")
RESTARTING = notice("Rounds is just restarting. Nothing was saved; try again in half a minute.")
DONE = notice("Done.")
ELSEWHERE = notice("The answer comes in another message.")


def our_fault(reference: str) -> View:
    """A fault of ours after the core has answered: what was asked may have been done."""
    return notice(
        "Something went wrong on our side while the answer was shown. What you did may have been "
        "saved; look before you try again. If it happens again, tell a manager this reference: "
        f"{reference}."
    )


def form_came_back(form: Form, again: ActionRef | None) -> View:
    """The errors of a form, with a button that opens it again: Discord answers no form with a
    form.
    """
    errors = tuple((i.label, text(i.error)) for i in form.inputs if i.error)
    blocks = (
        Fields(errors)
        if errors
        else Paragraph(text("It took too long to open the form, so Discord would not show it."))
    )
    if again is None:
        return View(form.title, (blocks, Paragraph(text("Use the command again."))), Tone.NOTICE)
    button = Button("Open the form again", again, style=ButtonStyle.PRIMARY)
    return View(form.title, (blocks, Buttons((button,))), Tone.NOTICE)
