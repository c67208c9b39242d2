"""SQLite's errors as sentences that say what to do."""

import sqlite3

from bot.errors import StoreError

_SENTENCES: dict[int, str] = {
    sqlite3.SQLITE_FULL: "The disk that holds {at} is full. Free some space.",
    sqlite3.SQLITE_IOERR: (
        "The disk failed while {at} was read or written. Check free space, then the disk."
    ),
    sqlite3.SQLITE_READONLY: (
        "{at} is read-only. Let the user that runs Rounds write to the file and its folder."
    ),
    sqlite3.SQLITE_PERM: (
        "{at} may not be opened. Let the user that runs Rounds write to the file and its folder."
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "{at} cannot be opened. Check that its folder exists and that Rounds may write there."
    ),
    sqlite3.SQLITE_BUSY: "{at} is locked by another program. Close it.",
    sqlite3.SQLITE_CORRUPT: "{at} is damaged. Stop Rounds and put back the newest backup.",
    sqlite3.SQLITE_NOTADB: (
        "{at} is not an SQLite database, or is damaged. Name another file or put back a backup."
    ),
}


def sentence(error: sqlite3.Error, at: str) -> StoreError | None:
    """The error as a StoreError that names the file `at`; None when it is the SQL's own fault."""
    # Errors of the sqlite3 module itself (a closed connection, wrong parameters) have no code.
    code: int = getattr(error, "sqlite_errorcode", 0)
    wording = _SENTENCES.get(code & 0xFF)
    if wording is None:
        return None
    said = StoreError(wording.format(at=f"The database {at}" if wording[0] == "{" else at))
    said.__cause__ = error
    return said


def told(error: sqlite3.Error, at: str) -> StoreError:
    """Like `sentence`, but anything else becomes a StoreError too."""
    said = sentence(error, at) or StoreError(f"The database {at} cannot be used: {error}.")
    said.__cause__ = error
    return said
