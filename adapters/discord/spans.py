"""Text as Discord's markdown, so that a name is only ever letters.

A backslash before any sign but letters, digits and white space hides it.
Source: Discord API, Message Formatting.
"""

import re
from typing import assert_never
from urllib.parse import quote, urlsplit

from bot.api import Bold, Code, Link, Mention, Span, Text, When, WhenStyle

_SIGNS = re.compile(r"[\\*_~`|<>\[\]]")
_LINE_START = re.compile(r"^(\s*)([-#>+]|\d+\.)", re.MULTILINE)
_PINGS = re.compile(r"@(?=everyone|here|[!&]?\d)")
_SCHEME = re.compile(r"(?<=[A-Za-z])://")
_STYLES = {WhenStyle.DATE: "D", WhenStyle.TIME: "t", WhenStyle.DATE_TIME: "f"}


def escaped(text: str) -> str:
    """The letters as they are: no emphasis, list, heading, link, mention or time."""
    text = _SIGNS.sub(r"\\\g<0>", text)
    text = _LINE_START.sub(_hidden, text)
    text = _SCHEME.sub(r"\\://", text)
    return _PINGS.sub("@\u200b", text)


def _hidden(found: re.Match[str]) -> str:
    space, sign = found[1], found[2]
    return f"{space}{sign[:-1]}\\{sign[-1]}"


def markdown(spans: Text) -> str:
    """The text as it goes into a Text Display."""
    return "".join(_one(span) for span in spans)


def bold(text: str) -> str:
    """Emphasis around the letters, not around the white space beside them."""
    inner = text.strip()
    if not inner:
        return text
    before, after = text[: text.index(inner[0])], text[len(text.rstrip()) :]
    return f"{before}**{escaped(inner)}**{after}"


def code(text: str) -> str:
    """A literal in a fixed width; it can hold neither backticks nor line breaks."""
    return f"`{text.replace('`', 'ˋ').replace(chr(10), ' ')}`" if text.strip() else text


def stamp(at_ms: int, style: WhenStyle) -> str:
    """The instant in the reader's own zone and words. A relative one names the moment as well."""
    seconds = at_ms // 1000
    if style is WhenStyle.RELATIVE:
        return f"<t:{seconds}:R> (<t:{seconds}:f>)"
    return f"<t:{seconds}:{_STYLES[style]}>"


def _one(span: Span) -> str:
    match span:
        case str():
            return escaped(span)
        case Bold(inner):
            return bold(inner)
        case Code(inner):
            return code(inner)
        case Mention(name=name):
            return escaped(name)
        case When(at_ms, style):
            return stamp(at_ms, style)
        case Link(label, url):
            return _link(label, url)
        case _:
            assert_never(span)


def _link(label: str, url: str) -> str:
    if urlsplit(url).scheme not in {"http", "https"}:
        return f"{escaped(label)} ({escaped(url)})"
    return f"[{escaped(label)}]({quote(url, safe=':/?#[]@!$&*+,;=%~-._')})"
