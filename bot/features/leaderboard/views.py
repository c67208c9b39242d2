"""Wording of the board."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.refs import ActionRef
from bot.chat.text import Bold, Mention, Span, Text, When, WhenStyle, text
from bot.chat.views import Block, Button, Buttons, Paragraph, Table, View
from bot.domain.group import Group
from bot.domain.ranking import Ranked, accuracy_percent

PERIODS = {"day": "today", "week": "this week", "month": "this month", "all": "all time"}


@dataclass(frozen=True, slots=True)
class Board:
    """What a board shows: the top rows, the reader's own, how many stand on it, and its end."""

    group: Group
    period: str
    topic: str
    top: Sequence[Ranked]
    own: Ranked | None
    size: int
    me: str
    me_name: str
    hidden: bool
    streaks: dict[str, int]
    ends_ms: int | None


def board(found: Board) -> View:
    """Places, points, accuracy, streaks; the reader's own place below when it is not among them."""
    what = f"Leaderboard · {PERIODS[found.period]}"
    title = f"{what} · {found.topic}" if found.topic else what
    blocks: list[Block] = []
    if found.top:
        mine = next((i for i, r in enumerate(found.top) if r.row.member_id == found.me), None)
        blocks.append(
            Table(
                title,
                ("Place", "Name", "Points", "Right", "Streak"),
                tuple(_row(ranked, found) for ranked in found.top),
                highlight=mine,
            )
        )
        if mine is None and found.own is not None and not found.hidden:
            blocks.append(Paragraph(_own(found, found.own)))
        elif mine is None and found.own is None:
            blocks.append(
                Paragraph(
                    text(Mention(found.me_name), ": no points in this period yet. /today or /quiz.")
                )
            )
    else:
        blocks.append(
            Paragraph(
                text("Nobody has points in this period yet. The first answer takes the lead.")
            )
        )
    if found.hidden and found.own is not None:
        blocks.append(Paragraph(text("You are hidden from boards. ", *_own(found, found.own))))
    blocks.append(
        Buttons(
            tuple(
                Button(label.capitalize(), ActionRef("board", (period,)))
                for period, label in PERIODS.items()
                if period != found.period
            ),
            label="Other periods",
        )
    )
    return View(title, tuple(blocks), footer=_footer(found))


def _row(ranked: Ranked, found: Board) -> tuple[Text, ...]:
    row = ranked.row
    name: Span = Mention(row.name)
    return (
        text(str(ranked.place)),
        text(name),
        text(str(row.points)),
        text(f"{accuracy_percent(row)} % of {row.answered}"),
        text(str(found.streaks.get(row.member_id, 0))),
    )


def _own(found: Board, own: Ranked) -> Text:
    of = f" of {found.size}" if found.size >= own.place else ""
    return text(
        Mention(found.me_name),
        ": place ",
        Bold(str(own.place)),
        f"{of}, {own.row.points} points, {accuracy_percent(own.row)} % right, "
        f"streak {found.streaks.get(own.row.member_id, 0)}.",
    )


def _footer(found: Board) -> Text:
    rules = "daily right 10, wrong 2, practice 1 (20 a day); first attempts only"
    if found.ends_ms is None:
        return text(rules)
    return text("Ends ", When(found.ends_ms, WhenStyle.DATE_TIME, found.group.zone), f" · {rules}")
