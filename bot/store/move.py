"""Moves everything from one database into another, SQLite to PostgreSQL or back, and proves it."""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from bot.errors import StoreError
from bot.store.faults import told
from bot.store.lock import FileLock
from bot.store.migrate import load, migrate_sqlite
from bot.store.urls import is_postgres, sqlite_path

BATCH = 2_000
"""Rows read and written at a time: a large database is never held in memory."""


@dataclass(frozen=True, slots=True)
class Moved:
    """One table: how many rows, and the SHA-256 over all of them in the order of their key."""

    table: str
    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class _Table:
    name: str
    columns: tuple[str, ...]
    order: tuple[str, ...]


class _Side(Protocol):
    """A database open in one transaction. Tables and columns are named by our own schema."""

    def execute(self, sql: str) -> list[tuple[Any, ...]]: ...
    def batches(self, sql: str) -> Iterator[list[tuple[Any, ...]]]: ...
    def insert(self, table: _Table, rows: Sequence[Sequence[object]]) -> None: ...
    def keep(self) -> None: ...


def move(source: str, target: str, progress: Callable[[str], None]) -> list[Moved]:
    """Copies every row of `source` into the empty database `target` in one transaction, then reads
    both again and compares counts and checksums. `progress` gets one line a table.

    The source is never changed. Raises StoreError, and then the target is as it was: Rounds runs on
    either database, the target holds groups already, a table differs, one cannot be reached.
    """
    if is_postgres(source) == is_postgres(target):
        raise StoreError("Move between SQLite and PostgreSQL: one URL of each kind.")
    with ExitStack() as stack:
        there = stack.enter_context(_side(source, new=False))
        here = stack.enter_context(_side(target, new=True))
        lite = there if is_postgres(target) else here
        tables = _tables(lite)
        full = [table.name for table in tables if _count(here, table)]
        if full:
            raise StoreError(
                f"The target holds rows already (in {', '.join(full)}). Name an empty database."
            )
        done: list[Moved] = []
        for table in tables:
            for batch in there.batches(_all(table)):
                here.insert(table, batch)
            before, after = _sum(there, table), _sum(here, table)
            if before != after:
                raise StoreError(
                    f"Table {table.name} differs after the copy: {before.rows} rows before, "
                    f"{after.rows} after. Nothing was kept in the target."
                )
            progress(f"{table.name}: {after.rows} rows, checksum {after.digest[:12]}")
            done.append(after)
        here.keep()
    return done


def _tables(lite: _Side) -> list[_Table]:
    """Every table in the order in which it was made: none refers to a later one."""
    names = lite.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
        "AND name <> 'schema_version' ORDER BY rowid"
    )
    found: list[_Table] = []
    for (name,) in names:
        columns = lite.execute(f"PRAGMA table_info({name})")
        keys = sorted((column[5], column[1]) for column in columns if column[5])
        order = tuple(name for _, name in keys)
        found.append(_Table(name, tuple(column[1] for column in columns), order))
    return found


def _all(table: _Table) -> str:
    return f"SELECT {', '.join(table.columns)} FROM {table.name} ORDER BY {', '.join(table.order)}"  # noqa: S608 - names of our own schema


def _count(side: _Side, table: _Table) -> int:
    return side.execute(f"SELECT count(*) FROM {table.name}")[0][0]  # noqa: S608 - as above


def _sum(side: _Side, table: _Table) -> Moved:
    digest, rows = hashlib.sha256(), 0
    for batch in side.batches(_all(table)):
        rows += len(batch)
        for row in batch:
            digest.update(json.dumps(row, separators=(",", ":"), default=bytes.hex).encode())
    return Moved(table.name, rows, digest.hexdigest())


@contextmanager
def _side(url: str, *, new: bool) -> Generator[_Side]:
    with ExitStack() as stack:
        if is_postgres(url):
            yield stack.enter_context(_postgres(url, new=new))
        else:
            yield stack.enter_context(_sqlite(sqlite_path(url), new=new))


class _Sqlite:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def execute(self, sql: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql).fetchall()

    def batches(self, sql: str) -> Iterator[list[tuple[Any, ...]]]:
        cursor = self._connection.execute(sql)
        while rows := cursor.fetchmany(BATCH):
            yield rows

    def insert(self, table: _Table, rows: Sequence[Sequence[object]]) -> None:
        marks = ", ".join("?" * len(table.columns))
        self._connection.executemany(
            f"INSERT INTO {table.name} ({', '.join(table.columns)}) VALUES ({marks})",  # noqa: S608
            rows,
        )

    def keep(self) -> None:
        self._connection.execute("COMMIT")


@contextmanager
def _sqlite(path: Path, *, new: bool) -> Generator[_Side]:
    if not new and not path.is_file():
        raise StoreError(f"There is no database {path} to move.")
    path.parent.mkdir(parents=True, exist_ok=True)
    # Held to the end: nobody writes to the file while it is being moved.
    with FileLock(path):
        try:
            with closing(sqlite3.connect(path, isolation_level=None)) as connection:
                migrate_sqlite(connection, path, load())
                connection.execute("PRAGMA synchronous = FULL")
                connection.execute("BEGIN IMMEDIATE" if new else "BEGIN")
                yield _Sqlite(connection)
        except sqlite3.Error as error:
            raise told(error, str(path)) from error


class _Postgres:
    def __init__(self, connection: Any) -> None:  # noqa: ANN401 - psycopg is for its users
        self._connection = connection

    def execute(self, sql: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql).fetchall()

    def batches(self, sql: str) -> Iterator[list[tuple[Any, ...]]]:
        # A cursor of the server's: the whole answer never comes over at once.
        with self._connection.cursor(name="moving") as cursor:
            cursor.execute(sql)
            while rows := cursor.fetchmany(BATCH):
                yield rows

    def insert(self, table: _Table, rows: Sequence[Sequence[object]]) -> None:
        columns = ", ".join(table.columns)
        with (
            self._connection.cursor() as cursor,
            cursor.copy(f"COPY {table.name} ({columns}) FROM STDIN") as copying,
        ):
            for row in rows:
                copying.write_row(row)

    def keep(self) -> None:
        self._connection.execute("COMMIT")


@contextmanager
def _postgres(url: str, *, new: bool) -> Generator[_Side]:
    from bot.store.presence import alone  # noqa: PLC0415 - psycopg is for its users

    with alone(url) as connection:
        connection.execute(f"BEGIN ISOLATION LEVEL REPEATABLE READ{'' if new else ' READ ONLY'}")
        yield _Postgres(connection)
