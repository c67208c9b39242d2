"""/status: the ledger of due posts, posting again what got stuck, and open reports."""

from collections.abc import Sequence

from bot.chat.events import ActionCall, CommandCall
from bot.chat.replies import Reply, Say
from bot.commands.declare import Action, Command, Dashboard, Needs, NoArgs
from bot.commands.turn import Here, Turn
from bot.domain.group import Home, MailKind, Post, PostKind
from bot.errors import Refusal
from bot.features.group import status_views as views
from bot.ports import Packs, Tx

SHOWN = 15


def _about(tx: Tx, post: Post, packs: Packs) -> str:
    match post.kind:
        case PostKind.DAILY:
            question = packs.question(post.question_id)
            return f"daily, {question.topic}" if question else "daily"
        case PostKind.COUNTDOWN:
            countdown = tx.countdowns.get(post.group_id, post.subject)
            return f"countdown, {countdown.name}" if countdown else "countdown"
        case PostKind.TEST:
            return "test"


def load(tx: Tx, here: Here, packs: Packs) -> views.Ledger:
    """The group's newest posts with their deliveries, and its newest open report."""
    group_id = here.group.id
    row = tx.schedules.get(group_id)
    newest = tx.reports.open_in(group_id, 1)
    names = tx.members.names(group_id, [r.member_id for r in newest])
    return views.Ledger(
        here.group,
        tx.members.count(group_id),
        [home for home in tx.groups.homes(group_id) if not home.former],
        tuple(
            views.Entry(
                post,
                tx.outbox.of_post(post.id),
                _about(tx, post, packs),
                tx.outbox.of_post(post.id, MailKind.THREAD),
            )
            for post in tx.posts.ledger(group_id, SHOWN)
        ),
        row.next_due_ms if row else None,
        tx.outbox.depth(group_id),
        tx.reports.count_in(group_id),
        tuple((report, names.get(report.member_id, "")) for report in newest),
    )


async def show(turn: Turn[CommandCall], _args: NoArgs) -> Reply:
    """The ledger, for managers."""
    found = await turn.read(load, turn.packs)
    telling = [home for home in found.homes if home.notice]
    if telling:
        await turn.write(_told, telling)
    return Say(views.ledger(found))


def _told(tx: Tx, here: Here, homes: Sequence[Home]) -> None:  # noqa: ARG001 - a guarded unit's shape
    for home in homes:
        tx.groups.told(home)


def _again(tx: Tx, here: Here, letter_id: str) -> None:
    letter = tx.outbox.get(letter_id)
    if letter is None or letter.group_id != here.group.id:
        raise Refusal("foreign")
    tx.groups.wake(letter.home_id)
    if not tx.outbox.again(letter_id, here.now_ms):
        raise Refusal("not_stuck")


async def repost(turn: Turn[ActionCall]) -> Reply:
    """Sends a failed or unknown letter once more, because a manager asked."""
    await turn.write(_again, (turn.event.action.args or ("",))[0])
    return Say(views.reposted())


COMMANDS = (
    Command(
        "status",
        "What was posted, late, skipped or failed, and why; what is due next; open reports",
        show,
        needs=Needs.MANAGER,
        dashboard=Dashboard.BUTTON,
    ),
)
ACTIONS = (Action("repost", repost, needs=Needs.MANAGER),)
