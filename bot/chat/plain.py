"""A view as plain text: for notifications, screen readers, logs of tests, and platforms without
blocks. It loses no meaning.
"""

from datetime import UTC, datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.chat.text import Bold, Code, Link, Mention, Text, When, WhenStyle
from bot.chat.views import (
    Block,
    Bullets,
    Buttons,
    Fields,
    Form,
    Image,
    Meter,
    Paragraph,
    Record,
    Select,
    Table,
    View,
)

_STYLES = {
    WhenStyle.DATE: "%a %d %b %Y",
    WhenStyle.TIME: "%H:%M",
    WhenStyle.DATE_TIME: "%a %d %b %Y %H:%M",
    WhenStyle.RELATIVE: "%a %d %b %Y %H:%M",
}


def when(span: When) -> str:
    """The instant in its own zone, with the zone named: `Mon 23 Nov 2026 09:00 America/Chicago`."""
    local = datetime.fromtimestamp(span.at_ms / 1000, UTC).astimezone(ZoneInfo(span.zone))
    shown = local.strftime(_STYLES[span.style])
    return shown if span.style is WhenStyle.DATE else f"{shown} {span.zone}"


def words(spans: Text) -> str:
    """The text without its emphasis."""
    parts: list[str] = []
    for span in spans:
        match span:
            case str():
                parts.append(span)
            case Bold(inner) | Code(inner):
                parts.append(inner)
            case Mention(name=name):
                parts.append(name)
            case When():
                parts.append(when(span))
            case Link(label, url):
                parts.append(f"{label} ({url})")
            case _:
                assert_never(span)
    return "".join(parts)


def plain(view: View) -> str:
    """Title, blocks and footer, one after the other."""
    parts = [view.title, *(block_words(block) for block in view.blocks), words(view.footer)]
    return "\n".join(part for part in parts if part)


def block_words(block: Block) -> str:
    """One block as lines of text."""
    match block:
        case Paragraph(spans):
            return words(spans)
        case Record(text=body, label=label):
            return f"{label}: {body}"
        case Bullets(items, marks):
            signs = marks or ("-",) * len(items)
            return "\n".join(f"{m} {words(i)}" for m, i in zip(signs, items, strict=True))
        case Fields(pairs):
            return "\n".join(f"{label}: {words(value)}" for label, value in pairs)
        case Table():
            return _table(block)
        case Image(alt=alt):
            return alt
        case Meter(label, value, of, note):
            return f"{label}: {note or f'{value} of {of}'}"
        case Buttons(buttons):
            return " ".join(f"[{b.about or b.label}]" for b in buttons)
        case Select(label=label, choices=choices):
            return f"{label}: " + " / ".join(c.label for c in choices)
        case _:
            assert_never(block)


def form_words(form: Form) -> str:
    """A form as text: title, what it is about, its inputs and their errors."""
    lines = [form.title, words(form.about)]
    for field in form.inputs:
        note = f" ({field.error})" if field.error else ""
        lines.append(f"{field.label}: {field.value}{note}")
    return "\n".join(line for line in lines if line)


def _table(table: Table) -> str:
    head = " · ".join(table.columns)
    rows = (" · ".join(words(cell) for cell in row) for row in table.rows)
    return "\n".join((table.caption, head, *rows))
