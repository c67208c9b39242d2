"""Text as Slack's rich text, where letters are only ever letters: nothing in a name is markup, a
mention or a link. Where Slack takes no rich text, as `mrkdwn` with everything hidden.

Source: Slack, Block Kit: rich text; Formatting message text.
"""

import re
from collections.abc import Iterable
from typing import Any, assert_never
from urllib.parse import urlsplit

from bot.api import (
    Bold,
    Code,
    Link,
    Mention,
    Span,
    Text,
    When,
    WhenStyle,
    when,
    words,
)

Element = dict[str, Any]
"""JSON as Slack takes it."""

_FORMATS = {
    WhenStyle.DATE: "{date_long}",
    WhenStyle.TIME: "{time}",
    WhenStyle.DATE_TIME: "{date_short_pretty} at {time}",
    # Slack has no time that ticks by itself.
    WhenStyle.RELATIVE: "{date_short_pretty} at {time}",
}
_SIGNS = re.compile(r"[*_~`]")
_HIDDEN = "\u2060"
URL_CHARS = 2000


def rich(spans: Iterable[Span]) -> list[Element]:
    """The spans as elements of a rich text section."""
    return [element for span in spans for element in _one(span)]


def letters(text: str, **style: bool) -> list[Element]:
    """The text as it is; nothing for nothing."""
    if not text:
        return []
    return [{"type": "text", "text": text, **({"style": style} if style else {})}]


def _one(span: Span) -> list[Element]:
    match span:
        case str():
            return letters(span)
        case Bold(inner):
            return letters(inner, bold=True)
        case Code(inner):
            return letters(inner, code=True)
        case Mention(name=name):
            return letters(name)
        case When():
            return [_date(span)]
        case Link(label, url):
            if not opens(url):
                return letters(f"{label} ({url})")
            return [{"type": "link", "url": url, "text": label or url}]
        case _:
            assert_never(span)


def _date(span: When) -> Element:
    return {
        "type": "date",
        "timestamp": span.at_ms // 1000,
        "format": _FORMATS[span.style],
        "fallback": when(span),
    }


def opens(url: str) -> bool:
    """Whether it is an address that may be made into a link."""
    try:
        found = urlsplit(url)
    except ValueError:
        return False
    return found.scheme in {"http", "https"} and bool(found.netloc) and len(url) <= URL_CHARS


def escaped(text: str) -> str:
    """The letters as they are in a `text` field: no mention, link or date can stand in it.

    Source: Slack, Formatting message text: escape `&`, `<` and `>`.
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def small_print(spans: Text) -> Element:
    """The text as an element of a context block, which takes no rich text: plain where it can be,
    and else with every sign of `mrkdwn` kept apart from its letters.
    """
    if not any(isinstance(span, When | Link) for span in spans):
        return {"type": "plain_text", "text": words(spans), "emoji": False}
    return {"type": "mrkdwn", "text": "".join(map(_marked, spans)), "verbatim": True}


def _marked(span: Span) -> str:
    match span:
        case When(at_ms, style):
            date = _FORMATS[style]
            return f"<!date^{at_ms // 1000}^{date}|{escaped(_unpiped(when(span)))}>"
        case Link(label, url) if opens(url) and not set(url) & set("<>|"):
            return f"<{url.replace('&', '&amp;')}|{escaped(_unpiped(label or url))}>"
        case _:
            return _SIGNS.sub(rf"{_HIDDEN}\g<0>{_HIDDEN}", escaped(words((span,))))


def _unpiped(text: str) -> str:
    return text.replace("|", "¦")
