"""The real adapter over real sockets, against a local Discord of the tests' own."""

import asyncio
import logging
import os
import signal
import sys
from pathlib import Path

import pytest
from discord.http import Route

from adapters.discord import opening, respond
from adapters.discord.door import DiscordNotOpened
from adapters.discord.limits import walk
from adapters.discord.opening import open_discord, sync_commands
from bot.api import NotSent, OutcomeUnknown, Paragraph, Place, Post, View, text
from tests.adapters.discord.discord_server import CHANNEL, GUILD, TOKEN, message

pytestmark = pytest.mark.slow

PLACE = Place("discord", GUILD, CHANNEL)
VIEW = View("A post", (Paragraph(text("for everyone")),))
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
async def line(server, world):
    async with open_discord(world.core, TOKEN, strict=True) as found:
        await server.until(lambda: server.identifies)
        yield found


def words(body: dict) -> str:
    data = body.get("data", body)
    return "\n".join(c["content"] for c in walk(data["components"]) if c["type"] == 10)


async def test_from_login_to_an_answered_question(server, world, line):
    assert "client_id=1456074443980800000" in line.invite_url
    assert {c["name"] for c in server.commands} >= {"quiz", "setup", "today"}
    set_up = await server.answer_to(await server.types("setup", daily_at="09:00", zone="UTC"))
    assert (set_up["type"], set_up["data"]["flags"]) == (4, (1 << 15) + 64)
    assert "Set-up" in words(set_up)
    quiz = await server.answer_to(await server.types("quiz", topic="hcpcs"))
    assert quiz["data"]["allowed_mentions"]["parse"] == []
    ids = [c["custom_id"] for c in walk(quiz["data"]["components"]) if c["type"] == 2]
    shown = message("1456074443980999999", quiz["data"])
    graded = await server.answer_to(await server.clicks(ids[0], shown))
    assert graded["type"] == 7
    assert "Incorrect" in words(graded)
    await line.gateway.client.wait_until_ready()
    assert line.connected


async def test_a_post_a_redraw_and_a_find(server, line):
    sent = await line.messenger.send(Post("n" * 25, PLACE, VIEW))
    again = await line.messenger.send(Post("n" * 25, PLACE, VIEW))
    assert again == sent
    found = await line.messenger.find(PLACE, "n" * 25, 1_700_000_000_000)
    assert found == sent
    assert words(server.messages[sent.id]) == "### A post\n\nfor everyone"


async def test_after_a_drop_it_resumes_and_answers(server, line):
    await server.drop()
    await server.until(lambda: server.resumes)
    assert server.resumes[0]["session_id"] == "s1"
    assert server.identifies == 1
    assert "no study group" in words(await server.answer_to(await server.types("today")))


async def test_op_7_resumes_and_op_9_identifies_anew(server, line):
    await server.tell(7)
    await server.until(lambda: server.resumes)
    await server.until(lambda: server.sockets)
    await server.tell(9, data=False)
    await server.until(lambda: server.identifies == 2)
    assert "no study group" in words(await server.answer_to(await server.types("today")))


async def test_a_429_is_waited_out_and_posted_once(server, line):
    body = {"message": "slow down", "retry_after": 0.2, "global": False}
    headers = {"Retry-After": "1", "Via": "1.1 google", "X-RateLimit-Scope": "user"}
    server.answers.append(("POST", "/messages", 429, body, headers))
    await line.messenger.send(Post("n" * 25, PLACE, VIEW))
    first, second = server.asked("POST", "/messages")
    assert second.at_s - first.at_s >= 0.2
    assert len(server.messages) == 1


async def test_a_long_429_is_the_outboxs_to_wait_for(server, line):
    body = {"message": "slow down", "retry_after": 120.0, "global": False}
    server.answers.append(("POST", "/messages", 429, body, {"Via": "1.1 google"}))
    with pytest.raises(NotSent) as found:
        await line.messenger.send(Post("n" * 25, PLACE, VIEW))
    assert found.value.retry_s == 120.0


async def test_a_500_is_tried_again_with_the_same_nonce(server, line):
    server.answers.append(("POST", "/messages", 500, {"message": "oops"}, {}))
    await line.messenger.send(Post("n" * 25, PLACE, VIEW))
    assert {r.body["nonce"] for r in server.asked("POST", "/messages")} == {"n" * 25}
    assert len(server.messages) == 1


