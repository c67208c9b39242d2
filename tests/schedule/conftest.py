"""A real store for every test of timed work and mail, on both databases; an outbox on it."""

import pytest

from bot.domain.group import Post
from bot.ports import Store, Tx
from bot.schedule import outbox as outbox_module
from bot.schedule.outbox import Outbox
from bot.store.opening import open_store
from tests.schedule.stage import (
    StubPlatform,
    add_group,
    add_post,
    shown,
)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
async def store(request, tmp_path):
    """An empty store; on PostgreSQL in a database of its own."""
    url = f"sqlite:///{tmp_path / 'rounds.sqlite3'}"
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_url")
    async with open_store(url) as opened:
        yield opened


@pytest.fixture(autouse=True)
def passed_ms(monkeypatch) -> list[int]:
    """A drain takes no time unless a test lets time pass."""
    passed = [0]
    monkeypatch.setattr(outbox_module._Since, "_monotonic_ms", lambda _since: passed[0])
    return passed


@pytest.fixture
def platform() -> StubPlatform:
    return StubPlatform()


@pytest.fixture
def outbox(store: Store, platform: StubPlatform) -> Outbox:
    return Outbox(store, {"stub": platform}, shown)


@pytest.fixture
async def post(store: Store) -> Post:
    """One group with one home, and its post waiting."""

    def unit(tx: Tx) -> Post:
        add_group(tx, "ada")
        return add_post(tx, "ada")

    return await store.write(unit)
