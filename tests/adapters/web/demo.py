"""The real core with features made for the page's tests: they draw every block and every reply,
and need no store.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, cast

from bot.api import (
    ActionRef,
    Ask,
    Audience,
    Bold,
    Bullets,
    Button,
    Buttons,
    ButtonStyle,
    Choice,
    Code,
    Event,
    Fields,
    Form,
    Image,
    Input,
    InputKind,
    Link,
    Mention,
    Meter,
    Paragraph,
    PlaceLost,
    Quiet,
    Record,
    Reply,
    Say,
    Select,
    Table,
    Tone,
    Update,
    View,
    When,
    WhenStyle,
    text,
)
from bot.commands.declare import (
    Action,
    Command,
    Feature,
    FormAction,
    Needs,
    NoArgs,
    Suggester,
    option,
)
from bot.core import Core
from bot.errors import Refusal

OPTIONS = (
    ("A", "Z79.4 alone"),
    ("B", "E11.9 and Z79.84"),
    ("C", "E11.65 and Z79.4"),
    ("D", "E13.9 and Z79.4"),
)
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f"
    b"\x15\xc4\x89\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00\x00\x00"
    b"IEND\xaeB`\x82"
)
ZONES = ("America/Chicago", "America/New_York", "Europe/Berlin", "UTC")


class Period(StrEnum):
    """Over which a board counts."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Found:
    """Founds a group."""

    name: str = option("Name")
    zone: str = option("Zone", default="UTC")


@dataclass(frozen=True, slots=True)
class Practice:
    """Practice."""

    topic: str = option("Only one topic", default="", suggest="topics")
    count: int = option("How many questions", default=5, low=1, high=20)


@dataclass(frozen=True, slots=True)
class Board:
    """A board."""

    period: Period = option("Over which period", default=Period.WEEK)
    topic: str = option("Only one topic", default="", suggest="topics")


@dataclass(frozen=True, slots=True)
class Exam:
    """An exam."""

    name: str = option("Which exam", default="", suggest="exams")


@dataclass(frozen=True, slots=True)
class CountdownAdd:
    """A new countdown."""

    name: str = option("What it counts down to")
    date: str = option("The day, such as 2027-03-14")
    mine: bool = option("Only for yourself", default=False)


def question(title: str, note: str = "") -> View:
    """A question with lettered buttons."""
    return View(
        title,
        (
            Record(
                "68-year-old with type 2 diabetes seen for follow-up.\n"
                "A1c 9.1 %. Takes insulin glargine 20 units nightly.",
            ),
            Paragraph(text("Which codes describe the diabetes and its treatment?")),
            Bullets(tuple(text(words) for _, words in OPTIONS), tuple(o for o, _ in OPTIONS)),
            Buttons(
                tuple(
                    Button(letter, ActionRef("answer", (letter,)), about=f"{letter}: {words}")
                    for letter, words in OPTIONS
                ),
                label="Answer",
            ),
        ),
        footer=text(note or "Closes ", When(1_795_400_000_000, WhenStyle.RELATIVE)),
    )


def verdict(letter: str) -> View:
    """What someone sees after a click."""
    right = letter == "C"
    return View(
        f"{'Correct' if right else 'Incorrect'}: {letter}",
        (
            Paragraph(
                text(
                    Code("E11.65"),
                    " says type 2 diabetes with hyperglycemia, and ",
                    Code("Z79.4"),
                    " the long-term use of insulin.",
                )
            ),
            Fields(
                (
                    ("A", text("Leaves the diabetes itself out.")),
                    ("B", text("Z79.84 is for oral drugs.")),
                    ("D", text("E13 is for other specified diabetes.")),
                    ("Source", text(Link("ICD-10-CM guidelines I.C.4.a", "https://www.cdc.gov/"))),
                )
            ),
            Buttons((Button("Next", ActionRef("next"), style=ButtonStyle.PRIMARY),), label="Go on"),
        ),
        tone=Tone.GOOD if right else Tone.BAD,
        footer=text("+10 points · streak 4 days"),
    )


