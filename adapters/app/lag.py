"""How late the event loop wakes: the one number that says that everything is slow."""

import asyncio

EVERY_S = 0.5


class LoopLag:
    """Asks to be woken twice a second and notes by how much it was late."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._worst_s = 0.0
        self._handle: asyncio.TimerHandle | None = None
        self._expected_s = 0.0

    def start(self) -> None:
        """Begins."""
        self._expected_s = self._loop.time() + EVERY_S
        self._handle = self._loop.call_at(self._expected_s, self._woken)

    def stop(self) -> None:
        """Ends."""
        if self._handle is not None:
            self._handle.cancel()

    def worst_s(self) -> float:
        """The worst since it was last asked, in seconds; the one that lasts now counts too."""
        worst = max(self._worst_s, self._loop.time() - self._expected_s)
        self._worst_s = 0.0
        return max(worst, 0.0)

    def _woken(self) -> None:
        self._worst_s = max(self._worst_s, self._loop.time() - self._expected_s)
        self.start()
