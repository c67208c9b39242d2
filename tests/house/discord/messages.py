"""Discord's components v2 as HTML: a message's own payload, laid out as people see it.

What a component means is Discord's (API: Component Reference, Message Formatting); how it looks is
our own stylesheet. A component or a style that is not known raises Unknown.
"""

import base64
import html
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

ZONE = "America/Chicago"
"""Whose clock the times are read on."""

_STYLES = {1: "primary", 2: "plain", 3: "good", 4: "danger"}
_HEAD = re.compile(r"(#{1,3}) (.*)")
_INLINE = re.compile(
    r"\\(?P<sign>[^A-Za-z0-9\s])"
    r"|`(?P<code>[^`]+)`"
    r"|\*\*(?P<bold>(?:\\.|[^*])+)\*\*"
    r"|<t:(?P<at>-?\d+)(?::(?P<style>[tTdDfFR]))?>"
    r"|\[(?P<label>(?:\\.|[^\]])+)\]\((?P<url>[^)\s]+)\)"
)
_TIMES = {"t": "%H:%M", "D": "%-d %B %Y", "f": "%-d %B %Y %H:%M", "d": "%d/%m/%Y"}


class Unknown(Exception):
    """Something that these messages were never drawn with."""


def message(components: Sequence[Mapping], pictures: Mapping[str, bytes] | None = None) -> str:
    """The components of one message. `pictures`: its attachments, by file name."""
    return "".join(_component(found, pictures or {}) for found in components)


def _component(found: Mapping, pictures: Mapping[str, bytes]) -> str:
    inner = "".join(_component(c, pictures) for c in found.get("components", ()))
    match found["type"]:
        case 1:
            return f'<div class="row">{inner}</div>'
        case 2:
            return f'<span class="button {_style(found)}">{html.escape(found["label"])}</span>'
        case 3:
            words = html.escape(found.get("placeholder") or "")
            return f'<span class="select">{words}<b aria-hidden="true">▾</b></span>'
        case 10:
            return f'<div class="text">{markdown(found["content"])}</div>'
        case 12:
            shown = "".join(_picture(item, pictures) for item in found["items"])
            return f'<div class="gallery">{shown}</div>'
        case 17:
            edge = found.get("accent_color")
            colour = f' style="border-left-color:#{edge:06x}"' if edge is not None else ""
            return f'<div class="box"{colour}>{inner}</div>'
        case kind:
            raise Unknown(f"component {kind}")


def _style(button: Mapping) -> str:
    if button["style"] not in _STYLES:
        raise Unknown(f"button style {button['style']}")
    return _STYLES[button["style"]]


def _picture(item: Mapping, pictures: Mapping[str, bytes]) -> str:
    name = item["media"]["url"].removeprefix("attachment://")
    data = base64.b64encode(pictures.get(name, b"")).decode()
    alt = html.escape(item.get("description") or "")
    return f'<img alt="{alt}" src="data:image/png;base64,{data}">'


def markdown(content: str) -> str:
    """A text display: headings, small print, quotes, lists and paragraphs."""
    made: list[str] = []
    kind = ""
    for line in content.split("\n"):
        before, (kind, shown) = kind, _line(line)
        if made and kind == before in {"quote", "p"}:
            made[-1] = made[-1].removesuffix(_END[kind]) + "<br>" + shown + _END[kind]
        elif kind:
            made.append(_BEGIN[kind] + shown + _END[kind])
    return "".join(made)


_BEGIN = {"head": "<h3>", "small": "<small>", "quote": "<blockquote>", "item": "<li>", "p": "<p>"}
_END = {kind: f"</{begin[1:]}" for kind, begin in _BEGIN.items()}


def _line(line: str) -> tuple[str, str]:
    if head := _HEAD.fullmatch(line):
        return "head", spans(head[2])
    for sign, kind in (("-# ", "small"), ("> ", "quote"), ("- ", "item")):
        if line.startswith(sign):
            return kind, spans(line.removeprefix(sign))
    if line == ">":
        return "quote", ""
    return ("p", spans(line)) if line.strip() else ("", "")


_SIGNS = {"✅": '<i class="good">✔</i>', "❌": '<i class="bad">✘</i>'}
"""Drawn here: fonts with coloured pictures are not on every machine."""


def _plain(text: str) -> str:
    text = html.escape(text)
    for sign, drawn in _SIGNS.items():
        text = text.replace(sign, drawn)
    return text


def spans(line: str) -> str:
    """Emphasis, code, times, links, and signs that a backslash hides."""
    made, at = [], 0
    for found in _INLINE.finditer(line):
        made += [_plain(line[at : found.start()]), _span(found)]
        at = found.end()
    return "".join([*made, _plain(line[at:])])


def _span(found: re.Match[str]) -> str:
    match found.lastgroup:
        case "sign":
            return html.escape(found["sign"])
        case "code":
            return f"<code>{html.escape(found['code'])}</code>"
        case "bold":
            return f"<b>{spans(found['bold'])}</b>"
        case "at" | "style":
            return f"<time>{_time(int(found['at']), found['style'] or 'f')}</time>"
        case _:
            return f"<u>{spans(found['label'])}</u>"


def _time(at_s: int, style: str) -> str:
    if style == "R":
        # The picture has no clock of its own: the same message names the moment beside it.
        return "soon"
    if style not in _TIMES:
        raise Unknown(f"time style {style}")
    return datetime.fromtimestamp(at_s, UTC).astimezone(ZoneInfo(ZONE)).strftime(_TIMES[style])
