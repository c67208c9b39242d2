"""Wakes the open streams of a channel when something new stands in its log."""

import asyncio
from collections import defaultdict
from collections.abc import Generator
from contextlib import contextmanager


class Bell:
    """Rings in this process only: the log is the truth, a ring is a hint to look."""

    def __init__(self) -> None:
        """Nobody listens yet."""
        self.closed = False
        self._ears: dict[str, set[asyncio.Event]] = defaultdict(set)

    def ring(self, channel: str) -> None:
        """Something new is in the channel's log, or someone left it."""
        for ear in self._ears.get(channel, ()):
            ear.set()

    def close(self) -> None:
        """Every stream ends now."""
        self.closed = True
        for ears in self._ears.values():
            for ear in ears:
                ear.set()

    @contextmanager
    def listen(self, channel: str) -> Generator[asyncio.Event]:
        """An event that is set at every ring."""
        ear = asyncio.Event()
        self._ears[channel].add(ear)
        try:
            yield ear
        finally:
            self._ears[channel].discard(ear)
            if not self._ears[channel]:
                del self._ears[channel]
