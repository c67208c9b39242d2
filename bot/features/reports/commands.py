"""The message command, the button and the form that report a question; what managers do then."""

from collections.abc import Sequence

from bot.cards.report import OFFER
from bot.chat.events import ActionCall, FormCall, MessageCall
from bot.chat.replies import Ask, Reply, Say, Update
from bot.commands.declare import Action, Feature, FormAction, MessageCommand, Needs, Subject
from bot.commands.turn import Turn
from bot.domain.report import WORDS_CHARS, Reason
from bot.errors import Refusal
from bot.features.reports import filing, views

_NEXT = "next"


async def on_message(turn: Turn[MessageCall]) -> Reply:
    """Opens the form for the question that a message shows."""
    found = await turn.read(filing.asked_on, turn.packs, turn.registry, turn.event.offers)
    return Ask(views.form(found.question, found.earlier))


async def open_form(turn: Turn[ActionCall]) -> Reply:
    """Opens the form for the question of a button; with what was sent before."""
    found = await turn.read(filing.asked, turn.packs, _first(turn.event.action.args))
    return Ask(views.form(found.question, found.earlier))


async def send(turn: Turn[FormCall]) -> Reply:
    """Stores the report, or gives the form back with what is missing."""
    question_id = _first(turn.event.action.args)
    chosen = turn.event.values.get("reason", "")
    words = turn.event.values.get("words", "").strip()
    reason = next((r for r in Reason if r.value == chosen), None)
    errors = {
        "reason": "" if reason else "Choose what is wrong.",
        "words": (
            views.too_long(len(words))
            if len(words) > WORDS_CHARS
            else "Say in a few words what it is."
            if reason is Reason.OTHER and not words
            else ""
        ),
    }
    if reason is None or any(errors.values()):
        found = await turn.read(filing.asked, turn.packs, question_id)
        return Ask(views.form(found.question, found.earlier, (chosen, words), errors))
    found, report = await turn.write(
        filing.file, turn.packs, question_id, reason, words, turn.dice.new_id()
    )
    return Say(views.thanks(found.question, report, changed=found.earlier is not None))


async def take_back(turn: Turn[ActionCall]) -> Reply:
    """Deletes one's own report."""
    await turn.write(filing.take_back, _first(turn.event.action.args))
    return Update(views.taken_back())


async def show(turn: Turn[ActionCall]) -> Reply:
    """One open report with its question, for managers. From another report it takes its place."""
    args = turn.event.action.args
    found = await turn.read(filing.standing, turn.packs, args[0] if args else "")
    view = views.standing(found)
    return Update(view) if _NEXT in args[1:] else Say(view)


async def settle(turn: Turn[ActionCall]) -> Reply:
    """A manager is done with a report; the next open one takes its place where it was read."""
    report_id = _first(turn.event.action.args)
    left = await turn.write(filing.settle, turn.packs, report_id)
    if _NEXT in turn.event.action.args[1:]:
        return Update(views.standing(left))
    return Say(views.settled(left))


def _first(args: Sequence[str]) -> str:
    if not args:
        raise Refusal("stale")
    return args[0]


FEATURE = Feature(
    "reports",
    message_commands=(
        MessageCommand(
            OFFER,
            "Tell managers and the operator what is wrong with it",
            on_message,
            opens_form=True,
        ),
    ),
    actions=(
        Action("report", open_form, opens_form=True, subject=Subject.QUESTION),
        Action("report_undo", take_back),
        Action("reports", show, needs=Needs.MANAGER),
        Action("report_settle", settle, needs=Needs.MANAGER),
    ),
    forms=(FormAction("report", send),),
    wordings=views.WORDINGS,
)
