"""Shortening text so that it is seen to be short: at a word, with an ellipsis and a hint."""

from collections.abc import Iterator
from dataclasses import replace

from bot.chat.plain import words
from bot.chat.text import Bold, Code, Link, Mention, Span, Text, When

ELLIPSIS = "…"
HINT = f" {ELLIPSIS} (shortened)"
_ROOM_FOR_HINT = 4 * len(HINT)


def size(spans: Text) -> int:
    """Characters of the text as plain words."""
    return len(words(spans))


def cut_words(text: str, most: int) -> str:
    """At most `most` characters, cut at a word where one ends in the second half, with an ellipsis.

    Empty when nothing fits.
    """
    if len(text) <= most:
        return text
    return _head(text, most - 1).rstrip() + ELLIPSIS if most > 0 else ""


def cut(spans: Text, most: int) -> Text:
    """At most `most` characters; a text that was cut ends with a hint, or with an ellipsis where
    there is no room for one.
    """
    if size(spans) <= most:
        return spans
    if most < 1:
        return ()
    tail = HINT if most >= _ROOM_FOR_HINT else ELLIPSIS
    room = most - len(tail)
    kept: list[Span] = []
    for span in spans:
        length = size((span,))
        if length > room:
            part = _part(span, room)
            kept += [part] if part else []
            break
        kept.append(span)
        room -= length
    return (*kept, tail)


def pieces(spans: Text, most: int) -> Iterator[Text]:
    """The text in pieces of at most `most` characters, broken at words; nothing is lost but the
    white space between pieces. A link or an instant longer than `most` is cut.
    """
    piece: list[Span] = []
    room = most
    waiting = list(spans)
    while waiting:
        span = waiting.pop(0)
        length = size((span,))
        if length <= room:
            piece.append(span)
            room -= length
            continue
        head, rest = _broken(span, room, fresh=not piece)
        if head:
            piece.append(head)
        if rest:
            waiting.insert(0, rest)
        if piece:
            yield tuple(piece)
        piece, room = [], most
    if piece:
        yield tuple(piece)


def _broken(span: Span, room: int, *, fresh: bool) -> tuple[Span | None, Span | None]:
    """What fits of a span that is too long, and what is left of it."""
    if isinstance(span, When | Link):
        if not fresh:
            return None, span
        return cut_words(words((span,)), room), None
    inner = _inner(span)
    # A piece that has something already ends at a word, however short it is then.
    head = _head(inner, room) if fresh else _whole_words(inner, room)
    if not fresh and not head.strip():
        return None, span
    rest = inner[len(head) :].lstrip()
    return _again(span, head.rstrip()) if head.strip() else None, (
        _again(span, rest) if rest else None
    )


def _part(span: Span, room: int) -> Span | None:
    if isinstance(span, When | Link) or room < 1:
        return None
    head = _head(_inner(span), room).rstrip()
    return _again(span, head) if head else None


def _head(text: str, most: int) -> str:
    """The first characters, up to the end of a word where one ends in the second half."""
    head = _whole_words(text, most)
    return head if len(head) * 2 >= most else text[: max(most, 0)]


def _whole_words(text: str, most: int) -> str:
    """The first characters, up to the end of a word; empty where none ends in them."""
    head = text[: max(most, 0)]
    if len(text) <= most or text[len(head)].isspace():
        return head
    ends = max((i for i, c in enumerate(head) if c.isspace()), default=0)
    return head[:ends]


def _inner(span: "str | Bold | Code | Mention") -> str:
    match span:
        case str():
            return span
        case Mention(name=name):
            return name
        case Bold(text) | Code(text):
            return text


def _again(span: Span, text: str) -> Span:
    match span:
        case Bold():
            return Bold(text)
        case Code():
            return Code(text)
        case Mention():
            return replace(span, name=text)
        case _:
            return text