async def test_a_503_leaves_the_outcome_unknown(server, line):
    server.answers.append(("POST", "/messages", 503, {"message": "oops"}, {}))
    with pytest.raises(OutcomeUnknown):
        await line.messenger.send(Post("n" * 25, PLACE, VIEW))


async def test_a_slow_core_is_deferred_in_time(server, world, line, monkeypatch):
    monkeypatch.setattr(respond, "DEFER_S", 0.05)
    handle, go = world.core.handle, asyncio.Event()

    async def slow(event):
        await go.wait()
        return await handle(event)

    monkeypatch.setattr(world.core, "handle", slow)
    number = await server.types("today")
    assert await server.answer_to(number) == {"type": 5, "data": {"flags": 64}}
    go.set()
    patched = await server.until(lambda: server.asked("PATCH", f"token-{number}"))
    assert "no study group" in words(patched[0].body)


async def test_a_wrong_token_is_one_request_and_one_sentence(server, world):
    server.answers.append(("GET", "/users/@me", 401, {"message": "401: Unauthorized"}, {}))
    with pytest.raises(DiscordNotOpened, match="Copy the token again"):
        async with open_discord(world.core, TOKEN):
            raise AssertionError
    assert len(server.said) == 1
    assert server.identifies == 0


async def test_a_token_that_is_refused_later_ends_the_line_quietly(server, line, caplog):
    await server.drop(4004)
    await server.until(lambda: not server.sockets)
    for task in asyncio.all_tasks():
        if task.get_name() == "discord gateway":
            await asyncio.wait({task}, timeout=10)
            assert task.done()
    assert "does not accept DISCORD_TOKEN" in caplog.text
    assert server.identifies == 1
    with pytest.raises(NotSent):
        await line.messenger.send(Post("n" * 25, PLACE, VIEW))


async def test_when_discord_is_away_it_opens_and_connects_later(server, world, monkeypatch):
    monkeypatch.setattr(opening, "_FIRST_PAUSE_S", 0.01)
    fine, away = Route.BASE, "http://127.0.0.1:9/api/v10"
    monkeypatch.setattr(Route, "BASE", away)
    async with open_discord(world.core, TOKEN) as line:
        assert not line.connected
        assert "client_id=1456074443980800000" in line.invite_url
        with pytest.raises(NotSent):
            await line.messenger.send(Post("n" * 25, PLACE, VIEW))
        monkeypatch.setattr(Route, "BASE", fine)
        await server.until(lambda: server.identifies)


async def test_it_does_not_connect_when_few_connects_are_left(server, world, caplog):
    caplog.set_level(logging.ERROR)
    server.remaining = 3
    async with open_discord(world.core, TOKEN):
        await server.until(lambda: len(server.asked("GET", "/gateway/bot")) >= 2)
        assert server.identifies == 0
        server.remaining = 1000
        await server.until(lambda: server.identifies)
    assert "allows only 3 more connects" in caplog.text


async def test_commands_can_be_registered_on_demand(server, world):
    await sync_commands(world.core, TOKEN)
    await sync_commands(world.core, TOKEN)
    # The first login found none; then they were asked for twice.
    assert len(server.asked("PUT", "/commands")) == 3
    assert server.identifies == 0


@pytest.mark.timeout(120)
async def test_sigterm_loses_nothing_that_was_acknowledged(server, tmp_path):
    """A process of its own is stopped while forty people type: each one is answered by what the
    core said, or told that nothing was saved.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.adapters.discord.wire_process",
        str(tmp_path),
        cwd=ROOT,
        env=os.environ | {"DISCORD_BASE": server.base},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    await server.until(lambda: server.sockets, 60)
    await server.answer_to(await server.types("setup", daily_at="09:00", zone="UTC"))
    numbers = [await server.types("quiz", user=str(100 + n)) for n in range(40)]
    await server.answer_to(numbers[0])
    process.send_signal(signal.SIGTERM)
    out, errors = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0, errors.decode()
    started = int(out.decode().split()[-1])
    told = [server.asked("POST", f"/interactions/{n}/") for n in numbers]
    answers = [words(found[0].body) for found in told if found]
    served = [a for a in answers if "Practice · question" in a]
    assert served
    # One run of practice was begun for everyone who was shown one, and for nobody else.
    assert started == len(served)
    assert all("Practice · question" in a or "just restarting" in a for a in answers)
