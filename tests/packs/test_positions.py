"""A problem points at the line to mend."""

from bot.packs.positions import line_of, positions
from tests.packs.samples import CASE, ITEM, PACK

TEXT = PACK + CASE + ITEM + ITEM.replace("gl-one-01", "gl-two-01")


def line(needle: str, nth: int = 1) -> int:
    numbers = [n for n, text in enumerate(TEXT.split("\n"), 1) if text.startswith(needle)]
    return numbers[nth - 1]


def test_a_header_inside_a_record_is_text():
    found = positions(TEXT)
    assert found["question", 0] == line("[[question]]", 2)
    assert found["question", 1] == line("[[question]]", 3)
    assert ("question", 2) not in found


def test_keys_and_nested_tables_have_lines():
    found = positions(TEXT)
    assert line_of(found, ("question", 1, "options", 2, "why")) == line("why", 6)
    assert line_of(found, ("question", 0, "stem")) == line("stem", 1)
    assert line_of(found, ("pack", "edition")) == 5


def test_what_is_not_there_is_reported_at_what_holds_it():
    found = positions(TEXT)
    assert line_of(found, ("question", 1, "valid_to")) == line("[[question]]", 3)
    assert line_of(found, ("question", 9)) == 1
    assert line_of(found, ()) == 1


TRICKY = """\
a = "x # \\" [[no]]" # TTT
b = 'TTT'
c = TTTone lineTTT
[[t]]
d = SSS
[u]
SSS
e = TTT
\\TTT
[v]
TTT
[w]
""".replace("TTT", '"' * 3).replace("SSS", "'" * 3)


def test_quotes_and_comments_do_not_open_a_text():
    found = positions(TRICKY)
    assert found["b",] == 2
    assert found["t", 0, "d"] == 5
    assert ("u",) not in found
    assert ("v",) not in found
    assert found["w",] == 12
