"""Reads a database beside the Rounds that uses it: no lock, no migration, nothing written."""

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

from bot.errors import StoreError
from bot.ports import Tx
from bot.store.batch import read_one
from bot.store.faults import told
from bot.store.migrate import MIGRATIONS, Migration, load, must_be_current
from bot.store.seam import Dialect
from bot.store.tables import tables
from bot.store.urls import is_postgres, sqlite_path

T = TypeVar("T")

_BUSY_MS = 5_000


async def read_beside(url: str, unit: Callable[[Tx], T], *, migrations: Path = MIGRATIONS) -> T:
    """Runs `unit` on one snapshot of the database that `url` names, also while Rounds runs.

    Errors: StoreError for a database that is missing, damaged, of another program, or of an older
    schema than this version's; NewerSchema for a newer one.
    """
    steps = load(migrations)
    if not is_postgres(url):
        return await asyncio.to_thread(_read, sqlite_path(url), unit, steps)
    # psycopg is loaded only by those who use it.
    from bot.store.postgres import PostgresStore  # noqa: PLC0415

    def checked(connection: object, dialect: Dialect) -> Tx:
        must_be_current(connection, dialect, steps, "The database")
        return tables(connection, dialect)

    store = await PostgresStore.open(url, checked, workers=1)
    try:
        return await store.read(unit)
    finally:
        await store.aclose()


def _read(path: Path, unit: Callable[[Tx], T], steps: tuple[Migration, ...]) -> T:
    if not path.is_file():
        raise StoreError(f"There is no database {path} yet: Rounds makes it when it first runs.")
    try:
        # mode=rw: reading a write-ahead log may have to make its index file.
        at = f"{path.absolute().as_uri()}?mode=rw"
        with contextlib.closing(sqlite3.connect(at, uri=True, isolation_level=None)) as connection:
            connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS:d}")
            connection.execute("PRAGMA query_only = ON")
            must_be_current(connection, "sqlite", steps, str(path))
            found = read_one(connection, tables(connection, "sqlite"), unit, path.name)
    except sqlite3.Error as error:
        raise told(error, str(path)) from error
    return cast("T", found.unwrap())
