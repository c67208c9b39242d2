"""Chance that is the same on every machine and version: picks follow from a seed alone."""

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")

SEED_CHARS = 12
"""48 bits: a member would drill for centuries before one comes again."""


class Draw:
    """Picks in order; every pick depends on the seed and on how many were made before it."""

    def __init__(self, seed: str) -> None:
        """`seed`: any text."""
        self._seed = seed
        self._count = 0

    def below(self, count: int) -> int:
        """A whole number from 0 to `count` - 1; `count` is at least 1."""
        self._count += 1
        drawn = blake2b(f"{self._seed}/{self._count}".encode(), digest_size=8).digest()
        return int.from_bytes(drawn) % count

    def pick(self, items: Sequence[T]) -> T:
        """One of the items, of which there is at least one."""
        return items[self.below(len(items))]

    def shuffled(self, items: Iterable[T]) -> list[T]:
        """The items in another order (Fisher and Yates)."""
        left = list(items)
        for at in range(len(left) - 1, 0, -1):
            other = self.below(at + 1)
            left[at], left[other] = left[other], left[at]
        return left


def seed_of(text: str) -> str:
    """A seed for a button, from any text."""
    return blake2b(text.encode(), digest_size=SEED_CHARS // 2).hexdigest()


def seed_after(seed: str) -> str:
    """The seed of the item that follows, so that a button pressed twice leads to one item."""
    return seed_of(f"after {seed}")
