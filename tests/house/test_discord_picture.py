"""The README's picture of Discord is drawn from what the adapter sends, and from nothing less."""

import io
import re
import struct
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as Picture

from adapters.discord.limits import walk
from adapters.discord.render import draw
from adapters.discord.spans import bold, escaped
from bot.api import Image, View
from tests.chat.every_view import views
from tests.house.discord.__main__ import PICTURE
from tests.house.discord.messages import Unknown, markdown, message, spans
from tests.house.discord.page import COLUMNS, page

_OURS = {1, 2, 3, 10, 12, 17}
"""Every component that `adapters/discord/render.py` makes."""


class Words(HTMLParser):
    """What is read on a page."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_data(self, data):
        self.found.append(data)

    def handle_starttag(self, tag, attrs):
        if tag == "br":
            self.found.append("\n")


def read(made: str) -> str:
    parser = Words()
    parser.feed(made)
    return "".join(parser.found)


def picture() -> View:
    made = io.BytesIO()
    Picture.new("RGB", (2, 2)).save(made, "PNG")
    return View("A picture", (Image(made.getvalue(), "what is seen"),))


async def test_every_view_can_be_drawn():
    kinds = set()
    for view in (*views(), picture()):
        drawn = draw(view, strict=True)
        components = drawn.view.to_components()
        files = {f.filename: f.fp.read() for f in drawn.files}
        made = message(components, files)
        kinds |= {c["type"] for c in walk(components)}
        shown = re.sub(r"\s+", "", read(made)).replace("✔", "✅").replace("✘", "❌")
        assert re.sub(r"\s+", "", view.title) in shown
        small = [part for part in view.footer if isinstance(part, str)]
        assert all(re.sub(r"\s+", "", part) in shown for part in small)
        labels = [c["label"] for c in walk(components) if c["type"] == 2]
        assert all(re.sub(r"\s+", "", label) in shown for label in labels)
    assert kinds == _OURS
    assert 'alt="what is seen" src="data:image/png;base64,iVBOR' in made


@pytest.mark.parametrize(
    "component",
    [{"type": 99}, {"type": 2, "style": 5, "label": "x"}, {"type": 10, "content": "<t:1:S>"}],
)
def test_what_is_not_known_is_not_drawn_as_something_else(component):
    if component["type"] == 10:
        assert read(message([component])) == "<t:1:S>"
        return
    with pytest.raises(Unknown):
        message([component])


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1))
def test_letters_that_the_adapter_escapes_are_read_as_they_were(letters):
    assert read(spans(escaped(letters))).replace("\u200b", "") == unescape_signs(letters)
    assert read(spans(bold(letters))).replace("\u200b", "") == unescape_signs(letters)


def unescape_signs(letters: str) -> str:
    return letters.replace("✅", "✔").replace("❌", "✘")


def test_markup_becomes_what_it_means():
    made = markdown("### Head\n**A** one\ntwo\n\n> quoted\n> more\n- `code`\n-# <t:0:f> small")
    assert made == (
        "<h3>Head</h3><p><b>A</b> one<br>two</p><blockquote>quoted<br>more</blockquote>"
        "<li><code>code</code></li><small><time>31 December 1969 18:00</time> small</small>"
    )
    assert "<script" not in markdown("<script>")
    assert unescape(markdown("a & b")) == "<p>a & b</p>"


@pytest.mark.slow
async def test_the_picture_shows_what_people_see(monkeypatch):
    from discord.http import Route

    from adapters.discord.budget import Connects
    from tests.house.discord.scenes import scenes

    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(Connects, "pause_s", Connects.pause_s)
    shown = await scenes()
    assert {name for names in COLUMNS for name in names} == set(shown)
    assert shown["verdict"].private
    assert not shown["board"].private
    said = read(page(shown))
    for part in ("Daily question", "closed", "Incorrect", "Only you can see this", "Leaderboard"):
        assert part in said
    assert "Countdowns" in said


def test_the_picture_is_there_and_large_enough_to_read():
    width, height = struct.unpack(">II", PICTURE.read_bytes()[16:24])
    assert (width, height >= 900) == (1200, True)
