"""The traps of slack-bolt 1.30 and slack_sdk 3.47 that were reproduced: each is pinned, so that an
upgrade which mends it is noticed, and shown not to reach us.
"""

import asyncio
import inspect
import json
import logging
import time

import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.http_retry.builtin_async_handlers import AsyncConnectionErrorRetryHandler
from slack_sdk.models.blocks import Block
from slack_sdk.oauth.installation_store.sqlite3 import SQLite3InstallationStore
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.bolt import EVERYTHING, make_app
from adapters.slack.line import Line, session
from adapters.slack.opening import open_slack
from adapters.slack.socket import DOWN_S, SILENT_S, Socket
from adapters.slack.tokens import OneToken
from bot.api import ActionRef, Quiet, Say, Stance, View
from bot.commands.registry import Registry
from bot.product import FEATURES
from tests.adapters.slack.slack_server import APP_TOKEN, BOT_TOKEN, CHANNEL, TEAM, local_slack

pytestmark = pytest.mark.slow


@pytest.fixture
async def slack():
    async with local_slack() as found:
        found.unlimited = True
        yield found


class Counting:
    """Who we are, and how often that was asked."""

    def __init__(self) -> None:
        self.asked = 0

    async def authorize(self, enterprise_id, team_id):
        self.asked += 1
        return AuthorizeResult(
            enterprise_id=enterprise_id, team_id=team_id, bot_token=BOT_TOKEN, bot_user_id="U0BOT"
        )


class Noting:
    """A desk that only notes what reached it."""

    def __init__(self) -> None:
        self.bodies = []
        self.reached = asyncio.Event()

    async def take(self, body, ack, own=()):
        self.bodies.append(body)
        self.reached.set()
        await ack()

    async def happened(self, body, bot_user, ack):
        assert bot_user in {"U0BOT", ""}  # nobody is left who could be asked after an uninstall
        await self.take(body, ack)


class FaultyCore:
    """A core that fails in every way that it never does."""

    commands = Registry(FEATURES).shown()

    def stance(self, event):
        return Stance()

    def asks(self, event):
        return None

    async def memberships(self, account):
        return ()

    async def handle(self, event):
        raise RuntimeError("secret of the inside")


class SlowCore(FaultyCore):
    """One that takes its time, and counts what it has brought to an end."""

    def __init__(self, takes_s: float) -> None:
        self.takes_s = takes_s
        self.begun = asyncio.Event()
        self.done = 0

    async def handle(self, event):
        self.begun.set()
        await asyncio.sleep(self.takes_s)
        self.done += 1
        return Quiet()


def bare() -> AsyncApp:
    async def authorize(enterprise_id, team_id):
        return await Counting().authorize(enterprise_id, team_id)

    return AsyncApp(client=AsyncWebClient(), signing_secret="", authorize=authorize)


def click(action_id: str = "1|answer|p|A", **more) -> dict:
    return {
        "type": "block_actions",
        "trigger_id": "1.2.3",
        "team": {"id": TEAM},
        "user": {"id": "U1", "name": "eve"},
        "channel": {"id": CHANNEL},
        "container": {"type": "message", "channel_id": CHANNEL, "message_ts": "1.2"},
        "actions": [{"action_id": action_id, "block_id": "b1", "type": "button"}],
        "response_url": "",
        **more,
    }


def brought(body: dict) -> AsyncBoltRequest:
    return AsyncBoltRequest(mode="socket_mode", body=body)


async def dispatched(app: AsyncApp, body: dict) -> tuple[int, float]:
    began_s = time.perf_counter()
    response = await app.async_dispatch(brought(body))
    return response.status, time.perf_counter() - began_s


def one_token(client):
    return OneToken(client, BOT_TOKEN)


def faulty(slack, **more):
    return open_slack(FaultyCore(), one_token, app_token=APP_TOKEN, api_url=slack.api_url, **more)


async def until_connected(opened, besides=None) -> None:
    """Waits for a connection that works, another one than `besides`."""
    async with asyncio.timeout(10):
        while True:
            handler = opened.socket._handler
            if handler and handler.client is not besides and await opened.connected():
                return
            await asyncio.sleep(0.01)


# P9, P11: a listener that raises.


async def test_p9_pin_bolt_forgets_an_acknowledgement_when_the_listener_raises(caplog):
    app = bare()

    @app.action(EVERYTHING)
    async def raising(ack):
        await ack()
        raise RuntimeError

    status, took_s = await dispatched(app, click())
    assert (status, took_s > 2.9) == (404, True)


