"""Letters for the outbox: one a home, due at once or a little later."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.group import Countdown, Home, Letter, MailKind, MailState, Post
from bot.ports import Dice, Tx


def letter(dice: Dice, home: Home, post: Post, kind: MailKind, now_ms: int, at_ms: int) -> Letter:
    """A letter made at `now_ms` that may leave from `at_ms` on."""
    return Letter(
        dice.new_id(),
        post.group_id,
        home.id,
        kind,
        post.id,
        MailState.CLAIMED,
        attempt=0,
        not_before_ms=at_ms,
        created_ms=now_ms,
    )


def send(tx: Tx, dice: Dice, homes: Sequence[Home], post: Post, now_ms: int) -> None:
    """Puts a post into the outbox, once for each home that the group has not left."""
    for home in homes:
        if home.former:
            continue
        tx.outbox.post(letter(dice, home, post, MailKind.POST, now_ms, now_ms))


def remind(tx: Tx, dice: Dice, home: Home, post: Post, member_id: str, now_ms: int) -> None:
    """Puts a private reminder of a post into the outbox, once for each member."""
    made = letter(dice, home, post, MailKind.REMINDER, now_ms, now_ms)
    tx.outbox.remind(replace(made, member_id=member_id))


def redraw(tx: Tx, dice: Dice, post: Post, now_ms: int, within_ms: int = 0) -> None:
    """Asks for a public post to be drawn again; several asks within the time are one edit."""
    for home in tx.groups.homes(post.group_id):
        tx.outbox.redraw(letter(dice, home, post, MailKind.REDRAW, now_ms, now_ms + within_ms))


def discuss(tx: Tx, dice: Dice, post: Post, now_ms: int) -> None:
    """Asks for a discussion of a revealed post, once for each home that wants one."""
    for home in tx.groups.homes(post.group_id):
        if home.threads:
            tx.outbox.post(letter(dice, home, post, MailKind.THREAD, now_ms, now_ms))


def keep_event(tx: Tx, dice: Dice, countdown: Countdown, now_ms: int) -> None:
    """Asks for the event of a countdown to be brought in step with it; nothing when it has none."""
    if countdown.event:
        tx.outbox.redraw(
            Letter(
                dice.new_id(),
                countdown.group_id,
                countdown.event,
                MailKind.EVENT,
                countdown.id,
                MailState.CLAIMED,
                attempt=0,
                not_before_ms=now_ms,
                created_ms=now_ms,
            )
        )
