"""The tests' own Slack against a bare Bolt app: it brings, refuses and remembers as Slack does."""

import re

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.adapters.slack.block_kit import problems, view_problems
from tests.adapters.slack.delivery import signed
from tests.adapters.slack.slack_server import CHANNEL, local_slack

pytestmark = pytest.mark.slow

BUTTONS = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "Which one?"}},
    {
        "type": "actions",
        "elements": [
            {
                "type": "button",
                "action_id": f"q1:{letter}",
                "text": {"type": "plain_text", "text": letter},
            }
            for letter in "AB"
        ],
    },
]
MODAL = {
    "type": "modal",
    "callback_id": "codes",
    "title": {"type": "plain_text", "text": "Codes"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "codes",
            "label": {"type": "plain_text", "text": "Codes"},
            "element": {"type": "plain_text_input", "action_id": "typed"},
        }
    ],
}


@pytest.fixture
async def slack():
    async with local_slack() as found:
        yield found


@pytest.fixture
async def client(slack):
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(slack.bot_token, base_url=slack.api_url, session=session)


def bare(slack, client) -> AsyncApp:
    app = AsyncApp(client=client, token=slack.bot_token, signing_secret=slack.signing_secret)
    app.seen = []

    @app.command(re.compile(".*"))
    async def typed(ack, body, respond, client):
        await ack()
        app.seen.append(body["text"])
        if body["text"] == "form":
            await client.views_open(trigger_id=body["trigger_id"], view=MODAL)
        else:
            await respond(text="menu", blocks=BUTTONS)

    @app.action(re.compile("^q1:"))
    async def pressed(ack, body, respond):
        await ack()
        app.seen.append(body["actions"][0]["action_id"])
        await respond(text="Correct", replace_original=False)

    @app.view("codes")
    async def sent(ack, view):
        value = view["state"]["values"]["codes"]["typed"]["value"]
        if value == "X":
            await ack(response_action="errors", errors={"codes": "not a code"})
        else:
            await ack()

    @app.event("app_home_opened")
    async def opened(event, client):
        blocks = BUTTONS[:1]
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    return app


@pytest.fixture(params=["socket", "http"])
async def app(request, slack, client):
    app = bare(slack, client)
    if request.param == "socket":
        handler = AsyncSocketModeHandler(app, slack.app_token)
        await handler.connect_async()
        await slack.connected()
        yield app
        handler.client.auto_reconnect_enabled = False
        await handler.close_async()
    else:
        runner = web.AppRunner(app.web_app(path="/slack/events"))
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        slack.http(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
        yield app
        await runner.cleanup()


async def test_a_command_a_click_and_a_private_answer(slack, app):
    ada, ben = slack.person("Ada"), slack.person("Ben")
    told = await ada.command("/quiz menu")
    assert told.acked
    assert told.took_s < 3
    await ada.sees("Which one?")
    assert ben.screen == ""
    assert (await ada.click(ada.private[0], "B")).acked
    await ada.sees("Correct")
    assert app.seen == ["menu", "q1:B"]


async def test_a_form_shows_its_errors_and_closes(slack, app):
    ada = slack.person("Ada")
    await ada.command("/quiz form")
    await ada.sees("Codes")
    assert (await ada.submit()).error == "incomplete"
    await ada.submit({"Codes": "X"})
    assert ada.modal.errors == {"codes": "not a code"}
    await ada.submit({"Codes": "E11.9"})
    assert ada.modal is None


async def test_the_home_tab_is_published(slack, app):
    ada = slack.person("Ada")
    assert (await ada.opens_home()).acked
    await ada.until(lambda: ada.home)
    assert ada.home.words == "Which one?"


async def refusal(call) -> str:
    with pytest.raises(SlackApiError) as refused:
        await call
    return refused.value.response["error"]


async def test_it_refuses_as_slack_does(slack, client):
    assert await refusal(client.chat_postMessage(channel="C9", text="x")) == "channel_not_found"
    assert (
        await refusal(client.api_call("chat.postMessage", json={"channel": CHANNEL})) == "no_text"
    )
    bad = [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]
    assert (
        await refusal(client.chat_postMessage(channel=CHANNEL, text="x", blocks=bad))
        == "invalid_blocks"
    )
    home = slack.workspaces[slack.team]
    home.channels[CHANNEL].members.discard(home.bot)
    assert await refusal(client.chat_postMessage(channel=CHANNEL, text="x")) == "not_in_channel"
    home.channels[CHANNEL].archived = True
    assert await refusal(client.chat_postMessage(channel=CHANNEL, text="x")) == "is_archived"
    assert await refusal(client.conversations_history(channel=CHANNEL)) == "missing_scope"
    assert await refusal(client.auth_test(token="xoxb-other")) == "invalid_auth"
    assert await refusal(client.views_open(trigger_id="1", view=MODAL)) == "invalid_trigger_id"
    ada = slack.person("Ada")
    trigger = slack.trigger(home, ada.id)
    await client.views_open(trigger_id=trigger, view=MODAL)
    assert (
        await refusal(client.views_open(trigger_id=trigger, view=MODAL)) == "exchanged_trigger_id"
    )


async def test_a_channel_takes_four_messages_at_once_and_no_more(slack, client):
    for _ in range(4):
        await client.chat_postMessage(channel=CHANNEL, text="x")
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=CHANNEL, text="x")
    assert refused.value.response.status_code == 429
    assert refused.value.response.headers["Retry-After"].isdigit()
    assert len(slack.messages()) == 4


