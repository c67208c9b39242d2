"""Who, where and which button: references that survive restarts and deploys."""

from dataclasses import dataclass

ACTION_BYTES = 100
"""The longest encoded action: Discord's custom_id holds 100 characters (API: Components)."""

_SEPARATOR = "|"
_VERSION = "1"


@dataclass(frozen=True, slots=True)
class Account:
    """A person as a platform names them. `workspace` is empty where user ids are global."""

    platform: str
    workspace: str
    user: str


@dataclass(frozen=True, slots=True)
class Place:
    """A channel as a platform names it; a group's home is one place."""

    platform: str
    workspace: str
    channel: str


@dataclass(frozen=True, slots=True)
class Membership:
    """A group that an account is in, with the place where it lives. `manages`: the group's word,
    whatever the platform lets them do.
    """

    group: str
    place: Place
    manages: bool = False


@dataclass(frozen=True, slots=True)
class MessageRef:
    """A message that a platform has accepted, by its own id."""

    id: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `manages` says whether the platform lets them manage the place's settings."""

    account: Account
    name: str
    manages: bool = False
    zone: str = ""


RUN = "/"
"""The action of a button or form that runs a command: its argument is the command's name, and a
form's values are the options. Adapters turn it into a CommandCall.
"""


class StaleRef(ValueError):
    """The text is not an action of this version: an old button, or a forged one."""


@dataclass(frozen=True, slots=True)
class ActionRef:
    """What a button or form does, and to what: a declared action's name and its arguments."""

    name: str
    args: tuple[str, ...] = ()

    @property
    def readable(self) -> bool:
        """Whether every part is text that a database and every platform can hold."""
        return self.name.isprintable() and all(part.isprintable() for part in self.args)

    def encode(self) -> str:
        """`1|answer|01J9…|B`. Raises ValueError over 100 bytes, or when a part holds `|` or a
        character that is not printable.
        """
        parts = (_VERSION, self.name, *self.args)
        if any(_SEPARATOR in part for part in parts) or not self.readable:
            raise ValueError(
                f"an action's parts may not hold {_SEPARATOR!r} or control characters: {parts!r}"
            )
        text = _SEPARATOR.join(parts)
        if len(text.encode()) > ACTION_BYTES:
            raise ValueError(f"an action may have {ACTION_BYTES} bytes at most: {text!r}")
        return text

    @staticmethod
    def decode(text: str) -> "ActionRef":
        """The reverse of `encode`. Raises StaleRef for any other text."""
        version, *rest = text.split(_SEPARATOR)
        if not text.isprintable():
            raise StaleRef(ascii(text[:ACTION_BYTES]))
        if version != _VERSION or not rest or not rest[0] or len(text.encode()) > ACTION_BYTES:
            raise StaleRef(text[:ACTION_BYTES])
        return ActionRef(rest[0], tuple(rest[1:]))
