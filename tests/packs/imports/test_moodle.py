"""GIFT and Aiken as Moodle's documentation writes them."""

from string import Template

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.packs.imports.aiken import read_aiken
from bot.packs.imports.gift import read_gift
from tests.packs.imports.wanted import CELLS, importing, said, written
from tests.packs.samples import RATIONALE

# The examples of the page "GIFT format".
DOCUMENTED = """\
// question: 1 name: Grants tomb
::Grants tomb::Who is buried in Grant's tomb in New York City? {
=Grant
~No one
#Was true for 12 years, but Grant's remains were buried in the tomb in 1897
~Napoleon
#He was buried in France
~Churchill
#He was buried in England
~Mother Teresa
#She was buried in India
}

$$CATEGORY: tom/dick/harry

What two people are entombed in Grant's tomb? {
   ~%-100%No one
   ~%50%Grant
   ~%50%Grant's wife
   ~%-100%Grant's father
}

Which answer equals 5? {
~ \\= 2 + 2
= \\= 2 + 3
~ \\= 2 + 4  }

::GIFT Control Characters::
Which of the following is NOT a control character for the GIFT import format? {
 ~ \\~     # \\~ is a control character.
 ~ \\=     # \\= is a control character.
 ~ \\#     # \\# is a control character.
 ~ \\{     # \\{ is a control character.
 ~ \\}     # \\} is a control character.
 = \\     # Correct! \\ (backslash) is not a control character.
}

The American holiday of Thanksgiving is celebrated on the {
~second ~third =fourth} Thursday of November.
""".replace("$$", "$")
LEFT_OUT = {
    "Grant is buried in a tomb in New York City.{T}": "is true or false",
    "Grant {FALSE#No, he is#Right}": "is true or false",
    "Who's buried in Grant's tomb?{=no one =nobody}": "is a short answer",
    "Match. { =cat -> cat food =dog -> dog food }": "is matching",
    "When was Ulysses S. Grant born?{#1822:5}": "is numerical",
    "Write a short biography {}": "is an essay",
    "Jesus hailed from {~Jerusalem ~%25%Bethlehem ~%50%Galilee =Nazareth}": "partial credit",
    "Which? {~%40%a ~%60%b ~c}": "unequally",
    "Which? {~%50%a ~b ~c}": "unequally",
    "Which? {=a =b ~c}": "two options with =",
    "Which? {~a ~b ~c}": "has no right option",
    "Which? {~a =b ~c": "braces do not match",
    "Which? {~a =b {~c}}": "braces do not match",
    "One {~a =b ~c} two {~a =b ~c}": "a second {",
    "Which? {well ~a =b ~c}": "text before its first option",
    "Which? {=a ~b ~c ~d ~e ~f ~g}": "more than six options",
    "[html]Which? <img src='x'> {=a ~b ~c}": "has img",
}
GIFT = Template("""\
$$CATEGORY: coding

// [tag:gout]
::Gout::[html]<p>An office note ends with <b>probable gout</b> of the great toe, uric&nbsp;acid \
awaited.</p><p>What is reported for this visit?</p> {
=[plain]The presenting sign# Right\\: this much is known.
~The suspected disease# Not coded before it is proven.
~%0%A screening encounter# The patient came with a complaint.
~An observation stay# Nobody was admitted here.
####$reason
Source: ICD-10-CM Official Guidelines, IV.H (FY2026)
}
""").substitute(reason=RATIONALE.replace(":", "\\:"))


def test_the_documented_examples_are_read():
    found = read_gift(DOCUMENTED, "x.gift")
    assert found.problems == ()
    assert [row.line for row in found.rows] == [2, 16, 23, 28, 38]
    tomb, two, five, control, holiday = (row.cells for row in found.rows)
    assert tomb["stem"] == "Who is buried in Grant's tomb in New York City?"
    assert (tomb["A"], tomb["key"], tomb["why_D"]) == ("Grant", "A", "He was buried in England")
    assert two["stem"].endswith("?\nSelect TWO.")
    assert (two["key"], two["B"], two["C"]) == ("B, C", "Grant", "Grant's wife")
    assert (five["B"], five["key"]) == ("= 2 + 3", "B")
    assert [control[x] for x in "ABCDEF"] == ["~", "=", "#", "{", "}", "\\"]
    assert control["why_F"] == "Correct! \\ (backslash) is not a control character."
    assert holiday["stem"].endswith("celebrated on the _____ Thursday of November.")


