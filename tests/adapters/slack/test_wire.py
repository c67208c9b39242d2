"""The real adapter over real sockets, against a local Slack of the tests' own, in both modes."""

import asyncio
import logging
import os
import signal
import sqlite3
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from adapters.slack.door import SlackNotOpened
from adapters.slack.opening import open_slack
from adapters.slack.tokens import OneToken
from bot.api import NotSent, OutcomeUnknown, Paragraph, Place, PlaceGone, Post, Redraw, View, text
from tests.adapters.slack.delivery import EVENT, SLASH, encoded, signed
from tests.adapters.slack.person import buttons
from tests.adapters.slack.slack_server import (
    APP_TOKEN,
    BOT_TOKEN,
    CHANNEL,
    SIGNING_SECRET,
    TEAM,
    local_slack,
)
from tests.world import open_world

pytestmark = pytest.mark.slow

PLACE = Place("slack", TEAM, CHANNEL)
VIEW = View("A post", (Paragraph(text("for everyone")),))
ROOT = Path(__file__).resolve().parents[3]
SET_UP = "/setup daily_at:09:00 zone:UTC"


@pytest.fixture
async def slack():
    async with local_slack() as found:
        yield found


@pytest.fixture
async def world(tmp_path):
    async with open_world(tmp_path) as found:
        yield found


def one_token(client):
    return OneToken(client, BOT_TOKEN)


