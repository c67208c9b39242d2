"""What the page needs of the core, and how opening the page can fail."""

from collections.abc import Sequence
from typing import Protocol

from bot.api import Command, Event, Reply, Stance

FILE_NAME = "page.sqlite3"
"""The page's own file, in the data folder."""


class Door(Protocol):
    """The core as the page sees it. `bot.api.Core` is one."""

    @property
    def commands(self) -> Sequence[Command]: ...

    def stance(self, event: Event) -> Stance: ...

    async def handle(self, event: Event) -> Reply: ...


class PageNotOpened(Exception):
    """The page cannot start; the message says why and what to do."""
