"""What the outbox writes about a letter: the units of work between which the network is used."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from bot.chat.mail import Dated, DropEvent, Mail, OpenThread, Post, PutEvent, Redraw
from bot.chat.refs import MessageRef, Place
from bot.chat.views import View
from bot.domain.group import (
    REPEATABLE,
    Home,
    Letter,
    MailKind,
    MailState,
    PostKind,
    current_home,
)
from bot.ports import Tx

LEASE_MS = 60_000
"""How long a taken letter belongs to its taker: longer than any request may last."""

NONCE_CHARS = 25
"""Discord's longest nonce (API: Create Message)."""

Compose = Callable[[Tx, Letter], View | Dated | None]
"""A unit that draws a letter as things stand now; None: there is nothing to say any more. What an
event says is `Dated`, everything else a view; of a thread only the title is used.
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A letter that may be taken, and the place it goes to (None: its home is gone)."""

    letter: Letter
    place: Place | None


@dataclass(frozen=True, slots=True)
class Taken:
    """A letter that is ours until its lease ends, and what is to be sent.

    `since_ms`: when an earlier try was first made whose outcome nobody knows; None: there is no
    such try, so that sending cannot make a second message.
    """

    letter: Letter
    mail: Mail
    since_ms: int | None

    @property
    def about(self) -> str:
        """How a log names it."""
        return about(self.letter)


def nonce_of(letter_id: str) -> str:
    """The nonce of a letter, the same at every attempt and after every restart.

    A ULID's first character stays `0` until the year 3084, so leaving it out loses nothing.
    """
    return letter_id[-NONCE_CHARS:]


def waiting(tx: Tx, now_ms: int, platform: str, limit: int) -> list[Waiting]:
    """Ready letters of one platform, posts first. Letters without a home are anybody's."""
    found: list[Waiting] = []
    for letter in tx.outbox.ready(now_ms, limit, platform):
        home = tx.groups.home(letter.home_id)
        found.append(Waiting(letter, home and place_of(home)))
    return found


def place_of(home: Home) -> Place:
    """Where a home's messages go."""
    return Place(home.platform, home.workspace, home.channel)


def take(tx: Tx, letter: Letter, now_ms: int, compose: Compose) -> Taken | None:
    """Takes and draws a letter. None: another has it, or it is done with, which is written."""
    taken = tx.outbox.take(letter, now_ms, LEASE_MS)
    if taken is None:
        return None
    lost = letter.state is MailState.SENDING and letter.kind not in REPEATABLE
    since_ms = letter.first_try_ms if lost else None
    home = tx.groups.home(taken.home_id)
    if home is not None and taken.kind is MailKind.EVENT:
        # A workspace's event is no channel's: it follows the group.
        home = current_home(home, tx.groups.homes(home.group_id))
    if home is None or home.asleep:
        give_up(tx, taken, since_ms, home.asleep if home else "The home of this letter is gone.")
        return None
    drawn = compose(tx, taken)
    view = drawn if isinstance(drawn, View) else None
    match taken.kind:
        case MailKind.POST | MailKind.REMINDER:
            return _post(tx, taken, home, view, since_ms)
        case MailKind.REDRAW | MailKind.THREAD:
            return _on_message(tx, taken, home, view, now_ms)
        case MailKind.EVENT:
            return _event(tx, taken, home, drawn, now_ms)
        case _:
            assert_never(taken.kind)


def _post(
    tx: Tx, taken: Letter, home: Home, view: View | None, since_ms: int | None
) -> Taken | None:
    nonce, place = nonce_of(taken.id), place_of(home)
    if taken.kind is MailKind.POST:
        if view is None:
            give_up(tx, taken, since_ms, "There was nothing to post any more.")
            return None
        return Taken(taken, Post(nonce, place, view, ping=_ping(tx, taken, home)), since_ms)
    account = tx.members.account_at(taken.member_id, place)
    if view is None or account is None:
        give_up(tx, taken, since_ms, "There was nothing to remind of any more.")
        return None
    return Taken(taken, Post(nonce, place, view, only_for=account), since_ms)


def _on_message(tx: Tx, taken: Letter, home: Home, view: View | None, now_ms: int) -> Taken | None:
    """`message` is what the post became in this home; empty when it never arrived."""
    redraws = taken.kind is MailKind.REDRAW
    if view is None or not taken.message:
        tx.outbox.sent(taken, taken.message if redraws else "", now_ms)
        return None
    place, message = place_of(home), MessageRef(taken.message)
    mail = Redraw(place, message, view) if redraws else OpenThread(place, message, view.title)
    return Taken(taken, mail, None)


