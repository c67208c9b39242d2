"""What a control's action_id, a block's block_id and a view's private_metadata hold.

An action_id is an action, `1|answer|01J9…|B`, sometimes with a tag before it, since Slack wants
every action_id of a block to be another: `~2|1|…`. What only holds a choice until a button beside
it is pressed is `_…`; what only completes is `?suggester`. A block_id may name the channel that is
meant where Slack's own would be another: in direct messages.
"""

import json
import zlib
from dataclasses import dataclass, replace
from typing import Any

from bot.api import ActionRef, StaleRef

PLATFORM = "slack"

_TAG, _HELD, _COMPLETES, _PLACE = "~", "_", "?", "@"
_EMPTY = "~"
_INPUT = "in"

PICK_GROUP = "!group"
"""The select on the home tab that says which group is shown."""

LINK = "!link"
"""A button that only opens an address."""


def action_id(action: ActionRef, tag: str = "") -> str:
    """The action, with a tag where another control of the block does the same."""
    encoded = action.encode()
    return f"{_TAG}{tag}|{encoded}" if tag else encoded


def held_id(name: str) -> str:
    """The id of an element whose choice waits for a button."""
    return f"{_HELD}{name}"


def is_silent(found: str) -> bool:
    """Whether using this control does nothing yet."""
    return found.startswith(_HELD) or found == LINK


def pressed(found: str) -> ActionRef:
    """The action. Raises StaleRef for what this version did not make."""
    if found.startswith(_TAG):
        _, _, found = found.removeprefix(_TAG).partition("|")
    return ActionRef.decode(found)


def completion_id(suggester: str) -> str:
    """The id of an input that completes while it is typed in."""
    return f"{_COMPLETES}{suggester}"


def suggester_in(found: str) -> str:
    """The suggester. Raises StaleRef."""
    if not found.startswith(_COMPLETES):
        raise StaleRef(ascii(found[:100]))
    return found.removeprefix(_COMPLETES)


def block_id(number: int, channel: str = "") -> str:
    """Another one for each block; with the channel that its buttons are about."""
    return f"{_PLACE}{channel}|{number}" if channel else f"b{number}"


def channel_in(found: str) -> str:
    """The channel that a block names, or nothing."""
    if not found.startswith(_PLACE):
        return ""
    return found.removeprefix(_PLACE).partition("|")[0]


def input_id(name: str, value: str) -> str:
    """An input's block: another one for another first value, or Slack would keep the old one."""
    return f"{_INPUT}|{name}|{zlib.crc32(value.encode()):x}"


def name_in(found: str) -> str:
    """The input's name, or nothing."""
    kind, _, rest = found.partition("|")
    return rest.partition("|")[0] if kind == _INPUT else ""


def value_out(value: str) -> str:
    """A choice's value for Slack, which takes no empty one."""
    return f"{_EMPTY}{value}" if not value or value.startswith(_EMPTY) else value


def value_in(value: str) -> str:
    """The reverse."""
    return value.removeprefix(_EMPTY)


@dataclass(frozen=True, slots=True)
class Meta:
    """What a view remembers: the channel it is about; and of a form the message that it was opened
    from, with the address by which that message can be answered.
    """

    channel: str = ""
    message: str = ""
    answer_url: str = ""
    private: bool = False

    def encode(self) -> str:
        """As private_metadata: without what is empty; without the address when it is too long."""
        kept = {"c": self.channel, "m": self.message, "u": self.answer_url}
        body: dict[str, object] = {key: value for key, value in kept.items() if value}
        if self.private:
            body["p"] = 1
        encoded = json.dumps(body, separators=(",", ":"))
        if len(encoded) > _META_CHARS:
            return replace(self, answer_url="").encode()
        return encoded

    @staticmethod
    def decode(encoded: str) -> "Meta":
        """The reverse; empty for what this version did not make."""
        try:
            found: Any = json.loads(encoded)
            return Meta(
                str(found.get("c", "")),
                str(found.get("m", "")),
                str(found.get("u", "")),
                private=bool(found.get("p")),
            )
        except (ValueError, AttributeError):
            return Meta()


_META_CHARS = 3000
