"""Reports, as units of work."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.refs import ActionRef
from bot.commands.declare import Subject
from bot.commands.registry import Registry
from bot.commands.turn import Here
from bot.domain.question import Question
from bot.domain.report import MOST_OPEN, Reason, Report
from bot.errors import Refusal
from bot.ports import Packs, Tx
from bot.units.secret import secret

_MOST_READ = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that may be reported, and the member's open report of it, if there is one."""

    question: Question
    earlier: Report | None


def asked(tx: Tx, here: Here, packs: Packs, question_id: str) -> Asked:
    """Raises Refusal: `report_withdrawn`, or `many_reports` before anything has been typed."""
    question = packs.question(question_id)
    if question is None:
        raise Refusal("report_withdrawn")
    earlier = tx.reports.open_of(here.group.id, here.me.id, question.id)
    if earlier is None and tx.reports.count_of(here.group.id, here.me.id) >= MOST_OPEN:
        raise Refusal("many_reports", most=MOST_OPEN)
    return Asked(question, earlier)


def asked_on(
    tx: Tx, here: Here, packs: Packs, registry: Registry, offers: Sequence[ActionRef]
) -> Asked:
    """As `asked`, for the question that a message shows, told by what its buttons are about.

    Raises Refusal("no_question") for a message that shows no question of this group.
    """
    for offer in offers:
        action = registry.actions.get(offer.name)
        if action is None or not offer.args:
            continue
        if action.subject is Subject.QUESTION:
            return asked(tx, here, packs, offer.args[0])
        if action.subject is Subject.POST:
            post = tx.posts.get(here.group.id, offer.args[0])
            if post is not None and post.question_id:
                return asked(tx, here, packs, post.question_id)
    raise Refusal("no_question")


def file(
    tx: Tx,
    here: Here,
    packs: Packs,
    question_id: str,
    reason: Reason,
    words: str,
    new_id: str,
) -> tuple[Asked, Report]:
    """Stores the report, over the member's earlier one; what was there before, and what is now."""
    found = asked(tx, here, packs, question_id)
    report = Report(
        id=found.earlier.id if found.earlier else new_id,
        group_id=here.group.id,
        question_id=found.question.id,
        revision=found.question.revision,
        member_id=here.me.id,
        reason=reason,
        words=words,
        at_ms=here.now_ms,
    )
    tx.reports.file(report)
    return found, report


def take_back(tx: Tx, here: Here, report_id: str) -> None:
    """Deletes one's own open report. Raises Refusal("report_gone")."""
    if not tx.reports.withdraw(here.group.id, here.me.id, report_id):
        raise Refusal("report_gone")


@dataclass(frozen=True, slots=True)
class Standing:
    """One open report as a manager reads it. `place` is its place from 1 among `count`, newest
    first; `next_id` the one after it. `secret`: the manager has yet to answer this question.
    """

    report: Report
    name: str
    zone: str
    question: Question | None
    place: int
    count: int
    next_id: str
    secret: bool


def standing(tx: Tx, here: Here, packs: Packs, report_id: str) -> Standing | None:
    """The open report of that id, the newest for an empty id; None when nothing is open.

    Raises Refusal("report_gone") for an id that is not open here.
    """
    group_id = here.group.id
    reports = tx.reports.open_in(group_id, _MOST_READ)
    if not reports and not report_id:
        return None
    index = next((i for i, r in enumerate(reports) if not report_id or r.id == report_id), None)
    if index is None:
        raise Refusal("report_gone")
    report = reports[index]
    names = tx.members.names(group_id, [report.member_id])
    return Standing(
        report,
        names.get(report.member_id, ""),
        here.group.zone,
        packs.question(report.question_id),
        index + 1,
        tx.reports.count_in(group_id),
        reports[index + 1].id if index + 1 < len(reports) else "",
        report.question_id in secret(tx, here),
    )


def settle(tx: Tx, here: Here, packs: Packs, report_id: str) -> Standing | None:
    """Closes a report of this group; the newest that is still open. Done twice, it is done once.

    Raises Refusal("foreign") for a report of another group, or one that was taken back.
    """
    if tx.reports.get(here.group.id, report_id) is None:
        raise Refusal("foreign")
    tx.reports.settle(here.group.id, report_id, here.now_ms)
    return standing(tx, here, packs, "")