async def test_it_can_be_told_to_fail(slack, client):
    slack.plan("chat.postMessage", status=429, retry_after=7)
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=CHANNEL, text="x")
    assert refused.value.response.headers["Retry-After"] == "7"


async def test_the_sdk_posts_twice_after_a_lost_answer_unless_told_not_to(slack, client):
    """A pin: its default handler repeats what may have been done."""
    slack.plan("chat.postMessage", lost=True, after=True)
    await client.chat_postMessage(channel=CHANNEL, text="x")
    assert len(slack.messages()) == 2
    client.retry_handlers.clear()
    slack.plan("chat.postMessage", lost=True, after=True)
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=CHANNEL, text="x")
    assert len(slack.messages()) == 3


async def test_an_event_that_nobody_acknowledges_comes_three_times_more(slack, client):
    app = AsyncApp(client=client, token=slack.bot_token, signing_secret=slack.signing_secret)
    handler = AsyncSocketModeHandler(app, slack.app_token)
    await handler.connect_async()
    await slack.connected()
    slack.retry_pauses_s, slack.ack_s = (0.0, 0.0, 0.0), 0.1
    told = await slack.event({"type": "app_uninstalled"})
    # Bolt acknowledges what nobody listens to with 404, and then nothing goes back by a socket.
    assert [e["retry_attempt"] for e in slack.sockets.sent] == [0, 1, 2, 3]
    assert (told.error, told.tries) == ("operation_timeout", 4)
    await handler.close_async()


async def test_a_refresh_and_a_drop_bring_a_new_connection(slack, client):
    app = bare(slack, client)
    handler = AsyncSocketModeHandler(app, slack.app_token, ping_interval=0.1)
    await handler.connect_async()
    await slack.connected()
    await slack.sockets.refresh()
    await slack.connected()
    assert slack.sockets.opened == 2
    await slack.sockets.drop()
    await slack.until(lambda: slack.sockets.opened == 3)
    assert (await slack.person("Ada").command("/quiz menu")).acked
    await handler.close_async()


async def test_signatures_are_what_bolt_checks(slack, client):
    app = bare(slack, client)
    runner = web.AppRunner(app.web_app(path="/slack/events"))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    line = slack.http(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    body = b'{"type": "url_verification", "challenge": "abc"}'
    kind = {"Content-Type": "application/json"}
    assert (await line.post(body, kind | signed(slack.signing_secret, body))).ack["challenge"]
    assert (await line.post(body, kind | signed("another", body))).status == 401
    assert (await line.post(body, kind | signed(slack.signing_secret, body, 1.7e9))).status == 401
    await runner.cleanup()


def test_what_fits_and_what_does_not():
    assert problems(BUTTONS) == []
    assert view_problems(MODAL) == []
    assert problems([{"type": "divider"}] * 51) == [
        "no more than 50 items allowed [json-pointer:/blocks]"
    ]
    twice = [{"type": "actions", "elements": [BUTTONS[1]["elements"][0]] * 2}]
    assert "`action_id` must be unique" in problems(twice)[0]
    assert view_problems(MODAL | {"title": {"type": "plain_text", "text": "x" * 25}})
    assert view_problems({k: v for k, v in MODAL.items() if k != "submit"})
