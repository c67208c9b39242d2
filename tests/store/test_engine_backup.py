"""Copies of a database in use, and which database a URL names."""

import asyncio
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import NewerSchema, StoreError
from bot.store.backup import backup
from bot.store.opening import open_store
from bot.store.urls import sqlite_path
from tests.store.notes import TEXT, WAIT_S, Gate, Notes, keys, notes_in, put

SECRET = "hunter2"


@pytest.fixture
def migrations(tmp_path: Path) -> Path:
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0001_note.sql").write_text(TEXT, encoding="utf-8")
    return folder


async def test_a_copy_holds_what_was_committed(tmp_path: Path) -> None:
    gate = Gate()
    to = tmp_path / "deep" / "copy.db"
    async with notes_in(tmp_path / "n.db") as store:
        await asyncio.gather(*(store.write(put, f"{i:02}") for i in range(50)))
        writing = asyncio.create_task(store.write(gate.put, "open"))
        assert await asyncio.to_thread(gate.entered.wait, WAIT_S)
        assert await backup(f"sqlite:///{tmp_path}/n.db", to) == to
        gate.release.set()
        await writing
    assert [file.name for file in to.parent.iterdir()] == ["copy.db"]
    with closing(sqlite3.connect(to)) as copy:
        assert copy.execute("SELECT count(*), min(k), max(k) FROM note").fetchone() == (
            50,
            "00",
            "49",
        )
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)


async def test_a_copy_of_a_store_that_is_closed(tmp_path: Path) -> None:
    async with notes_in(tmp_path / "n.db") as store:
        await store.write(put, "a")
    await backup(f"sqlite:///{tmp_path}/n.db", tmp_path / "copy.db")
    async with notes_in(tmp_path / "copy.db") as store:
        assert await store.read(keys) == ["a"]


async def test_an_existing_file_is_not_written_over(tmp_path: Path) -> None:
    async with notes_in(tmp_path / "n.db"):
        pass
    (tmp_path / "copy.db").write_text("precious")
    with pytest.raises(StoreError, match=r"copy\.db exists already"):
        await backup(f"sqlite:///{tmp_path}/n.db", tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "precious"


async def test_a_missing_database_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="There is no database"):
        await backup(f"sqlite:///{tmp_path}/n.db", tmp_path / "copy.db")
    assert not (tmp_path / "n.db").exists()
    assert not (tmp_path / "copy.db").exists()


async def test_a_damaged_database_leaves_no_copy(tmp_path: Path) -> None:
    (tmp_path / "n.db").write_bytes(b"Dear diary, " * 1000)
    with pytest.raises(StoreError, match="is not an SQLite database"):
        await backup(f"sqlite:///{tmp_path}/n.db", tmp_path / "to" / "copy.db")
    assert list((tmp_path / "to").iterdir()) == []


async def test_postgres_is_pg_dumps(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="pg_dump") as refused:
        await backup(f"postgresql://ada:{SECRET}@db/rounds", tmp_path / "copy.db")
    assert SECRET not in str(refused.value)


async def test_a_url_opens_a_migrated_store(tmp_path: Path, migrations: Path) -> None:
    url = f"sqlite:///{tmp_path}/new/folder/n.db"
    for expected in ([], ["a"]):
        async with open_store(url, tables=Notes, migrations=migrations) as store:
            assert await store.read(keys) == expected
            if not expected:
                await store.write(put, "a")
    (migrations / "0002_more.sql").write_text("-- Why: x\nCREATE TABLE x (y INTEGER);")
    async with open_store(url, tables=Notes, migrations=migrations) as store:
        assert await store.read(keys) == ["a"]
    assert len(list((tmp_path / "new" / "folder" / "backups").iterdir())) == 1
    (migrations / "0002_more.sql").unlink()
    with pytest.raises(NewerSchema):
        async with open_store(url, tables=Notes, migrations=migrations):
            pass


async def test_a_store_is_closed_when_its_block_fails(tmp_path: Path, migrations: Path) -> None:
    url = f"sqlite:///{tmp_path}/n.db"
    with pytest.raises(ZeroDivisionError):
        async with open_store(url, tables=Notes, migrations=migrations) as store:
            raise ZeroDivisionError
    with pytest.raises(StoreError, match="closed"):
        await store.write(put, "a")
    async with open_store(url, tables=Notes, migrations=migrations) as store:
        assert await store.write(put, "a") == "a"


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///rounds.db", "rounds.db"),
        ("sqlite:///data/rounds.db", "data/rounds.db"),
        ("sqlite:////srv/rounds.db", "/srv/rounds.db"),
        ("sqlite:///my%20data/rounds.db", "my data/rounds.db"),
    ],
)
def test_which_file_a_url_names(url: str, path: str) -> None:
    assert sqlite_path(url) == Path(path)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "rounds.db",
        "sqlite://",
        "sqlite:///",
        "sqlite:///folder/",
        "sqlite://rounds.db",
        "sqlite:///:memory:",
        f"mysql://ada:{SECRET}@db/rounds",
        f"ada:{SECRET}://x",
        f"postgresql://ada:{SECRET}@db:port/rounds",
        f"postgresql://ada:p@{SECRET}:{SECRET}@db/rounds",
        f"postgresql://ada:{SECRET}@db/rounds?nonsense=1",
        f"postgresql://ada:{SECRET}@[::1/rounds",
        f"postgresql://ada:p@{SECRET}@db/rounds",
        f"postgresql://ada:12/{SECRET}@db/rounds",
    ],
)
async def test_a_bad_url_is_a_sentence_without_its_password(url: str) -> None:
    with pytest.raises(StoreError) as refused:
        async with open_store(url, tables=Notes):
            pass
    assert SECRET not in str(refused.value)
    assert "postgresql://user:password@host" in str(refused.value)
    assert refused.value.__cause__ is None


@pytest.mark.slow
def test_sqlite_loads_no_postgres_driver(tmp_path: Path) -> None:
    script = (
        "import asyncio, sys\n"
        "from bot.store.opening import open_store\n"
        "async def main():\n"
        f"    async with open_store('sqlite:///{tmp_path}/n.db') as store:\n"
        "        await store.read(lambda tx: tx.pulse.last())\n"
        "asyncio.run(main())\n"
        "print(sorted(m for m in ('psycopg', 'psycopg_binary', 'sqlalchemy') if m in sys.modules))"
    )
    found = subprocess.run(
        [sys.executable, "-c", script],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert found.stdout == "[]\n"
