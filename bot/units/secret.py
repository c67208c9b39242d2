"""Which keys a member must not be told yet: practice may not give the daily question away."""

from bot.commands.turn import Here
from bot.domain.group import Post, PostKind
from bot.ports import Tx


def secret(tx: Tx, here: Here) -> frozenset[str]:
    """Questions of the group's open daily posts that this member has not answered."""
    latest = tx.posts.latest(here.group.id, PostKind.DAILY)
    if latest is None:
        return frozenset()
    # A post founded late in the day can still be open beside the next one.
    posts = {p.id: p for p in (latest, *tx.posts.chain(here.group.id, latest.local_date, 2))}
    return frozenset(
        post.question_id
        for post in posts.values()
        if _open(post, here.now_ms)
        and tx.answers.of_post(here.group.id, post.id, here.me.id) is None
    )


def _open(post: Post, now_ms: int) -> bool:
    return post.revealed_ms is None and now_ms < (post.reveal_due_ms or 0)
