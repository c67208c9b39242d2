"""What is counted while Rounds runs: for operators, in numbers, never by group or person."""

from enum import StrEnum
from typing import Protocol


class Outcome(StrEnum):
    """How an event ended: answered, refused for the user to mend, or failed on our side."""

    OK = "ok"
    REFUSED = "refused"
    STORE = "store"
    FAULT = "fault"


class Delivered(StrEnum):
    """How one try to deliver a letter ended."""

    SENT = "sent"
    LATER = "later"
    GONE = "gone"
    UNKNOWN = "unknown"
    FAULT = "fault"


class Watch(Protocol):
    """Told what happens. Cheap, never raises, keeps no names."""

    def now_s(self) -> float:
        """Seconds on a clock that only goes forward, for measuring how long something took."""
        ...

    def handled(
        self, platform: str, kind: str, name: str, outcome: Outcome, seconds: float
    ) -> None:
        """An event was answered: `kind` is command, action, form, suggest or lost; `name` is a
        declared name, or empty for what nobody declared.
        """
        ...

    def delivered(self, platform: str, kind: str, outcome: Delivered) -> None:
        """A letter of a kind (`post`, `redraw`, …) was tried."""
        ...

    def told(self, platform: str, what: str) -> None:
        """Something a platform told us: `throttled`, it asked us to wait; `invalid`, it refused us
        in a way that it counts.
        """
        ...


class Unwatched:
    """Counts nothing."""

    def now_s(self) -> float:
        """No time passes where nobody looks."""
        return 0.0

    def handled(
        self, platform: str, kind: str, name: str, outcome: Outcome, seconds: float
    ) -> None:
        """Nothing."""

    def delivered(self, platform: str, kind: str, outcome: Delivered) -> None:
        """Nothing."""

    def told(self, platform: str, what: str) -> None:
        """Nothing."""
