"""A study group on a simulated Discord."""

from pathlib import Path

import pytest

from tests.adapters.discord.town import founded, open_town


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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A simulated Discord, with discord.py itself, is more than `make check` has time for."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.slow)
