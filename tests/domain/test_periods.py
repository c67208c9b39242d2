"""Period keys, the dates they cover, and the rows an answer adds to."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.periods import keys_for, period_key, span

PERIODS = ("day", "week", "month", "all")


@pytest.mark.parametrize(
    ("period", "day", "key"),
    [
        ("day", date(2026, 11, 22), "D2026-11-22"),
        ("week", date(2026, 11, 22), "W2026-47"),
        ("week", date(2026, 11, 23), "W2026-48"),
        ("week", date(2027, 1, 3), "W2026-53"),
        ("week", date(2027, 1, 4), "W2027-01"),
        ("week", date(2024, 12, 30), "W2025-01"),
        ("month", date(2026, 11, 22), "M2026-11"),
        ("month", date(2027, 1, 1), "M2027-01"),
        ("all", date(2026, 11, 22), "A"),
    ],
)
def test_a_day_lies_in_its_period(period, day, key):
    assert period_key(period, day) == key


@pytest.mark.parametrize(
    ("period", "day", "first", "last"),
    [
        ("day", date(2026, 11, 22), date(2026, 11, 22), date(2026, 11, 22)),
        ("week", date(2026, 11, 22), date(2026, 11, 16), date(2026, 11, 22)),
        ("week", date(2027, 1, 1), date(2026, 12, 28), date(2027, 1, 3)),
        ("month", date(2028, 2, 10), date(2028, 2, 1), date(2028, 2, 29)),
        ("month", date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31)),
        ("all", date(2026, 11, 22), date.min, date.max),
    ],
)
def test_a_period_covers_its_dates(period, day, first, last):
    assert span(period, day) == (first, last)


@given(st.sampled_from(PERIODS), st.dates())
def test_exactly_the_dates_of_a_span_have_its_key(period, day):
    first, last = span(period, day)
    key = period_key(period, day)
    assert first <= day <= last
    assert period_key(period, first) == period_key(period, last) == key
    if first > date.min:
        assert period_key(period, first - timedelta(days=1)) != key
    if last < date.max:
        assert period_key(period, last + timedelta(days=1)) != key


@given(st.dates())
def test_no_two_kinds_of_period_share_a_key(day):
    assert len({period_key(period, day) for period in PERIODS}) == len(PERIODS)


@pytest.mark.parametrize("ask", [period_key, span])
def test_another_period_is_refused(ask):
    with pytest.raises(ValueError, match="not a period: 'year'"):
        ask("year", date(2026, 11, 22))


def test_an_answer_adds_to_week_month_all_time_and_its_topic():
    assert keys_for(date(2026, 11, 22), "icd") == [
        ("W2026-47", ""),
        ("M2026-11", ""),
        ("A", ""),
        ("A", "icd"),
    ]


def test_no_row_is_added_to_twice():
    assert keys_for(date(2026, 11, 22), "") == [("W2026-47", ""), ("M2026-11", ""), ("A", "")]
