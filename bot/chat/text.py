"""Text as spans, never as markup: a name such as `@everyone` is only ever a string of letters."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Bold:
    """Emphasis; meaning must not depend on it."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """A code, command or other literal, shown in a fixed-width face."""

    text: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A member's shown name. Never pings unless `notify`, which only an opt-in may set."""

    name: str
    notify: bool = False


class WhenStyle(StrEnum):
    """How an instant is shown in the reader's own zone."""

    DATE = "date"
    TIME = "time"
    DATE_TIME = "date_time"
    RELATIVE = "relative"


@dataclass(frozen=True, slots=True)
class When:
    """An instant, milliseconds UTC. `zone` is the IANA zone where the platform cannot localise."""

    at_ms: int
    style: WhenStyle = WhenStyle.DATE_TIME
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Link:
    """A link; `url` is shown where links cannot be made."""

    text: str
    url: str


Span = str | Bold | Code | Mention | When | Link
Text = tuple[Span, ...]


def text(*spans: Span) -> Text:
    """The spans as one text, empty strings left out."""
    return tuple(span for span in spans if span != "")
