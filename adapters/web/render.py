"""A view as HTML: every block that the vocabulary has."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import assert_never

from markupsafe import Markup

from adapters.web.spans import html, letters
from bot.api import (
    ActionRef,
    Block,
    Bullets,
    Button,
    Buttons,
    Choice,
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
)

METER_CELLS = 20
_SIGNS = {Tone.GOOD: "✓", Tone.BAD: "✗", Tone.NOTICE: "!"}
_ONE_LETTER = 2
_SHORT_LABEL = 14


@dataclass(frozen=True, slots=True)
class Drawn:
    """A view as the log keeps it: `actions` are those it offers, `images` address to PNG."""

    html: str
    tone: str
    actions: tuple[str, ...]
    images: dict[str, bytes]


def draw(view: View, message_id: str, image_address: str) -> Drawn:
    """The view as HTML. `message_id` makes element ids unique on the page; pictures are asked
    for at `image_address` and a number.
    """
    pen = _Pen(message_id, image_address, view.title)
    parts: list[Markup] = []
    if view.tone in _SIGNS:
        sign = _SIGNS[view.tone]
        parts.append(Markup('<span class="sign" aria-hidden="true">{}</span>').format(sign))
    if view.title:
        parts.append(
            Markup('<h2 class="title" id="t-{}" dir="auto">{}</h2>').format(
                message_id, letters(view.title)
            )
        )
    parts += pen.blocks(view.blocks)
    if view.footer:
        parts.append(Markup('<p class="footer" dir="auto">{}</p>').format(html(view.footer)))
    body = Markup("\n").join(parts)
    return Drawn(str(body), view.tone.value, tuple(pen.actions), pen.images)


@dataclass(slots=True)
class _Pen:
    """Draws the blocks of one message and notes what they offer."""

    message_id: str
    image_address: str
    title: str
    actions: list[str] = field(default_factory=list[str])
    images: dict[str, bytes] = field(default_factory=dict[str, bytes])
    selects: int = 0

    def blocks(self, blocks: tuple[Block, ...]) -> Iterable[Markup]:
        """Each block; lettered options that are followed by their letters as buttons become one
        list of wide buttons, easier to hit on a telephone.
        """
        rest = list(blocks)
        while rest:
            block = rest.pop(0)
            if isinstance(block, Bullets) and rest and _letters_of(block, rest[0]):
                buttons = rest.pop(0)
                assert isinstance(buttons, Buttons)
                count = len(block.marks)
                yield self._options(block, buttons)
                if buttons.buttons[count:]:
                    yield self.block(Buttons(buttons.buttons[count:]))
            else:
                yield self.block(block)

    def block(self, block: Block) -> Markup:
        match block:
            case Paragraph(spans):
                return Markup('<p dir="auto">{}</p>').format(html(spans))
            case Record(text=body, label=label):
                return Markup(
                    '<figure class="record"><figcaption>{}</figcaption>'
                    '<div class="lines" dir="auto">{}</div></figure>'
                ).format(letters(label), letters(body))
            case Bullets(items, marks):
                return _bullets(items, marks)
            case Fields(pairs):
                return _fields(pairs)
            case Table():
                return _table(block, titled=block.caption == self.title)
            case Image():
                return self._image(block)
            case Meter():
                return _meter(block)
            case Buttons(buttons, label):
                return Markup('<div class="buttons" role="group" aria-label="{}">{}</div>').format(
                    letters(label), _join(self._button(b) for b in buttons)
                )
            case Select():
                return self._select(block)
            case _:
                assert_never(block)

    def _action(self, action: ActionRef) -> str:
        encoded = action.encode()
        self.actions.append(encoded)
        return encoded

    def _options(self, bullets: Bullets, buttons: Buttons) -> Markup:
        rows = _join(
            Markup(
                '<li><button type="button" class="option" data-action="{}"{}>'
                '<span class="mark">{}</span> <span dir="auto">{}</span></button></li>'
            ).format(
                letters(self._action(button.action)), _named(button), letters(mark), html(item)
            )
            for mark, item, button in zip(
                bullets.marks, bullets.items, buttons.buttons, strict=False
            )
        )
        return Markup('<ul class="options" role="list" aria-label="{}">{}</ul>').format(
            letters(buttons.label), rows
        )

    def _button(self, button: Button) -> Markup:
        kind = button.style.value
        if len(button.label) <= _ONE_LETTER:
            kind += " letter"
        named = _named(button)
        return Markup('<button type="button" class="{}" data-action="{}"{}>{}</button>').format(
            kind, letters(self._action(button.action)), named, letters(button.label)
        )

    def _image(self, image: Image) -> Markup:
        address = f"{self.image_address}{len(self.images)}"
        self.images[address] = image.png
        return Markup('<img src="{}" alt="{}">').format(address, letters(image.alt))

    def _select(self, select: Select) -> Markup:
        self.selects += 1
        name = f"s-{self.message_id}-{self.selects}"
        inner = _one_of(select, name) if select.most == 1 else _some_of(select, name)
        return Markup(
            '<form class="select" data-action="{}" data-least="{}" data-most="{}">{}'
            '<button type="submit">Choose</button></form>'
        ).format(letters(self._action(select.action)), select.least, select.most, inner)


def _letters_of(bullets: Bullets, block: Block) -> bool:
    """Whether the block's first buttons are the letters of these options, in order."""
    if not isinstance(block, Buttons) or not bullets.marks:
        return False
    return bullets.marks == tuple(b.label for b in block.buttons[: len(bullets.marks)])


