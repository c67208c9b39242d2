"""Posts, redraws and the look into a channel's history, against the tests' own Slack."""

import pytest

from adapters.slack.faults import PLACES, understood
from adapters.slack.line import Line, session
from adapters.slack.messenger import SlackMessenger
from adapters.slack.rates import LONGEST_WAIT_S, Rates
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
from tests.adapters.slack.person import elements
from tests.adapters.slack.slack_server import BOT_TOKEN, CHANNEL, TEAM, local_slack

pytestmark = pytest.mark.slow

PLACE = Place("slack", TEAM, CHANNEL)
VIEW = View(
    "A post",
    (Paragraph(text("for everyone")), Buttons((Button("A", ActionRef("answer", ("p", "A"))),))),
)
POST = Post("n1", PLACE, VIEW)


class OneWord:
    """The token of one workspace."""

    async def token(self, workspace):
        assert workspace == TEAM
        return BOT_TOKEN


class Clock:
    """A clock that goes by itself when somebody sleeps."""

    def __init__(self):
        self.s = 100.0
        self.slept = []
        self.told = []

    def now_s(self):
        return self.s

    async def sleep(self, for_s):
        self.slept.append(round(for_s, 3))
        self.s += for_s


@pytest.fixture
async def slack():
    async with local_slack() as found:
        found.unlimited = True
        yield found


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def messenger(slack, clock):
    async with session() as shared:
        line = Line(OneWord(), shared, slack.api_url)
        told = clock.told.append
        yield SlackMessenger(line, Rates(clock.now_s, clock.sleep), on_told=told, strict=True)


def granted(slack, *scopes):
    slack.grants[BOT_TOKEN].scopes |= set(scopes)


async def test_a_post_carries_its_nonce_and_nothing_unfurls(slack, messenger):
    ref = await messenger.send(POST)
    [message] = slack.messages()
    assert message.ts == ref.id
    assert message.body["metadata"] == {
        "event_type": "rounds_post",
        "event_payload": {"nonce": "n1"},
    }
    [call] = slack.asked("chat.postMessage")
    assert (call.args["unfurl_links"], call.args["unfurl_media"]) == (False, False)
    assert (messenger.platform, messenger.nonce_window_ms) == ("slack", 0)
    assert messenger.abilities.blocks < 50


async def test_what_is_for_one_person_is_a_direct_message_that_knows_its_channel(slack, messenger):
    bob = slack.person("Bob")
    account = Account("slack", TEAM, bob.id)
    await messenger.send(Post("n2", PLACE, VIEW, only_for=account))
    assert not slack.messages()
    [direct] = bob.direct
    [(block, _)] = elements(direct)
    assert CHANNEL in block["block_id"]


async def test_a_redraw_changes_the_message(slack, messenger):
    ref = await messenger.send(POST)
    await messenger.redraw(Redraw(PLACE, ref, View("Changed")))
    [message] = slack.messages()
    assert (message.ts, message.edits, message.text) == (ref.id, 1, "Changed")


async def test_a_message_that_is_gone_is_said_to_be(slack, messenger):
    with pytest.raises(MessageGone):
        await messenger.redraw(Redraw(PLACE, MessageRef("1.000001"), VIEW))


async def test_a_post_is_found_by_its_nonce(slack, messenger):
    granted(slack, "channels:history")
    refs = [await messenger.send(Post(f"n{n}", PLACE, VIEW)) for n in range(4)]
    assert await messenger.find(PLACE, "n2", 0) == refs[2]
    assert await messenger.find(PLACE, "n9", 0) is None
    later_ms = int(float(refs[2].id) * 1000) + 1
    assert await messenger.find(PLACE, "n2", later_ms) is None


async def test_a_long_history_is_read_page_by_page(slack, messenger, monkeypatch):
    granted(slack, "groups:history")
    monkeypatch.setattr("adapters.slack.messenger._PAGE", 2)
    refs = [await messenger.send(Post(f"n{n}", PLACE, VIEW)) for n in range(7)]
    assert await messenger.find(PLACE, "n0", 0) == refs[0]
    assert len(slack.asked("conversations.history")) == 4


async def test_a_history_too_long_to_read_is_looked_at_later(slack, messenger, monkeypatch):
    granted(slack, "groups:history")
    monkeypatch.setattr("adapters.slack.messenger._PAGE", 1)
    monkeypatch.setattr("adapters.slack.messenger._PAGES", 2)
    for n in range(4):
        await messenger.send(Post(f"n{n}", PLACE, VIEW))
    with pytest.raises(NotSent, match="too much"):
        await messenger.find(PLACE, "n0", 0)


