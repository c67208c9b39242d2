"""The real clock and real chance."""

import random
import time
from collections.abc import Sequence
from typing import TypeVar

from ulid import ULID

T = TypeVar("T")


class SystemClock:
    """The machine's clock."""

    def now_ms(self) -> int:
        """Milliseconds since 1970, UTC."""
        return time.time_ns() // 1_000_000


class SystemDice:
    """ULIDs and the machine's chance."""

    def new_id(self) -> str:
        """A ULID: 26 characters, sortable by time. Source: github.com/ulid/spec."""
        return str(ULID())

    def shuffled(self, items: Sequence[T], seed: str = "") -> list[T]:
        """The items in another order; the same order for the same non-empty seed."""
        order = list(items)
        random.Random(seed or None).shuffle(order)  # noqa: S311 - order of questions, no secret
        return order
