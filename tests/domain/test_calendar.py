"""What people may type for times, dates, days and zones; and the next due instant."""

import zoneinfo
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.calendar import (
    DAILY,
    WEEKDAYS,
    due_ms,
    exists,
    first_after,
    local_date,
    next_due,
    parse_date,
    parse_days,
    parse_time,
    parse_zone,
    zones,
)
from bot.errors import Refusal

CHICAGO = "America/Chicago"

times = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))
day_lists = st.sets(st.sampled_from(WEEKDAYS), min_size=1).map(
    lambda chosen: ",".join(day for day in WEEKDAYS if day in chosen)
)
some_zones = st.sampled_from(zones())
instants = st.integers(631_152_000_000, 2_145_916_800_000)  # 1990–2037


@settings(deadline=None)
@given(instants, times, some_zones, day_lists)
def test_next_due_is_the_first_after(after: int, at: str, zone: str, days: str) -> None:
    due, day = next_due(after, at, zone, days)
    assert due > after
    assert due == due_ms(day, at, zone)
    assert WEEKDAYS[day.weekday()] in days
    assert exists(day, zone)
    earlier = local_date(after, zone) - timedelta(days=2)
    while earlier < day:
        wanted = WEEKDAYS[earlier.weekday()] in days and exists(earlier, zone)
        assert not wanted or due_ms(earlier, at, zone) <= after, earlier
        earlier += timedelta(days=1)


@settings(deadline=None)
@given(instants, times, some_zones)
def test_first_after_is_within_a_day_and_a_change(after: int, at: str, zone: str) -> None:
    assert 0 < first_after(after, at, zone) - after <= 26 * 3_600_000


@settings(deadline=None)
@given(instants, some_zones, times)
def test_the_due_instant_of_today_is_on_todays_date_or_in_a_gap_at_its_end(
    now: int, zone: str, at: str
) -> None:
    day = local_date(now, zone)
    assert local_date(due_ms(day, at, zone), zone) - day <= timedelta(days=1)


@settings(deadline=None)
@given(st.text(max_size=20))
def test_any_text_is_taken_or_refused_by_name(text: str) -> None:
    for parse, code_of_refusal in (
        (parse_time, "bad_time"),
        (parse_date, "bad_date"),
        (parse_days, "bad_days"),
        (parse_zone, "bad_zone"),
    ):
        code, facts = outcome(parse, text)
        assert code in {"", code_of_refusal}
        assert facts.get("text", text) == text


def test_a_long_text_is_cut_in_the_refusal() -> None:
    for parse in (parse_time, parse_date, parse_days, parse_zone):
        with pytest.raises(Refusal) as refused:
            parse("x" * 10_000)
        assert len(refused.value.facts["text"]) == 40


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("9", "09:00"),
        ("9:00", "09:00"),
        ("09:00", "09:00"),
        (" 9.30 ", "09:30"),
        ("9 am", "09:00"),
        ("9:15PM", "21:15"),
        ("12 am", "00:00"),
        ("12 p.m.", "12:00"),
        ("23:59", "23:59"),
        ("0", "00:00"),
    ],
)
def test_times(text: str, at: str) -> None:
    assert parse_time(text) == at


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("25:00", "hour"),
        ("24:00", "hour"),
        ("13 pm", "hour"),
        ("0 am", "hour"),
        ("9:60", "minute"),
        ("nine", "format"),
        ("", "format"),
        ("-1:00", "format"),
        ("9:5", "format"),
        ("٩:00", "format"),
    ],
)
def test_times_refused(text: str, why: str) -> None:
    assert refusal_of(parse_time, text) == ("bad_time", {"text": text, "why": why})


@pytest.mark.parametrize("text", ["2027-03-14", " 2027-3-14 "])
def test_dates(text: str) -> None:
    assert parse_date(text) == date(2027, 3, 14)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2027-02-31", "day"),
        ("2027-02-29", "day"),
        ("2027-04-00", "day"),
        ("2027-13-01", "month"),
        ("0027-01-01", "year"),
        ("9999-12-31", "year"),
        ("3/14/2027", "format"),
        ("tomorrow", "format"),
        ("", "format"),
    ],
)
def test_dates_refused(text: str, why: str) -> None:
    assert refusal_of(parse_date, text) == ("bad_date", {"text": text, "why": why})


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("daily", DAILY),
        ("Every day", DAILY),
        ("weekdays", "mon,tue,wed,thu,fri"),
        ("weekends", "sat,sun"),
        ("fri,mon, wed", "mon,wed,fri"),
        ("Monday Thurs", "mon,thu"),
        ("mon - wed; sat", "mon,tue,wed,sat"),
        ("sat-mon", "mon,sat,sun"),
        ("mon,mon", "mon"),
    ],
)
def test_days(text: str, days: str) -> None:
    assert parse_days(text) == days


@pytest.mark.parametrize(
    ("text", "wrong"), [("mon,foo", "foo"), ("", ""), ("mo", "mo"), ("mon-", "mon-"), ("-", "-")]
)
def test_days_refused(text: str, wrong: str) -> None:
    assert refusal_of(parse_days, text) == ("bad_days", {"text": text, "wrong": wrong})


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("America/Chicago", CHICAGO),
        ("america/chicago", CHICAGO),
        ("AMERICA/NEW YORK", "America/New_York"),
        ("america/port-au-prince", "America/Port-au-Prince"),
        ("utc", "UTC"),
        ("Etc/GMT+5", "Etc/GMT+5"),
    ],
)
def test_zones_by_name(text: str, zone: str) -> None:
    assert parse_zone(text) == zone


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("Chicago", CHICAGO),
        ("Amercia/Chicgo", CHICAGO),
        ("EST", "America/New_York"),
        ("central time", CHICAGO),
        ("indianap", "America/Indiana/Indianapolis"),
    ],
)
def test_zones_refused_with_a_suggestion(text: str, near: str) -> None:
    code, facts = refusal_of(parse_zone, text)
    assert code == "bad_zone"
    assert near in facts["near"]
    assert set(facts["near"]) <= set(zones())


def test_nothing_is_suggested_for_nothing() -> None:
    assert refusal_of(parse_zone, "  ") == ("bad_zone", {"text": "  ", "near": ()})


def test_zones_are_sorted_known_and_without_bare_codes() -> None:
    assert list(zones()) == sorted(set(zones()))
    assert set(zones()) <= zoneinfo.available_timezones()
    assert {"America/Chicago", "UTC"} <= set(zones())
    assert not {"EST", "Factory", "localtime"} & set(zones())
    assert zones() is zones()


def test_an_unknown_zone_in_a_row_says_so() -> None:
    with pytest.raises(zoneinfo.ZoneInfoNotFoundError, match="Mars/Olympus"):
        due_ms(date(2026, 1, 1), "09:00", "Mars/Olympus")


def outcome(parse, text: str) -> tuple[str, dict[str, object]]:
    try:
        parse(text)
    except Refusal as refusal:
        return refusal.code, refusal.facts
    return "", {}


def refusal_of(parse, text: str) -> tuple[str, dict[str, object]]:
    code, facts = outcome(parse, text)
    assert code, f"{text!r} was taken"
    return code, facts
