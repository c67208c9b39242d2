"""How a feature declares a command, an action or a suggester, before anything runs."""

import dataclasses
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Any

from bot.chat.abilities import Abilities
from bot.chat.events import ActionCall, CommandCall, FormCall, MessageCall, SuggestCall
from bot.chat.replies import Audience, Reply
from bot.chat.views import Choice

if TYPE_CHECKING:
    from bot.commands.turn import Turn


class Needs(StrEnum):
    """Who may use it. Checked in the core, whatever a platform shows or hides."""

    NOBODY = "nobody"
    MEMBER = "member"
    MANAGER = "manager"


class Subject(StrEnum):
    """What an action's first argument names: a message is told by what its buttons are about."""

    NOTHING = "nothing"
    POST = "post"
    QUESTION = "question"


class Dashboard(StrEnum):
    """What a command is on a member's own dashboard, where a platform has one: what it answers
    (with no options, and without changing anything), a button that runs it, or nothing.
    """

    ABSENT = "absent"
    SHOWN = "shown"
    BUTTON = "button"


@dataclass(frozen=True, slots=True)
class OptionNote:
    """What a declaration says of one option beyond its type."""

    about: str
    suggest: str = ""
    required: bool = False
    low: int | None = None
    high: int | None = None
    rest: bool = False
    ability: str = ""


class Channel(str):
    """An option's value that is a channel, by the platform's id."""

    __slots__ = ()


def option(
    about: str,
    *,
    default: Any = dataclasses.MISSING,  # noqa: ANN401 - any option type
    suggest: str = "",
    low: int | None = None,
    high: int | None = None,
    rest: bool = False,
    ability: str = "",
) -> Any:  # noqa: ANN401 - a dataclass field specifier, typed by its annotation
    """One option of a command's arguments; without `default` it is required.

    `suggest` names a suggester; `low` and `high` bound a number; `rest` takes the remaining words
    of a typed line; `ability` is what a platform must have for the option to be there.
    """
    required = default is dataclasses.MISSING
    note = OptionNote(about, suggest, required, low, high, rest, ability)
    if required:
        return field(metadata={"option": note})
    return field(default=default, metadata={"option": note})


@dataclass(frozen=True, slots=True)
class NoArgs:
    """A command without options."""


@dataclass(frozen=True, slots=True)
class OptionSpec:
    """An option as platforms need it: kind is `text`, `number`, `yes_no`, `choice` or `channel`.

    `ability` names what of `Abilities` a platform must have to offer it.
    """

    name: str
    about: str
    kind: str
    required: bool
    default: object
    choices: tuple[Choice, ...] = ()
    suggest: str = ""
    low: int | None = None
    high: int | None = None
    rest: bool = False
    enum: type[Enum] | None = None
    ability: str = ""


CommandRun = Callable[["Turn[CommandCall]", Any], Awaitable[Reply]]
MessageRun = Callable[["Turn[MessageCall]"], Awaitable[Reply]]
ActionRun = Callable[["Turn[ActionCall]"], Awaitable[Reply]]
FormRun = Callable[["Turn[FormCall]"], Awaitable[Reply]]
SuggestRun = Callable[["Turn[SuggestCall]"], Awaitable[tuple[Choice, ...]]]


