"""Blocks that a platform cannot draw, as blocks that it can; and blocks as lines of text."""

from collections.abc import Iterator
from dataclasses import replace

from bot.chat.abilities import Abilities
from bot.chat.cut import HINT, cut, cut_words, pieces, size
from bot.chat.plain import block_words, words
from bot.chat.text import Bold, Code, Link, Span, Text, When, text
from bot.chat.views import (
    Block,
    Bullets,
    Button,
    Buttons,
    Fields,
    Image,
    Meter,
    Paragraph,
    Record,
    Select,
    Table,
)

OWN_ROW = "▸ "
"""Stands before the reader's own row where it cannot be coloured."""


def drawable(block: Block, title: str, abilities: Abilities) -> Iterator[Block]:
    """The block, or what says the same. `title`: the view's, which no caption need repeat."""
    match block:
        case Table() if not abilities.tables:
            yield from _rows(block, title, abilities.table_columns)
        case Image(alt=alt) if not abilities.images:
            yield Paragraph(text(alt))
        case Buttons(buttons) if not abilities.buttons:
            yield Bullets(tuple(_typed(b) for b in buttons))
        case Select() if not abilities.buttons:
            yield Bullets(tuple(text(c.label) for c in block.choices))
        case Buttons(buttons, label):
            cut_ones = tuple(_labelled(b, abilities.label_chars) for b in buttons)
            most = abilities.buttons_in_row
            for i in range(0, len(cut_ones), most):
                yield Buttons(cut_ones[i : i + most], label)
        case Select():
            yield from _selects(block, abilities)
        case _:
            yield block


def _labelled(button: Button, most: int) -> Button:
    if len(button.label) <= most:
        return button
    return replace(button, label=cut_words(button.label, most), about=button.about or button.label)


def _typed(button: Button) -> Text:
    about = button.about or button.label
    return text(Code(button.typed), f": {about}") if button.typed else text(about)


def _selects(select: Select, abilities: Abilities) -> Iterator[Block]:
    """One select; several of them when one holds too few choices and one is to be chosen; else the
    choices that fit, and a word about the rest.
    """
    choices = tuple(
        replace(c, label=cut_words(c.label, abilities.choice_chars)) for c in select.choices
    )
    label, most = cut_words(select.label, abilities.choice_chars), abilities.select_choices
    if len(choices) <= most:
        yield replace(select, label=label, choices=choices)
    elif select.most == 1:
        for i in range(0, len(choices), most):
            part = choices[i : i + most]
            name = cut_words(f"{label} ({i + 1}–{i + len(part)})", abilities.choice_chars)
            yield replace(select, label=name, choices=part)
    else:
        yield replace(
            select,
            label=label,
            choices=choices[:most],
            least=min(select.least, most),
            most=min(select.most, most),
        )
        rest = "; ".join(c.label for c in select.choices[most:])
        yield Paragraph(
            text(f"Too many to choose from here … (shortened). Not in the list: {rest}")
        )


def _rows(table: Table, title: str, columns: int) -> Iterator[Block]:
    """A narrow table in a fixed width; a wide one as rows with dots between their cells."""
    caption: Text = () if table.caption == title else (Bold(table.caption), "\n")
    cells = [table.columns, *(tuple(words(cell) for cell in row) for row in table.rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(table.columns))]
    flat = not any(isinstance(s, When | Link) for row in table.rows for cell in row for s in cell)
    if flat and sum(widths) + 2 * len(widths) <= columns:
        lines = [
            (OWN_ROW if table.highlight is not None and n == table.highlight + 1 else "")
            + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for n, row in enumerate(cells)
        ]
        spans: list[Span] = [*caption]
        for line in lines:
            spans += [Code(line), "\n"]
        yield Paragraph(tuple(spans[:-1]))
        return
    yield Paragraph((*caption, " · ".join(c for c in table.columns if c)))
    items: list[Text] = []
    for n, row in enumerate(table.rows):
        spans = [Bold(OWN_ROW)] if n == table.highlight else []
        for i, cell in enumerate(row):
            spans += [" · ", *cell] if i else [*cell]
        items.append(tuple(spans))
    yield Bullets(tuple(items))


