"""Wording of reports."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

from bot.cards.question import key_words, prompt
from bot.cards.report import REASONS, settle_button, told, view_button
from bot.cards.verdict import why
from bot.chat.refs import ActionRef
from bot.chat.text import Bold, text
from bot.chat.views import (
    Block,
    Button,
    Buttons,
    ButtonStyle,
    Choice,
    Fields,
    Form,
    Input,
    InputKind,
    Paragraph,
    Record,
    Tone,
    View,
)
from bot.domain.question import Question
from bot.domain.report import WORDS_CHARS, Complaint, Report
from bot.features.reports.filing import Standing

_STEM_CHARS = 300
_NO_ERRORS: Mapping[str, str] = {}
_NEXT_STEPS = (
    "The managers of this group find it in /status, with your name. Whoever runs Rounds here sees "
    "what is wrong, without your name, and can mend the question. When a key is corrected, "
    "everybody's score follows. No other member sees your report."
)


def _stem(question: Question) -> str:
    stem = " ".join(question.stem.split())
    return stem if len(stem) <= _STEM_CHARS else f"{stem[:_STEM_CHARS].rsplit(' ', 1)[0]} …"


def form(
    question: Question,
    earlier: Report | None,
    typed: tuple[str, str] | None = None,
    errors: Mapping[str, str] = _NO_ERRORS,
) -> Form:
    """Reason and words; with what was typed, or what was sent before."""
    before = (earlier.reason.value, earlier.words) if earlier else ("", "")
    reason, words = typed or before
    return Form(
        "Change your report" if earlier else "Report this question",
        ActionRef("report", (question.id,)),
        (
            Input(
                "reason",
                "What is wrong?",
                kind=InputKind.SELECT,
                value=reason,
                required=True,
                choices=tuple(Choice(say, r.value) for r, say in REASONS.items()),
                error=errors.get("reason", ""),
            ),
            Input(
                "words",
                "In your words",
                kind=InputKind.AREA,
                value=words[:WORDS_CHARS],
                hint="May be left out. A section or page helps most; no patient data.",
                max_length=WORDS_CHARS,
                error=errors.get("words", ""),
            ),
        ),
        submit="Send the report",
        about=text(
            "You have reported it already: this changes your report. " if earlier else "",
            _stem(question),
        ),
    )


def too_long(chars: int) -> str:
    """The words are over their limit."""
    return f"That is {chars:,} characters; {WORDS_CHARS:,} are the most."


def thanks(question: Question, report: Report, *, changed: bool) -> View:
    """The report is in: what was sent, what happens next, and the way back."""
    blocks: list[Block] = [
        Fields((("Question", text(_stem(question))), ("Reason", text(REASONS[report.reason]))))
    ]
    if report.words:
        blocks.append(Record(report.words, label="In your words"))
    blocks += [
        Paragraph(text(Bold("What happens next. "), _NEXT_STEPS)),
        Buttons(
            (Button("Take it back", ActionRef("report_undo", (report.id,))),), label="Your report"
        ),
    ]
    title = "Your report is changed" if changed else "Thank you, your report is in"
    return View(title, tuple(blocks), tone=Tone.GOOD)


def taken_back() -> View:
    """The report is deleted."""
    return View(
        "Your report is taken back",
        (Paragraph(text("It is deleted, and nobody sees it any more.")),),
        tone=Tone.GOOD,
    )


def standing(found: Standing | None) -> View:
    """One open report with its question, for managers. Who has yet to answer the open daily
    question is not shown its key here either.
    """
    if found is None:
        return View("No report is open", (Paragraph(text("Everything is dealt with.")),))
    report, question = found.report, found.question
    blocks: list[Block] = told(report, found.name, found.zone)
    blocks += _question(report, question, secret=found.secret)
    then = "next"
    buttons = [settle_button(report, then, style=ButtonStyle.PRIMARY)]
    if found.next_id:
        buttons.append(Button("Next report", ActionRef("reports", (found.next_id, then))))
    blocks.append(Buttons(tuple(buttons), label="Reports"))
    return View(f"Report {found.place} of {found.count}", tuple(blocks))


def _question(report: Report, question: Question | None, *, secret: bool) -> list[Block]:
    if question is None:
        return [Paragraph(text("The question was withdrawn from the bank since."))]
    blocks: list[Block] = []
    if question.revision != report.revision:
        blocks.append(
            Paragraph(text(f"The question was mended since: revision {question.revision}."))
        )
    blocks += prompt(question, noticed=secret)
    if secret:
        blocks.append(
            Paragraph(text("It is today's question: you see key and reasons once you answered it."))
        )
        return blocks
    return [*blocks, Paragraph(text(Bold("Key: "), *key_words(question))), *why(question)]


def settled(left: Standing | None) -> View:
    """A report is closed."""
    if left is None:
        return View("It is dealt with", (Paragraph(text("No other report is open.")),), Tone.GOOD)
    count = "1 more is open." if left.count == 1 else f"{left.count} more are open."
    return View(
        "It is dealt with",
        (Paragraph(text(count)), Buttons((view_button("View the next"),), label="Reports")),
        tone=Tone.GOOD,
    )


def for_operator(complaints: Sequence[Complaint]) -> str:
    """Open reports over all groups as lines for a terminal: by question, the most reported first;
    of each how many a reason, and what was said. `complaints` come by question.
    """
    if not complaints:
        return "No report is open."
    found = [(id_, list(of)) for id_, of in groupby(complaints, lambda c: c.question_id)]
    found.sort(key=lambda pair: -len(pair[1]))
    lines = [f"{_reports(len(complaints))} open, {_questions(len(found))}."]
    for question_id, of in found:
        revisions = ", ".join(str(n) for n in sorted({c.revision for c in of}))
        lines += ["", f"{question_id} (revision {revisions}): {_reports(len(of))}"]
        counts = Counter(c.reason for c in of)
        for reason, count in counts.most_common():
            lines.append(f"  {count} × {REASONS[reason]}")
            said = (c.words for c in of if c.reason is reason and c.words)
            lines += [f"      “{' / '.join(words.splitlines())}”" for words in said]
    return "\n".join(lines)


def _reports(count: int) -> str:
    return "1 report" if count == 1 else f"{count} reports"


def _questions(count: int) -> str:
    return "1 question" if count == 1 else f"{count} questions"


def _many_reports(most: int) -> str:
    return (
        f"You have {most} open reports in this group, which is the most. Thank you for them: once "
        "a manager has dealt with one, or you take one back, you can send the next."
    )


WORDINGS: dict[str, Callable[..., str]] = {
    "no_question": lambda: (
        "That message shows no question of this group. Choose the daily question, or press "
        "“Report this question” under a verdict."
    ),
    "report_withdrawn": lambda: (
        "This question was withdrawn from the bank already, so there is nothing left to report."
    ),
    "report_gone": lambda: "That report was taken back or dealt with already.",
    "many_reports": _many_reports,
}
