"""Posts, redraws and what can go wrong with them, through real discord.py."""

import asyncio

import aiohttp
import discord
import pytest

from adapters.discord.budget import INVALID_MOST, Connects, Invalid
from adapters.discord.faults import looking, understood
from adapters.discord.render import mark_of
from bot.api import (
    Account,
    ActionRef,
    Button,
    Buttons,
    MessageGone,
    MessageRef,
    NotSent,
    OutcomeUnknown,
    Paragraph,
    Place,
    PlaceGone,
    Post,
    Redraw,
    Unreadable,
    View,
    text,
)

VIEW = View("A post", (Paragraph(text("for everyone")),))
NONCE = "0123456789012345678901234"


@pytest.fixture
def place(town):
    return Place("discord", str(town.guild.id), str(town.channel.id))


async def test_a_post_carries_its_nonce_and_its_mark(town, place):
    sent = await town.messenger.send(Post(NONCE, place, VIEW))
    body = town.env.http_requests[-1].json
    assert (body["nonce"], body["enforce_nonce"]) == (NONCE, True)
    assert body["components"][0]["id"] == mark_of(NONCE)
    assert body["allowed_mentions"]["parse"] == []
    assert town.posts()[-1].text == "### A post\n\nfor everyone"
    assert sent.id == str(town.channel.history()[-1].id)


async def test_a_redraw_edits(town, place):
    sent = await town.messenger.send(Post(NONCE, place, VIEW))
    await town.messenger.redraw(Redraw(place, sent, View("Another", VIEW.blocks)))
    assert [p.text for p in town.posts()] == ["### Another\n\nfor everyone"]


async def test_a_lost_post_is_found_by_its_mark(town, place):
    # simcord's clock begins here.
    since_ms = int(town.env.now().timestamp() * 1000) - 1000
    assert await town.messenger.find(place, NONCE, since_ms) is None
    other = await town.messenger.send(Post("another", place, VIEW))
    sent = await town.messenger.send(Post(NONCE, place, VIEW))
    assert await town.messenger.find(place, NONCE, since_ms) == sent
    assert await town.messenger.find(place, "another", since_ms) == other
    assert await town.messenger.find(place, "never sent", since_ms) is None


@pytest.mark.parametrize(
    ("status", "code", "fault"),
    [
        (403, 50001, PlaceGone),
        (403, 50013, PlaceGone),
        (403, 0, NotSent),
        (404, 10003, PlaceGone),
        (404, 10004, PlaceGone),
        (404, 10008, MessageGone),
        (404, 0, NotSent),
        (401, 0, NotSent),
        (503, 0, OutcomeUnknown),
        (400, 30046, NotSent),
    ],
)
async def test_what_discord_says_is_understood(town, place, status, code, fault):
    town.env.inject_error("POST", "/channels/*/messages", status=status, code=code)
    with pytest.raises(fault):
        await town.messenger.send(Post(NONCE, place, VIEW))


async def test_a_fault_of_ours_is_not_taken_for_discords(town, place):
    town.env.inject_error("POST", "/channels/*/messages", status=400, code=50035)
    with pytest.raises(discord.HTTPException):
        await town.messenger.send(Post(NONCE, place, VIEW))


async def test_a_deleted_message_is_gone(town, place):
    with pytest.raises(MessageGone):
        await town.messenger.redraw(Redraw(place, MessageRef("1"), VIEW))


async def test_a_closed_history_is_unreadable(town, place):
    town.env.inject_error("GET", "/channels/*/messages", status=403, code=50013)
    with pytest.raises(Unreadable):
        await town.messenger.find(place, NONCE, 0)
    with pytest.raises(PlaceGone), looking():
        raise PlaceGone("deleted")


async def test_a_lost_permission_stops_the_home_at_once(town, ada):
    town.env.inject_error("POST", "/channels/*/messages", status=403, code=50013, times=None)
    before = len(town.env.http_requests)
    await town.at("2026-03-04 09:00")
    await town.at("2026-03-05 09:00")
    refused = [r for r in town.env.http_requests[before:] if r.method == "POST"]
    assert len(refused) == 1
    seen = await ada.types("status")
    assert "Nothing can be posted here" in seen
    assert "View Channel and Send Messages" in seen


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (discord.RateLimited(31.0), NotSent),
        (aiohttp.ClientConnectorDNSError(None, OSError("no name")), NotSent),
        (aiohttp.ServerDisconnectedError(), OutcomeUnknown),
        (ConnectionResetError(104, "reset"), OutcomeUnknown),
        (TimeoutError(), OutcomeUnknown),
    ],
)
def test_what_the_network_does_is_understood(error, fault):
    error = _with_key(error)
    with pytest.raises(fault) as found, understood():
        raise error
    if isinstance(error, discord.RateLimited):
        assert found.value.retry_s == 31.0


