"""What leaves later: posts and redraws, carried by the outbox; and how sending can fail."""

from dataclasses import dataclass

from bot.chat.refs import Account, MessageRef, Place
from bot.chat.views import View


@dataclass(frozen=True, slots=True)
class Post:
    """A new public message, or a private one to `only_for`.

    `nonce` is the same at every attempt: at most 25 characters. `ping` is the platform's id of a
    role that is notified of this post, which a manager has chosen; nothing else ever notifies.
    """

    nonce: str
    to: Place
    view: View
    only_for: Account | None = None
    ping: str = ""


@dataclass(frozen=True, slots=True)
class Redraw:
    """A public message of ours now shows this."""

    to: Place
    message: MessageRef
    view: View


@dataclass(frozen=True, slots=True)
class OpenThread:
    """A discussion of a public message of ours. Asked for twice there is still one."""

    to: Place
    message: MessageRef
    title: str


@dataclass(frozen=True, slots=True)
class Dated:
    """What an event of a workspace says. Instants are milliseconds UTC, the end after the start."""

    title: str
    about: str
    starts_ms: int
    ends_ms: int


@dataclass(frozen=True, slots=True)
class PutEvent:
    """The workspace's event now says this. Without `event` it is made, once for each nonce."""

    nonce: str
    to: Place
    event: MessageRef | None
    says: Dated


@dataclass(frozen=True, slots=True)
class DropEvent:
    """The workspace's event goes. Without `event` it is looked for by its nonce."""

    nonce: str
    to: Place
    event: MessageRef | None


Mail = Post | Redraw | OpenThread | PutEvent | DropEvent


class Fault(Exception):
    """Sending failed in a way that the platform's adapter has understood."""


class NotSent(Fault):
    """Surely not sent (refused connection, throttled): try again after `retry_s` seconds."""

    def __init__(self, reason: str, retry_s: float = 5.0) -> None:
        """`retry_s`: what the platform asked for, or a pause of our own."""
        super().__init__(reason)
        self.retry_s = retry_s


class PlaceGone(Fault):
    """The channel is gone or closed to us: the home sleeps, a manager is told once."""


class PingGone(Fault):
    """Surely not sent: the role to ping is gone. The setting is dropped, the post goes without."""


class NotAllowed(Fault):
    """Surely not done, and not ours to mend: a permission or a limit. Posting is not touched."""


class MessageGone(Fault):
    """The message to redraw, or the event to change, is gone; nothing is left to do."""


class OutcomeUnknown(Fault):
    """The request left and no answer came: it may or may not have been posted."""


class Unreadable(Fault):
    """The place's history may not be read, so a lost post cannot be looked for."""
