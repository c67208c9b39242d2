"""What Discord's adapter needs of the core, and how opening it can fail."""

from collections.abc import Sequence
from typing import Protocol

from bot.api import Command, Event, MessageCommand, Reply, Stance


class Door(Protocol):
    """The core as the adapter sees it."""

    @property
    def commands(self) -> Sequence[Command]: ...

    @property
    def message_commands(self) -> Sequence[MessageCommand]: ...

    def stance(self, event: Event) -> Stance: ...

    async def handle(self, event: Event) -> Reply: ...


class DiscordNotOpened(Exception):
    """Discord cannot be used; the message says why and what to do."""