def _event(
    tx: Tx, taken: Letter, home: Home, says: View | Dated | None, now_ms: int
) -> Taken | None:
    nonce, place = nonce_of(taken.id), place_of(home)
    event = MessageRef(taken.message) if taken.message else None
    if isinstance(says, Dated):
        return Taken(taken, PutEvent(nonce, place, event, says), None)
    if event is None and taken.attempt == 1:
        tx.outbox.sent(taken, "", now_ms)
        return None
    return Taken(taken, DropEvent(nonce, place, event), None)


def _ping(tx: Tx, letter: Letter, home: Home) -> str:
    """Only the daily question pings, and only where a manager chose whom."""
    post = tx.posts.get(letter.group_id, letter.post_id) if home.ping else None
    return home.ping if post is not None and post.kind is PostKind.DAILY else ""


def drop_ping(tx: Tx, letter: Letter, ping: str, reason: str) -> None:
    """The role is gone: the whole workspace pings it no more, and managers are to be told."""
    home = tx.groups.home(letter.home_id)
    if home is not None:
        tx.groups.ping_lost(home.platform, home.workspace, ping, reason)


def give_up(tx: Tx, letter: Letter, since_ms: int | None, reason: str) -> None:
    """Ends a letter unsent; as unknown when an earlier try of it may have arrived."""
    if since_ms is None:
        tx.outbox.failed(letter, reason)
    else:
        tx.outbox.unknown(letter, reason)


def mark_sent(tx: Tx, letter: Letter, message: str, now_ms: int) -> bool:
    """Records an arrival; a post's first one is when the post was posted. False: not ours now."""
    if not tx.outbox.sent(letter, message, now_ms):
        return False
    if letter.kind is MailKind.POST:
        tx.posts.set_posted(letter.post_id, now_ms)
    return True


def lose_home(tx: Tx, letter: Letter, since_ms: int | None, reason: str) -> None:
    """The place is gone: its home sleeps, and the letter says why it did not go.

    A reminder only shows that one person is out of reach, a thread or event only that it cannot be.
    """
    if letter.kind in {MailKind.POST, MailKind.REDRAW}:
        tx.groups.sleep(letter.home_id, reason)
    give_up(tx, letter, since_ms, reason)


def refuse(tx: Tx, letter: Letter, reason: str) -> None:
    """The platform does not let us: the letter says why. An event is not tried again, and managers
    are told.
    """
    tx.outbox.failed(letter, reason)
    if letter.kind is MailKind.EVENT:
        _let_go(tx, letter, reason)


def gone(tx: Tx, letter: Letter, reason: str) -> None:
    """What was to be changed was deleted. An event that people deleted is not made again."""
    tx.outbox.failed(letter, reason)
    if letter.kind is MailKind.EVENT:
        tx.outbox.forget(letter.id)
        _let_go(tx, letter, reason)


def _let_go(tx: Tx, letter: Letter, reason: str) -> None:
    countdown = tx.countdowns.get(letter.group_id, letter.post_id)
    home = tx.groups.home(letter.home_id)
    if countdown is not None:
        tx.countdowns.set_event(countdown.id, "")
    if home is not None:
        home = current_home(home, tx.groups.homes(home.group_id))
        name = countdown.name if countdown else "An exam date that was removed"
        tx.groups.notify(home.id, f"{name}: {reason}")


def put_back(tx: Tx, letter: Letter, until_ms: int, reason: str) -> None:
    """A letter that surely did not go waits for its next try."""
    tx.outbox.retry(letter, until_ms, reason)


def set_aside(
    tx: Tx, letter: Letter, now_ms: int, pause_ms: int, reason: str, *, ours: bool, ends: bool
) -> None:
    """Moves a letter that meets a fault of our own out of the way of the others.

    A post that may have gone out is never put back: it stays `sending` and is looked for. `ours`:
    it was taken before the fault; `ends`: it is given up.
    """
    taken = letter if ours else tx.outbox.take(letter, now_ms, LEASE_MS)
    if taken is None:
        return
    lost = letter.kind not in REPEATABLE and letter.state is MailState.SENDING
    if ends:
        give_up(tx, taken, letter.first_try_ms if lost else None, reason)
    elif not lost:
        tx.outbox.retry(taken, now_ms + pause_ms, reason)


def about(letter: Letter) -> str:
    """How a log names a letter: ids only."""
    return f"{letter.id} ({letter.kind} of {letter.post_id}, group {letter.group_id})"
