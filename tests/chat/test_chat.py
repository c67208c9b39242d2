"""The vocabulary: references, cleaning, and text that is never markup."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.clean import clean, clean_name
from bot.chat.plain import plain, words
from bot.chat.refs import ActionRef, StaleRef
from bot.chat.text import Bold, Code, Link, Mention, When, WhenStyle, text
from bot.chat.views import Bullets, Meter, Paragraph, View

PART = st.text(st.characters(exclude_characters="|", max_codepoint=0x2FF), max_size=8).filter(
    str.isprintable
)


@given(PART.filter(bool), st.lists(PART, max_size=4))
def test_an_action_survives_the_way_there_and_back(name, args):
    ref = ActionRef(name, tuple(args))
    assert ActionRef.decode(ref.encode()) == ref


@pytest.mark.parametrize(
    "bad",
    ["", "1", "1|", "0|answer|x", "2|answer|x", "answer|x", "1|" + "x" * 200, "1|\ud800", "1|a|\0"],
)
def test_old_and_forged_actions_are_stale(bad):
    with pytest.raises(StaleRef):
        ActionRef.decode(bad)


@given(st.text(st.characters(exclude_categories=()), max_size=200))
def test_any_text_decodes_or_is_stale(raw):
    with contextlib.suppress(StaleRef):
        assert ActionRef.decode(raw).encode() == raw


def test_an_action_over_100_bytes_is_refused():
    with pytest.raises(ValueError, match="100 bytes"):
        ActionRef("a", ("x" * 100,)).encode()


@pytest.mark.parametrize("part", ["x|y", "x\x00", "x\ny", "\ud800", "\u202e"])
def test_a_part_may_not_hold_the_separator_or_control_characters(part):
    with pytest.raises(ValueError, match="may not hold"):
        ActionRef("a", (part,)).encode()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ada \n Lovelace ", "Ada Lovelace"),
        ("A\u202eda", "Ada"),
        ("A\x00\x1bda", "Ada"),
        ("e\u0301", "é"),
        ("@everyone <!channel>", "@everyone <!channel>"),
        ("\u200b\u2066", ""),
    ],
)
def test_cleaning(typed, kept):
    assert clean(typed) == kept


def test_a_name_of_nothing_visible_gets_another():
    assert clean_name("\u200b") == "Someone"
    assert clean_name("x" * 90) == "x" * 40


@given(st.text())
def test_cleaning_twice_changes_nothing(raw):
    assert clean(clean(raw)) == clean(raw)


def test_plain_loses_no_meaning():
    view = View(
        "Title",
        (
            Paragraph(text("a ", Bold("b"), Code("c"), Mention("d"), Link("e", "f"))),
            Bullets((text("one"),), marks=("A",)),
            Meter("A", 1, 2, "half"),
        ),
        footer=text("end"),
    )
    assert plain(view) == "Title\na bcde (f)\nA one\nA: half\nend"


def test_an_instant_names_its_zone():
    at = When(1_772_460_000_000, WhenStyle.DATE_TIME, "America/Chicago")
    assert words((at,)) == "Mon 02 Mar 2026 08:00 America/Chicago"
