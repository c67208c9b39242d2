"""Typed lines: words in order or named, quotes, numbers and choices find their place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.bind import bind
from bot.commands.parse import parse
from bot.commands.registry import Registry
from bot.errors import Refusal
from bot.product import FEATURES

REGISTRY = Registry(FEATURES)


def options(line: str) -> dict[str, str]:
    return dict(parse(line, REGISTRY).options)


@pytest.mark.parametrize(
    ("line", "name", "expected"),
    [
        ("/quiz", "quiz", {}),
        ("quiz hcpcs 5", "quiz", {"topic": "hcpcs", "count": "5"}),
        ("/quiz 5 hcpcs", "quiz", {"topic": "hcpcs", "count": "5"}),
        ("/QUIZ count:7", "quiz", {"count": "7"}),
        ("/leaderboard month", "leaderboard", {"period": "month"}),
        ("/leaderboard pcs", "leaderboard", {"topic": "pcs"}),
        ("/leaderboard all pcs", "leaderboard", {"period": "all", "topic": "pcs"}),
        (
            '/countdown add "Spring CPC" 2027-03-14 mine',
            "countdown add",
            {"name": "Spring CPC", "date": "2027-03-14", "mine": "yes"},
        ),
        (
            "/countdown add CPC 2027-03-14 08:30 America/Chicago",
            "countdown add",
            {"name": "CPC", "date": "2027-03-14", "time": "08:30", "zone": "America/Chicago"},
        ),
        ("/countdown add “My CPC” 2027-03-14", "countdown add", {"name": "My CPC"}),
        ("/countdown remove Ada's", "countdown remove", {"name": "Ada's"}),
        ("/setup daily_at:9:30", "setup", {"daily_at": "9:30"}),
        ("/code htn with ckd", "code", {"what": "htn with ckd"}),
        ("/code what:type 2 diabetes", "code", {"what": "type 2 diabetes"}),
        ('/code "low back" pain: 5 days', "code", {"what": "low back pain: 5 days"}),
    ],
)
def test_lines(line, name, expected):
    found = parse(line, REGISTRY)
    assert found.command.name == name
    assert expected.items() <= dict(found.options).items()


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("/quizz", "no_command"),
        ("", "no_command"),
        ("/", "no_command"),
        ("/found", "no_command"),
        ("/countdown", "which"),
        ("/countdown explode", "which"),
        ('/quiz "open', "quotes"),
        ("/quiz " + "x" * 10_000, "long_line"),
    ],
)
def test_refusals(line, code):
    with pytest.raises(Refusal) as caught:
        parse(line, REGISTRY)
    assert caught.value.code == code


def test_a_mistyped_command_is_answered_with_the_nearest():
    with pytest.raises(Refusal) as caught:
        parse("/leaderbord", REGISTRY)
    assert caught.value.facts["nearest"] == "leaderboard"


def problems(line: str) -> list[str]:
    found = parse(line, REGISTRY)
    with pytest.raises(Refusal) as caught:
        bind(found.command, found.options)
    return caught.value.facts["problems"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("/quiz count:0", ["count: 0 is out of range; from 1 to 20, please"]),
        ("/quiz count:many", ["count: 'many' is not a whole number; from 1 to 20, please"]),
        ("/quiz topc:pcs", ["topc: not an option here; did you mean topic?"]),
        (
            "/leaderboard period:year",
            ["period: 'year' is not one of day, week, month, all"],
        ),
        ("/today now", ["now: this command takes no options"]),
        (
            "/countdown add",
            [
                "name: needed (What to call it, such as CPC)",
                "date: needed (The day, such as 2027-03-14)",
            ],
        ),
        ("/quiz topic:" + "y" * 300, ["topic: 300 characters; 200 at most, please"]),
    ],
)
def test_every_problem_is_named(line, expected):
    assert problems(line) == expected


@given(st.text(max_size=300))
def test_any_line_is_a_command_or_a_refusal(line):
    refused = None
    try:
        found = parse(line, REGISTRY)
        bind(found.command, found.options)
    except Refusal as refusal:
        refused = refusal
    assert refused is None or REGISTRY.say(refused.code, refused.facts)


def test_two_commands_of_one_name_are_refused():
    with pytest.raises(ValueError, match="declared twice"):
        Registry((*FEATURES, FEATURES[0]))