def rowed(blocks: list[Block], abilities: Abilities) -> list[Block]:
    """At most `rows` rows of controls: short neighbours share one; what is over goes into words."""
    kept: list[Block] = []
    for block in blocks:
        last = kept[-1] if kept else None
        if isinstance(block, Buttons) and isinstance(last, Buttons):
            together = (*last.buttons, *block.buttons)
            full = sum(isinstance(b, Buttons | Select) for b in blocks) > abilities.rows
            if full and len(together) <= abilities.buttons_in_row:
                kept[-1] = Buttons(together, last.label)
                continue
        kept.append(block)
    controls = [i for i, b in enumerate(kept) if isinstance(b, Buttons | Select)]
    for i in controls[abilities.rows :]:
        kept[i] = Paragraph(text(f"No room here for{HINT}: ", block_words(kept[i])))
    return kept


def lines_of(block: Block) -> tuple[Text, ...]:
    """The lines of a block that may be cut, one by one."""
    match block:
        case Paragraph(spans):
            return (spans,)
        case Record(text=body):
            return ((body,),)
        case Bullets(items):
            return items
        case Fields(pairs):
            return tuple(value for _, value in pairs)
        case _:
            return ()


def with_lines(block: Block, lines: tuple[Text, ...]) -> Block:
    """The block with other lines, as many as it had."""
    match block:
        case Paragraph():
            return Paragraph(lines[0])
        case Record():
            return replace(block, text=words(lines[0]))
        case Bullets():
            return replace(block, items=lines)
        case Fields(pairs):
            return Fields(tuple((p[0], v) for p, v in zip(pairs, lines, strict=True)))
        case _:
            return block


def loosened(block: Block) -> Iterator[Block]:
    """A block without lines as one that has some, so that it can be cut."""
    match block:
        case Meter():
            yield Paragraph(text(block_words(block)))
        case Table():
            yield from _rows(block, "", 0)
        case _:
            yield block


def split(block: Block, most: int) -> Iterator[Block]:
    """The block in blocks of at most `most` characters."""
    if isinstance(block, Buttons | Select | Image) or len(block_words(block)) <= most:
        yield block
        return
    for part in loosened(block):
        match part:
            case Paragraph(spans):
                yield from (Paragraph(piece) for piece in pieces(spans, most))
            case Record(text=body, label=label):
                first, *rest = pieces((body,), max(most - len(label) - 2, 1))
                if len(label) + 2 + size(first) <= most:
                    yield Record(words(first), label)
                else:
                    rest = list(pieces((f"{label}: {body}",), most))
                yield from (Paragraph(piece) for piece in rest)
            case Bullets() | Fields():
                yield from _chunks(part, most)
            case _:
                yield part


def _chunks(block: Bullets | Fields, most: int) -> Iterator[Block]:
    """A list in several lists; an entry that is too long for one becomes paragraphs."""
    entries: list[Bullets | Fields] = (
        [Fields((pair,)) for pair in block.pairs]
        if isinstance(block, Fields)
        else [Bullets((item,), block.marks[i : i + 1]) for i, item in enumerate(block.items)]
    )
    held: Bullets | Fields | None = None
    for entry in entries:
        both = _together(held, entry) if held else entry
        if len(block_words(both)) <= most:
            held = both
            continue
        if held:
            yield held
        held = entry if len(block_words(entry)) <= most else None
        if held is None:
            spans = text(block_words(entry))
            yield from (Paragraph(cut(p, most)) for p in pieces(spans, most) if size(p))
    if held:
        yield held


def _together(first: Bullets | Fields, second: Bullets | Fields) -> Bullets | Fields:
    if isinstance(first, Fields) and isinstance(second, Fields):
        return Fields((*first.pairs, *second.pairs))
    assert isinstance(first, Bullets)
    assert isinstance(second, Bullets)
    return Bullets((*first.items, *second.items), (*first.marks, *second.marks))
