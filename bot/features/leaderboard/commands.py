"""/leaderboard: places, points, accuracy and streaks over a period."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.chat.events import ActionCall, CommandCall
from bot.chat.replies import Audience, Reply, Say
from bot.commands.declare import Action, Command, Dashboard, Feature, option
from bot.commands.turn import Here, Turn
from bot.domain.calendar import due_ms, local_date
from bot.domain.group import BoardRow, PostKind
from bot.domain.periods import period_key, span
from bot.domain.ranking import Ranked, rank
from bot.domain.streak import shown
from bot.features.leaderboard import views
from bot.ports import Tx
from bot.units.names import topic_slug

TOP = 10
_CHAIN = 30


class Period(StrEnum):
    """Which time a board covers, in the group's own days, weeks and months."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Board:
    """Options of /leaderboard."""

    period: Period = option("Over which period", default=Period.WEEK)
    topic: str = option("Only one topic, such as pcs", default="", suggest="topics")


def load(tx: Tx, here: Here, period: str, topic: str) -> views.Board:
    """The board as the member who asked may see it."""
    group = here.group
    today = local_date(here.now_ms, group.zone)
    kept = (period == Period.ALL) if topic else period != Period.DAY
    if kept:
        top, own, size = _from_rollups(tx, here, period_key(period, today), topic)
    else:
        top, own, size = _from_answers(tx, here, period, topic)
    ids = [r.row.member_id for r in top] + ([own.row.member_id] if own else [])
    return views.Board(
        group,
        period,
        topic,
        top,
        own,
        size,
        here.me.id,
        here.me.name,
        here.me.hidden,
        _streaks(tx, group.id, ids),
        _ends(period, here.now_ms, group.zone),
    )


def _from_rollups(
    tx: Tx, here: Here, key: str, topic: str
) -> tuple[list[Ranked], Ranked | None, int]:
    group_id = here.group.id
    top = rank(tx.boards.top(group_id, key, topic, TOP))
    row = tx.boards.own(group_id, key, topic, here.me.id)
    own = Ranked(tx.boards.place(group_id, key, topic, row), row) if row else None
    return top, own, tx.boards.size(group_id, key, topic)


def _from_answers(
    tx: Tx, here: Here, period: str, topic: str
) -> tuple[list[Ranked], Ranked | None, int]:
    first, last = span(period, local_date(here.now_ms, here.group.zone))
    rows = tx.boards.counted(here.group.id, first, last, topic)
    visible = [r for r in rows if not r.hidden]
    mine: BoardRow | None = next((r for r in rows if r.member_id == here.me.id), None)
    own = None
    if mine is not None:
        own = Ranked(1 + sum(r.points > mine.points for r in visible), mine)
    return rank(visible)[:TOP], own, len(visible)


def _streaks(tx: Tx, group_id: str, member_ids: list[str]) -> dict[str, int]:
    latest = tx.posts.latest(group_id, PostKind.DAILY)
    if latest is None:
        return {}
    chain = tx.posts.chain(group_id, latest.local_date, _CHAIN)
    found = tx.streaks.of_members(group_id, member_ids)
    return {member: shown(streak, chain) for member, streak in found.items()}


def _ends(period: str, now_ms: int, zone: str) -> int | None:
    if period == Period.ALL:
        return None
    _, last = span(period, local_date(now_ms, zone))
    return due_ms(last + timedelta(days=1), "00:00", zone)


async def show(turn: Turn[CommandCall], args: Board) -> Reply:
    """The board for everyone in the channel; a hidden member gets it alone, with their place."""
    return await _show(turn, args.period, topic_slug(turn.packs, args.topic))


async def other(turn: Turn[ActionCall]) -> Reply:
    """Another period, for the one who clicked."""
    wanted = (turn.event.action.args or ("",))[0]
    period = wanted if wanted in set(Period) else Period.WEEK
    found = await turn.read(load, period, "")
    return Say(views.board(found), private=True)


async def _show(turn: Turn[CommandCall], period: str, topic: str) -> Reply:
    found = await turn.read(load, period, topic)
    if not found.hidden:
        return Say(views.board(found))
    return Say(views.board(found), private=True)


FEATURE = Feature(
    "leaderboard",
    commands=(
        Command(
            "leaderboard",
            "Who answered best in this group",
            show,
            args=Board,
            audience=Audience.EVERYONE,
            dashboard=Dashboard.SHOWN,
        ),
    ),
    actions=(Action("board", other),),
)
