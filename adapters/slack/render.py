"""A view as Block Kit blocks, with a text that says the whole of it to notifications and to screen
readers.
"""

import logging
from dataclasses import dataclass, field, replace
from typing import assert_never

from adapters.slack.ids import Meta, action_id, block_id, held_id, value_out
from adapters.slack.limits import (
    BUTTON_CHARS,
    FALLBACK_CHARS,
    FEW_OPTIONS,
    MESSAGE,
    OPTION_CHARS,
    PLACEHOLDER_CHARS,
    TITLE_CHARS,
    WINDOW,
    LimitBroken,
    message_problems,
)
from adapters.slack.spans import Element, escaped, letters, rich, small_print
from bot.api import (
    Abilities,
    Block,
    Bullets,
    Button,
    Buttons,
    ButtonStyle,
    Fields,
    Image,
    Meter,
    Paragraph,
    Record,
    Select,
    Table,
    Text,
    Tone,
    View,
    cut_words,
    degrade,
    plain,
)

log = logging.getLogger("rounds.slack")

METER_CELLS = 10
_SIGNS = {Tone.GOOD: "✅ ", Tone.BAD: "❌ "}
_STYLES = {ButtonStyle.PRIMARY: "primary", ButtonStyle.DANGER: "danger"}
_LADDER = (1.0, 0.75, 0.5, 0.25)
"""Parts of the room to try, since signs and dates take room that a view does not count."""

_NAME = "Rounds"
_SPARE = 10
"""Blocks that title, footer and selects of several choices take besides a view's own."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One message: its blocks, and the text that says the same."""

    blocks: list[Element]
    text: str


def draw(view: View, *, channel: str = "", strict: bool = False) -> Drawn:
    """The view as a message within Slack's limits. One that cannot be brought within them is said
    to be too long, or with `strict` raises LimitBroken. `channel`: what its buttons are about,
    where the message stands elsewhere.
    """
    pen = Pen(channel)
    pen.view(fitted(view, MESSAGE, strict=strict))
    return Drawn(pen.blocks, fallback(view))


def fallback(view: View, most: int = FALLBACK_CHARS) -> str:
    """The whole view as text, cut with an ellipsis at `most` characters. Nothing in it pings."""
    said = plain(view) or _NAME
    while (over := len(escaped(said)) - most) > 0:
        # Cut before it is escaped, so that no `&amp;` is cut in two.
        said = cut_words(said, len(said) - over)
    return escaped(said)


def window(view: View, meta: Meta, *, strict: bool = False) -> Element:
    """The view as a modal. A title that is too long for one stands above the text, and what it
    begins with on top.
    """
    shown = fitted(view, WINDOW, strict=strict)
    title = _one_line(view.title) or _NAME
    head = _SIGNS.get(view.tone, "") + title
    pen = Pen()
    if len(head) > TITLE_CHARS:
        head = title.split(" · ")[0]
        pen.header(shown)
    pen.view(replace(shown, title=""))
    return {
        "type": "modal",
        "title": plain_text(cut_words(head, TITLE_CHARS)),
        "close": plain_text("Close"),
        "blocks": pen.blocks or [_nothing()],
        "private_metadata": meta.encode(),
    }


def _nothing() -> Element:
    return {"type": "rich_text", "elements": [_section(letters(_NAME))]}


def plain_text(text: str) -> Element:
    """Text that is only text: `:smile:` stays what it is."""
    return {"type": "plain_text", "text": text or "…", "emoji": False}


def fitted(view: View, abilities: Abilities, *, strict: bool = False) -> View:
    """The view so that its blocks are within Slack's limits. One that cannot be brought within them
    becomes a sentence that says so, or with `strict` raises LimitBroken.
    """
    problems: list[str] = []
    for part in _LADDER:
        room = replace(
            abilities,
            view_chars=int(abilities.view_chars * part),
            block_chars=int(abilities.block_chars * part),
            blocks=max(int(abilities.blocks * part), 2),
            rows=max(int(abilities.rows * part), 1),
        )
        shown = degrade(view, room)
        pen = Pen()
        pen.view(shown)
        problems = message_problems(pen.blocks, most=abilities.blocks + _SPARE)
        if not problems:
            return shown
    if strict:
        raise LimitBroken(problems)
    log.error("a view is over Slack's limits: %s", "; ".join(problems))
    return _TOO_LONG


_TOO_LONG = View(
    "",
    (Paragraph(("This answer cannot be shown on Slack. The operator's log says why.",)),),
    tone=Tone.NOTICE,
)


def _one_line(text: str) -> str:
    return " ".join(text.split())


