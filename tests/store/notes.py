"""A table small enough to see through, for tests of the engine without Rounds' own tables."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.store.hop import hop
from bot.store.migrate import Migration
from bot.store.sqlite import SqliteStore

WAIT_S = 20
"""How long a test waits for another thread before it fails."""

TEXT = "-- Why: a table for tests.\nCREATE TABLE note (k TEXT PRIMARY KEY, n BIGINT NOT NULL);\n"
STEPS = (Migration(1, "0001_note", TEXT),)


class Notes:
    """Stands where the families stand: a key and a number."""

    def __init__(self, connection: Any, dialect: str) -> None:
        self.connection = connection
        self.mark = "?" if dialect == "sqlite" else "%s"

    def run(self, sql: str, *values: object) -> Any:
        return self.connection.execute(sql.replace("?", self.mark), values)


def put(tx: Notes, key: str, n: int = 0) -> str:
    tx.run("INSERT INTO note VALUES (?, ?)", key, n)
    return key


def put_then_raise(tx: Notes, key: str, error: BaseException) -> None:
    put(tx, key)
    raise error


def add(tx: Notes, key: str, n: int) -> int:
    """Upserts a sum and gives it back."""
    sql = "INSERT INTO note VALUES (?, ?) ON CONFLICT (k) DO UPDATE SET n = note.n + excluded.n"
    return tx.run(sql + " RETURNING n", key, n).fetchone()[0]


def keys(tx: Notes) -> list[str]:
    return [row[0] for row in tx.run("SELECT k FROM note ORDER BY k").fetchall()]


class Gate:
    """A unit that writes its key, then stands in its thread until the test lets it go on."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.release = threading.Event()

    def put(self, tx: Notes, key: str) -> str:
        put(tx, key)
        self.stand()
        return key

    def keys_twice(self, tx: Notes) -> tuple[list[str], list[str]]:
        before = keys(tx)
        self.stand()
        return before, keys(tx)

    def stand(self) -> None:
        self.entered.set()
        assert self.release.wait(WAIT_S)


@asynccontextmanager
async def notes_in(path: Path, **options: Any) -> AsyncIterator[SqliteStore]:
    """A SqliteStore on the note table, made when it is not there."""

    def prepare(connection: Any) -> None:
        connection.execute("CREATE TABLE IF NOT EXISTS note (k TEXT PRIMARY KEY, n BIGINT)")

    store = await SqliteStore.open(path, Notes, prepare, **options)
    try:
        yield store
    finally:
        await store.aclose()


async def watch(store: SqliteStore) -> list[str]:
    """Every statement that the store's writer runs from now on."""
    seen: list[str] = []
    await hop(store._writer, lambda c: c.set_trace_callback(seen.append))
    return seen
