"""A view as a components-v2 message.

Every message is drawn afresh and its view is stopped before it is sent: discord.py then keeps
nothing of it, so that no view ever times out, leaks or takes other buttons with it. What
is pressed comes to `client.on_interaction`, by its custom_id alone.
"""

import io
import logging
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, assert_never

import discord
from discord import ui

from adapters.discord.ids import custom_id, value_out
from adapters.discord.limits import (
    ALT_CHARS,
    DISCORD,
    PICTURES,
    LimitBroken,
    message_problems,
)
from adapters.discord.spans import bold, escaped, markdown
from bot.api import (
    ActionRef,
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
    Tone,
    View,
    degrade,
)

log = logging.getLogger("rounds.discord")

METER_CELLS = 10
_COLOURS = {Tone.GOOD: 0x2E7D32, Tone.BAD: 0xC62828, Tone.NOTICE: 0xF9A825}
_SIGNS = {Tone.GOOD: "✅ ", Tone.BAD: "❌ "}
_STYLES = {
    ButtonStyle.PLAIN: discord.ButtonStyle.secondary,
    ButtonStyle.PRIMARY: discord.ButtonStyle.primary,
    ButtonStyle.DANGER: discord.ButtonStyle.danger,
}
_LADDER = (1.0, 0.75, 0.5, 0.25)
"""Parts of the room to try, since escapes can double a text."""

