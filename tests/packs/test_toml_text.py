"""What is written as TOML is read back the same by tomllib."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.packs.positions import positions
from bot.packs.toml_text import toml

TEXTS = st.text(st.characters(exclude_categories=("Cs",)))
HARD = st.text("\"\\\n\r\t\x00\x1f\x7f[]=#'é", max_size=12)
VALUES = st.one_of(
    TEXTS, HARD, st.integers(-(2**53), 2**53), st.booleans(), st.dates(), st.lists(TEXTS | HARD)
)
KEYS = TEXTS | HARD | st.sampled_from(["stem", "a.b", "a b", ""])
TABLES = st.recursive(
    st.dictionaries(KEYS, VALUES, max_size=4),
    lambda inside: st.dictionaries(
        KEYS, VALUES | inside | st.lists(inside, min_size=1, max_size=3), max_size=4
    ),
    max_leaves=12,
)


@given(TABLES)
def test_it_is_read_back_the_same(tree):
    assert tomllib.loads(toml(tree)) == tree


def test_a_stem_of_several_lines_is_written_as_people_write_it():
    text = toml({"question": [{"stem": 'A "note".\nWhat now?', "key": ["B"]}]})
    assert text == '[[question]]\nstem = """\nA "note".\nWhat now?"""\nkey = ["B"]\n'
    assert positions(text)["question", 0, "key"] == 5


@pytest.mark.parametrize("value", [1.5, None, [1], b"x"])
def test_what_no_pack_holds_is_refused(value):
    with pytest.raises(TypeError, match="a pack holds no"):
        toml({"x": value})


def test_what_utf_8_cannot_hold_is_refused():
    with pytest.raises(ValueError, match="surrogates"):
        toml({"x": "\ud800"})
