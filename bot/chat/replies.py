"""What the core answers: exactly one reply an event."""

from dataclasses import dataclass
from enum import StrEnum

from bot.chat.views import Choice, Form, View


class Audience(StrEnum):
    """Who sees the answer; declared before the handler runs."""

    EVERYONE = "everyone"
    ONLY_YOU = "only_you"


@dataclass(frozen=True, slots=True)
class Stance:
    """What a platform must know before the handler runs: audience, whether a form opens, and
    whether a run of private steps begins, for which some platforms open a window.
    """

    audience: Audience = Audience.ONLY_YOU
    opens_form: bool = False
    window: bool = False


@dataclass(frozen=True, slots=True)
class Say:
    """A new message to the declared audience. Errors are always said to the actor only."""

    view: View
    private: bool = False


@dataclass(frozen=True, slots=True)
class Update:
    """The message that was clicked now shows this."""

    view: View


@dataclass(frozen=True, slots=True)
class Ask:
    """Open a form."""

    form: Form


@dataclass(frozen=True, slots=True)
class Suggest:
    """Completions, best first."""

    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Quiet:
    """Nothing to show."""


Reply = Say | Update | Ask | Suggest | Quiet
