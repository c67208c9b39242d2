"""Text spans as HTML. Whatever people typed is only ever escaped text here."""

from datetime import UTC, datetime
from typing import assert_never
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from bot.api import Bold, Code, Link, Mention, Span, Text, When, when

_SCHEMES = frozenset({"http", "https", "mailto"})
_UNPRINTABLE = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(127, 160)), "�")


def letters(text: str) -> Markup:
    """The text, escaped; control characters that HTML forbids are shown as the sign for them."""
    return escape(text.translate(_UNPRINTABLE))


def html(spans: Text) -> Markup:
    """The spans one after the other."""
    return Markup("").join(_span(span) for span in spans)


def _span(span: Span) -> Markup:
    match span:
        case str():
            return letters(span)
        case Bold(inner):
            return Markup("<strong>{}</strong>").format(letters(inner))
        case Code(inner):
            return Markup("<code>{}</code>").format(letters(inner))
        case Mention(name=name):
            return Markup('<bdi class="name">{}</bdi>').format(letters(name))
        case When():
            return _time(span)
        case Link():
            return _link(span)
        case _:
            assert_never(span)


def _time(span: When) -> Markup:
    instant = datetime.fromtimestamp(span.at_ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    shown = when(span)
    return Markup('<time datetime="{}" data-style="{}" title="{}">{}</time>').format(
        instant, span.style.value, shown, shown
    )


def _link(link: Link) -> Markup:
    """A link that leaves the page; any scheme but http, https and mailto is only shown."""
    try:
        scheme = urlsplit(link.url).scheme.lower()
    except ValueError:
        scheme = ""
    if scheme not in _SCHEMES:
        return Markup("{} ({})").format(letters(link.text), letters(link.url))
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(
        letters(link.url), letters(link.text)
    )