@pytest.mark.parametrize(("text", "message"), LEFT_OUT.items(), ids=list(LEFT_OUT.values()))
def test_what_a_pack_cannot_hold_is_named(text, message):
    found = read_gift(f"// x\n\n{text}\n\nA description.\n", "x.gift")
    assert found.rows == ()
    [problem] = found.problems
    assert str(problem).startswith("x.gift:3: x: ")
    assert message in problem.message


def test_gift_with_reasons_becomes_a_pack_without_markup(tmp_path):
    (tmp_path / "deck.txt").write_bytes(GIFT.replace("\n", "\r\n").encode())
    done = importing(tmp_path / "deck.txt", topic="guidelines")
    assert said(done) == []
    [question] = written(done, tmp_path / "packs").questions
    assert question.stem == CELLS["stem"]
    assert question.rationale == RATIONALE
    assert str(question.citations[0]) == "ICD-10-CM Official Guidelines, IV.H (FY2026)"
    [key] = [option for option in question.options if option.id in question.key]
    assert (key.text, key.why) == ("The presenting sign", "Right: this much is known.")


def test_keys_that_stand_first_are_spread_over_the_letters(tmp_path):
    text = "\n\n".join(GIFT.replace("office note", f"office note {n}") for n in range(24))
    (tmp_path / "deck.gift").write_text(text)
    done = importing(tmp_path / "deck.gift", topic="guidelines")
    assert importing(tmp_path / "deck.gift", topic="guidelines") == done
    assert said(done) == []
    keys = [q.key[0] for q in written(done, tmp_path / "packs").questions]
    assert [keys.count(letter) for letter in "ABCD"] == [6, 6, 6, 6]


AIKEN = """\
What is the correct answer to this question?
A. Is it this one?
B. Maybe this answer?
C. Possibly this one?
D. Must be this one!
ANSWER: D

Which LMS has the most quiz import formats?
A) Moodle
B) ATutor
C) Claroline
D) Blackboard
E) WebCT
F) Ilias
ANSWER: A
"""


def test_the_documented_aiken_is_read():
    found = read_aiken(AIKEN, "x.txt")
    assert found.problems == ()
    assert [(row.line, row.cells["key"]) for row in found.rows] == [(1, "D"), (8, "A")]
    assert found.rows[1].cells["F"] == "Ilias"


def test_aiken_lacks_reasons_and_says_so(tmp_path):
    (tmp_path / "quiz.txt").write_text(AIKEN)
    done = importing(tmp_path / "quiz.txt", topic="technology")
    assert done.count == 0
    texts = said(done)
    assert any(text.startswith("quiz.txt:1: quiz-0001: add `rationale`") for text in texts)
    assert any(text.startswith("quiz.txt:8: quiz-0008: add `why_A`") for text in texts)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("Q?\nA. a\nB. b\nANSWER: C", 1, "ANSWER is 'C': use one of A, B"),
        ("Q?\nA. a\nB. b\nANSWER: A and B", 1, "ANSWER is 'A and B'"),
        ("Q?\nA. a\nB. b\n", 1, "has no ANSWER line"),
        ("One\nTwo?\nA. a\nB. b\nANSWER: A", 1, "stands on two lines"),
        ("\nQ?\nA. a\nC. c\nANSWER: A", 2, "option C stands where B belongs"),
        ("Q?\na. a\nB. b\nANSWER: A", 1, "option a stands where A belongs"),
        ("Q?\nA. a\nmore\nB. b\nANSWER: A", 1, "line 3 is neither option nor ANSWER"),
        ("A. a\nB. b\nANSWER: A", 1, "has no question above the options"),
        ("Q?\n" + "\n".join(f"{x}. x" for x in "ABCDEFG") + "\nANSWER: A", 1, "more than six"),
    ],
)
def test_odd_aiken_is_named(text, line, message):
    found = read_aiken(text, "x.txt")
    assert found.rows == ()
    assert found.problems[0].line == line
    assert message in found.problems[0].message


PIECES = st.sampled_from([*"{}~=#\\:%\n$[] aT<>&;", "::", "####", "%50%", "[html]", "->", "<b>",
    "\n\n", "//", "<![x", "&#55296;", "ANSWER: ", "A. ", "B) ", "Source: x, y"])  # fmt: skip


@given(st.lists(PIECES, max_size=60).map("".join) | st.text())
def test_any_text_is_read_without_a_fault(text):
    for read in (read_gift, read_aiken):
        found = read(text, "x")
        assert all(row.cells["stem"] is not None for row in found.rows if "stem" in row.cells)
        assert all(0 < p.line <= text.count("\n") + 1 for p in found.problems)
