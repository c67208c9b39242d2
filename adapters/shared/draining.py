"""Stopping without losing what was accepted."""

import asyncio
import logging

log = logging.getLogger("rounds")


class UnderWay:
    """Counts what was accepted and has not ended, so that a stop can wait for it."""

    def __init__(self) -> None:
        self._count = 0
        self.idle = asyncio.Event()
        self.idle.set()
        """Set while nothing is under way."""
        self.draining = False
        """Whether a stop has begun: nothing new is to be taken."""

    def __enter__(self) -> None:
        """One more thing is under way: whatever is accepted is brought to its end."""
        self._count += 1
        self.idle.clear()

    def __exit__(self, *_error: object) -> None:
        """One thing less."""
        self._count -= 1
        if not self._count:
            self.idle.set()

    async def drain(self, within_s: float) -> bool:
        """Takes nothing new, and waits for what is under way; whether all of it ended in time."""
        self.draining = True
        try:
            async with asyncio.timeout(within_s):
                await self.idle.wait()
        except TimeoutError:
            log.warning("%d interactions were cut short", self._count)
            return False
        return True
