"""Two allowances of a token that must never be used up: connects, and invalid requests.

1,000 IDENTIFYs in 24 h, then the token is reset; 10,000 responses of 401, 403 or 429 in 10 minutes,
then the address is banned. Source: Discord API, Gateway and Rate Limits.
"""

import asyncio
import json
import logging
from collections import deque
from pathlib import Path
from types import SimpleNamespace
from typing import cast

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
    """How long to wait before the next IDENTIFY: the more there were in an hour, the longer.

    They are kept in a file, so that a process that crashes and is started again, over and over,
    waits as long as one that lives.
    """

    def __init__(self, kept: Path | None = None) -> None:
        """`kept`: the file; without one, or where it cannot be used, they are kept in memory."""
        self._kept = kept
        self._times_s = deque(_read(kept) if kept else ())

    def pause_s(self, now_s: float, shards: int, *, initial: bool = False) -> float:
        """Counts one, at seconds since 1970. 5 s while every shard connects for the first time,
        none for an `initial` one, which discord.py spaces itself; then 10, 20 … 120 s.
        """
        # Times of the future were written before somebody set the clock back.
        recent = (t for t in self._times_s if now_s - _CONNECTS_WITHIN_S < t <= now_s)
        self._times_s = deque(recent)
        over = len(self._times_s) - shards - _FREE_CONNECTS
        self._times_s.append(now_s)
        self._keep()
        if initial and over <= 0:
            return 0.0
        return min(_FIRST_PAUSE_S * 2.0 ** min(max(over, 0), 16), _LONGEST_PAUSE_S)

    def _keep(self) -> None:
        if self._kept is None:
            return
        fresh = self._kept.with_suffix(".new")
        try:
            fresh.write_text(json.dumps(list(self._times_s)), encoding="ascii")
            fresh.replace(self._kept)
        except OSError as error:
            log.warning("connects cannot be counted in %s: %s", self._kept, error.strerror)


def _read(kept: Path) -> list[float]:
    try:
        found: object = json.loads(kept.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return []
    times = cast("list[object]", found) if isinstance(found, list) else []
    return [float(t) for t in times if isinstance(t, int | float)]


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
