"""Wording of the ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.cards.report import settle_button, told, view_button
from bot.chat.refs import ActionRef
from bot.chat.text import Bold, text
from bot.chat.views import (
    Block,
    Button,
    Buttons,
    Fields,
    Paragraph,
    Table,
    Tone,
    View,
)
from bot.domain.group import Group, Home, Letter, MailState, Post, PostKind, PostState
from bot.domain.report import Report
from bot.features.group.setup_views import extras, local

_LATE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One post of the ledger with its deliveries."""

    post: Post
    letters: Sequence[Letter]
    about: str
    threads: Sequence[Letter] = ()


@dataclass(frozen=True, slots=True)
class Ledger:
    """What /status shows."""

    group: Group
    members: int
    homes: Sequence[Home]
    entries: Sequence[Entry]
    next_ms: int | None
    depth: Mapping[str, int] = field(default_factory=dict[str, int])
    reports: int = 0
    newest: Sequence[tuple[Report, str]] = ()


def ledger(found: Ledger) -> View:
    """Each due post: when, and what became of it; next due; the outbox."""
    group = found.group
    blocks: list[Block] = [
        Fields(
            (
                (
                    "Next question",
                    text(local(found.next_ms, group.zone), f" ({group.zone})")
                    if found.next_ms is not None
                    else text("paused; resume with /setup"),
                ),
                ("Members", text(str(found.members))),
                ("Outbox", text(_depth(found.depth))),
                ("Open reports", text(str(found.reports or "none"))),
                *(pair for home in found.homes for pair in extras(home)),
            )
        )
    ]
    for report, name in found.newest:
        blocks += _newest(report, name, found)
    blocks += [Paragraph(text(Bold("New: "), h.notice)) for h in found.homes if h.notice]
    asleep = [h for h in found.homes if h.asleep]
    blocks += [
        Paragraph(text(Bold("Nothing can be posted here: "), h.asleep, " /setup tries again."))
        for h in asleep
    ]
    if found.entries:
        blocks.append(
            Table(
                "Posts",
                ("Due", "Post", "What became of it"),
                tuple(
                    (
                        text(local(e.post.due_ms, group.zone)),
                        text(e.about),
                        text(outcome(e, group.zone)),
                    )
                    for e in found.entries
                ),
            )
        )
    else:
        blocks.append(Paragraph(text("No post has been due yet.")))
    stuck = [
        Button(f"Post again: {e.about} {local(e.post.due_ms, group.zone)}", _again(letter))
        for e in found.entries
        for letter in e.letters
        if letter.state in {MailState.UNKNOWN, MailState.FAILED} and e.post.revealed_ms is None
    ]
    if stuck:
        blocks.append(Buttons(tuple(stuck[:5]), label="Post again"))
    return View("Status", tuple(blocks))


def _newest(report: Report, name: str, found: Ledger) -> list[Block]:
    """The newest open report, and the way to all of them."""
    label = "View the report" if found.reports == 1 else f"View the {found.reports} reports"
    return [
        Paragraph(text(Bold("Newest report of a question"))),
        *told(report, name, found.group.zone),
        Buttons((view_button(label), settle_button(report)), label="Reports"),
    ]


def _again(letter: Letter) -> ActionRef:
    return ActionRef("repost", (letter.id,))


def _depth(depth: Mapping[str, int]) -> str:
    waiting = depth.get("claimed", 0) + depth.get("sending", 0)
    parts = [f"{waiting} waiting"]
    parts += [f"{depth[s]} {s}" for s in ("failed", "unknown") if depth.get(s)]
    return ", ".join(parts)


def outcome(entry: Entry, zone: str) -> str:
    """Sent, late, skipped, failed or unknown, with the reason."""
    post = entry.post
    if post.state is PostState.SKIPPED:
        return f"skipped: {post.reason}"
    words: list[str] = []
    for letter in entry.letters:
        match letter.state:
            case MailState.SENT if letter.sent_ms is not None:
                late = letter.sent_ms - post.due_ms
                words.append(f"sent {local(letter.sent_ms, zone)}" + _late(late))
            case MailState.SENT:
                words.append("sent")
            case MailState.FAILED:
                words.append(f"failed: {letter.error}")
            case MailState.UNKNOWN:
                words.append(f"unknown, not repeated: {letter.error}")
            case MailState.SENDING:
                words.append("being sent")
            case MailState.CLAIMED:
                again = f", last: {letter.error}" if letter.error else ""
                words.append(f"waiting, try {letter.attempt + 1}{again}")
    if post.revealed_ms is not None and post.kind is PostKind.DAILY:
        words.append(f"key shown {local(post.revealed_ms, zone)}")
    words += [_discussion(letter) for letter in entry.threads if letter.message or letter.error]
    return "; ".join(words) or "waiting"


def _discussion(letter: Letter) -> str:
    if letter.state is MailState.SENT:
        return "discussion opened"
    return f"discussion not opened: {letter.error}"


def _late(late_ms: int) -> str:
    return f" ({late_ms // 60_000} min late)" if late_ms > _LATE_MS else ""


def reposted() -> View:
    """A letter goes out once more."""
    return View(
        "It is being posted again",
        (Paragraph(text("It is the same post: answers already given stay counted once.")),),
        tone=Tone.GOOD,
    )
