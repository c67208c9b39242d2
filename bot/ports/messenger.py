"""A platform, as the outbox sees it."""

from typing import Protocol

from bot.chat.abilities import Abilities
from bot.chat.mail import Post as OutgoingPost
from bot.chat.mail import Redraw
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
