"""A world for each test."""

import pytest

from tests.world import founded, open_world


@pytest.fixture
def codes():
    """The code sets that the world knows: none, unless a module's own fixture has some."""
    return


@pytest.fixture
async def world(tmp_path, codes):
    async with open_world(tmp_path, codes=codes) as opened:
        yield opened


@pytest.fixture
async def ada(world):
    return await founded(world)
