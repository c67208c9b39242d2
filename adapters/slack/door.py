"""What Slack's adapter needs of the core, and how opening it can fail."""

from collections.abc import Sequence
from typing import Protocol

from bot.api import Account, Command, CommandCall, Event, Form, Membership, Reply, Stance


class Door(Protocol):
    """The core as the adapter sees it."""

    @property
    def commands(self) -> Sequence[Command]: ...

    def stance(self, event: Event) -> Stance: ...

    def asks(self, event: CommandCall) -> Form | None: ...

    async def memberships(self, account: Account) -> tuple[Membership, ...]: ...

    async def handle(self, event: Event) -> Reply: ...


class SlackNotOpened(Exception):
    """Slack cannot be used; the message says why and what to do."""
