"""Migrations on real files: forward, once, after a copy, all or nothing."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import NewerSchema, StoreError
from bot.store.migrate import Migrated, Migration, load, migrate_sqlite, statements
from tests.store.notes import STEPS

SECOND = Migration(2, "0002_more", "-- Why: more.\nALTER TABLE note ADD COLUMN more BIGINT;\n")
BAD = Migration(
    2, "0002_bad", "-- Why: a mistake.\nDROP TABLE note;\nCREATE TABLE x (y);\nSELEKT 1;\n"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "rounds.db"


@pytest.fixture
def connection(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file, isolation_level=None)) as opened:
        opened.execute("PRAGMA foreign_keys = ON")
        yield opened


def tables(connection: sqlite3.Connection) -> set[str]:
    return {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}


def test_an_empty_file_gets_every_migration_and_no_backup(
    connection: sqlite3.Connection, file: Path
) -> None:
    done = migrate_sqlite(connection, file, (*STEPS, SECOND))
    assert done == Migrated(0, 2, ("0001_note", "0002_more"), None)
    assert tables(connection) >= {"note", "schema_version"}
    found = connection.execute("SELECT number, name, applied_ms > 0 FROM schema_version").fetchall()
    assert found == [(1, "0001_note", 1), (2, "0002_more", 1)]
    assert not (file.parent / "backups").exists()


def test_again_there_is_nothing_to_do(connection: sqlite3.Connection, file: Path) -> None:
    migrate_sqlite(connection, file, STEPS)
    changes = connection.total_changes
    assert migrate_sqlite(connection, file, STEPS) == Migrated(1, 1)
    assert connection.total_changes == changes
    assert not (file.parent / "backups").exists()


def test_data_is_copied_before_it_is_migrated(connection: sqlite3.Connection, file: Path) -> None:
    migrate_sqlite(connection, file, STEPS)
    connection.execute("INSERT INTO note VALUES ('a', 1)")
    done = migrate_sqlite(connection, file, (*STEPS, SECOND))
    assert (done.before, done.after, done.applied) == (1, 2, ("0002_more",))
    assert connection.execute("SELECT * FROM note").fetchall() == [("a", 1, None)]
    assert done.backup
    assert done.backup.parent == file.parent / "backups"
    assert done.backup.name.startswith("rounds-before-0002-")
    assert list(done.backup.parent.iterdir()) == [done.backup]
    with closing(sqlite3.connect(done.backup)) as copy:
        assert copy.execute("SELECT * FROM note").fetchall() == [("a", 1)]
        assert copy.execute("SELECT max(number) FROM schema_version").fetchone() == (1,)


def test_a_newer_schema_is_refused(connection: sqlite3.Connection, file: Path) -> None:
    migrate_sqlite(connection, file, (*STEPS, SECOND))
    with pytest.raises(NewerSchema, match=r"newer Rounds \(schema 2; this one knows 1\)"):
        migrate_sqlite(connection, file, STEPS)
    assert not connection.in_transaction


@pytest.mark.parametrize("before", [0, 1])
def test_a_failed_migration_leaves_what_was(
    connection: sqlite3.Connection, file: Path, before: int
) -> None:
    migrate_sqlite(connection, file, STEPS[:before]) if before else None
    if before:
        connection.execute("INSERT INTO note VALUES ('a', 1)")
    was = list(connection.iterdump())
    with pytest.raises(StoreError, match=r"Migration 0002_bad failed: .*SELEKT.* is as it was\."):
        migrate_sqlite(connection, file, (*STEPS, BAD))
    assert list(connection.iterdump()) == was
    assert not connection.in_transaction
    assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
    assert len(list((file.parent / "backups").glob("*"))) == before


def test_a_migration_may_not_leave_dangling_rows(
    connection: sqlite3.Connection, file: Path
) -> None:
    text = "-- Why: a mistake.\nCREATE TABLE c (k REFERENCES note (k));\nINSERT INTO c VALUES (9);"
    with pytest.raises(StoreError, match="leave table c with rows that refer to nothing"):
        migrate_sqlite(connection, file, (*STEPS, Migration(2, "0002_dangling", text)))
    assert tables(connection) == set()


def test_a_table_may_be_rebuilt_under_its_children(
    connection: sqlite3.Connection, file: Path
) -> None:
    child = "-- Why: c.\nCREATE TABLE c (k TEXT REFERENCES note (k) ON DELETE CASCADE);"
    steps = (*STEPS, Migration(2, "0002_child", child))
    migrate_sqlite(connection, file, steps)
    connection.execute("INSERT INTO note VALUES ('a', 1)")
    connection.execute("INSERT INTO c VALUES ('a')")
    rebuild = (
        "-- Why: r.\nCREATE TABLE new (k TEXT PRIMARY KEY, n TEXT);\n"
        "INSERT INTO new SELECT k, n FROM note;\nDROP TABLE note;\n"
        "ALTER TABLE new RENAME TO note;"
    )
    migrate_sqlite(connection, file, (*steps, Migration(3, "0003_rebuild", rebuild)))
    assert connection.execute("SELECT * FROM c").fetchall() == [("a",)]


def test_another_programs_database_is_left_alone(
    connection: sqlite3.Connection, file: Path
) -> None:
    connection.execute("CREATE TABLE contacts (name)")
    with pytest.raises(StoreError, match=r"rounds\.db is a database of another program"):
        migrate_sqlite(connection, file, STEPS)
    assert tables(connection) == {"contacts"}


def test_a_backup_that_cannot_be_made_stops_the_migration(
    connection: sqlite3.Connection, file: Path
) -> None:
    migrate_sqlite(connection, file, STEPS)
    (file.parent / "backups").touch()
    with pytest.raises(StoreError, match="cannot be written"):
        migrate_sqlite(connection, file, (*STEPS, SECOND))
    assert migrate_sqlite(connection, file, STEPS) == Migrated(1, 1)


def test_the_shipped_migrations_load_and_apply(connection: sqlite3.Connection, file: Path) -> None:
    steps = load()
    assert [step.number for step in steps] == list(range(1, len(steps) + 1))
    assert migrate_sqlite(connection, file, steps).after == len(steps)


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({}, "holds no migrations"),
        ({"0002_b.sql": "-- Why: x"}, "0002_b.sql: migration 0001_<name>.sql is expected"),
        ({"start.sql": "-- Why: x"}, "start.sql: migration 0001"),
        ({"0001_a.sql": "-- Why: x", "0003_c.sql": "-- Why: x"}, "migration 0002_<name>.sql is"),
        ({"0001_a.sql": "CREATE TABLE x (y);"}, "starts with a line `-- Why: …`"),
    ],
)
def test_a_folder_in_disorder_is_refused(
    tmp_path: Path, files: dict[str, str], sentence: str
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(StoreError, match=sentence):
        load(tmp_path)


def test_statements_end_where_sql_says() -> None:
    parts = [
        "-- Why: a; b\nCREATE TABLE a (b TEXT DEFAULT ';', c TEXT DEFAULT 'it''s; so');",
        "/* one; two */ CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM a; SELECT 1; END;",
        "INSERT INTO a VALUES (';', 'x')",
    ]
    assert statements("\n".join(parts)) == parts
    assert statements("SELECT 1;\n-- the end; really\n") == ["SELECT 1;"]
    assert statements("") == []