async def test_without_the_scope_nobody_looks(slack, messenger):
    with pytest.raises(Unreadable, match="channels:history"):
        await messenger.find(PLACE, "n1", 0)


async def test_messages_of_others_are_not_ours(slack, messenger):
    granted(slack, "channels:history")
    await messenger.send(POST)
    [message] = slack.messages()
    message.body["metadata"] = {"event_type": "theirs", "event_payload": {"nonce": "n1"}}
    assert await messenger.find(PLACE, "n1", 0) is None


@pytest.mark.parametrize("code", sorted(PLACES))
async def test_every_way_to_lose_a_place_has_its_sentence(slack, messenger, code):
    slack.plan("chat.postMessage", error=code)
    with pytest.raises(PlaceGone, match=r"Rounds|channel|person") as caught:
        await messenger.send(POST)
    assert code not in str(caught.value)


async def test_who_was_not_invited_says_how(slack, messenger):
    slack.workspaces[TEAM].channels[CHANNEL].members.clear()
    with pytest.raises(PlaceGone, match="/invite @Rounds"):
        await messenger.send(POST)


@pytest.mark.parametrize(
    ("code", "pause_s"),
    [("invalid_auth", 3600), ("missing_scope", 3600), ("token_expired", 15), ("weird", 600)],
)
async def test_what_surely_did_not_go_waits(slack, messenger, code, pause_s):
    slack.plan("chat.postMessage", error=code)
    with pytest.raises(NotSent) as caught:
        await messenger.send(POST)
    assert caught.value.retry_s == pause_s


@pytest.mark.parametrize("trouble", [{"status": 503}, {"error": "fatal_error"}, {"lost": True}])
async def test_what_may_have_gone_is_unknown_and_asked_for_once(slack, messenger, trouble):
    slack.plan("chat.postMessage", **trouble)
    with pytest.raises(OutcomeUnknown):
        await messenger.send(POST)
    assert len(slack.asked("chat.postMessage")) == 1


async def test_blocks_that_slack_does_not_take_go_out_as_text(slack, messenger, caplog):
    slack.plan("chat.postMessage", error="invalid_blocks")
    await messenger.send(POST)
    [message] = slack.messages()
    assert not message.blocks
    assert message.text == "A post\nfor everyone\n[A]"
    assert "does not take the blocks" in caplog.text


async def test_nobody_there_is_not_sent(clock):
    async with session() as shared:
        line = Line(OneWord(), shared, "http://127.0.0.1:1/api/")
        with pytest.raises(NotSent, match="cannot be reached"):
            await SlackMessenger(line, Rates(clock.now_s, clock.sleep)).send(POST)


async def test_one_message_a_second_in_a_channel(slack, messenger, clock):
    other = slack.add_channel("other")
    for n in range(3):
        await messenger.send(Post(f"n{n}", PLACE, VIEW))
    await messenger.send(Post("n3", Place("slack", TEAM, other.id), VIEW))
    assert clock.slept == [1.0, 1.0]


async def test_a_queue_that_grows_too_long_sends_letters_back(clock):
    rates = Rates(clock.now_s, lambda _: _never())
    for _ in range(5):
        try:
            await rates.turn(("post",), 1.0)
        except Waited:
            continue
    with pytest.raises(NotSent) as caught:
        await rates.turn(("post",), 1.0)
    assert caught.value.retry_s > LONGEST_WAIT_S


class Waited(Exception):
    """Somebody would have slept."""


async def _never():
    raise Waited


async def test_after_a_429_nobody_else_asks_until_slack_is_ready(slack, messenger, clock):
    slack.plan("chat.postMessage", status=429, retry_after=30)
    with pytest.raises(NotSent) as caught:
        await messenger.send(POST)
    assert caught.value.retry_s == 30
    with pytest.raises(NotSent):
        await messenger.send(Post("n2", PLACE, VIEW))
    assert len(slack.asked("chat.postMessage")) == 1
    assert clock.told == ["throttled"]
    clock.s += 30
    await messenger.send(POST)
    assert len(slack.messages()) == 1


async def test_redraws_keep_the_pace_of_their_tier(slack, messenger, clock):
    ref = await messenger.send(POST)
    for _ in range(3):
        await messenger.redraw(Redraw(PLACE, ref, VIEW))
    assert clock.slept == [1.2, 1.2]


def test_a_fault_of_ours_is_not_the_networks():
    with pytest.raises(ZeroDivisionError), understood():
        raise ZeroDivisionError
