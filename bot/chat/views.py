"""What a message shows, in blocks that every platform can draw or degrade."""

from dataclasses import dataclass
from enum import StrEnum

from bot.chat.refs import ActionRef
from bot.chat.text import Text


class Tone(StrEnum):
    """What a message is about. Colour may follow it; the words must say it too."""

    PLAIN = "plain"
    GOOD = "good"
    BAD = "bad"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph."""

    text: Text


@dataclass(frozen=True, slots=True)
class Record:
    """A case record, shown set off from the rest; line breaks are kept."""

    text: str
    label: str = "Record"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A short list. `marks` holds a letter or sign for each item, empty for plain bullets."""

    items: tuple[Text, ...]
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fields:
    """Label and value pairs."""

    pairs: tuple[tuple[str, Text], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption for screen readers; `highlight` is the index of the reader's row."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Text, ...], ...]
    highlight: int | None = None


@dataclass(frozen=True, slots=True)
class Image:
    """A picture, with the words that say the same."""

    png: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Meter:
    """A bar: `value` of `of`, with a label and a note in words (`7 of 12, 58 %`)."""

    label: str
    value: int
    of: int
    note: str = ""


class ButtonStyle(StrEnum):
    """Choices are equal (PLAIN); at most one PRIMARY in a view."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Button:
    """`label` is what is drawn (80 characters at most), `about` what a screen reader says.

    `typed` is the command that does the same, for where there are no buttons.
    """

    label: str
    action: ActionRef
    about: str = ""
    style: ButtonStyle = ButtonStyle.PLAIN
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Buttons:
    """A row of buttons; `label` names the row for screen readers."""

    buttons: tuple[Button, ...]
    label: str = "Actions"


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a select: what is shown and what is sent."""

    label: str
    value: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Select:
    """A choice of `least` to `most` from a list; the values go to `action`."""

    label: str
    action: ActionRef
    choices: tuple[Choice, ...]
    least: int = 1
    most: int = 1


Block = Paragraph | Record | Bullets | Fields | Table | Image | Meter | Buttons | Select


@dataclass(frozen=True, slots=True)
class View:
    """A message: a title, blocks, a tone, and a footer in small print."""

    title: str
    blocks: tuple[Block, ...] = ()
    tone: Tone = Tone.PLAIN
    footer: Text = ()


class InputKind(StrEnum):
    """What an input of a form takes. A channel or a role is one of the platform's own; its value is
    the platform's id.
    """

    LINE = "line"
    AREA = "area"
    SELECT = "select"
    MULTI = "multi"
    DATE = "date"
    TIME = "time"
    CHECK = "check"
    CHANNEL = "channel"
    ROLE = "role"


@dataclass(frozen=True, slots=True)
class Input:
    """One input of a form. `suggest` names a suggester for completion while typing."""

    name: str
    label: str
    kind: InputKind = InputKind.LINE
    value: str = ""
    hint: str = ""
    required: bool = False
    max_length: int = 200
    choices: tuple[Choice, ...] = ()
    suggest: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """Inputs that are sent together to `action`. `about` stands above them.

    `again` is the action that opens this form, for platforms that cannot answer a form with a
    form: there the errors are shown with a button. None: an action of the same name and arguments
    as `action` opens it, if there is one.
    """

    title: str
    action: ActionRef
    inputs: tuple[Input, ...]
    submit: str = "Save"
    about: Text = ()
    again: ActionRef | None = None