def board() -> View:
    """A leaderboard."""
    rows = (("1", "Grace", "84", "91 %", "12"), ("2", "Ada", "71", "86 %", "4"))
    return View(
        "Leaderboard, this week",
        (
            Table(
                "Points from daily questions and practice",
                ("Place", "Name", "Points", "Right", "Streak"),
                tuple(
                    (text(a), (Mention(b),), text(c), text(d), text(e)) for a, b, c, d, e in rows
                ),
                highlight=1,
            ),
            Paragraph(text("Your place: ", Bold("2 of 9"), ".")),
        ),
        footer=text("Ends ", When(1_795_600_000_000, WhenStyle.DATE_TIME, "America/Chicago")),
    )


def reveal() -> View:
    """A daily question after its hour, with every kind of block that is not in the others."""
    return View(
        "The answer was C",
        (
            Meter("A: Z79.4 alone", 1, 12, "1 of 12, 8 %"),
            Meter("B: E11.9 and Z79.84", 3, 12, "3 of 12, 25 %"),
            Meter("✓ C: E11.65 and Z79.4", 7, 12, "7 of 12, 58 %"),
            Meter("D: E13.9 and Z79.4", 1, 12, "1 of 12, 8 %"),
            Image(PNG, "A bar for each option; C has the longest."),
            Select(
                "Practise a topic",
                ActionRef("pick"),
                (Choice("Diabetes", "diabetes"), Choice("Modifiers", "modifiers", "CPT")),
            ),
            Select(
                "Codes that fit",
                ActionRef("pick"),
                (Choice("E11.65", "a"), Choice("Z79.4", "b"), Choice("Z79.84", "c")),
                least=2,
                most=2,
            ),
        ),
        tone=Tone.NOTICE,
    )


def setup_form(values: dict[str, str] | None = None, *, wrong: str = "") -> Form:
    """The settings of a group."""
    now = values or {}
    return Form(
        "Set up the group",
        ActionRef("setup"),
        (
            Input("name", "Group name", value=now.get("name", "CPC spring"), required=True),
            Input(
                "daily_at",
                "Daily question at",
                InputKind.TIME,
                now.get("daily_at", "09:00"),
                hint="Local time of the group",
                error=wrong,
            ),
            Input("zone", "Time zone", value=now.get("zone", "America/Chicago"), suggest="zones"),
            Input(
                "exam",
                "Exam",
                InputKind.SELECT,
                now.get("exam", "cpc"),
                choices=(Choice("CPC", "cpc"), Choice("CCS", "ccs")),
            ),
            Input("exam_date", "Exam date", InputKind.DATE, now.get("exam_date", "")),
            Input(
                "days",
                "Days",
                InputKind.MULTI,
                now.get("days", "mon,tue"),
                choices=(
                    Choice("Monday", "mon"),
                    Choice("Tuesday", "tue"),
                    Choice("Friday", "fri"),
                ),
            ),
            Input(
                "reveal", "Show the answer the same day", InputKind.CHECK, now.get("reveal", "yes")
            ),
            Input("note", "A note for the group", InputKind.AREA, now.get("note", "")),
        ),
        about=text("The next post: ", When(1_795_400_000_000, WhenStyle.DATE_TIME)),
    )


