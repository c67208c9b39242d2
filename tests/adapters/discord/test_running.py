"""The whole process with Discord on, against a local Discord of the tests' own."""

import asyncio
import socket

import pytest

from adapters.app.cli import Declared
from adapters.app.serve import banner, running
from adapters.discord.limits import walk
from adapters.discord.opening import sync_commands
from bot.config import load
from tests.adapters.discord.discord_server import TOKEN, message

pytestmark = pytest.mark.slow


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def test_a_token_is_all_it_needs_from_set_up_to_a_first_post(server, tmp_path):
    settings = {
        "ROUNDS_DATA": str(tmp_path / "data"),
        "WEB_PORT": str(free_port()),
        "DISCORD_TOKEN": TOKEN,
    }
    config = load(settings)
    async with running(config) as rounds:
        said = banner(config, rounds)
        assert "Discord:  on, invite it with https://discord.com/oauth2/authorize?" in said
        assert TOKEN not in said
        await server.until(lambda: server.identifies)
        set_up = await server.answer_to(await server.types("setup", daily_at="09:00", zone="UTC"))
        assert set_up["type"] == 4
        buttons = [c for c in walk(set_up["data"]["components"]) if c["type"] == 2]
        test = next(c["custom_id"] for c in buttons if c["label"] == "Post a test question")
        shown = message("1456074443980999999", set_up["data"])
        assert "on its way" in str(await server.answer_to(await server.clicks(test, shown)))
        async with asyncio.timeout(20):
            posts = await server.until(lambda: server.asked("POST", "/messages"))
        assert "Test question" in str(posts[0].body)


async def test_the_declarations_alone_are_enough_to_send_the_commands(server):
    await sync_commands(Declared(), TOKEN)
    assert {c["name"] for c in server.commands} >= {"quiz", "setup", "today", "privacy"}
    assert [c["name"] for c in server.commands if c["type"] == 3] == ["Report this question"]
