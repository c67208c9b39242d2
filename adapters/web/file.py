"""The page's own SQLite file: opened, checked, and read through named statements."""

import sqlite3
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import aiosql
import aiosqlite

from adapters.web.door import PageNotOpened

_HERE = Path(__file__).parent
_VERSION = 1
_BUSY_S = 5.0


class PageFile:
    """Named statements on one connection. Every statement is a transaction of its own, so that
    requests running side by side never share one.
    """

    def __init__(self, connection: aiosqlite.Connection) -> None:
        """`connection`: open, in autocommit."""
        self._connection = connection
        # aiosql makes its functions from the .sql file, so their types cannot be known here;
        # `one`, `rows`, `change` and `value` are the only callers.
        load = cast("Any", aiosql.from_path)  # pyright: ignore[reportUnknownMemberType]
        self._queries = load(_HERE / "page.sql", "aiosqlite", encoding="utf-8")

    async def one(self, name: str, /, **values: object) -> tuple[Any, ...] | None:
        """The one row of a statement, or None."""
        row = await getattr(self._queries, name)(self._connection, **values)
        return None if row is None else tuple(row)

    async def rows(self, name: str, /, **values: object) -> list[tuple[Any, ...]]:
        """Every row of a statement."""
        found = getattr(self._queries, name)(self._connection, **values)
        return [tuple(row) async for row in found]

    async def change(self, name: str, /, **values: object) -> int:
        """How many rows a statement changed."""
        return await getattr(self._queries, name)(self._connection, **values)

    async def value(self, name: str, /) -> int:
        """The one number of a statement."""
        return await getattr(self._queries, name)(self._connection)


def now_ms() -> int:
    """Milliseconds since 1970, UTC: the page's own stamp on what it shows."""
    return time.time_ns() // 1_000_000


@asynccontextmanager
async def open_file(path: Path) -> AsyncGenerator[PageFile]:
    """The file, made when absent. Raises PageNotOpened with a sentence when it cannot be used."""
    try:
        connection = await aiosqlite.connect(path, isolation_level=None, timeout=_BUSY_S)
    except sqlite3.Error as error:
        raise PageNotOpened(_sentence(path, error)) from error
    try:
        try:
            await _prepare(connection, path)
        except sqlite3.Error as error:
            raise PageNotOpened(_sentence(path, error)) from error
        yield PageFile(connection)
    finally:
        await connection.close()


async def _prepare(connection: aiosqlite.Connection, path: Path) -> None:
    async with connection.execute("PRAGMA user_version") as cursor:
        row = await cursor.fetchone()
    version = int(row[0]) if row else 0
    if version > _VERSION:
        raise PageNotOpened(
            f"{path} was written by a newer version of Rounds. Start that version, or move the "
            "file away: the page then begins empty."
        )
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        await connection.execute(f"PRAGMA {pragma}")
    if version == 0:
        await connection.executescript((_HERE / "schema.sql").read_text(encoding="utf-8"))


def _sentence(path: Path, error: sqlite3.Error) -> str:
    return (
        f"The page's file {path} cannot be used ({error}). Check that the folder may be written "
        "and has free space; if the file is damaged, move it away and the page begins empty."
    )
