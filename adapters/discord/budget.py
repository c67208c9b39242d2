"""Two allowances of a token that must never be used up: connects, and invalid requests.

1,000 IDENTIFYs in 24 h, then the token is reset; 10,000 responses of 401, 403 or 429 in 10 minutes,
then the address is banned. Source: Discord API, Gateway and Rate Limits.
"""

import asyncio
import json
import logging
from collections import deque
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import aiohttp

log = logging.getLogger("rounds.discord")

INVALID_MOST = 2_000
INVALID_WITHIN_S = 600.0
_THROTTLED = 429
_INVALID = frozenset({401, 403, _THROTTLED})

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
        self._shards, self._times_s = _read(kept) if kept else (1, [])

    def due_s(self, now_s: float) -> float:
        """Seconds to wait before a client opens its first line; 0 unless there were many of late.
        Before, since Discord waits on no line that does not identify.
        """
        over = self._over(now_s)
        return _pause_s(over) if over > 0 else 0.0

    def pause_s(self, now_s: float, shards: int) -> float:
        """Counts one, at seconds since 1970. 5 s while every shard connects for the first time;
        then 10, 20 … 120 s.
        """
        self._shards = shards
        over = self._over(now_s)
        self._times_s.append(now_s)
        self._keep()
        return _pause_s(over)

    def _over(self, now_s: float) -> int:
        # Times of the future were written before somebody set the clock back.
        recent = [t for t in self._times_s if now_s - _CONNECTS_WITHIN_S < t <= now_s]
        self._times_s = recent
        return len(recent) - self._shards - _FREE_CONNECTS

    def _keep(self) -> None:
        if self._kept is None:
            return
        fresh = self._kept.with_suffix(".new")
        try:
            found = {"shards": self._shards, "times_s": self._times_s}
            fresh.write_text(json.dumps(found), encoding="ascii")
            fresh.replace(self._kept)
        except OSError as error:
            log.warning("connects cannot be counted in %s: %s", self._kept, error.strerror)


def _unheard(_what: str) -> None:
    """Nobody counts."""


def _pause_s(over: int) -> float:
    return min(_FIRST_PAUSE_S * 2.0 ** min(max(over, 0), 16), _LONGEST_PAUSE_S)


def _read(kept: Path) -> tuple[int, list[float]]:
    """Shards and times; a file that is not there or not ours begins anew."""
    try:
        found = json.loads(kept.read_text(encoding="ascii"))
        return int(found["shards"]), [float(t) for t in found["times_s"]]
    except (OSError, ValueError, TypeError, KeyError, OverflowError):
        return 1, []


class Invalid:
    """Counts the responses that Discord calls invalid."""

    def __init__(self, on_told: Callable[[str], None] | None = None) -> None:
        """`on_told` hears `throttled` for each 429, `invalid` for each that counts."""
        self._told = on_told or _unheard
        self._times_s: deque[float] = deque()

    def count(self, status: int, scope: str, now_s: float) -> None:
        """`scope`: the X-RateLimit-Scope; limits shared with others do not count."""
        if status == _THROTTLED:
            self._told("throttled")
        if status in _INVALID and scope != "shared":
            self._told("invalid")
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