@asynccontextmanager
async def opened(slack, core, mode="socket"):
    """The adapter, connected by a socket or served by HTTP."""
    settings = {"app_token": APP_TOKEN} if mode == "socket" else {"signing_secret": SIGNING_SECRET}
    async with open_slack(core, one_token, **settings, api_url=slack.api_url, strict=True) as found:
        if mode == "socket":
            await slack.connected()
            yield found
            return
        app = web.Application()
        app.add_routes(found.routes)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        slack.http(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
        try:
            yield found
        finally:
            await runner.cleanup()


@pytest.fixture(params=["socket", "http"])
async def line(request, slack, world):
    async with opened(slack, world.core, request.param) as found:
        yield found


@pytest.fixture
async def by_socket(slack, world):
    async with opened(slack, world.core) as found:
        yield found


def trial_posts(folder: Path) -> int:
    """How many questions for trying out were claimed."""
    with sqlite3.connect(folder / "rounds.sqlite3") as rows:
        return rows.execute("SELECT count(*) FROM post WHERE kind = 'test'").fetchone()[0]


async def begun(slack, world):
    """A manager who has set up the channel."""
    ada = slack.person("Ada", manages=True)
    assert (await ada.command(SET_UP)).acked
    await ada.sees("Set-up")
    return ada


async def test_everything_is_acknowledged_in_time(slack, world, line):
    ada = await begun(slack, world)
    for typed in ("/quiz", "/quiz leaderboard month", "/help", "/countdown list", "/nonsense x"):
        told = await ada.command(typed)
        assert told.acked, typed
        assert told.took_s < 1.0
    told = await ada.opens_home()
    assert (told.acked, told.tries) == (True, 1)
    await ada.until(lambda: ada.home)


async def test_bolt_leaves_the_level_of_our_own_log_alone(slack, world, line):
    await begun(slack, world)
    for name in ("rounds", "rounds.slack"):
        assert logging.getLogger(name).level == logging.NOTSET


async def test_acknowledged_before_a_slow_core_answers(slack, world, line, monkeypatch):
    handle, go = world.core.handle, asyncio.Event()

    async def slow(event):
        await go.wait()
        return await handle(event)

    monkeypatch.setattr(world.core, "handle", slow)
    ada = slack.person("Ada")
    told = await ada.command("/today")
    assert told.acked
    assert told.took_s < 1.0
    assert ada.screen == ""
    go.set()
    await ada.sees("no study group")


async def test_a_click_that_is_brought_twice_counts_once(slack, world, line, tmp_path):
    ada = await begun(slack, world)
    assert (await ada.click(ada.private[-1], "Post a test question")).acked
    await ada.sees("on its way")
    assert (await ada.repeat()).acked
    assert await line.desk.drain(5.0)
    assert trial_posts(tmp_path) == 1


async def test_a_click_that_is_brought_to_two_processes_counts_once(slack, world, tmp_path):
    async with opened(slack, world.core):
        ada = await begun(slack, world)
        await ada.click(ada.private[-1], "Post a test question")
        await ada.sees("on its way")
    world.restart()
    async with opened(slack, world.core) as line:
        assert (await ada.repeat()).acked
        assert await line.desk.drain(5.0)
    assert trial_posts(tmp_path) == 1


async def test_an_event_that_comes_again_has_no_second_effect(slack, world, line):
    ada = slack.person("Ada")
    await ada.opens_home()
    await ada.until(lambda: ada.home)
    payload = slack.last_event
    for tried in (1, 2, 3):
        assert (await slack.line.deliver(EVENT, payload, tried, "http_timeout")).acked
    assert await line.desk.drain(5.0)
    assert len(slack.asked("views.publish")) == 1


async def test_a_refresh_and_a_warning_lose_nothing(slack, world, by_socket):
    ada = slack.person("Ada")
    for reason in ("warning", "refresh_requested"):
        await slack.sockets.refresh(reason)
        await slack.connected()
        assert (await ada.command("/today")).acked
    assert slack.sockets.opened == 3
    await ada.until(lambda: len(ada.private) == 2)


async def test_after_a_drop_it_connects_and_answers(slack, world, monkeypatch):
    monkeypatch.setattr("adapters.slack.socket.PING_S", 0.2)
    async with opened(slack, world.core):
        await slack.sockets.drop()
        await slack.connected()
        ada = slack.person("Ada")
        assert (await ada.command("/today")).acked
        await ada.sees("no study group")


async def test_a_post_a_redraw_and_a_private_post(slack, world, line):
    sent = await line.messenger.send(Post("n" * 25, PLACE, VIEW))
    message = slack.messages()[0]
    assert (sent.id, message.edits) == (message.ts, 0)
    assert "for everyone" in message.words
    assert "for everyone" in message.text
    changed = View("A post", (Paragraph(text("for all")),))
    await line.messenger.redraw(Redraw(PLACE, sent, changed))
    assert "for all" in slack.messages()[0].words


async def test_a_429_is_the_outboxs_to_wait_for(slack, world, line):
    slack.plan("chat.postMessage", status=429, retry_after=120)
    with pytest.raises(NotSent) as found:
        await line.messenger.send(Post("n" * 25, PLACE, VIEW))
    assert found.value.retry_s >= 120
    assert slack.messages() == []


@pytest.mark.parametrize("trouble", [{"status": 500}, {"lost": True, "after": True}])
async def test_what_may_have_been_posted_is_not_posted_again(slack, world, line, trouble):
    slack.plan("chat.postMessage", **trouble)
    with pytest.raises(OutcomeUnknown):
        await line.messenger.send(Post("n" * 25, PLACE, VIEW))
    assert len(slack.asked("chat.postMessage")) == 1


@pytest.mark.parametrize(
    "error", ["not_in_channel", "is_archived", "channel_not_found", "token_revoked"]
)
async def test_a_place_that_is_lost_says_so(slack, world, line, error):
    slack.plan("chat.postMessage", error=error)
    with pytest.raises(PlaceGone):
        await line.messenger.send(Post("n" * 25, PLACE, VIEW))


async def test_a_question_is_answered_after_a_restart(slack, world):
    async with opened(slack, world.core):
        ada = await begun(slack, world)
        await ada.command("/quiz quiz topic:hcpcs")
        await ada.sees("h-1")
    world.restart()
    async with opened(slack, world.core):
        shown = ada.modal or ada.private[-1]
        letter = next(b for b in buttons(shown) if b.startswith("A"))
        assert (await ada.click(shown, letter)).acked
        await ada.sees("Incorrect")


async def test_only_what_slack_signed_just_now_is_heard(slack, world):
    async with opened(slack, world.core, "http"):
        ada = slack.person("Ada")
        await ada.command("/today")
        await ada.sees("no study group")
        kind, payload = ada.again
        assert kind == SLASH
        body, content_type = encoded(kind, payload)
        plain = {"Content-Type": content_type}
        answered = len(slack.asked("response_url"))
        forged = await slack.line.post(body, plain | signed("not the secret", body))
        old = await slack.line.post(body, plain | signed(SIGNING_SECRET, body, 1_700_000_000))
        touched = await slack.line.post(body + b"&x=1", plain | signed(SIGNING_SECRET, body))
        bare = await slack.line.post(body, plain)
        assert [told.status for told in (forged, old, touched, bare)] == [401] * 4
        assert len(slack.asked("response_url")) == answered
        challenge = b'{"type": "url_verification", "challenge": "abc", "token": "x"}'
        headers = {"Content-Type": "application/json"} | signed(SIGNING_SECRET, challenge)
        told = await slack.line.post(challenge, headers)
        assert told.ack == {"challenge": "abc"}


async def test_a_wrong_token_ends_the_start_with_one_sentence(slack, world):
    slack.plan("auth.test", error="invalid_auth")
    with pytest.raises(SlackNotOpened, match="does not accept SLACK_BOT_TOKEN"):
        async with opened(slack, world.core):
            raise AssertionError
    assert slack.sockets.opened == 0


async def test_when_slack_is_away_it_opens_and_connects_later(slack, world):
    slack.plan("auth.test", status=503)
    slack.plan("apps.connections.open", status=503)
    async with opened(slack, world.core):
        assert (await slack.person("Ada").command("/today")).acked


@pytest.mark.timeout(120)
@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_sigterm_loses_nothing_that_was_acknowledged(slack, tmp_path, mode):
    """A process of its own is stopped while forty people type: whoever was acknowledged is shown
    their run of practice, and nobody else has one.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.adapters.slack.wire_process", str(tmp_path), mode),
        cwd=ROOT,
        env=os.environ | {"SLACK_API_URL": slack.api_url},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    port = int((await process.stdout.readline()).split()[-1])
    if mode == "http":
        slack.http(f"http://127.0.0.1:{port}/slack/events")
    else:
        await slack.connected()
    ada = await begun(slack, None)
    people = [slack.person(f"P{n}") for n in range(40)]
    typing = [asyncio.create_task(p.command("/quiz quiz")) for p in people]
    await asyncio.wait(typing, return_when=asyncio.FIRST_COMPLETED)
    process.send_signal(signal.SIGTERM)
    told = await asyncio.gather(*typing)
    out, errors = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0, errors.decode()
    started = int(out.decode().split()[-1])
    served = [p for p in people if "Practice" in p.screen]
    acked = [p for p, one in zip(people, told, strict=True) if one.acked]
    assert served
    assert started == len(served)
    for person in acked:
        assert "Practice" in person.screen or "restarting" in person.screen, person.screen
    assert ada.private
