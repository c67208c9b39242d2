"""A real store for every test of timed work and mail, on both databases."""

import pytest

from bot.store.opening import open_store


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
async def store(request, tmp_path):
    """An empty store; on PostgreSQL in a database of its own."""
    url = f"sqlite:///{tmp_path / 'rounds.sqlite3'}"
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_url")
    async with open_store(url) as opened:
        yield opened
