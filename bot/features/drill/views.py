"""Wording of drills."""

from collections.abc import Callable, Sequence

from bot.cards.question import controls, prompt
from bot.cards.verdict import explained, tone, verdict_word
from bot.chat.refs import ActionRef
from bot.chat.text import Code, text
from bot.chat.views import (
    Block,
    Button,
    Buttons,
    ButtonStyle,
    Paragraph,
    Tone,
    View,
)
from bot.domain.drill.make import Drill
from bot.domain.grading import grade
from bot.domain.question import Question
from bot.features.drill.offer import Offer

NAMES: dict[Drill, str] = {
    Drill.MIXED: "All kinds in turn",
    Drill.HEADER: "Header or billable",
    Drill.EXCLUDES: "Excludes1 traps",
    Drill.SEVENTH: "7th characters of fractures",
}
_APART = (
    "A drill is made from the official tables and checked against them. It trains looking things "
    "up, not judgement: no points, no streak, no topic score."
)


def asked(question: Question, kind: Drill, stamp: str, seed: str, offer: Offer) -> View:
    """The item, with its letters."""
    return View(
        "Tabular drill",
        (
            Paragraph(text(f"{question.code_set} · {question.edition}")),
            *prompt(question),
            controls(question, "drill_answer", kind.value, stamp, seed),
            *_others(kind, offer),
        ),
        footer=text(_APART),
    )


def graded(
    question: Question, chosen: Sequence[str], kind: Drill, after: str, offer: Offer
) -> View:
    """The verdict, and the way on."""
    result = grade(question, chosen)
    following = Button(
        "Next",
        ActionRef("drill", (kind.value, after)),
        style=ButtonStyle.PRIMARY,
        typed=f"/drill {kind.value}",
    )
    return View(
        f"{verdict_word(result)} · Tabular drill",
        (
            Paragraph(text(question.stem)),
            *explained(question, tuple(chosen)),
            Buttons((following,), label="Drill"),
            *_others(kind, offer),
        ),
        tone=tone(result),
        footer=text(_APART),
    )


def outdated(kind: Drill) -> View:
    """The tables are others than those that the item was made on."""
    return View(
        "This drill is out of date",
        (
            Paragraph(
                text(
                    "The code sets were loaded anew since it was asked, so it cannot be graded any "
                    "more. Nothing is lost: a drill counts nowhere."
                )
            ),
            _anew(kind),
        ),
        tone=Tone.NOTICE,
    )


def unloaded(*, building: bool) -> View:
    """Nothing is loaded, or not yet."""
    if building:
        said = text("The code sets are being prepared; that takes less than a minute. Try again.")
    else:
        said = text(
            "Drills are made from the code sets, and none is loaded. Whoever runs Rounds can make "
            "them with ",
            Code("python -m bot codes build"),
            ".",
        )
    return View("Drills are not ready", (Paragraph(said),), tone=Tone.NOTICE)


def missing(kind: Drill, lacks: str, offer: Offer) -> View:
    """A kind that the loaded sets cannot make."""
    if lacks:
        said = text(
            f"It needs {lacks}, which is not loaded here. Whoever runs Rounds can add it from the "
            "official files with ",
            Code("python -m bot codes build --from FOLDER"),
            ".",
        )
    else:
        said = text("The code sets that are loaded hold nothing for it.")
    return View(
        f"No drill: {NAMES[kind].lower()}",
        (Paragraph(said), *_others(kind, offer)),
        tone=Tone.NOTICE,
    )


def _anew(kind: Drill) -> Block:
    again = Button("New drill", ActionRef("drill", (kind.value,)), style=ButtonStyle.PRIMARY)
    return Buttons((again,), label="Drill")


def _others(kind: Drill, offer: Offer) -> tuple[Block, ...]:
    """The other kinds that can be had."""
    others = [k for k in (Drill.MIXED, *offer.kinds) if k is not kind]
    if len(offer.kinds) < 2:  # noqa: PLR2004 - one kind is all there is, mixed or not
        return ()
    return (Buttons(tuple(_way(k) for k in others), label="Another kind"),)


def _way(kind: Drill) -> Button:
    return Button(NAMES[kind], ActionRef("drill", (kind.value,)), typed=f"/drill {kind.value}")


WORDINGS: dict[str, Callable[..., str]] = {}
