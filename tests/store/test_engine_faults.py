"""What a broken disk, file or commit looks like from outside: a sentence, and nothing half done."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.store.hop import hop
from bot.store.sqlite import SqliteStore
from tests.store.notes import Notes, keys, notes_in, put


def put_much(tx: Notes, key: str) -> str:
    tx.run("CREATE TABLE IF NOT EXISTS much (b BLOB)")
    tx.run("INSERT INTO much VALUES (zeroblob(4000000))")
    return put(tx, key)


async def limit_pages(store: SqliteStore, pages: int) -> None:
    """The nearest to a full disk that needs none: SQLite gives the same SQLITE_FULL."""
    await hop(store._writer, lambda c: c.execute(f"PRAGMA max_page_count = {pages}").fetchall())


@pytest.mark.parametrize("beside", [0, 3])
async def test_a_full_disk_is_told_and_passes(tmp_path: Path, beside: int) -> None:
    async with notes_in(tmp_path / "n.db") as store:
        await limit_pages(store, 20)
        outcomes = await asyncio.gather(
            *(store.write(put, f"small{i}") for i in range(beside)),
            store.write(put_much, "much"),
            return_exceptions=True,
        )
        assert isinstance(outcomes[-1], StoreError)
        assert str(outcomes[-1]) == "The disk that holds n.db is full. Free some space."
        # Whoever was told that it is saved finds it, and nobody else does.
        assert await store.read(keys) == [o for o in outcomes if isinstance(o, str)]
        await limit_pages(store, 1_000_000)
        await store.write(put_much, "much")
        assert "much" in await store.read(keys)


async def test_when_sqlite_undoes_the_whole_batch_every_caller_is_told(tmp_path: Path) -> None:
    def lose_all(tx: Notes) -> None:
        # As SQLite itself does on some faults of the disk.
        tx.run("INSERT OR ROLLBACK INTO note VALUES ('a', 0)")

    async with notes_in(tmp_path / "n.db") as store:
        await store.write(put, "a")
        outcomes = await asyncio.gather(
            store.write(put, "b"),
            store.write(lose_all),
            store.write(put, "c"),
            return_exceptions=True,
        )
        assert [type(o) for o in outcomes] == [StoreError] * 3
        assert len({id(o) for o in outcomes}) == 3
        assert await store.read(keys) == ["a"]
        assert await store.write(put, "d") == "d"


@pytest.mark.parametrize("beside", [0, 2])
async def test_a_failing_commit_is_told_to_every_caller(tmp_path: Path, beside: int) -> None:
    def refer(tx: Notes) -> str:
        tx.run("INSERT INTO child VALUES ('nobody')")
        return "saved?"

    async with notes_in(tmp_path / "n.db") as store:
        await store.write(
            lambda tx: tx.run(
                "CREATE TABLE child (k TEXT REFERENCES note (k) DEFERRABLE INITIALLY DEFERRED)"
            )
        )
        outcomes = await asyncio.gather(
            *(store.write(put, f"{i}") for i in range(beside)),
            store.write(refer),
            return_exceptions=True,
        )
        assert [type(o) for o in outcomes] == [StoreError] * (beside + 1)
        assert await store.read(keys) == []
        assert await store.write(put, "after") == "after"


async def test_a_file_locked_by_another_program(tmp_path: Path) -> None:
    async with notes_in(tmp_path / "n.db", busy_ms=30) as store:
        with closing(sqlite3.connect(tmp_path / "n.db", isolation_level=None)) as shell:
            shell.execute("BEGIN IMMEDIATE")
            outcomes = await asyncio.gather(
                store.write(put, "a"), store.write(put, "b"), return_exceptions=True
            )
            shell.execute("ROLLBACK")
        said = "The database n.db is locked by another program. Close it."
        assert [str(o) for o in outcomes] == [said] * 2
        assert await store.write(put, "c") == "c"
        assert await store.read(keys) == ["c"]


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    file = tmp_path / "n.db"
    file.write_bytes(b"Dear diary, " * 1000)
    with pytest.raises(StoreError, match="is not an SQLite database, or is damaged"):
        await SqliteStore.open(file, Notes)
    assert file.read_bytes() == b"Dear diary, " * 1000


async def test_a_damaged_file(tmp_path: Path) -> None:
    file = tmp_path / "n.db"
    async with notes_in(file) as store:
        await asyncio.gather(*(store.write(put, f"{i:0500}") for i in range(100)))
    page = 4096
    whole = file.read_bytes()
    file.write_bytes(whole[: 3 * page] + b"\xff" * (len(whole) - 3 * page))
    store = await SqliteStore.open(file, Notes)
    try:
        with pytest.raises(StoreError, match=r"n\.db is damaged\. Stop Rounds and put back"):
            await store.read(keys)
        with pytest.raises(StoreError, match="damaged"):
            await store.write(keys)
    finally:
        await store.aclose()


async def test_a_path_inside_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"The folder .*/file cannot be made: File exists"):
        await SqliteStore.open(tmp_path / "file" / "n.db", Notes)


async def test_a_folder_where_the_database_should_be(tmp_path: Path) -> None:
    (tmp_path / "n.db").mkdir()
    with pytest.raises(StoreError, match=r"n\.db cannot be opened\. Check that its folder"):
        await SqliteStore.open(tmp_path / "n.db", Notes)


async def test_a_fault_of_the_sql_stays_what_it_is(tmp_path: Path) -> None:
    async with notes_in(tmp_path / "n.db") as store:
        await store.write(put, "a")
        with pytest.raises(sqlite3.IntegrityError):
            await store.write(put, "a")
        with pytest.raises(sqlite3.OperationalError, match="no such table"):
            await store.read(lambda tx: tx.run("SELECT * FROM nowhere"))


async def test_a_failed_opening_gives_the_file_back(tmp_path: Path) -> None:
    def fail(connection: sqlite3.Connection) -> None:
        connection.execute("SELECT * FROM nowhere")

    with pytest.raises(StoreError, match="no such table: nowhere"):
        await SqliteStore.open(tmp_path / "n.db", Notes, fail)
    async with notes_in(tmp_path / "n.db") as store:
        assert await store.read(keys) == []
