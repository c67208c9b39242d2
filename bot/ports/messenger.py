"""A platform, as the outbox sees it."""

from typing import Protocol, runtime_checkable

from bot.chat.abilities import Abilities
from bot.chat.mail import DropEvent, OpenThread, PutEvent, Redraw
from bot.chat.mail import Post as OutgoingPost
from bot.chat.refs import MessageRef, Place


class Messenger(Protocol):
    """A platform as the outbox sees it. Raises the faults of `bot.chat.mail`."""

    @property
    def platform(self) -> str: ...
    @property
    def abilities(self) -> Abilities: ...
    @property
    def nonce_window_ms(self) -> int:
        """How long a repeated nonce gives back the first message; 0 when it does not."""
        ...

    async def send(self, post: OutgoingPost) -> MessageRef: ...
    async def redraw(self, redraw: Redraw) -> None: ...
    async def find(self, to: Place, nonce: str, since_ms: int) -> MessageRef | None:
        """Looks for a post of ours by its nonce. Raises Unreadable where it may not look."""
        ...


@runtime_checkable
class OpensThreads(Protocol):
    """A platform with `Abilities.threads`. Raises the faults of `bot.chat.mail`."""

    async def open_thread(self, thread: OpenThread) -> None:
        """One discussion a message: asked for twice, the first one stays."""
        ...


@runtime_checkable
class KeepsEvents(Protocol):
    """A platform with `Abilities.events`. Raises the faults of `bot.chat.mail`."""

    async def put_event(self, event: PutEvent) -> MessageRef:
        """Makes or changes it; made twice with one nonce, there is one. Raises MessageGone for one
        that somebody deleted.
        """
        ...

    async def drop_event(self, event: DropEvent) -> None:
        """Deletes it; nothing when it is gone."""
        ...
