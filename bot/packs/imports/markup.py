"""HTML of Anki and Moodle as plain text, and text without what cannot be seen."""

import re
import unicodedata
from html.parser import HTMLParser

_WORDS_OF_BLOCKS = """
    address article blockquote dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre section table td th tr
    ul
"""
_BLOCKS = frozenset(_WORDS_OF_BLOCKS.split())
_SILENT = frozenset({"script", "style", "template", "title"})
_MEDIA = frozenset({"audio", "embed", "iframe", "img", "object", "svg", "video"})
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+);|<!--")
# Controls, direction marks and the invisible: a pack with one of them is refused.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e"
    "\u2060\u2066-\u2069\ufeff\ud800-\udfff]"
)
_BREAKS = re.compile("\r\n?|[\u2028\u2029]")


def tidy(text: str) -> str:
    """`text` in NFC, without hidden characters, with plain spaces and at most one empty line."""
    text = _HIDDEN.sub("", _BREAKS.sub("\n", unicodedata.normalize("NFC", text)))
    lines = (re.sub(r"[^\S\n]+", " ", line).strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def is_markup(text: str) -> bool:
    """Whether `text` has a tag or an entity. A bare `<` or `&` makes no markup."""
    return bool(_TAG.search(text))


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.media: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in _MEDIA:
            self.media.append(tag)
        if tag in _SILENT:
            self._silent += 1
        elif tag == "br" or tag in _BLOCKS:
            self.parts.append("\n")
        elif tag in {"sup", "sub"}:
            # 10<sup>9</sup> must not become 109.
            self.parts.append("^" if tag == "sup" else "_")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(re.sub(r"[ \t\r\n]+", " ", data))


def plain(html: str) -> tuple[str, tuple[str, ...]]:
    """The words of `html`, and the names of the media in it, which no pack can carry."""
    reading = _Words()
    try:
        reading.feed(html)
        reading.close()
    except AssertionError:
        # html.parser asserts on a few broken declarations (`<![`): then it is no HTML.
        return tidy(html), ()
    text = tidy("".join(reading.parts))
    return re.sub(r"\n{2,}", "\n", text), tuple(dict.fromkeys(reading.media))
