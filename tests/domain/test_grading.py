"""Grading and points, case by case and as properties."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.grading import checked, fingerprint, fold_code, grade, split_codes
from bot.domain.scoring import daily_points, practice_points
from bot.errors import Refusal
from tests.world import codes, multi, single


@pytest.mark.parametrize(
    ("chosen", "credit"),
    [(("B",), 1), (("A",), 0)],
)
def test_single(chosen, credit):
    assert grade(single("q", key="B"), chosen).credit == credit


@pytest.mark.parametrize(
    ("chosen", "credit"),
    [(("A", "D"), 1), (("A", "B"), Fraction(1, 2)), (("B", "C"), 0)],
)
def test_multi(chosen, credit):
    assert grade(multi("q"), chosen).credit == credit


@pytest.mark.parametrize(
    ("typed", "credit"),
    [
        ("E11.22 N18.30", 1),
        ("n1830,e1122", 1),
        ("E11.22", Fraction(1, 2)),
        ("E11.22 N18.30 I10", Fraction(2, 3)),
        ("E11.22 E11.22", Fraction(1, 2)),
        ("I10", 0),
    ],
)
def test_codes_in_any_order(typed, credit):
    question = codes("q")
    assert grade(question, checked(question, [typed])).credit == credit


@pytest.mark.parametrize(
    ("typed", "credit"),
    [("E11.22 N18.30", 1), ("N18.30 E11.22", 0), ("E11.22 I10", Fraction(1, 2))],
)
def test_codes_in_order(typed, credit):
    question = codes("q", ordered=True)
    assert grade(question, checked(question, [typed])).credit == credit


@given(st.lists(st.sampled_from(["E11.22", "N18.30", "I10", "E11.9"]), min_size=1, max_size=12))
def test_credit_is_never_over_one_and_full_only_for_the_key(entered):
    result = grade(codes("q"), [fold_code(c) for c in entered])
    assert 0 <= result.credit <= 1
    assert result.right == (sorted(entered) == ["E11.22", "N18.30"])


@pytest.mark.parametrize(
    ("question", "raw", "code"),
    [
        (single("q"), ["Z"], "bad_choice"),
        (single("q"), [], "bad_choice"),
        (single("q"), ["A", "B"], "choose_n"),
        (multi("q"), ["A"], "choose_n"),
        (codes("q"), [" ,; "], "no_codes"),
        (codes("q"), ["A1 " * 13], "many_codes"),
    ],
)
def test_bad_choices_are_refused(question, raw, code):
    with pytest.raises(Refusal) as caught:
        checked(question, raw)
    assert caught.value.code == code


def test_codes_are_split_at_commas_semicolons_and_space():
    assert split_codes("e11.22;N18.30, i10\nz79.4") == ("E1122", "N1830", "I10", "Z794")


def test_points():
    assert [daily_points(c) for c in (1000, 0, 500, 333)] == [10, 2, 6, 4]
    assert practice_points(1000, first=True, earned_today=19) == 1
    assert practice_points(1000, first=True, earned_today=20) == 0
    assert practice_points(1000, first=False, earned_today=0) == 0
    assert practice_points(999, first=True, earned_today=0) == 0


def test_a_fingerprint_moves_with_the_key_alone():
    assert fingerprint(single("q", key="A")) != fingerprint(single("q", key="B"))
    assert fingerprint(single("q", stem="x")) == fingerprint(single("q", stem="y"))
