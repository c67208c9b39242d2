"""Copies of a database that is in use."""

import asyncio
import contextlib
import os
import sqlite3
from pathlib import Path

from bot.errors import StoreError
from bot.store.faults import told
from bot.store.urls import is_postgres, sqlite_path


def copy(connection: sqlite3.Connection, to: Path) -> Path:
    """Writes a checked copy of the connection's database to `to`, making its folder.

    `VACUUM INTO` reads one snapshot while others write; the stepped `backup()` starts again at
    each foreign commit and may never finish. An existing file is never written over. The copy
    appears under its name only once it is whole, checked and on the disk.
    """
    if to.exists():
        raise StoreError(f"{to} exists already. Name another file for the backup.")
    part = to.with_name(to.name + ".part")
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        connection.execute("VACUUM INTO ?", (str(part),))
        _check(part)
        _sync(part, os.O_RDWR)
        part.rename(to)
        if os.name != "nt":
            _sync(to.parent, os.O_RDONLY)
    except OSError as error:
        raise StoreError(f"The backup {to} cannot be written: {error.strerror}.") from error
    except sqlite3.Error as error:
        raise told(error, str(to)) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return to


def _check(file: Path) -> None:
    with contextlib.closing(sqlite3.connect(file)) as connection:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise StoreError(f"The copy {file} is damaged ({found}): check the disk.")


def _sync(path: Path, flags: int) -> None:
    # VACUUM INTO leaves the copy in the system's cache; a backup must survive a power cut.
    opened = os.open(path, flags)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


async def backup(url: str, to: Path) -> Path:
    """Writes a checked copy of the database that `url` names to `to`, also while Rounds runs:
    SQLite by `VACUUM INTO`, PostgreSQL by its pg_dump.

    Errors: StoreError for a missing database, a missing pg_dump, an existing `to`.
    """
    if is_postgres(url):
        from bot.store.dump import dump  # noqa: PLC0415 - psycopg is for those who use it

        return await asyncio.to_thread(dump, url, to)
    return await asyncio.to_thread(copy_file, sqlite_path(url), to)


def copy_file(path: Path, to: Path) -> Path:
    """A checked copy of an SQLite file that may be in use. Errors as `backup`."""
    if not path.is_file():
        raise StoreError(f"There is no database {path} to back up.")
    try:
        # mode=rw: reading a write-ahead log may have to make its index file.
        at = f"{path.absolute().as_uri()}?mode=rw"
        with contextlib.closing(sqlite3.connect(at, uri=True, isolation_level=None)) as connection:
            return copy(connection, to)
    except sqlite3.Error as error:
        raise told(error, str(path)) from error
