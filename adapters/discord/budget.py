"""Two allowances of a token that must never be used up: connects, and invalid requests.

1,000 IDENTIFYs in 24 h, then the token is reset; 10,000 responses of 401, 403 or 429 in 10 minutes,
then the address is banned. Source: Discord API, Gateway and Rate Limits.
"""

import asyncio
import logging
from collections import deque
from types import SimpleNamespace

import aiohttp

log = logging.getLogger("rounds.discord")

INVALID_MOST = 2_000
INVALID_WITHIN_S = 600.0
_INVALID = frozenset({401, 403, 429})

_FREE_CONNECTS = 3
_CONNECTS_WITHIN_S = 3600.0
_FIRST_PAUSE_S = 5.0
_LONGEST_PAUSE_S = 120.0
"""One connect every two minutes is 720 a day."""


class Connects:
    """How long to wait before the next IDENTIFY: the more there were in an hour, the longer."""

    def __init__(self) -> None:
        self._times_s: deque[float] = deque()

    def pause_s(self, now_s: float, shards: int) -> float:
        """Counts one. 5 s while every shard connects for the first time; then 10, 20 … 120 s."""
        while self._times_s and self._times_s[0] <= now_s - _CONNECTS_WITHIN_S:
            self._times_s.popleft()
        over = len(self._times_s) - shards - _FREE_CONNECTS
        self._times_s.append(now_s)
        return min(_FIRST_PAUSE_S * 2.0 ** min(max(over, 0), 16), _LONGEST_PAUSE_S)


class Invalid:
    """Counts the responses that Discord calls invalid."""

    def __init__(self) -> None:
        self._times_s: deque[float] = deque()

    def count(self, status: int, scope: str, now_s: float) -> None:
        """`scope`: the X-RateLimit-Scope; limits shared with others do not count."""
        if status in _INVALID and scope != "shared":
            self._times_s.append(now_s)

    def spent(self, now_s: float) -> bool:
        """Whether posting should rest, the rest of the allowance left alone."""
        while self._times_s and self._times_s[0] <= now_s - INVALID_WITHIN_S:
            self._times_s.popleft()
        return len(self._times_s) >= INVALID_MOST

    def trace(self) -> aiohttp.TraceConfig:
        """Listens to every request that discord.py makes."""
        found = aiohttp.TraceConfig()

        async def ended(
            _session: aiohttp.ClientSession,
            _context: SimpleNamespace,
            params: aiohttp.TraceRequestEndParams,
        ) -> None:
            scope = params.response.headers.get("X-RateLimit-Scope", "")
            self.count(params.response.status, scope, asyncio.get_running_loop().time())

        found.on_request_end.append(ended)
        return found
