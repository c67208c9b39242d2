"""What the operator is told about an installation, well or ill."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from adapters.app import doctor
from adapters.app.doctor import examine, words
from bot.config import load
from bot.store.backup import backup
from bot.store.backups import name_of
from tests.app.process import bot
from tests.world import founded, open_world


@pytest.fixture
async def lived_in(tmp_path):
    """Settings and instant of an installation that has just beaten, with a fresh backup."""
    async with open_world(tmp_path) as world:
        await founded(world)
        await world.store.write(lambda tx: tx.pulse.beat(world.clock.ms))
        now = datetime.fromtimestamp(world.clock.ms / 1000, UTC)
    url = f"sqlite:///{tmp_path}/rounds.sqlite3"
    await backup(url, tmp_path / "backups" / name_of(url, now))
    return load({"ROUNDS_DATA": str(tmp_path), "DATABASE_URL": url}), now


def said(config, now):
    return {finding.about: finding for finding in examine(config, now)}


def change(config, sql):
    with closing(sqlite3.connect(config.data / "rounds.sqlite3", isolation_level=None)) as database:
        database.execute(sql)


async def in_thread(config, now):
    import asyncio

    return await asyncio.to_thread(said, config, now)


async def test_all_is_well(lived_in):
    config, now = lived_in
    found = await in_thread(config, now)
    assert [f.about for f in found.values() if f.mend] == []
    assert found["Rounds"].found == "runs"
    assert words(list(found.values())).startswith("ok    database: ")


async def test_what_is_wrong_is_said_with_what_to_do(lived_in):
    config, now = lived_in
    found = await in_thread(config, now + timedelta(days=3))
    assert "has not run since 2026-03-02" in found["Rounds"].found
    assert found["Rounds"].mend == "Start it: python -m bot run"
    assert "1 groups are due and wait" in found["questions"].found
    assert found["backups"].mend == "Make one now: python -m bot backup"
    text = words(list(found.values()))
    assert "LOOK  Rounds: has not run since" in text
    assert "      Start it: python -m bot run" in text


async def test_a_clock_that_is_behind_is_noticed(lived_in):
    config, now = lived_in
    found = await in_thread(config, now - timedelta(hours=1))
    assert "future" in found["clock"].found


async def test_mail_that_waits_is_named_by_its_platform(lived_in):
    config, now = lived_in
    change(
        config, f"UPDATE mail SET state = 'claimed', not_before_ms = {now.timestamp() * 1000:.0f}"
    )
    found = await in_thread(config, now + timedelta(minutes=10))
    assert "letters, oldest 600 s" in found["mail to stub"].found
    assert "Is stub on" in found["mail to stub"].mend


async def test_a_small_disk_is_noticed(lived_in, monkeypatch):
    config, now = lived_in
    monkeypatch.setattr(doctor, "FREE_BYTES", 2**60)
    found = await in_thread(config, now)
    assert "Free some space" in found["disk"].mend


def test_it_is_a_command_that_changes_nothing(tmp_path):
    done = bot("doctor", cwd=tmp_path)
    assert done.returncode == 1
    assert "There is no database" in done.stdout
    assert list(tmp_path.iterdir()) == []
