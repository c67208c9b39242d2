"""Every view that the features make, on every platform there could be."""

import re
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.abilities import PAGE, Abilities
from bot.chat.cut import ELLIPSIS, HINT, cut, cut_words, pieces, size
from bot.chat.degrade import block_chars, chars, degrade
from bot.chat.plain import block_words, plain, words
from bot.chat.refs import ActionRef
from bot.chat.text import Bold, Code, Link, Mention, When, text
from bot.chat.views import (
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
    View,
)
from tests.chat.every_view import views

ACT = ActionRef("act")
LONG = "word " * 3000
HOSTILE = (
    View("", ()),
    View(LONG, (), footer=text(LONG)),
    View("T", tuple(Paragraph(text(f"paragraph {i}")) for i in range(200))),
    View("T", (Record(LONG), Paragraph(text("stem")), Bullets((text("a"), text("b")), ("A", "B")))),
    View("T", (Paragraph(text("x" * 9000)),)),
    View("T", (Paragraph((When(0), Link("here", "https://example.org/" + "y" * 500)) * 40),)),
    View("T", (Fields(tuple((f"label {i}", text(LONG[:200])) for i in range(60))),)),
    View("T", tuple(Buttons((Button("go", ACT),) * 7) for _ in range(9))),
    View("T", (Select("Choose", ACT, tuple(Choice(f"c{i}", str(i)) for i in range(60))),)),
    View("T", (Select("Two", ACT, tuple(Choice(f"c{i}", str(i)) for i in range(60)), 2, 2),)),
    View("T", (Table("Wide", ("a", "b"), ((text(LONG[:300]), text("x")),) * 30, highlight=3),)),
    View("T", (Image(b"png", "what is seen"), Meter("B", 3, 7, "3 of 7")) * 20),
    View("T", (Buttons((Button("a label " * 30, ACT, typed="/quiz"),)),)),
)
abilities = st.builds(
    Abilities,
    title_chars=st.integers(1, 300),
    block_chars=st.integers(1, 5000),
    view_chars=st.integers(1, 9000),
    blocks=st.integers(1, 40),
    buttons=st.booleans(),
    buttons_in_row=st.integers(1, 25),
    rows=st.integers(1, 10),
    label_chars=st.integers(1, 100),
    select_choices=st.integers(1, 100),
    choice_chars=st.integers(1, 200),
    table_columns=st.integers(1, 100),
    tables=st.booleans(),
    images=st.booleans(),
)
ROOMY = replace(PAGE, tables=False, images=False)


def every():
    return st.sampled_from((*HOSTILE, *views()))


def assert_within(view: View, able: Abilities) -> None:
    assert len(view.title) <= able.title_chars
    assert chars(view) <= able.view_chars
    assert len(view.blocks) <= able.blocks
    assert size(view.footer) <= able.block_chars
    rows = [b for b in view.blocks if isinstance(b, Buttons | Select)]
    assert len(rows) <= able.rows
    assert able.buttons or not rows
    for block in view.blocks:
        assert block_chars(block) <= able.block_chars
        assert able.tables or not isinstance(block, Table)
        assert able.images or not isinstance(block, Image)
        if isinstance(block, Buttons):
            assert 0 < len(block.buttons) <= able.buttons_in_row
            assert all(len(b.label) <= able.label_chars for b in block.buttons)
        if isinstance(block, Select):
            assert len(block.choices) <= able.select_choices
            assert 0 <= block.least <= block.most <= len(block.choices)
            assert all(len(c.label) <= able.choice_chars for c in block.choices)


def tokens(view: View) -> Counter[str]:
    return Counter(re.findall(r"\w+", plain(view)))


@settings(max_examples=300, deadline=None)
@given(view=every(), able=abilities)
def test_every_view_stays_within_every_platform(view, able):
    assert_within(degrade(view, able), able)


