"""Moving a lived-in database to PostgreSQL and back, proved row by row."""

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from bot.errors import StoreError
from bot.packs.index import index
from bot.store.lock import FileLock
from bot.store.move import move
from bot.store.opening import open_store
from bot.store.presence import open_presence
from tests.world import founded, open_world, sample_library, single

pytestmark = pytest.mark.slow


async def lived_in(folder: Path) -> str:
    """The URL of a database after some days of two people, one of them with an odd name."""
    questions = [single(f"s-{n}") for n in range(5)]
    async with open_world(folder, index(questions, sample_library().exams.values())) as world:
        ada = await founded(world)
        bob = world.person('Bob \\ \t 🩺 "x"')
        for day in ("2026-03-09", "2026-03-10"):
            await world.at(f"{day} 09:00")
            await ada.clicks("B")
            await bob.clicks("A")
        await ada.says("/countdown add CPC 2026-05-02")
        await world.at("2026-03-10 23:00")
    return f"sqlite:///{folder}/rounds.sqlite3"


def rows(url: str) -> dict[str, int]:
    with psycopg.connect(url) as connection:
        names = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
        return {
            name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
            for (name,) in names
        }


def dumped(file: str) -> list[str]:
    with closing(sqlite3.connect(file.removeprefix("sqlite:///"))) as connection:
        return [line for line in connection.iterdump() if "schema_version" not in line]


async def test_there_and_back_every_row_is_the_same(tmp_path: Path, postgres_url: str) -> None:
    source = await lived_in(tmp_path)
    before = dumped(source)
    said: list[str] = []
    there = move(source, postgres_url, said.append)
    counts = {moved.table: moved.rows for moved in there}
    assert counts["answer"] == 4
    assert counts["board"] > 0
    assert rows(postgres_url).items() >= counts.items()
    assert len(said) == len(there)
    assert dumped(source) == before
    back = move(postgres_url, f"sqlite:///{tmp_path}/back.sqlite3", said.append)
    assert back == there
    assert sorted(dumped(f"{tmp_path}/back.sqlite3")) == sorted(before)


async def test_a_moved_group_goes_on_where_it_was(tmp_path: Path, postgres_url: str) -> None:
    move(await lived_in(tmp_path), postgres_url, lambda _: None)
    async with open_store(postgres_url) as store:
        (schedule,) = await store.write(lambda tx: tx.schedules.due(2**62, 10))
        posts = await store.read(lambda tx: tx.posts.ledger(schedule.group_id, 10))
    assert {post.local_date.isoformat() for post in posts} >= {"2026-03-09", "2026-03-10"}
    assert schedule.local_date.isoformat() == "2026-03-11"


async def test_a_target_with_rows_is_refused_and_left_alone(
    tmp_path: Path, postgres_url: str
) -> None:
    source = await lived_in(tmp_path)
    move(source, postgres_url, lambda _: None)
    before = rows(postgres_url)
    with pytest.raises(StoreError, match="holds rows already"):
        move(source, postgres_url, lambda _: None)
    assert rows(postgres_url) == before


async def test_rounds_must_be_stopped_on_either_side(tmp_path: Path, postgres_url: str) -> None:
    source = await lived_in(tmp_path)
    with FileLock(tmp_path / "rounds.sqlite3"), pytest.raises(StoreError, match="Another Rounds"):
        move(source, postgres_url, lambda _: None)
    async with open_presence(postgres_url):
        with pytest.raises(StoreError, match="Rounds is running on that PostgreSQL"):
            move(source, postgres_url, lambda _: None)


async def test_a_row_that_changed_on_the_way_keeps_nothing(
    tmp_path: Path, postgres_url: str
) -> None:
    source = await lived_in(tmp_path)
    async with open_store(postgres_url):
        pass
    with psycopg.connect(postgres_url, autocommit=True) as admin:
        # A target that alters what it is given, as a stray trigger or a lossy type would.
        admin.execute(
            "CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN NEW.name := upper(NEW.name); RETURN NEW; END $$"
        )
        admin.execute(
            "CREATE TRIGGER lose BEFORE INSERT ON membership FOR EACH ROW EXECUTE FUNCTION lose()"
        )
    with pytest.raises(StoreError, match="Table membership differs"):
        move(source, postgres_url, lambda _: None)
    assert rows(postgres_url)["study_group"] == 0


@pytest.mark.parametrize(
    ("source", "target", "said"),
    [
        ("sqlite:///a.db", "sqlite:///b.db", "one URL of each kind"),
        ("sqlite:////nowhere/a.db", "postgresql://u:hunter2@127.0.0.1:1/d", "no database"),
    ],
)
def test_what_cannot_be_moved_is_said(source: str, target: str, said: str) -> None:
    with pytest.raises(StoreError, match=said) as refused:
        move(source, target, lambda _: None)
    assert "hunter2" not in str(refused.value)
