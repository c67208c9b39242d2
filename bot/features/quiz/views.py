"""Wording of practice."""

from collections.abc import Callable, Sequence

from bot.cards.question import about, controls, prompt
from bot.cards.report import report_button
from bot.cards.verdict import explained, tone, verdict_word
from bot.chat.refs import ActionRef
from bot.chat.text import Bold, Text, text
from bot.chat.views import (
    Block,
    Bullets,
    Button,
    Buttons,
    ButtonStyle,
    Fields,
    Paragraph,
    Tone,
    View,
)
from bot.domain.group import Practice
from bot.domain.question import Question
from bot.units.aim import Aim
from bot.units.record import Recorded

_WORST_SHOWN = 5


def _progress(practice: Practice) -> str:
    return f"Practice · question {practice.position + 1} of {len(practice.question_ids)}"


def _stop(practice: Practice) -> Button:
    return Button("Stop here", ActionRef("quiz_stop", (practice.id,)))


def asked(
    practice: Practice, question: Question, topic: str, *, resumed: bool = False, note: str = ""
) -> View:
    """The question that is next."""
    slot = str(practice.position)
    blocks: list[Block] = []
    if resumed:
        blocks.append(
            Paragraph(
                text("Here is where you were. To start over, name a topic or count with /quiz.")
            )
        )
    if note:
        blocks.append(Paragraph(text(note)))
    blocks += [
        Paragraph(text(about(question, topic))),
        *prompt(question),
        controls(question, "practice", practice.id, slot),
        Buttons((_stop(practice),), label="Practice"),
    ]
    return View(_progress(practice), tuple(blocks))


def aimed(aim: Aim) -> str:
    """For which exam day a run was chosen, and the books of that day; empty without a date."""
    if not aim.dated or aim.exam is None or aim.books is None:
        return ""
    day = f"{aim.day:%a} {aim.day.day} {aim.day:%b %Y}"
    books = ", ".join(aim.books.books)
    return f"Valid for {aim.exam.name} on {day}, which asks {aim.edition}. Books: {books}."


def graded(practice: Practice, slot: int, question: Question, recorded: Recorded) -> View:
    """The verdict on one question, with the way on."""
    last = slot + 1 >= len(practice.question_ids)
    label = "Show the summary" if last else "Next question"
    points = recorded.answer.points
    if not recorded.fresh:
        counted = "You answered this one before; your first answer stands."
    elif points:
        counted = f"{points} point for the board."
    else:
        counted = ""
    stem: Block = Paragraph(text(question.stem.strip()))
    return View(
        f"{verdict_word(recorded.grade)} · {slot + 1} of {len(practice.question_ids)}",
        (
            stem,
            *explained(question, recorded.answer.chosen),
            Buttons(
                (
                    Button(
                        label,
                        ActionRef("quiz_next", (practice.id, str(slot + 1))),
                        style=ButtonStyle.PRIMARY,
                    ),
                    *(() if last else (_stop(practice),)),
                    report_button(question),
                ),
                label="Practice",
            ),
        ),
        tone=tone(recorded.grade),
        footer=text(counted),
    )


def summary(
    practice: Practice,
    right: int,
    answered: int,
    by_topic: Sequence[tuple[str, int, int]],
    missed: Sequence[Question],
) -> View:
    """How a run went, by topic, and what was missed."""
    if not answered:
        return View(
            "Practice stopped",
            (Paragraph(text("Nothing was answered. /quiz starts again when you like.")),),
        )
    blocks: list[Block] = [
        Paragraph(
            text(
                "You answered ",
                Bold(f"{answered} of {len(practice.question_ids)}"),
                ", ",
                Bold(f"{right} right"),
                f" ({round(100 * right / answered)} %).",
            )
        )
    ]
    pairs: tuple[tuple[str, Text], ...] = tuple(
        (topic, text(f"{good} of {all_}")) for topic, good, all_ in by_topic
    )
    if pairs:
        blocks.append(Fields(pairs))
    if missed:
        items = tuple(
            text(
                _first_words(question.stem),
                f" ({'; '.join(str(c) for c in question.citations)})",
            )
            for question in missed[:_WORST_SHOWN]
        )
        blocks += [Paragraph(text("To read again:")), Bullets(items)]
    blocks.append(
        Buttons(
            (
                Button(
                    "Practise again",
                    ActionRef("quiz", (practice.topic, practice.exam)),
                    style=ButtonStyle.PRIMARY,
                ),
            ),
            label="Practice",
        )
    )
    return View("Practice done", tuple(blocks), tone=Tone.GOOD)


def nothing(topic: str, exam: str) -> View:
    """The bank has no question for what was asked."""
    what = " and ".join(part for part in (topic, exam) if part) or "this group"
    return View(
        "Nothing to practise there",
        (
            Paragraph(
                text(f"The bank has no question for {what}. Try /quiz without options, or a topic.")
            ),
        ),
        tone=Tone.NOTICE,
    )


def _first_words(stem: str) -> str:
    words = stem.split()
    return " ".join(words[:16]) + (" …" if len(words) > 16 else "")  # noqa: PLR2004


def _unknown_topic(topic: str, near: str, topics: Sequence[str]) -> str:
    hint = f"Did you mean {near}?" if near else f"Topics: {', '.join(topics)}."
    return f"There is no topic {topic!r}. {hint}"


def _unknown_exam(exam: str, exams: Sequence[str]) -> str:
    return f"There is no exam {exam!r}. Exams: {', '.join(exams)}."


WORDINGS: dict[str, Callable[..., str]] = {
    "unknown_topic": _unknown_topic,
    "unknown_exam": _unknown_exam,
    "practice_gone": lambda: "That practice run has ended. /quiz starts a new one.",
    "asked_today": lambda: (
        "This is the group's open daily question now. Answer it with /today first; /quiz goes on "
        "with the others."
    ),
    "practice_done": lambda: "That question was answered already; use its Next button or /quiz.",
}