@settings(max_examples=200, deadline=None)
@given(view=every(), able=abilities)
def test_what_is_missing_is_said_to_be(view, able):
    shown = degrade(view, able)
    lost = tokens(view) - tokens(shown)
    # A caption that repeats the title is not said twice, and a form of words has its own label in
    # place of the select's: "Choose 2", beside the stem's own "Choose TWO".
    own = Counter(["Choose", "Two", "2", "Your", "answer"])
    lost -= Counter(re.findall(r"\w+", view.title)) + own
    if min(able.view_chars // 4, able.block_chars) >= 4 * len(HINT) and shown.blocks:
        assert not lost or ELLIPSIS in plain(shown)


@settings(max_examples=100, deadline=None)
@given(view=every(), able=abilities)
def test_what_fits_is_left_alone(view, able):
    once = degrade(view, able)
    assert degrade(once, able) == once or ELLIPSIS in plain(once)


@pytest.mark.parametrize("view", [pytest.param(v, id=v.title[:30]) for v in views()])
def test_with_room_nothing_is_lost(view):
    shown = degrade(view, ROOMY)
    assert tokens(view) - tokens(shown) - tokens(View(view.title)) == Counter()
    assert ELLIPSIS not in plain(shown) or ELLIPSIS in plain(view)


def test_a_word_at_the_end_of_a_line_is_not_broken_in_two():
    spans = (Bold("B"), " choice of many")
    for most in range(7, 20):
        shown = " ".join(words(piece) for piece in pieces(spans, most))
        assert shown.split() == ["B", "choice", "of", "many"], most


def test_a_long_record_never_pushes_the_options_out():
    options = Bullets((text("the first"), text("the second")), ("A", "B"))
    view = View("Q", (Record(LONG), Paragraph(text("Which?")), options))
    shown = degrade(view, Abilities(view_chars=1000))
    assert shown.blocks[1:] == view.blocks[1:]
    assert plain(shown).count(HINT) == 1
    assert 950 < chars(shown) <= 1000


def test_a_narrow_table_is_drawn_in_a_fixed_width():
    table = Table("Right by topic", ("Topic", "Of"), ((text("pcs"), text("12")),), highlight=0)
    shown = degrade(View("Me", (table,)), Abilities(tables=False))
    assert shown.blocks == (
        Paragraph((Bold("Right by topic"), "\n", Code("Topic  Of"), "\n", Code("▸ pcs    12"))),
    )


def test_a_wide_table_keeps_its_spans_in_rows():
    row = (text("1"), (Mention("Ada"),), (When(0),))
    table = Table("B", ("Place", "Name", "At"), (row,))
    shown = degrade(View("B", (table,)), Abilities(tables=False))
    assert shown.blocks == (
        Paragraph(("Place · Name · At",)),
        Bullets((("1", " · ", Mention("Ada"), " · ", When(0)),)),
    )


def test_without_buttons_the_command_is_named():
    row = Buttons((Button("Practise", ACT, typed="/quiz"), Button("A", ACT, about="A: yes")))
    shown = degrade(View("Q", (row,)), Abilities(buttons=False))
    assert block_words(shown.blocks[0]) == "- /quiz: Practise\n- A: yes"


def test_one_choice_of_many_becomes_several_selects():
    select = Select("Topic", ACT, tuple(Choice(f"t{i}", str(i)) for i in range(60)))
    shown = degrade(View("Q", (select,)), Abilities())
    assert [b.label for b in shown.blocks] == ["Topic (1–25)", "Topic (26–50)", "Topic (51–60)"]


def test_short_rows_share_one_where_rows_are_few():
    rows = tuple(Buttons((Button(n, ACT),)) for n in "abc")
    shown = degrade(View("Q", rows), Abilities(rows=1))
    assert [b.label for b in shown.blocks[0].buttons] == ["a", "b", "c"]


@given(st.text(), st.integers(0, 50))
def test_words_are_cut_within_the_room(given, most):
    assert len(cut_words(given, most)) <= most
    assert size(cut((given, Bold(given), Mention(given)), most)) <= most


@given(st.lists(st.text(min_size=1), max_size=8), st.integers(1, 40))
def test_pieces_lose_nothing_but_white_space(parts, most):
    spans = tuple(Bold(p) if i % 2 else p for i, p in enumerate(parts))
    found = list(pieces(spans, most))
    assert all(size(piece) <= most for piece in found)
    assert "".join("".join(map(words, found)).split()) == "".join(words(spans).split())
