"""Reports of questions, as members and managers meet them."""

from bot.chat.refs import ActionRef
from bot.chat.text import Code, Mention, When, WhenStyle, text
from bot.chat.views import Block, Button, ButtonStyle, Fields, Record
from bot.domain.question import Question
from bot.domain.report import Reason, Report

REASONS: dict[Reason, str] = {
    Reason.KEY: "The key is wrong",
    Reason.SECOND: "A second answer can be defended",
    Reason.EDITION: "Outdated, or the wrong edition",
    Reason.WORDING: "Unclear, or a typo",
    Reason.CITATION: "The citation is wrong",
    Reason.OTHER: "Something else",
}

OFFER = "Report this question"
"""What the button and the menu of a message say."""


def report_button(question: Question) -> Button:
    """Under a verdict and a revealed question: opens the form."""
    return Button(OFFER, ActionRef("report", (question.id,)))


def view_button(label: str, report_id: str = "") -> Button:
    """Shows a manager one report with its question; without an id the newest."""
    return Button(label, ActionRef("reports", (report_id,) if report_id else ()))


def settle_button(report: Report, *args: str, style: ButtonStyle = ButtonStyle.PLAIN) -> Button:
    """A manager is done with the report."""
    return Button("Dealt with", ActionRef("report_settle", (report.id, *args)), style=style)


def told(report: Report, name: str, zone: str) -> list[Block]:
    """A report as managers read it: question, reason, who, when, and their own words as letters."""
    blocks: list[Block] = [
        Fields(
            (
                ("Question", text(Code(report.question_id), f", revision {report.revision}")),
                ("Reason", text(REASONS[report.reason])),
                ("From", text(Mention(name))),
                ("Sent", text(When(report.at_ms, WhenStyle.DATE_TIME, zone))),
            )
        )
    ]
    if report.words:
        blocks.append(Record(report.words, label="In their words"))
    return blocks
