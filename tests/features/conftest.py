"""A world for each test."""

import pytest

from tests.world import founded, open_world


@pytest.fixture
async def world(tmp_path):
    async with open_world(tmp_path) as opened:
        yield opened


@pytest.fixture
async def ada(world):
    return await founded(world)
