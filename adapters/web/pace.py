"""How often one visitor may do something."""

from collections import deque


class Pace:
    """At most `most` in `within_s` seconds for each key, counted over a sliding window."""

    def __init__(self, most: int, within_s: float, keys: int = 10_000) -> None:
        """`keys`: how many visitors are remembered before the idle ones are forgotten."""
        self._most = most
        self._within_s = within_s
        self._keys = keys
        self._times: dict[str, deque[float]] = {}

    def allows(self, key: str, now_s: float) -> bool:
        """Counts one, or says no. `now_s`: a clock that never steps back."""
        if len(self._times) >= self._keys:
            self._forget(now_s)
        times = self._times.setdefault(key, deque())
        while times and times[0] <= now_s - self._within_s:
            times.popleft()
        if len(times) >= self._most:
            return False
        times.append(now_s)
        return True

    def _forget(self, now_s: float) -> None:
        idle = [k for k, t in self._times.items() if not t or t[-1] <= now_s - self._within_s]
        for key in idle:
            del self._times[key]
