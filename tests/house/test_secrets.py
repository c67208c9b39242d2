"""No secret lies in a tracked file: token shapes of the platforms, and private keys.

Shapes: Slack, "Token types" (xoxb-, xapp- …); Discord, "Authentication" (three parts, the first the
id in base64); PEM, RFC 7468. What a test needs as a token is listed here by its file.
"""

import re

import pytest

from tests.house.test_house import ROOT, tracked

SHAPES = {
    "slack token": re.compile(r"xox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]{10,}"),
    "slack app token": re.compile(r"xapp-[A-Za-z0-9-]{10,}"),
    "slack webhook": re.compile(r"hooks\.slack\.com/services/T\w{6,}"),
    "discord token": re.compile(r"\b[A-Za-z0-9_-]{17,28}\.[A-Za-z0-9_-]{6,7}\.[A-Za-z0-9_-]{12,}"),
    "discord webhook": re.compile(r"discord(?:app)?\.com/api/webhooks/\d{17,}/"),
    "private key": re.compile(r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----"),
    "password in an address": re.compile(r"postgres(?:ql)?://\w+:[A-Za-z0-9]{20,}@"),
}

FIXTURES = {
    "tests/adapters/slack/slack_server.py": {"xapp-1-A0ROUNDS-1-test"},
    "tests/adapters/slack/test_pitfalls.py": {"xapp-somebody-elses", "xoxb-somebody-elses"},
    "tests/app/test_config.py": {"MTIzNDU2Nzg5MDEyMzQ1Njc4.hunter2.hunter2hunter2"},
    "tests/house/test_secrets.py": {
        "xapp-somebody-elses",
        "xoxb-somebody-elses",
        "xapp-1-A0ROUNDS-1-test",
        "MTIzNDU2Nzg5MDEyMzQ1Njc4.hunter2.hunter2hunter2",
    },
}
"""Invented tokens, by the file that may hold them."""


def found(text: str) -> set[str]:
    """Everything in a text that has the shape of a secret."""
    return {match[0] for shape in SHAPES.values() for match in shape.finditer(text)}


def test_no_tracked_file_holds_a_secret():
    leaks: dict[str, set[str]] = {}
    for path in tracked():
        if path.is_file():
            name = path.relative_to(ROOT).as_posix()
            text = path.read_bytes().decode("utf-8", "replace")
            if held := found(text) - FIXTURES.get(name, set()):
                leaks[name] = held
    assert leaks == {}


def test_every_fixture_is_still_there():
    """A list that outlives its files would let the next secret through."""
    for name, tokens in FIXTURES.items():
        assert tokens <= found((ROOT / name).read_text(encoding="utf-8")), name


# Put together here, so that this file holds none itself.
@pytest.mark.parametrize(
    ("shape", "secret"),
    [
        ("slack token", "xoxb" + "-2222222222-3333333333-" + "aB3dE6gH9jK2mN5p"),
        ("slack token", "xoxe.xoxb" + "-1-Mi0yLTEyMzQ1Njc4OTA"),
        ("slack app token", "xapp" + "-1-A0123456789-1234567890123-" + "0a1b2c3d" * 8),
        ("slack webhook", "https://hooks.slack.com" + "/services/T01234567/B01/abc"),
        ("discord token", "MTA5ODc2NTQzMjEwOTg3NjU0Mw" + ".GaBcDe." + "x" * 38),
        ("discord webhook", "https://discord.com/api" + "/webhooks/1098765432109876543/abc"),
        ("private key", "-----BEGIN " + "PRIVATE KEY-----"),
        ("private key", "-----BEGIN " + "RSA PRIVATE KEY-----"),
        ("password in an address", "postgresql://rounds:" + "q7" * 12 + "@db/rounds"),
    ],
)
def test_what_looks_like_a_secret_is_seen(shape, secret):
    assert SHAPES[shape].search(f'TOKEN = "{secret}"  # ours')


@pytest.mark.parametrize("text", ["xoxb-…", "xapp-1-test", "`xoxb-` is missing", "a.b.c", "3.11.7"])
def test_what_only_speaks_of_secrets_is_not(text):
    assert found(text) == set()
