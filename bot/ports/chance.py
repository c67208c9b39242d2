"""Time and chance, as ports: what tests replace."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

T = TypeVar("T")


class Clock(Protocol):
    """The time now."""

    def now_ms(self) -> int:
        """Milliseconds since 1970, UTC."""
        ...


class Dice(Protocol):
    """Chance and new ids."""

    def new_id(self) -> str:
        """A ULID: 26 characters, sortable by time, never reused."""
        ...

    def shuffled(self, items: Sequence[T], seed: str = "") -> list[T]:
        """The items in another order; the same order for the same non-empty seed."""
        ...
