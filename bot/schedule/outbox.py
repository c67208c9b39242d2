"""The door of outgoing mail: carries letters to their platforms, once or visibly not.

A letter is taken and drawn in one unit of work, sent outside any transaction, and marked in another
unit. A process may die anywhere between: the letter then stays `sending` until its lease ends, and
the next taker first finds out whether it had arrived (`bot.schedule.delivery`).
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from bot.chat.refs import Place
from bot.domain.group import Letter
from bot.errors import StoreError
from bot.ports import Delivered, Messenger, Store, Unwatched, Watch
from bot.schedule import letters
from bot.schedule.delivery import Delivery, Pauses
from bot.schedule.letters import Compose, Taken, Waiting

log = logging.getLogger(__name__)

AT_ONCE = 12
"""Requests under way at once, per platform: 45 a second need 12 where an answer takes 250 ms."""

_BATCH = 32

Pace = Callable[[Place], Awaitable[None]]
"""Waits until a platform's rate limit lets one more request to this place through."""


class Outbox:
    """Carries letters. One lane a platform, so that a slow one holds up no other."""

    def __init__(
        self,
        store: Store,
        messengers: Mapping[str, Messenger],
        compose: Compose,
        pace: Mapping[str, Pace] | None = None,
        watch: Watch | None = None,
    ) -> None:
        """`messengers` by platform may change while running: letters without one wait."""
        self._store = store
        self._messengers = messengers
        self._compose = compose
        self._pace = pace or {}
        self._watch = watch or Unwatched()
        self._pauses = Pauses()
        self._halted = False

    @property
    def platforms(self) -> tuple[str, ...]:
        """The platforms that are running now."""
        return tuple(self._messengers)

    def halt(self) -> None:
        """Finishes the letters in hand and begins no other."""
        self._halted = True

    async def drain(self, now_ms: int) -> int:
        """Carries all that is ready on every platform. Gives how many letters arrived."""
        return sum(await asyncio.gather(*(self.lane(p, now_ms) for p in self.platforms)))

    async def lane(self, platform: str, now_ms: int) -> int:
        """Carries what is ready on one platform until nothing is; each letter at most once."""
        messenger = self._messengers.get(platform)
        if messenger is None:
            return 0
        clock = _Since(now_ms)
        lane = _Lane(
            self._store,
            platform,
            Delivery(self._store, messenger, self._pauses, clock.now_ms, self._watch),
            self._compose,
            self._pauses,
            self._pace.get(platform),
            clock,
            self._watch,
        )
        while not self._halted and await lane.any():
            await asyncio.gather(*(self._work(lane) for _ in range(AT_ONCE)))
        return lane.arrived

    async def _work(self, lane: "_Lane") -> None:
        while not self._halted and (waiting := await lane.next()) is not None:
            await lane.carry(waiting)


class _Since:
    """The time as a drain sees it: what it was told, and what has passed since."""

    def __init__(self, now_ms: int) -> None:
        self._base_ms = now_ms - self._monotonic_ms()

    @staticmethod
    def _monotonic_ms() -> int:
        return int(asyncio.get_running_loop().time() * 1000)

    def now_ms(self) -> int:
        """A drain may last minutes: leases count from the moment that a letter is taken."""
        return self._base_ms + self._monotonic_ms()


@dataclass(slots=True)
class _Lane:
    """One platform's letters in one drain."""

    store: Store
    platform: str
    delivery: Delivery
    compose: Compose
    pauses: Pauses
    pace: Pace | None
    clock: _Since
    watch: Watch
    queue: deque[Waiting] = field(default_factory=deque[Waiting])
    filling: asyncio.Lock = field(default_factory=asyncio.Lock)
    tried: set[str] = field(default_factory=set[str])
    arrived: int = 0
    closed: bool = False

    async def any(self) -> bool:
        """Whether a letter waits to be carried."""
        async with self.filling:
            if not self.queue:
                self.queue.extend(await self._ready())
        return bool(self.queue)

    async def next(self) -> Waiting | None:
        """The next letter. Nobody waits for the slowest letter of a batch before more are read."""
        while await self.any():
            # Another may have taken the last one meanwhile.
            if self.queue:
                return self.queue.popleft()
        return None

    async def _ready(self) -> list[Waiting]:
        """The next letters that this drain has not tried yet; none when the store fails."""
        if self.closed:
            return []
        try:
            found = await self.store.read(
                letters.waiting, self.clock.now_ms(), self.platform, _BATCH
            )
        except StoreError as error:
            self._close(error)
            return []
        except Exception:
            log.exception("mail of %s waits", self.platform)
            return []
        fresh = [waiting for waiting in found if waiting.letter.id not in self.tried]
        self.tried.update(waiting.letter.id for waiting in fresh)
        return fresh

    async def carry(self, waiting: Waiting) -> None:
        """One letter, from taking to marking. What goes wrong stays with this letter."""
        if self.closed:
            return
        try:
            await self._carry(waiting)
        except StoreError as error:
            self._close(error)
        except Exception:
            log.exception("letter %s cannot be set aside", letters.about(waiting.letter))
            self.closed = True

    async def _carry(self, waiting: Waiting) -> None:
        taken: Taken | None = None
        try:
            if self.pace is not None and waiting.place is not None:
                await self.pace(waiting.place)
            taken = await self.store.write(
                letters.take, waiting.letter, self.clock.now_ms(), self.compose
            )
            if taken is not None and await self.delivery.deliver(taken):
                self.arrived += 1
        except StoreError:
            raise
        except Exception as error:
            log.exception("letter %s", letters.about(waiting.letter))
            self.watch.delivered(self.platform, waiting.letter.kind.value, Delivered.FAULT)
            await self._set_aside(waiting.letter, taken, type(error).__name__)

    async def _set_aside(self, letter: Letter, taken: Taken | None, fault: str) -> None:
        pause_ms = int(self.pauses.next_s(letter.id) * 1000)
        ends = self.pauses.hopeless(letter.id)
        if ends:
            self.pauses.forget(letter.id)
        await self.store.write(
            letters.set_aside,
            taken.letter if taken else letter,
            self.clock.now_ms(),
            pause_ms,
            f"A fault in Rounds: {fault}.",
            ours=taken is not None,
            ends=ends,
        )

    def _close(self, error: StoreError) -> None:
        log.error("mail of %s waits, the store cannot be used: %s", self.platform, error)
        self.closed = True
