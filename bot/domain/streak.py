"""Streaks: consecutive posted dates answered, kept in frozen local dates.

A date without a post breaks nothing, and neither does an excused one (our own fault).
"""

from collections.abc import Iterable, Sequence
from datetime import date

from bot.domain.group import Post, Streak


def derive(chain: Sequence[Post], answered: Iterable[date]) -> Streak:
    """The streak from the facts: `chain` is every posted daily post, newest first.

    A post that is still open breaks nothing until a newer one has been answered.
    """
    days = set(answered)
    last = max(days, default=None)
    best = run = 0
    for post in reversed(chain):
        if post.local_date in days:
            run += 1
            best = max(best, run)
        elif not post.excused and (_closed(post) or (last is not None and post.local_date < last)):
            run = 0
    return Streak(run, best, last)


def shown(streak: Streak, chain: Sequence[Post]) -> int:
    """The current streak as of now: 0 once a closed, unexcused post was missed since `last`.

    `chain` is newest first and reaches back at least to `streak.last`.
    """
    for post in chain:
        if streak.last is not None and post.local_date <= streak.last:
            return streak.current
        if not post.excused and _closed(post):
            return 0
    return streak.current


def extended(streak: Streak, post: Post, before: Sequence[Post]) -> Streak | None:
    """The streak after answering `post`, or None when it must be derived anew (out of order).

    `before` is the chain of posts older than `post`, newest first, back to `streak.last`.
    """
    if streak.last is not None and post.local_date <= streak.last:
        return None
    missed = any(
        not older.excused
        for older in before
        if streak.last is None or older.local_date > streak.last
    )
    run = 1 if missed else streak.current + 1
    return Streak(run, max(streak.best, run), post.local_date)


def _closed(post: Post) -> bool:
    return post.revealed_ms is not None