# discord.py's items are generic in the view they stand in, which nothing here asks about.
Row = ui.ActionRow[Any]
Box = ui.Container[Any]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One message, to be sent once."""

    view: ui.LayoutView
    files: list[discord.File]


def mark_of(nonce: str) -> int:
    """A post's nonce as the id of its outermost component, by which it can be found again in a
    channel's history: Discord gives component ids back, but not always nonces.
    """
    return zlib.crc32(nonce.encode()) & 0x7FFFFFFF or 1


def draw(
    view: View, *, mark: int | None = None, tag: str = "", strict: bool = False, ping: str = ""
) -> Drawn:
    """The view within Discord's limits. One that cannot be brought within them is said to be too
    long, or with `strict` raises LimitBroken. `tag` goes into every custom_id. `ping` is a role
    that stands under the message; whether it is notified is for the request to say.
    """
    problems: list[str] = []
    for part in _LADDER:
        room = replace(
            DISCORD,
            view_chars=int(DISCORD.view_chars * part),
            blocks=max(int(DISCORD.blocks * part), 2),
            rows=max(int(DISCORD.rows * part), 1),
        )
        drawn, problems = _drawn(degrade(view, room), mark, tag, ping)
        if drawn is not None:
            return drawn
    if strict:
        raise LimitBroken(problems)
    log.error("a view is over Discord's limits: %s", "; ".join(problems))
    drawn, problems = _drawn(_TOO_LONG, mark, tag, ping)
    assert drawn is not None
    return drawn


_TOO_LONG = View(
    "",
    (Paragraph(("This answer cannot be shown on Discord. The operator's log says why.",)),),
    tone=Tone.NOTICE,
)


def _drawn(view: View, mark: int | None, tag: str, ping: str) -> tuple[Drawn | None, list[str]]:
    pen = _Pen(tag)
    pen.write(_headed(view))
    for block in view.blocks:
        pen.block(block)
    if view.footer:
        footer = markdown(view.footer).replace("\n", " ")
        pen.write(f"-# {footer}")
    pen.flush()
    try:
        box: Box = ui.Container(*pen.items, accent_colour=_COLOURS.get(view.tone), id=mark)
        layout = ui.LayoutView(timeout=None)
        layout.add_item(box)
        if ping:
            layout.add_item(ui.TextDisplay(f"<@&{ping}>"))
    except ValueError as error:
        return None, [str(error)]
    problems = message_problems(layout.to_components())
    # Sent while it runs, discord.py would keep it for ever; it has nothing to call in any case.
    layout.stop()
    return (None if problems else Drawn(layout, pen.files)), problems


def _headed(view: View) -> str:
    if not view.title:
        return ""
    return f"### {_SIGNS.get(view.tone, '')}{escaped(' '.join(view.title.split()))}"


@dataclass(slots=True)
class _Pen:
    """Draws blocks one after the other; text that stands together becomes one component."""

    tag: str = ""
    items: list[ui.Item[Any]] = field(default_factory=list[ui.Item[Any]])
    files: list[discord.File] = field(default_factory=list[discord.File])
    texts: list[str] = field(default_factory=list[str])
    used: set[str] = field(default_factory=set[str])

    def write(self, text: str) -> None:
        if text.strip():
            self.texts.append(text)

    def flush(self) -> None:
        if self.texts:
            self.items.append(ui.TextDisplay("\n\n".join(self.texts)))
            self.texts = []

    def block(self, block: Block) -> None:
        match block:
            case Buttons(buttons):
                self.flush()
                self.items.append(Row(*(self._button(b) for b in buttons)))
            case Select():
                self.flush()
                self.items.append(Row(self._select(block)))
            case Image():
                self.flush()
                self._image(block)
            case _:
                self.write(words_of(block))

    def _id(self, action: ActionRef) -> str:
        """Another one each time, since Discord takes no custom_id twice in a message."""
        found, count = custom_id(action, self.tag), 1
        while found in self.used and count < _MOST_ALIKE:
            count += 1
            found = custom_id(action, f"{self.tag}{count}")
        self.used.add(found)
        return found

    def _button(self, button: Button) -> ui.Button[Any]:
        return ui.Button(
            label=button.label or "…",
            custom_id=self._id(button.action),
            style=_STYLES[button.style],
        )

    def _select(self, select: Select) -> ui.Select[Any]:
        return ui.Select(
            custom_id=self._id(select.action),
            placeholder=select.label,
            min_values=select.least,
            max_values=select.most,
            options=[
                discord.SelectOption(
                    label=c.label or "…",
                    value=value_out(c.value),
                    description=c.about[: DISCORD.choice_chars] or None,
                )
                for c in select.choices
            ],
        )

    def _image(self, image: Image) -> None:
        name = f"picture-{len(self.files) + 1}.png"
        alt = image.alt[:ALT_CHARS]
        self.files.append(discord.File(io.BytesIO(image.png), filename=name, description=alt))
        gallery = self.items[-1] if self.items else None
        if not isinstance(gallery, ui.MediaGallery) or len(gallery.items) >= PICTURES:
            gallery = ui.MediaGallery[Any]()
            self.items.append(gallery)
        gallery.add_item(media=f"attachment://{name}", description=alt)


_MOST_ALIKE = 99


def words_of(block: Block) -> str:
    """A block of text as markdown."""
    match block:
        case Paragraph(spans):
            return markdown(spans)
        case Record(text=body, label=label):
            lines = (f"> {escaped(line)}" if line.strip() else ">" for line in body.splitlines())
            return "\n".join((bold(label), *lines))
        case Bullets(items, marks):
            signs: Sequence[str] = [bold(m) for m in marks] or ["-"] * len(items)
            pairs = zip(signs, items, strict=True)
            return "\n".join(f"{sign} {_indented(markdown(item))}" for sign, item in pairs)
        case Fields(pairs):
            return "\n".join(f"{bold(label)}: {markdown(value)}" for label, value in pairs)
        case Meter():
            return _meter(block)
        case Table() | Image() | Buttons() | Select():
            raise LimitBroken([f"{type(block).__name__} is not text"])
        case _:
            assert_never(block)


def _indented(text: str) -> str:
    return text.replace("\n", "\n  ")


def _meter(meter: Meter) -> str:
    """The bar for the eye; label and note say the same in words."""
    share = min(1.0, max(0.0, meter.value / meter.of)) if meter.of > 0 else 0.0
    full = max(round(share * METER_CELLS), 1 if share > 0 else 0)
    bar = "█" * full + "░" * (METER_CELLS - full)
    note = meter.note or f"{meter.value} of {meter.of}"
    return f"{bar} {bold(meter.label)}: {escaped(note)}"