async def test_p9_a_fault_after_the_acknowledgement_is_said_and_nothing_is_forgotten(slack, caplog):
    async with faulty(slack):
        await slack.connected()
        eve = slack.person("Eve")
        told = await eve.command("/anything at all")
        assert told.acked
        assert told.took_s < 1
        shown = await eve.sees("Something went wrong on our side")
        assert "secret" not in shown
        reference = shown.rsplit(": ", 1)[1].rstrip(".")
        assert reference in caplog.text


async def test_p11_pin_an_exception_before_the_acknowledgement_is_a_500(caplog):
    app = bare()

    @app.action(EVERYTHING)
    async def raising(ack):
        raise RuntimeError

    assert (await dispatched(app, click()))[0] == 500


@pytest.mark.parametrize(
    "body",
    [
        {"type": "block_actions"},
        {"type": "block_actions", "actions": [{"action_id": "x"}], "user": None},
        {"type": "view_submission", "view": {"callback_id": "x"}},
        {"type": "block_suggestion", "action_id": "?x", "value": "y"},
        {"command": "/quiz"},
        {"type": "event_callback", "event": {"type": "channel_left"}, "event_id": "e"},
    ],
)
async def test_p11_what_cannot_be_read_is_acknowledged_all_the_same(slack, body, caplog):
    async with faulty(slack) as opened:
        acked = []

        async def ack(**given):
            acked.append(given)

        took = opened.desk.happened(body, "U0", ack) if "event" in body else None
        await (took or opened.desk.take(body, ack))
        assert acked
        assert "rounds.slack" in {record.name for record in caplog.records}


async def test_p11_a_fault_in_a_form_is_said_in_it(slack, caplog):
    async with faulty(slack):
        await slack.connected()
        eve = slack.person("Eve")
        form = {
            "type": "modal",
            "callback_id": ActionRef("gone").encode(),
            "title": {"type": "plain_text", "text": "A form"},
            "private_metadata": json.dumps({"c": CHANNEL}),
            "blocks": [
                {"type": "section", "text": {"type": "plain_text", "text": "nothing to fill"}}
            ],
        }
        async with session() as shared:
            line = Line(one_token(None), shared, slack.api_url)
            trigger = slack.trigger(slack.workspaces[TEAM], eve.id)
            await line.call(TEAM, "views.open", {"trigger_id": trigger, "view": form})
        assert (await eve.submit({})).acked
        await eve.sees("Something went wrong on our side")


# P10: two listeners for one payload.


async def test_p10_pin_a_slow_first_listener_lets_the_second_run_too():
    app, ran = bare(), []

    @app.action(EVERYTHING)
    async def slow(ack):
        await asyncio.sleep(3.3)
        ran.append("first")
        await ack()

    @app.action("1|answer|p|A")
    async def other(ack):
        ran.append("second")
        await ack()

    status, _ = await dispatched(app, click())
    await asyncio.sleep(0.5)
    assert (status, sorted(ran)) == (200, ["first", "second"])


PAYLOADS = [
    {"command": "/quiz", "text": "", "team_id": TEAM, "user_id": "U1", "channel_id": "C1"},
    click(),
    click("anything|that is there\nat all"),
    {**click(), "view": {"type": "modal"}, "container": {"type": "view"}},
    {"type": "view_submission", "view": {"callback_id": "1|x", "type": "modal"}},
    {"type": "view_closed", "view": {"callback_id": "", "type": "modal"}},
    {"type": "shortcut", "callback_id": "x", "trigger_id": "1"},
    {"type": "message_action", "callback_id": "x", "trigger_id": "1"},
    {"type": "block_suggestion", "action_id": "?zones", "value": "x", "block_id": "b"},
    *(
        {"type": "event_callback", "event_id": kind, "event": {"type": kind, "user": "U1"}}
        for kind in ("app_home_opened", "channel_left", "app_uninstalled", "message", "made_up")
    ),
]


@pytest.mark.parametrize("body", PAYLOADS, ids=lambda b: b.get("type") or "command")
async def test_p10_every_payload_reaches_the_desk_once(body):
    desk = Noting()
    app = make_app(desk, Counting(), AsyncWebClient())
    body = {"team": {"id": TEAM}, "team_id": TEAM, "user": {"id": "U1"}, **body}
    assert (await dispatched(app, body))[0] == 200
    async with asyncio.timeout(5):
        await desk.reached.wait()
    assert len(desk.bodies) == 1
    matching = 0
    for listener in app._async_listeners:
        request = brought(body)
        matched = [await m.async_matches(request, None) for m in listener.matchers]
        matching += all(matched)
    assert matching == 1


# P12: what is under way when the process ends.


async def test_p12_pin_bolt_does_not_wait_for_its_listeners():
    app, ran = bare(), []

    @app.action(EVERYTHING)
    async def works(ack):
        await ack()
        await asyncio.sleep(0.2)
        ran.append(1)

    await dispatched(app, click())
    assert ran == []
    await asyncio.sleep(0.3)
    assert ran == [1]