def _named(button: Button) -> Markup:
    """What a screen reader says, where it is more than what is drawn."""
    if not button.about:
        return Markup("")
    # What is said begins with what is seen, so that voice control finds it (WCAG 2.5.3).
    said = button.about
    if not said.casefold().startswith(button.label.casefold()):
        said = f"{button.label}: {said}"
    return Markup(' aria-label="{}"').format(letters(said))


def _one_of(select: Select, name: str) -> Markup:
    options = _join(
        Markup('<option value="{}">{}</option>').format(letters(c.value), letters(_long(c)))
        for c in select.choices
    )
    return Markup('<label for="{}">{}</label><select id="{}" name="values">{}</select>').format(
        name, letters(select.label), name, options
    )


def _some_of(select: Select, name: str) -> Markup:
    boxes = _join(
        Markup(
            '<label class="check" for="{}-{}"><input type="checkbox" id="{}-{}" name="values" '
            'value="{}"><span dir="auto">{}</span></label>'
        ).format(name, n, name, n, letters(c.value), letters(_long(c)))
        for n, c in enumerate(select.choices)
    )
    return Markup("<fieldset><legend>{}</legend>{}</fieldset>").format(letters(select.label), boxes)


def _long(choice: Choice) -> str:
    return f"{choice.label} – {choice.about}" if choice.about else choice.label


def _bullets(items: tuple[Text, ...], marks: tuple[str, ...]) -> Markup:
    if not marks:
        return Markup("<ul>{}</ul>").format(
            _join(Markup('<li dir="auto">{}</li>').format(html(item)) for item in items)
        )
    # role: Safari drops the list's meaning when its bullets are styled away.
    return Markup('<ul class="marks" role="list">{}</ul>').format(
        _join(
            Markup('<li><span class="mark">{}</span> <span dir="auto">{}</span></li>').format(
                letters(mark), html(item)
            )
            for mark, item in zip(marks, items, strict=True)
        )
    )


def _fields(pairs: tuple[tuple[str, Text], ...]) -> Markup:
    long = any(len(label) > _SHORT_LABEL for label, _ in pairs)
    return Markup("<dl{}>{}</dl>").format(
        Markup(' class="long"') if long else "",
        _join(
            Markup('<div><dt>{}</dt><dd dir="auto">{}</dd></div>').format(
                letters(label), html(value)
            )
            for label, value in pairs
        ),
    )


def _table(table: Table, *, titled: bool) -> Markup:
    """`titled`: the message says the caption already, so it is kept for screen readers only."""
    head = _join(Markup('<th scope="col">{}</th>').format(letters(c)) for c in table.columns)
    rows = _join(
        Markup("<tr{}>{}</tr>").format(
            Markup(' class="own"') if index == table.highlight else "",
            _join(Markup('<td dir="auto">{}</td>').format(html(cell)) for cell in row),
        )
        for index, row in enumerate(table.rows)
    )
    caption = letters(table.caption)
    return Markup(
        '<div class="scroll" role="group" aria-label="{}"><table><caption{}>{}</caption>'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
    ).format(caption, Markup(' class="vh"') if titled else "", caption, head, rows)


def _meter(meter: Meter) -> Markup:
    share = min(1.0, max(0.0, meter.value / meter.of)) if meter.of > 0 else 0.0
    full = round(share * METER_CELLS)
    if share > 0:
        full = max(1, full)
    note = meter.note or f"{meter.value} of {meter.of}"
    return Markup(
        '<p class="meter"><span class="label" dir="auto">{}</span> '
        '<span class="bar" aria-hidden="true">{}{}</span> '
        '<span class="note" dir="auto">{}</span></p>'
    ).format(
        letters(meter.label),
        Markup("<i>█</i>") * full,
        Markup("<s>░</s>") * (METER_CELLS - full),
        letters(note),
    )


def _join(parts: Iterable[Markup]) -> Markup:
    return Markup("").join(parts)
