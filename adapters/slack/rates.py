"""How often what may be sent. Who would wait too long is told to come back instead: a letter of the
outbox must not grow old in a queue of ours.

Source: Slack, Rate limits: one message a second a channel; tiers, so many calls a minute of one
method in one workspace; 429 with Retry-After.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from bot.api import NotSent

POST_GAP_S = 1.0
"""Between two messages in a channel."""

TIER_3_GAP_S = 60 / 50
"""Between two calls of a method of tier 3, as chat.update and conversations.history are."""

LONGEST_WAIT_S = 4.0
_MOST = 10_000


class Rates:
    """Turns by key. Each is taken at once, so that those who wait are spread out."""

    def __init__(
        self,
        now_s: Callable[[], float] | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`now_s`: a clock that never steps back; the loop's own unless given."""
        self._now_s = now_s
        self._sleep = sleep
        self._free_at_s: OrderedDict[tuple[str, ...], float] = OrderedDict()

    async def turn(self, key: tuple[str, ...], gap_s: float) -> None:
        """Waits for a turn. Raises NotSent when it would take more than four seconds."""
        now_s = self._now()
        at_s = max(self._free_at_s.get(key, 0.0), now_s)
        if at_s - now_s > LONGEST_WAIT_S:
            raise NotSent("Slack takes no more of these just now.", at_s - now_s)
        self._put(key, at_s + gap_s)
        if at_s > now_s:
            await self._sleep(at_s - now_s)

    def rest(self, key: tuple[str, ...], for_s: float) -> None:
        """Slack has asked us to wait."""
        self._put(key, max(self._free_at_s.get(key, 0.0), self._now() + for_s))

    def _put(self, key: tuple[str, ...], at_s: float) -> None:
        self._free_at_s[key] = at_s
        self._free_at_s.move_to_end(key)
        if len(self._free_at_s) > _MOST:
            self._free_at_s.popitem(last=False)

    def _now(self) -> float:
        return (self._now_s or asyncio.get_running_loop().time)()
