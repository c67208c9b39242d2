"""The real clock, real chance, and the process's memory."""

import gc
import random
import time
from collections.abc import Sequence
from typing import TypeVar

from ulid import ULID

T = TypeVar("T")

_COLLECT = (10_000, 20, 20)
"""Python's own are 700, 10, 10: with 3,000 clicks under way they stop everything some ten times for
100 to 400 ms. Measured by `python -m tests.bench clicks`.
"""


def settle() -> None:
    """Takes what a start has loaded out of the garbage collector's rounds, and makes them rarer, so
    that nobody who clicks waits for one. For a process of our own, once everything is open.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECT)


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
