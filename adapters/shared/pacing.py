"""So many requests a second for one token, the urgent ones first."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

_MOST_IN_A_ROW = 9


class Pacing:
    """One request every 1/`per_s` seconds. Urgent requests go before others, but at most nine in a
    row while another waits, so that nobody starves.
    """

    def __init__(
        self,
        per_s: float,
        now_s: Callable[[], float] | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`now_s`: a clock that never steps back; the loop's own unless given."""
        self._gap_s = 1 / per_s
        self._now_s = now_s
        self._sleep = sleep
        self._free_at_s = 0.0
        self._urgent: deque[asyncio.Future[None]] = deque()
        self._others: deque[asyncio.Future[None]] = deque()
        self._busy = False
        self._in_a_row = 0

    async def turn(self, *, urgent: bool = True) -> None:
        """Waits until one more request may go. Cancelled while waiting, it gives its turn away."""
        if self._busy:
            await self._queue(urgent=urgent)
        self._busy = True
        self._in_a_row = self._in_a_row + 1 if urgent else 0
        try:
            now_s = self._now_s or asyncio.get_running_loop().time
            while (wait_s := self._free_at_s - now_s()) > 0:
                await self._sleep(wait_s)
            # A sleep that ended late is made up for by the next one alone, or the pace would sag.
            self._free_at_s = max(self._free_at_s, now_s() - self._gap_s) + self._gap_s
        finally:
            self._next()

    async def _queue(self, *, urgent: bool) -> None:
        called: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        (self._urgent if urgent else self._others).append(called)
        try:
            await called
        except asyncio.CancelledError:
            if called.done() and not called.cancelled():
                self._next()
            raise

    def _next(self) -> None:
        """Calls the next that waits; the pacing is free when nobody does."""
        while self._urgent or self._others:
            other = self._others and (not self._urgent or self._in_a_row >= _MOST_IN_A_ROW)
            called = (self._others if other else self._urgent).popleft()
            if not called.done():
                called.set_result(None)
                return
        self._busy = False
