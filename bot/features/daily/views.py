"""Wording of the daily question, its verdicts and its reveal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.cards.question import about, chosen_words, controls, key_words, prompt
from bot.cards.report import report_button
from bot.cards.verdict import distribution, explained, tone, verdict_word, why
from bot.chat.refs import ActionRef
from bot.chat.text import Bold, Mention, Span, When, WhenStyle, text
from bot.chat.views import (
    Block,
    Button,
    Buttons,
    ButtonStyle,
    Fields,
    Paragraph,
    Tone,
    View,
)
from bot.domain.grading import Grade
from bot.domain.group import Countdown, Group, Post
from bot.domain.question import Question
from bot.units.record import Recorded

_NAMES_SHOWN = 10
_NOTICE = "Original question, not an actual exam item. Code from the current official books."


@dataclass(frozen=True, slots=True)
class Standing:
    """What the public post tells: how many answered, what they chose, who kept a streak."""

    answered: int
    tally: list[tuple[tuple[str, ...], int]]
    streaks: Sequence[tuple[str, int]] = ()


def day_words(day: date) -> str:
    """`Mon 23 Nov`: a local date, the same for everyone in the group."""
    return f"{day:%a} {day.day} {day:%b}"


def _closes(post: Post, group: Group) -> Span:
    return When(post.reveal_due_ms or post.due_ms, WhenStyle.DATE_TIME, group.zone)


def _answered(count: int) -> str:
    if count == 0:
        return "Nobody has answered yet"
    return "1 person has answered" if count == 1 else f"{count} people have answered"


def open_post(post: Post, question: Question, topic: str, group: Group, standing: Standing) -> View:
    """The question in the channel while it can be answered."""
    return View(
        f"Daily question · {day_words(post.local_date)}",
        (
            Paragraph(text(about(question, topic))),
            *prompt(question),
            controls(question, "answer", post.id),
        ),
        footer=text(
            f"{_answered(standing.answered)} · only you see your verdict · key and reasons ",
            _closes(post, group),
        ),
    )


def revealed_post(post: Post, question: Question, topic: str, standing: Standing) -> View:
    """The question in the channel after its reveal: key, distribution, reasons, streaks."""
    blocks: list[Block] = [
        Paragraph(text(about(question, topic))),
        *prompt(question, noticed=False),
        Paragraph(text(Bold("Key: "), *key_words(question))),
    ]
    blocks += distribution(question, standing.tally)
    blocks += why(question)
    if standing.streaks:
        names: list[Span] = []
        for name, days in standing.streaks[:_NAMES_SHOWN]:
            names += [", " if names else "", Mention(name), f" ({days})"]
        more = len(standing.streaks) - _NAMES_SHOWN
        blocks.append(
            Paragraph(text("Kept a streak: ", *names, f" and {more} more" if more > 0 else "", "."))
        )
    blocks.append(
        Buttons(
            (
                Button("Practise this question", ActionRef("practise", (question.id,))),
                Button("My answer", ActionRef("mine", (post.id,))),
                report_button(question),
            )
        )
    )
    return View(
        f"Daily question · {day_words(post.local_date)} · closed",
        tuple(blocks),
        footer=text(f"{_answered(standing.answered)} · {_NOTICE}"),
    )


def discussion(post: Post, topic: str) -> View:
    """What a thread on a revealed question is called."""
    return View(f"{day_words(post.local_date)} · {topic}" if topic else day_words(post.local_date))


def withdrawn_post(post: Post) -> View:
    """The question is no longer in any pack."""
    return View(
        f"Daily question · {day_words(post.local_date)}",
        (
            Paragraph(
                text("This question was withdrawn from the bank. Answers to it stay counted.")
            ),
        ),
        tone=Tone.NOTICE,
    )


def reminder(post: Post, question: Question, topic: str, group: Group) -> View:
    """A private word to someone who asked for it, with the question to answer at once."""
    return View(
        f"Still open · {day_words(post.local_date)}",
        (
            Paragraph(text("You have not answered yet; it closes ", _closes(post, group), ".")),
            Paragraph(text(about(question, topic))),
            *prompt(question),
            controls(question, "answer", post.id),
        ),
        footer=text("You asked for reminders; /me turns them off."),
    )


def test_post(post: Post, question: Question, topic: str) -> View:
    """A question that a manager posted to see that posting works."""
    return View(
        "Test question · nothing is counted",
        (
            Paragraph(text(about(question, topic))),
            *prompt(question),
            controls(question, "try", post.id),
        ),
        footer=text("Posted by a manager to check that posts arrive here."),
    )


def countdown_post(countdown: Countdown, days: int) -> View:
    """An exam is so many days away."""
    left = {0: "is today. Good luck!", 1: "is tomorrow."}.get(days, f"is in {days} days.")
    return View(
        f"Countdown · {day_words(countdown.day)}",
        (Paragraph(text(Bold(countdown.name), f" {left}")),),
        tone=Tone.NOTICE,
        footer=text("Books and pace: /countdown list"),
    )


def answered(recorded: Recorded, question: Question) -> View:
    """The verdict, for the one who clicked."""
    answer = recorded.answer
    kept = f" · streak {recorded.streak}" if recorded.streak > 1 else ""
    points = "1 point" if answer.points == 1 else f"{answer.points} points"
    return View(
        verdict_word(recorded.grade),
        (*explained(question, answer.chosen), Buttons((report_button(question),))),
        tone=tone(recorded.grade),
        footer=text(f"Counted: {points}{kept}. {_NOTICE}"),
    )


def already(recorded: Recorded, question: Question, group: Group) -> View:
    """A second click: what was chosen first, and its verdict."""
    answer = recorded.answer
    first = chosen_words(question, answer.chosen)
    return View(
        f"{verdict_word(recorded.grade)}: your first answer counts",
        (
            Paragraph(
                text(
                    "You answered ",
                    When(answer.at_ms, WhenStyle.DATE_TIME, group.zone),
                    " with ",
                    *first,
                    ". One attempt is counted.",
                )
            ),
            *explained(question, answer.chosen),
            Buttons((report_button(question),)),
        ),
        tone=tone(recorded.grade),
    )


def closed(post: Post, question: Question, group: Group) -> View:
    """A click after the reveal, without an earlier answer."""
    return View(
        "This one is closed",
        (
            Paragraph(
                text(
                    "Its key was shown ",
                    _closes(post, group),
                    ", so an answer cannot be counted any more. You can still practise it.",
                )
            ),
            Buttons(
                (
                    Button(
                        "Practise this question",
                        ActionRef("practise", (question.id,)),
                        style=ButtonStyle.PRIMARY,
                    ),
                )
            ),
        ),
        tone=Tone.NOTICE,
    )


def today_none(group: Group, next_ms: int | None) -> View:
    """No question is open."""
    when: tuple[Span, ...] = (
        ("The next one comes ", When(next_ms, WhenStyle.DATE_TIME, group.zone), ".")
        if next_ms is not None
        else ("Daily questions are paused; a manager can resume them with /setup.",)
    )
    return View(
        "No question is open right now",
        (
            Paragraph(text(*when, " Meanwhile, /quiz gives you questions to practise.")),
            Buttons((Button("Practise", ActionRef("quiz", ("",)), style=ButtonStyle.PRIMARY),)),
        ),
    )


def tried(question: Question, chosen: tuple[str, ...], result: Grade) -> View:
    """The verdict on a test question."""
    return View(
        verdict_word(result),
        (*explained(question, chosen), Buttons((report_button(question),))),
        tone=tone(result),
        footer=text("A test: nothing was counted."),
    )


def no_answer(post: Post) -> View:
    """A member asks for their answer to a post that they did not answer."""
    return View(
        "You did not answer this one",
        (Fields((("Question", text(day_words(post.local_date))),)),),
        tone=Tone.NOTICE,
    )


def _choose_n(count: int) -> str:
    return "Choose one option." if count == 1 else f"Choose exactly {count} options."


def _bad_choice(letters: str) -> str:
    return f"That is not one of the options. Choose from {', '.join(letters)}."


def _many_codes(count: int, most: int) -> str:
    return f"{count} codes are too many; type {most} at most, separated by commas."


WORDINGS: dict[str, Callable[..., str]] = {
    "choose_n": _choose_n,
    "bad_choice": _bad_choice,
    "no_codes": lambda: "No code was typed. Type one or more, such as E11.22, N18.30.",
    "many_codes": _many_codes,
    "withdrawn": lambda: (
        "This question was withdrawn from the bank, so it cannot be answered any more. "
        "/today shows what is open."
    ),
    "not_open": lambda: "This question is not open.",
}
