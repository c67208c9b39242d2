"""Delivering one taken letter: the network, and what is done about a lost answer."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from bot.chat.mail import (
    DropEvent,
    MessageGone,
    NotAllowed,
    NotSent,
    OpenThread,
    OutcomeUnknown,
    PingGone,
    PlaceGone,
    Post,
    PutEvent,
    Redraw,
    Unreadable,
)
from bot.chat.refs import MessageRef
from bot.domain.group import REPEATABLE
from bot.ports import Delivered, KeepsEvents, Messenger, OpensThreads, Store, Watch
from bot.schedule import letters
from bot.schedule.letters import Taken

log = logging.getLogger(__name__)

HTTP_MS = 10_000
"""The longest request: far below the lease, so that a late answer never meets a second taker."""

LONGEST_PAUSE_S = 900.0
"""The longest pause between tries, unless a platform asks for more."""

MOST_FAULTS = 8
"""So many faults of our own in a row end a letter, after some ten minutes."""

LOOK_FOR_MS = 24 * 3_600_000
"""How long a lost post is looked for before it is called unknown."""

CLOCK_SKEW_MS = 60_000
"""A platform's clock may be so far behind ours when its history is read."""


class Pauses:
    """How often each letter has failed in a row. Kept in memory: a restart tries afresh."""

    def __init__(self) -> None:
        self._faults: dict[str, int] = {}

    def next_s(self, letter_id: str) -> float:
        """Counts a fault; 2, 4, 8 … seconds, up to the longest pause."""
        faults = self._faults[letter_id] = self._faults.get(letter_id, 0) + 1
        return min(LONGEST_PAUSE_S, 2.0 ** min(faults, 16))

    def hopeless(self, letter_id: str) -> bool:
        """Whether a letter that fails by our own fault should be given up."""
        return self._faults.get(letter_id, 0) >= MOST_FAULTS

    def forget(self, letter_id: str) -> None:
        """The letter has arrived or ended."""
        self._faults.pop(letter_id, None)