@dataclass
class Demo:
    """What the demo's handlers saw and do next."""

    events: list[Event] = field(default_factory=list)
    lost: list[PlaceLost] = field(default_factory=list)
    refuse_found: bool = False
    topics: tuple[str, ...] = ("diabetes", "e/m levels", "modifiers", "neoplasms")

    def feature(self) -> Feature:
        """Its declarations."""
        everyone, nobody = Audience.EVERYONE, Needs.NOBODY
        return Feature(
            "demo",
            commands=(
                Command("found", "Founds", self._found, Found, everyone, nobody, hidden=True),
                Command(
                    "today",
                    "Today's question",
                    self._say(question("Question of the day")),
                    NoArgs,
                    needs=nobody,
                ),
                Command(
                    "quiz",
                    "Practice, one question after another",
                    self._say(question("Practice 1 of 5")),
                    Practice,
                    needs=nobody,
                ),
                Command(
                    "leaderboard",
                    "Who answered best in this group",
                    self._say(board()),
                    Board,
                    everyone,
                    nobody,
                ),
                Command(
                    "countdown list",
                    "Exam dates and days left",
                    self._say(reveal()),
                    NoArgs,
                    everyone,
                    nobody,
                ),
                Command(
                    "countdown add",
                    "Adds an exam date",
                    self._say(View("Added")),
                    CountdownAdd,
                    needs=nobody,
                ),
                Command("exam", "Facts about an exam", self._say(verdict("B")), Exam, needs=nobody),
                Command(
                    "setup",
                    "Settings of the group",
                    self._setup,
                    NoArgs,
                    needs=nobody,
                    opens_form=True,
                ),
                Command("secret", "Says something to you", self._secret, NoArgs, needs=nobody),
                Command("help", "What you can do here", self._help, NoArgs, needs=nobody),
            ),
            actions=(
                Action("answer", self._answer, needs=nobody),
                Action("next", self._next, needs=nobody),
                Action("pick", self._pick, needs=nobody),
                Action("settings", self._setup, needs=nobody, opens_form=True),
                Action("nothing", self._nothing, needs=nobody),
            ),
            forms=(FormAction("setup", self._save, everyone, nobody),),
            suggesters=(
                Suggester("topics", self._suggest(self.topics)),
                Suggester("exams", self._suggest(("cpc", "ccs", "cic", "cca"))),
                Suggester("zones", self._suggest(ZONES)),
            ),
            wordings={"no": lambda why: why},
        )

    def _say(self, view: View) -> Any:
        async def run(turn: Any, _args: object) -> Reply:
            self.events.append(turn.event)
            return Say(view)

        return run

    async def _found(self, turn: Any, args: Found) -> Reply:
        self.events.append(turn.event)
        if self.refuse_found:
            raise Refusal("no", why="Not now.")
        return Say(
            View(
                f"Welcome to {args.name}",
                (
                    Paragraph(text("A question comes every day at 09:00, ", args.zone, ".")),
                    Buttons((Button("Settings", ActionRef("settings")),)),
                ),
            )
        )

    async def _setup(self, turn: Any, _args: object = None) -> Reply:
        self.events.append(turn.event)
        return Ask(setup_form())

    async def _save(self, turn: Any) -> Reply:
        self.events.append(turn.event)
        values = turn.event.values
        if values["daily_at"].startswith("25"):
            return Ask(setup_form(values, wrong="25:00 is not a time of day."))
        if values["name"] == "refuse":
            raise Refusal("no", why="That name is taken.")
        return Say(
            View(f"Saved: {values['name']}", (Paragraph(text(str(sorted(values.items())))),))
        )

    async def _secret(self, turn: Any, _args: object) -> Reply:
        self.events.append(turn.event)
        return Say(View("Secret", (Paragraph(text(f"for {turn.event.actor.name} alone")),)))

    async def _help(self, turn: Any, _args: object) -> Reply:
        return Say(
            View(
                "What you can do here",
                (Fields(tuple((c.usage, text(c.about)) for c in turn.registry.shown())),),
            )
        )

    async def _answer(self, turn: Any) -> Reply:
        self.events.append(turn.event)
        return Say(verdict(turn.event.action.args[0]))

    async def _next(self, turn: Any) -> Reply:
        self.events.append(turn.event)
        return Update(question("Practice 2 of 5"))

    async def _pick(self, turn: Any) -> Reply:
        self.events.append(turn.event)
        return Say(View(f"You chose {', '.join(turn.event.values)}"))

    async def _nothing(self, turn: Any) -> Reply:
        self.events.append(turn.event)
        return Quiet()

    def _suggest(self, words: tuple[str, ...]) -> Any:
        async def run(turn: Any) -> tuple[Choice, ...]:
            typed = turn.event.typed.lower()
            return tuple(Choice(w, w) for w in words if typed in w.lower())

        return run


class _Clock:
    def now_ms(self) -> int:
        return 1_795_000_000_000


class _Dice:
    def new_id(self) -> str:
        return "01J9ZZZZZZZZZZZZZZZZZZZZZZ"


class _Store:
    """Only what the door itself writes."""

    def __init__(self, demo: Demo) -> None:
        self._demo = demo

    async def write(self, _unit: object, event: object) -> None:
        self._demo.lost.append(cast("PlaceLost", event))


def demo_core(demo: Demo) -> Core:
    """The real door over the demo's features."""
    return Core(
        cast("Any", _Store(demo)),
        cast("Any", None),
        _Clock(),
        cast("Any", _Dice()),
        (demo.feature(),),
    )