def _with_key(error):
    if isinstance(error, aiohttp.ClientConnectorError):
        from types import SimpleNamespace

        error._conn_key = SimpleNamespace(host="discord.com", port=443, ssl=True)
    return error


async def test_without_a_connection_nothing_is_sent(town, place):
    town.messenger._line.client = None
    with pytest.raises(NotSent):
        await town.messenger.send(Post(NONCE, place, VIEW))


async def test_another_platforms_place_is_none_of_ours(town):
    with pytest.raises(PlaceGone):
        await town.messenger.send(Post(NONCE, Place("discord", "x", "y"), VIEW))


async def test_posting_rests_long_before_discord_bans_the_address(town, place):
    now_s = asyncio.get_running_loop().time()
    for _ in range(INVALID_MOST):
        town.messenger._invalid.count(403, "", now_s)
    with pytest.raises(NotSent, match="posting rests"):
        await town.messenger.send(Post(NONCE, place, VIEW))


def test_what_discord_refuses_is_told_to_the_operator():
    told = []
    invalid = Invalid(told.append)
    for status, scope in ((200, ""), (403, ""), (429, "user"), (429, "shared")):
        invalid.count(status, scope, 0.0)
    assert told == ["invalid", "throttled", "invalid", "throttled"]


def test_invalid_requests_are_counted_over_ten_minutes():
    invalid = Invalid()
    for n in range(INVALID_MOST):
        invalid.count(429, "user", float(n % 100))
        invalid.count(200, "", 0.0)
        invalid.count(429, "shared", 0.0)
    assert invalid.spent(500.0)
    assert not invalid.spent(705.0)


def test_connects_can_never_be_used_up():
    connects, now_s, count = Connects(), 0.0, 0
    while now_s < 86_400:
        now_s += connects.pause_s(now_s, shards=1)
        count += 1
    assert count < 800
    assert Connects().pause_s(0.0, shards=1) == 5.0


async def test_what_is_for_one_person_is_a_direct_message_without_controls(town, place):
    bob = town.member("Bob")
    account = Account("discord", "", str(bob.actor.user.id))
    controls = Buttons((Button("A", ActionRef("answer", ("p1", "A"))),))
    view = View("Still open", (*VIEW.blocks, controls))
    before = len(town.posts())
    await town.messenger.send(Post(NONCE, place, view, only_for=account))
    assert len(town.posts()) == before
    body = town.env.http_requests[-1].json
    said = str(body["components"])
    assert "Still open" in said
    assert "custom_id" not in said
    assert f"https://discord.com/channels/{place.workspace}/{place.channel}" in said


def test_a_process_that_crashes_and_starts_again_all_day_burns_no_connects(tmp_path):
    """A supervisor starts it again after five seconds; it connects, and crashes at once."""
    kept, now_s, count = tmp_path / "connects.json", 1_772_467_200.0, 0
    until_s = now_s + 86_400
    while now_s < until_s:
        connects = Connects(kept)
        now_s += 5.0 + connects.due_s(now_s)
        connects.pause_s(now_s, 1)
        count += 1
    assert count < 800
    assert Connects(kept).due_s(now_s) == 120.0
    assert Connects(kept).due_s(now_s + 3601) == 0.0


def test_a_restart_of_many_shards_is_no_crash_loop(tmp_path):
    kept, now_s = tmp_path / "connects.json", 1_772_467_200.0
    assert [Connects(kept).pause_s(now_s + n, 16) for n in range(16)] == [5.0] * 16
    assert Connects(kept).due_s(now_s + 60) == 0.0


@pytest.mark.parametrize(
    "text", ["", "{}", "[1]", '{"shards": 1, "times_s": [null]}', "\x00", '{"shards": 1e999}']
)
def test_a_spoilt_count_of_connects_is_begun_anew(tmp_path, text):
    kept = tmp_path / "connects.json"
    kept.write_text(text)
    assert Connects(kept).pause_s(1_772_467_200.0, 1) == 5.0
    assert kept.read_text() == '{"shards": 1, "times_s": [1772467200.0]}'


def test_where_connects_cannot_be_written_they_are_kept_in_memory(tmp_path, caplog):
    connects = Connects(tmp_path / "missing" / "connects.json")
    assert [connects.pause_s(float(n), 1) for n in range(6)] == [5.0, 5.0, 5.0, 5.0, 5.0, 10.0]
    assert "connects cannot be counted" in caplog.text