@dataclass(slots=True)
class Pen:
    """Draws blocks one after the other. `channel`: what their buttons are about, where they stand
    elsewhere.
    """

    channel: str = ""
    blocks: list[Element] = field(default_factory=list[Element])
    used: set[str] = field(default_factory=set[str])

    def view(self, view: View) -> None:
        """A whole view, which must fit."""
        self.header(view)
        for block in view.blocks:
            self.block(block)
        self.footer(view.footer)

    def divider(self) -> None:
        """A line between sections."""
        self.blocks.append({"type": "divider"})

    def header(self, view: View) -> None:
        """The title, if there is one."""
        title = _one_line(view.title)
        if title:
            sign = _SIGNS.get(view.tone, "")
            self.blocks.append({"type": "header", "text": plain_text(sign + title)})

    def footer(self, spans: Text) -> None:
        """The small print, if there is any."""
        element = small_print(spans) if spans else None
        if element and element["text"].strip():
            self.blocks.append({"type": "context", "elements": [element]})

    def block(self, block: Block) -> None:
        """One block."""
        match block:
            case Buttons(buttons):
                row = [self._button(b) for b in buttons]
                self.row(row)
            case Select() if block.most > 1:
                self._several(block)
            case Select():
                self.row([self._select(block)])
            case _:
                elements = [e for e in elements_of(block) if e["elements"]]
                if elements:
                    self.blocks.append({"type": "rich_text", "elements": elements})

    def row(self, elements: list[Element]) -> None:
        """A row of controls."""
        named = block_id(len(self.blocks), self.channel)
        self.blocks.append({"type": "actions", "block_id": named, "elements": elements})

    def _id(self, block: Button | Select) -> str:
        """Another one each time."""
        found, count = action_id(block.action), 1
        while found in self.used:
            count += 1
            found = action_id(block.action, str(count))
        self.used.add(found)
        return found

    def _button(self, button: Button) -> Element:
        made: Element = {
            "type": "button",
            "text": plain_text(button.label),
            "action_id": self._id(button),
        }
        if button.about:
            made["accessibility_label"] = cut_words(button.about, BUTTON_CHARS)
        if button.style in _STYLES:
            made["style"] = _STYLES[button.style]
        return made

    def _select(self, select: Select) -> Element:
        return {
            "type": "static_select",
            "action_id": self._id(select),
            "placeholder": plain_text(cut_words(select.label, PLACEHOLDER_CHARS)),
            "options": options_of(select),
        }

    def _several(self, select: Select) -> None:
        """Check boxes, or a long list, and a button that sends what was chosen: Slack tells of
        every single choice otherwise.
        """
        number = len(self.blocks)
        element: Element = {"action_id": held_id(str(number)), "options": options_of(select)}
        if len(select.choices) <= FEW_OPTIONS:
            self.row([element | {"type": "checkboxes"}])
        else:
            self.blocks.append(
                {
                    "type": "section",
                    "block_id": block_id(number, self.channel),
                    "text": plain_text(select.label),
                    "accessory": element
                    | {
                        "type": "multi_static_select",
                        "placeholder": plain_text(cut_words(select.label, PLACEHOLDER_CHARS)),
                        "max_selected_items": max(select.most, 1),
                    },
                }
            )
        self.row(
            [
                {
                    "type": "button",
                    "text": plain_text(cut_words(select.label, BUTTON_CHARS)),
                    "action_id": self._id(select),
                    "style": "primary",
                    # Where the choice is to be found when the button is pressed.
                    "value": block_id(number, self.channel),
                }
            ]
        )


def options_of(select: Select) -> list[Element]:
    """The choices of a select, each value once."""
    kept = {c.value: c for c in reversed(select.choices)}
    return [option(c.label, c.value, c.about) for c in select.choices if kept[c.value] is c]


def option(label: str, value: str, about: str = "") -> Element:
    """One choice."""
    made: Element = {"text": plain_text(cut_words(label, OPTION_CHARS)), "value": value_out(value)}
    if about:
        made["description"] = plain_text(cut_words(about, OPTION_CHARS))
    return made


def elements_of(block: Block) -> list[Element]:
    """A block of text as the elements of one rich text."""
    match block:
        case Paragraph(spans):
            return [_section(rich(spans))]
        case Record(text=body, label=label):
            quote: Element = {"type": "rich_text_quote", "elements": letters(body)}
            return [_section(letters(label, bold=True)), quote]
        case Bullets(items, marks) if marks:
            lines: list[Element] = []
            for n, (mark, item) in enumerate(zip(marks, items, strict=True)):
                lines += letters("\n") if n else []
                lines += [*letters(mark, bold=True), *letters("  "), *rich(item)]
            return [_section(lines)]
        case Bullets(items):
            entries = [_section(rich(item) or letters(" ")) for item in items]
            return [{"type": "rich_text_list", "style": "bullet", "elements": entries}]
        case Fields(pairs):
            lines = []
            for n, (label, value) in enumerate(pairs):
                lines += letters("\n") if n else []
                lines += [*letters(f"{label}:", bold=True), *letters(" "), *rich(value)]
            return [_section(lines)]
        case Meter():
            return [_section(_meter(block))]
        case Table() | Image() | Buttons() | Select():
            raise LimitBroken([f"{type(block).__name__} is not text"])
        case _:
            assert_never(block)


def _section(elements: list[Element]) -> Element:
    return {"type": "rich_text_section", "elements": elements}


def _meter(meter: Meter) -> list[Element]:
    """The bar for the eye; label and note say the same in words."""
    share = min(1.0, max(0.0, meter.value / meter.of)) if meter.of > 0 else 0.0
    full = max(round(share * METER_CELLS), 1 if share > 0 else 0)
    bar = "█" * full + "░" * (METER_CELLS - full)
    note = meter.note or f"{meter.value} of {meter.of}"
    return [*letters(f"{bar} "), *letters(meter.label, bold=True), *letters(f": {note}")]