@dataclass(frozen=True, slots=True)
class Command:
    """A command. `name` is one word, or a group and a word: `countdown add`.

    `args` is a frozen dataclass whose fields are made by `option`. `hidden` commands are sent by
    adapters (founding a group), never shown or completed. `window`: the answer is the first of
    several private steps. `label` is what a button for it says; its name unless given.
    """

    name: str
    about: str
    run: CommandRun
    args: type = NoArgs
    audience: Audience = Audience.ONLY_YOU
    needs: Needs = Needs.MEMBER
    opens_form: bool = False
    hidden: bool = False
    window: bool = False
    dashboard: Dashboard = Dashboard.ABSENT
    label: str = ""
    without: frozenset[str] = frozenset()

    @property
    def title(self) -> str:
        """`Practise`; without a label `Countdown add`."""
        return self.label or self.name.capitalize()

    @property
    def options(self) -> tuple[OptionSpec, ...]:
        """The options in the order they are declared, but for those that need what is missing."""
        specs = (_spec(f) for f in dataclasses.fields(self.args))
        return tuple(spec for spec in specs if spec.ability not in self.without)

    def on(self, abilities: Abilities) -> "Command":
        """The command as a platform offers it."""
        needed = {_spec(f).ability for f in dataclasses.fields(self.args)} - {""}
        missing = frozenset(a for a in needed if not getattr(abilities, a))
        return dataclasses.replace(self, without=missing) if missing else self

    @property
    def usage(self) -> str:
        """`/quiz [topic] [exam] [count 1–20]`."""
        words = [f"/{self.name}"]
        for spec in self.options:
            shown = spec.name
            if spec.kind == "choice":
                shown += " " + "·".join(c.value for c in spec.choices)
            elif spec.low is not None:
                shown += f" {spec.low}–{spec.high}"
            words.append(shown if spec.required else f"[{shown}]")
        return " ".join(words)


@dataclass(frozen=True, slots=True)
class MessageCommand:
    """A command in the menu of a message, for platforms that have such menus: a message command on
    Discord, a message shortcut on Slack. `name` is what the menu shows: 24 characters at most,
    which is Slack's limit (Slack API, Shortcuts; Discord takes 32).

    Where there is no such menu a button does the same, so that nobody needs it.
    """

    name: str
    about: str
    run: MessageRun
    audience: Audience = Audience.ONLY_YOU
    needs: Needs = Needs.MEMBER
    opens_form: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """What a button or select does. `opens_form`: it answers with a form; `window`: as of a
    command. `subject`: what its first argument names.
    """

    name: str
    run: ActionRun
    audience: Audience = Audience.ONLY_YOU
    needs: Needs = Needs.MEMBER
    opens_form: bool = False
    subject: Subject = Subject.NOTHING
    window: bool = False


@dataclass(frozen=True, slots=True)
class FormAction:
    """What a form does when it is sent in."""

    name: str
    run: FormRun
    audience: Audience = Audience.ONLY_YOU
    needs: Needs = Needs.MEMBER


@dataclass(frozen=True, slots=True)
class Suggester:
    """Completion for options and inputs that name it."""

    name: str
    run: SuggestRun


@dataclass(frozen=True, slots=True)
class Feature:
    """Everything one feature declares. `wordings` turns its refusals' codes into sentences."""

    name: str
    commands: tuple[Command, ...] = ()
    actions: tuple[Action, ...] = ()
    forms: tuple[FormAction, ...] = ()
    suggesters: tuple[Suggester, ...] = ()
    message_commands: tuple[MessageCommand, ...] = ()
    wordings: dict[str, Callable[..., str]] = field(default_factory=dict[str, Callable[..., str]])


def _spec(f: "dataclasses.Field[Any]") -> OptionSpec:
    note: OptionNote = f.metadata["option"]
    kind, choices = _kind(f.type)
    default = "" if f.default is dataclasses.MISSING else f.default
    return OptionSpec(
        name=f.name,
        about=note.about,
        kind=kind,
        required=note.required,
        default=default,
        choices=choices,
        suggest=note.suggest,
        low=note.low,
        high=note.high,
        rest=note.rest,
        ability=note.ability,
        enum=f.type if isinstance(f.type, type) and issubclass(f.type, Enum) else None,
    )


def _kind(annotation: object) -> tuple[str, tuple[Choice, ...]]:
    if annotation is bool:
        return "yes_no", ()
    if annotation is int:
        return "number", ()
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return "choice", tuple(Choice(str(e.value), str(e.value)) for e in annotation)
    if annotation is str:
        return "text", ()
    if annotation is Channel:
        return "channel", ()
    raise TypeError(f"an option cannot be {annotation!r}: use str, int, bool, Channel or an Enum")