@pytest.mark.parametrize("kind", ["command", "event"])
async def test_p12_whatever_was_acknowledged_is_brought_to_its_end(slack, kind):
    core = SlowCore(0.6)
    slack.grants[BOT_TOKEN].scopes |= {"channels:read"}
    async with open_slack(core, one_token, app_token=APP_TOKEN, api_url=slack.api_url):
        await slack.connected()
        eve = slack.person("Eve")
        if kind == "command":
            told = await eve.command("/anything at all")
        else:
            told = await slack.event({"type": "channel_left", "channel": CHANNEL})
        assert told.acked
        await core.begun.wait()
        assert core.done == 0
    assert core.done == 1


async def test_p12_who_comes_during_the_drain_is_told(slack):
    core = SlowCore(0.8)
    async with open_slack(core, one_token, app_token=APP_TOKEN, api_url=slack.api_url) as opened:
        await slack.connected()
        ada, eve = slack.person("Ada"), slack.person("Eve")
        await ada.command("/anything at all")
        await core.begun.wait()
        draining = asyncio.create_task(opened.desk.drain(5))
        await asyncio.sleep(0)
        told = await eve.command("/anything at all")
        assert told.acked
        await eve.sees("just restarting")
        assert await draining
    assert core.done == 1


async def test_p12_a_drain_that_takes_too_long_says_so(slack, caplog):
    core = SlowCore(1.0)
    async with open_slack(core, one_token, app_token=APP_TOKEN, api_url=slack.api_url) as opened:
        await slack.connected()
        await slack.person("Ada").command("/anything at all")
        await core.begun.wait()
        assert not await opened.desk.drain(0.1)
        assert "cut short" in caplog.text


# P13: what stands in the environment.


async def test_p13_pin_bolt_takes_oauth_from_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("SLACK_CLIENT_ID", "1.2")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "s")
    app = AsyncApp(token=BOT_TOKEN, signing_secret="s")
    assert app._token is None
    assert app._async_oauth_flow is not None


async def test_p13_bolts_variables_do_not_reach_us(monkeypatch, slack, caplog):
    for name, value in (
        ("SLACK_CLIENT_ID", "1.2"),
        ("SLACK_CLIENT_SECRET", "s"),
        ("SLACK_BOT_TOKEN", "xoxb-somebody-elses"),
        ("SLACK_SIGNING_SECRET", "somebody-elses"),
        ("SLACK_APP_TOKEN", "xapp-somebody-elses"),
    ):
        monkeypatch.setenv(name, value)
    tokens, desk = Counting(), Noting()
    app = make_app(desk, tokens, AsyncWebClient(), "ours")
    assert app._signing_secret == "ours"
    assert app._token is None
    assert (await dispatched(app, click()))[0] == 200
    assert (tokens.asked, len(desk.bodies)) == (1, 1)
    async with faulty(slack):
        await slack.connected()
        await slack.person("Eve").command("/anything at all")
    used = {call.method for call in slack.calls}
    assert "apps.connections.open" in used
    assert {call.error for call in slack.calls} <= {"", "missing_scope"}
    assert not [r for r in caplog.records if "oauth" in r.getMessage().lower()]


# P14: who we are is asked once.


async def test_p14_a_press_does_not_ask_who_we_are(slack):
    async with faulty(slack) as opened:
        await slack.connected()
        eve = slack.person("Eve")
        for _ in range(3):
            told = await eve.command("/anything at all")
            assert told.took_s < 0.5
        await opened.desk.drain(5)
    assert len(slack.asked("auth.test")) == 1


# P15, P16: the connection.


def test_p15_pin_whether_it_is_connected_must_be_awaited():
    assert inspect.iscoroutinefunction(SocketModeClient.is_connected)


async def test_p15_a_dead_connection_is_not_called_connected(slack):
    async with faulty(slack) as opened:
        await slack.connected()
        await until_connected(opened)
        client = opened.socket._handler.client
        client.auto_reconnect_enabled = False
        await client.disconnect()
        assert await opened.connected() is False


async def test_p15_by_http_slack_connects_to_us(slack):
    async with open_slack(
        FaultyCore(), one_token, signing_secret="s", api_url=slack.api_url
    ) as opened:
        assert await opened.connected()
        assert [route.path for route in opened.routes] == ["/slack/events"]


def test_p16_pin_the_client_cannot_be_made_outside_a_loop():
    with pytest.raises(RuntimeError):
        SocketModeClient(app_token=APP_TOKEN, web_client=AsyncWebClient())


