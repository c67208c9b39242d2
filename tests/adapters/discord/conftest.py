"""A study group on a simulated Discord, and a local Discord over real sockets."""

from pathlib import Path

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from adapters.discord.budget import Connects
from tests.adapters.discord.discord_server import local_discord
from tests.adapters.discord.town import founded, open_town
from tests.world import open_world


@pytest.fixture
async def opened(tmp_path):
    """A server with a channel, and nobody in it."""
    async with open_town(tmp_path) as found:
        yield found


@pytest.fixture
def env(opened):
    """Simcord's environment: its plugin puts a test that has one on its clock."""
    return opened.env


@pytest.fixture
def town(opened, env):
    """The server, for tests."""
    return opened


@pytest.fixture
async def ada(town):
    """A manager who has set the channel up."""
    return await founded(town)


@pytest.fixture
def bob(town, ada):
    """A member."""
    return town.member("Bob")


@pytest.fixture
async def server(monkeypatch):
    async with local_discord() as found:
        monkeypatch.setattr(Route, "BASE", found.base)
        monkeypatch.setattr(
            DiscordWebSocket, "DEFAULT_GATEWAY", URL(f"ws://127.0.0.1:{found.port}")
        )
        # Pauses between connects are tested by their numbers, not by waiting.
        count = Connects.pause_s
        monkeypatch.setattr(Connects, "pause_s", lambda *given: 0.0 * count(*given))
        yield found


@pytest.fixture
async def world(tmp_path):
    async with open_world(tmp_path) as found:
        yield found


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A simulated Discord, with discord.py itself, is more than `make check` has time for."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.slow)
