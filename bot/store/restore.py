"""Puts a backup back in place of the database, after a copy of what is there now."""

import contextlib
import os
import shutil
import sqlite3
from pathlib import Path

from bot.errors import NewerSchema, StoreError
from bot.store.backup import copy_file
from bot.store.backups import beside
from bot.store.faults import told
from bot.store.lock import FileLock
from bot.store.migrate import load, schema_number
from bot.store.urls import is_postgres, sqlite_path


def restore(url: str, page: Path | None, file: Path, aside: Path) -> tuple[Path, ...]:
    """The database (and the page's file, when the backup has one) becomes what `file` holds.

    What was there is first copied to `aside` (a file name; the page's copy stands beside it).
    Rounds must be stopped. Gives the copies that were made. Raises StoreError, and then nothing
    has changed: no such backup, a damaged one, one of a newer Rounds, Rounds still running.
    """
    if is_postgres(url):
        from bot.store.dump import dump, put_back  # noqa: PLC0415 - psycopg is for its users

        dump(url, aside)
        put_back(url, file)
        return (aside,)
    database = sqlite_path(url)
    _check(file, rounds=True)
    sets = [(file, database, aside)]
    if page is not None and beside(file).is_file():
        _check(beside(file), rounds=False)
        sets.append((beside(file), page, beside(aside)))
    database.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(database):
        saved = tuple(copy_file(there, to) for _, there, to in sets if there.is_file())
        ready = [(_staged(source, there), there) for source, there, _ in sets]
        for part, there in ready:
            # A log left by the old file would be played into the new one.
            for log in ("-wal", "-shm"):
                there.with_name(there.name + log).unlink(missing_ok=True)
            part.replace(there)
        return saved


def _check(file: Path, *, rounds: bool) -> None:
    if not file.is_file():
        raise StoreError(f"There is no backup {file}.")
    try:
        at = f"{file.absolute().as_uri()}?mode=ro&immutable=1"
        with contextlib.closing(sqlite3.connect(at, uri=True)) as connection:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if found != "ok":
                raise StoreError(f"The backup {file} is damaged ({found}). Take another one.")
            number = schema_number(connection) if rounds else 0
    except sqlite3.OperationalError as error:
        raise StoreError(f"{file} is not a backup of Rounds. Name another file.") from error
    except sqlite3.Error as error:
        raise told(error, str(file)) from error
    if number > len(load()):
        raise NewerSchema(
            f"{file} was written by a newer Rounds (schema {number}). Install that version first."
        )


def _staged(source: Path, there: Path) -> Path:
    """A copy beside the file it will replace, on the disk: replacing cannot fail half."""
    part = there.with_name(there.name + ".restoring")
    try:
        shutil.copyfile(source, part)
        with part.open("rb+") as opened:
            os.fsync(opened.fileno())
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StoreError(f"{part} cannot be written: {error.strerror}.") from error
    return part