def test_p16_the_app_is_made_without_a_loop():
    app = make_app(Noting(), Counting(), AsyncWebClient())
    Socket(app, APP_TOKEN, AsyncWebClient(), Noting())


async def test_p16_when_it_ends_nobody_connects_again(slack):
    async with faulty(slack):
        await slack.connected()
    opened = slack.sockets.opened
    await asyncio.sleep(0.3)
    assert not slack.sockets.ready
    assert slack.sockets.opened == opened


async def test_p16_a_connection_that_is_dead_is_made_anew(slack, monkeypatch, caplog):
    monkeypatch.setattr("adapters.slack.socket.LOOK_S", 0.02)
    monkeypatch.setattr("adapters.slack.socket.DOWN_S", 0.05)
    async with faulty(slack) as opened:
        await slack.connected()
        await until_connected(opened)
        client = opened.socket._handler.client
        client.auto_reconnect_enabled = False
        await client.disconnect()
        client.current_session_monitor.cancel()
        await until_connected(opened, besides=client)
        assert (await slack.person("Eve").command("/anything at all")).acked
    assert "is dead: making another" in caplog.text


async def test_p16_long_silence_is_a_dead_connection(slack):
    now = [0.0]
    app = make_app(Noting(), Counting(), AsyncWebClient())
    socket = Socket(app, APP_TOKEN, AsyncWebClient(), Noting(), now_s=lambda: now[0])
    assert await socket.alive()
    now[0] = DOWN_S + 1
    assert not await socket.alive()
    socket._up_s = now[0] = SILENT_S + 1
    assert not await socket.alive()
    await socket._heard(None)
    assert await socket.alive()


# P17, P18, P19: the SDK.


def test_p17_pin_the_sdk_drops_blocks_that_it_does_not_know(caplog):
    assert Block.parse({"type": "data_visualization", "title": "t"}) is None


async def test_p17_blocks_go_out_as_they_were_made(slack):
    block = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]}
    unknown = {"type": "data_visualization", "title": "t"}
    async with session() as shared:
        line = Line(one_token(None), shared, slack.api_url)
        body = {"channel": CHANNEL, "text": "t", "blocks": [block, unknown]}
        await line.say(TEAM, "chat.postMessage", body)
    first, *rest = slack.asked("chat.postMessage")
    assert unknown in first.args["blocks"]
    # Should Slack not take them, the text goes out alone.
    assert all(not call.args.get("blocks") for call in rest)
    assert len(slack.messages()) == 1


def test_p18_pin_the_sdk_tries_connections_again_and_nothing_else():
    kinds = [type(handler) for handler in AsyncWebClient().retry_handlers]
    assert kinds == [AsyncConnectionErrorRetryHandler]


async def test_p18_nothing_of_ours_is_tried_twice(slack):
    async with session() as shared:
        line = Line(one_token(None), shared, slack.api_url)
        assert line.client(BOT_TOKEN).retry_handlers == []
        assert line.client(BOT_TOKEN).session is shared


async def test_p18_one_session_for_everything_and_none_left_open(slack):
    async with faulty(slack) as opened:
        await slack.connected()
        eve = slack.person("Eve")
        for _ in range(3):
            await eve.command("/anything at all")
        shared = opened.client.session
        assert opened.messenger._line._session is shared
        assert opened.messenger._line._clients[BOT_TOKEN].session is shared
    assert shared.closed


def test_p19_pin_the_sdks_own_store_blocks_the_loop():
    assert inspect.iscoroutinefunction(SQLite3InstallationStore.async_save)
    assert "self.save(" in inspect.getsource(SQLite3InstallationStore.async_save)


# Payloads in logs.


async def test_at_its_loudest_the_log_holds_no_token_and_no_answer(slack, caplog):
    caplog.set_level(logging.DEBUG)
    async with faulty(slack):
        await slack.connected()
        await slack.person("Eve").command("/anything hunter2-typed")
    assert BOT_TOKEN not in caplog.text
    assert APP_TOKEN not in caplog.text
    assert "hunter2-typed" not in caplog.text
    ours = [r.getMessage() for r in caplog.records if not r.name.startswith("aiohttp.access")]
    assert "/actions/" not in "".join(ours)


class Broken:
    """Something whose view cannot be drawn."""


async def test_a_view_that_cannot_be_shown_is_an_apology(slack, caplog):
    class OddCore(FaultyCore):
        async def handle(self, event):
            return Say(View("T", (Broken(),)))

    async with open_slack(OddCore(), one_token, app_token=APP_TOKEN, api_url=slack.api_url):
        await slack.connected()
        eve = slack.person("Eve")
        assert (await eve.command("/anything at all")).acked
        await eve.sees("Something went wrong on our side")