class Delivery:
    """Requests to one platform. Every outcome that is understood is written to the letter."""

    def __init__(
        self,
        store: Store,
        messenger: Messenger,
        pauses: Pauses,
        now_ms: Callable[[], int],
        watch: Watch,
    ) -> None:
        self._store = store
        self._messenger = messenger
        self._pauses = pauses
        self._now_ms = now_ms
        self._watch = watch

    def _count(self, taken: Taken, outcome: Delivered) -> None:
        self._watch.delivered(self._messenger.platform, taken.letter.kind.value, outcome)

    async def deliver(self, taken: Taken) -> bool:
        """Whether the letter has arrived, now or at an earlier try.

        Raises what the adapter did not understand; the letter then stays `sending`.
        """
        if taken.since_ms is not None and isinstance(taken.mail, Post):
            age_ms = self._now_ms() - taken.since_ms
            if not 0 <= age_ms < self._messenger.nonce_window_ms - HTTP_MS:
                return await self._look(taken, taken.mail, taken.since_ms)
        return await self._send(taken)

    async def _look(self, taken: Taken, mail: Post, since_ms: int) -> bool:
        """Looks for an earlier try in the place's history; sends when it is surely not there.

        A private word stands in no history that we read: it is not said twice.
        """
        if mail.only_for is not None:
            await self._give_up(taken, "Nobody can tell whether it arrived.")
            return False
        try:
            async with asyncio.timeout(HTTP_MS / 1000):
                found = await self._messenger.find(mail.to, mail.nonce, since_ms - CLOCK_SKEW_MS)
        except Unreadable:
            await self._give_up(taken, "Nobody can tell whether it arrived.")
            return False
        except PlaceGone as gone:
            await self._lose_home(taken, gone)
            return False
        except (NotSent, OutcomeUnknown, TimeoutError) as fault:
            if self._now_ms() - since_ms > LOOK_FOR_MS:
                await self._give_up(taken, f"It could not be looked for: {_said(fault)}")
            return False
        if found is not None:
            return await self._arrived(taken, found)
        return await self._send(Taken(taken.letter, mail, None))

    async def _send(self, taken: Taken) -> bool:
        if self._now_ms() > (taken.letter.lease_until_ms or 0) - HTTP_MS:
            log.warning("letter %s: this machine stood still, left for the next taker", taken.about)
            return False
        try:
            async with asyncio.timeout(HTTP_MS / 1000):
                message = await self._request(taken)
        except NotSent as fault:
            await self._retry(taken, fault, fault.retry_s)
        except PlaceGone as gone:
            await self._lose_home(taken, gone)
        except NotAllowed as fault:
            self._count(taken, Delivered.GONE)
            await self._store.write(letters.refuse, taken.letter, _said(fault))
            self._pauses.forget(taken.letter.id)
        except MessageGone as fault:
            self._count(taken, Delivered.GONE)
            reason = "The message was deleted."
            if isinstance(taken.mail, PutEvent):
                reason = _said(fault)
            await self._store.write(letters.gone, taken.letter, reason)
            self._pauses.forget(taken.letter.id)
        except (OutcomeUnknown, TimeoutError) as fault:
            if taken.letter.kind in REPEATABLE:
                await self._retry(taken, fault, 0)
            else:
                self._count(taken, Delivered.UNKNOWN)
                log.warning("letter %s: outcome unknown, %s", taken.about, _said(fault))
        else:
            return await self._arrived(taken, message)
        return False

    async def _request(self, taken: Taken) -> MessageRef:
        messenger = self._messenger
        match taken.mail:
            case Post() as post:
                return await self._post(taken, post)
            case Redraw() as redraw:
                await messenger.redraw(redraw)
                return redraw.message
            case OpenThread() as thread if isinstance(messenger, OpensThreads):
                await messenger.open_thread(thread)
                return thread.message
            case PutEvent() as event if isinstance(messenger, KeepsEvents):
                return await messenger.put_event(event)
            case DropEvent() as event if isinstance(messenger, KeepsEvents):
                await messenger.drop_event(event)
                return MessageRef("")
            case OpenThread() | PutEvent() | DropEvent():
                raise NotAllowed("There is no such thing on this platform.")
            case _:
                assert_never(taken.mail)

    async def _post(self, taken: Taken, post: Post) -> MessageRef:
        try:
            return await self._messenger.send(post)
        except PingGone as gone:
            reason = _said(gone)
            await self._store.write(letters.drop_ping, taken.letter, post.ping, reason)
            return await self._messenger.send(replace(post, ping=""))

    async def _arrived(self, taken: Taken, message: MessageRef) -> bool:
        self._count(taken, Delivered.SENT)
        self._pauses.forget(taken.letter.id)
        if await self._store.write(letters.mark_sent, taken.letter, message.id, self._now_ms()):
            return True
        log.warning("letter %s arrived when it was no longer ours", taken.about)
        return False

    async def _retry(self, taken: Taken, fault: Exception, asked_s: float) -> None:
        self._count(taken, Delivered.LATER)
        if taken.since_ms is not None:
            # This try surely failed, an earlier one may not have: it stays to be looked for.
            return
        pause_s = max(asked_s, self._pauses.next_s(taken.letter.id))
        until_ms = self._now_ms() + int(pause_s * 1000)
        await self._store.write(letters.put_back, taken.letter, until_ms, _said(fault))

    async def _lose_home(self, taken: Taken, gone: PlaceGone) -> None:
        self._count(taken, Delivered.GONE)
        await self._store.write(letters.lose_home, taken.letter, taken.since_ms, _said(gone))
        self._pauses.forget(taken.letter.id)

    async def _give_up(self, taken: Taken, reason: str) -> None:
        self._count(taken, Delivered.UNKNOWN)
        await self._store.write(letters.give_up, taken.letter, taken.since_ms, reason)
        self._pauses.forget(taken.letter.id)


def _said(fault: Exception) -> str:
    return str(fault) or "No answer in time."
