"""What a component's custom_id holds: an action, and sometimes a tag before it.

`1|answer|01J9…|B` is the action itself. `~2|1|…` is the same action a second time in a message,
where Discord wants every custom_id to be another. `~d8Fk2x|1|…` also names a draft: what was typed
into a form that came back. A tag never changes what a button does.
"""

from dataclasses import dataclass

from adapters.discord.limits import ID_CHARS
from bot.api import ActionRef

_TAG = "~"
_EMPTY = "~"


@dataclass(frozen=True, slots=True)
class Pressed:
    """What was pressed or sent. `tag` is empty where there is none."""

    action: ActionRef
    tag: str


def custom_id(action: ActionRef, tag: str = "") -> str:
    """The action as a custom_id; without its tag where both are too long together."""
    encoded = action.encode()
    tagged = f"{_TAG}{tag}|{encoded}"
    return tagged if tag and len(tagged) <= ID_CHARS else encoded


def pressed(custom_id: str) -> Pressed:
    """The reverse. Raises StaleRef for what this version did not make."""
    tag = ""
    if custom_id.startswith(_TAG):
        tag, _, custom_id = custom_id.removeprefix(_TAG).partition("|")
    return Pressed(ActionRef.decode(custom_id), tag)


def value_out(value: str) -> str:
    """A choice's value for Discord, which takes no empty one."""
    return f"{_EMPTY}{value}" if not value or value.startswith(_EMPTY) else value


def value_in(value: str) -> str:
    """The reverse."""
    return value.removeprefix(_EMPTY)
