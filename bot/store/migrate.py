"""Brings a database to the schema this version knows: numbered SQL files, forward only."""

import re
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from bot.errors import NewerSchema, StoreError
from bot.store.backup import copy
from bot.store.dialect import spelled
from bot.store.seam import Dialect

MIGRATIONS = Path(__file__).parent / "migrations"

_NAME = re.compile(r"(\d{4})_([a-z0-9_]+)\.sql")
_VERSION_TABLE = (
    "CREATE TABLE IF NOT EXISTS schema_version ("
    "number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_ms BIGINT NOT NULL)"
)
# Any number will do as long as nothing else in the database takes it.
_PG_LOCK = 7_264_001


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered file."""

    number: int
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Migrated:
    """What was done: schema numbers before and after, names applied, and the backup if any."""

    before: int
    after: int
    applied: tuple[str, ...] = ()
    backup: Path | None = None


class Executes(Protocol):
    """A connection of either driver."""

    # sqlite3.Connection and psycopg.Connection share this much.
    def execute(self, query: Any, /) -> Any: ...  # noqa: ANN401


def load(folder: Path = MIGRATIONS) -> tuple[Migration, ...]:
    """The migrations of a folder in order. StoreError for a gap, an odd name or no `-- Why:`."""
    found: list[Migration] = []
    for file in sorted(folder.glob("*.sql")):
        match = _NAME.fullmatch(file.name)
        if match is None or int(match[1]) != len(found) + 1:
            raise StoreError(f"{file.name}: migration {len(found) + 1:04d}_<name>.sql is expected.")
        text = file.read_text(encoding="utf-8")
        if not text.startswith("-- Why:"):
            raise StoreError(f"{file.name}: a migration starts with a line `-- Why: …`.")
        found.append(Migration(int(match[1]), file.stem, text))
    if not found:
        raise StoreError(f"{folder} holds no migrations: this copy of Rounds is incomplete.")
    return tuple(found)


def statements(text: str) -> list[str]:
    """The single statements of an SQL text; a `;` inside a string, comment or trigger is none's
    end.
    """
    found: list[str] = []
    rest = ""
    for piece in text.split(";")[:-1]:
        rest += piece + ";"
        if sqlite3.complete_statement(rest):
            found.append(rest.strip())
            rest = ""
    rest += text.rpartition(";")[2]
    if any(line.strip() and not line.strip().startswith("--") for line in rest.splitlines()):
        found.append(rest.strip())
    return found


def migrate_sqlite(
    connection: sqlite3.Connection, path: Path, steps: Sequence[Migration]
) -> Migrated:
    """Applies what is missing in one exclusive transaction; a failure leaves the old schema.

    First copies a database that holds data to `backups/` beside it. `connection` is in
    autocommit. Errors: NewerSchema, StoreError.
    """
    before = _number_sqlite(connection, path)
    if not _missing(before, steps):
        return Migrated(before, before)
    saved = None
    if before:
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
        name = f"{path.stem}-before-{before + 1:04d}-{stamp}{path.suffix}"
        saved = copy(connection, path.parent / "backups" / name)
    # A rebuilt table would otherwise drop the rows that refer to it; checked before the commit.
    connection.execute("PRAGMA foreign_keys = OFF")
    try:
        connection.execute("BEGIN EXCLUSIVE")
        try:
            applied = _apply(connection, "sqlite", steps, _number_sqlite(connection, path))
            _check_references(connection)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    finally:
        connection.execute("PRAGMA foreign_keys = ON")
    return Migrated(before, len(steps), applied, saved)


def _check_references(connection: sqlite3.Connection) -> None:
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise StoreError(
            f"The migration would leave table {broken[0]} with rows that refer to nothing. "
            "The database is as it was; please report this."
        )


def migrate_postgres(connection: Any, steps: Sequence[Migration]) -> Migrated:  # noqa: ANN401
    """The same on a psycopg connection (typed so that psycopg need not be loaded here): one
    transaction, under an advisory lock that a second Rounds waits for. Makes no backup: that is
    pg_dump's.
    """
    with connection.transaction():
        connection.execute(f"SELECT pg_advisory_xact_lock({_PG_LOCK})")
        found = connection.execute("SELECT to_regclass('schema_version')").fetchone()[0]
        before = schema_number(connection) if found else 0
        if not _missing(before, steps):
            return Migrated(before, before)
        applied = _apply(connection, "postgres", steps, before)
    return Migrated(before, len(steps), applied)


def must_be_current(
    connection: Any,  # noqa: ANN401 - sqlite3's or psycopg's
    dialect: Dialect,
    steps: Sequence[Migration],
    at: str,
) -> None:
    """Changes nothing. Raises NewerSchema, or StoreError when steps are missing."""
    if dialect == "sqlite":
        before = _number_sqlite(connection, Path(at))
    else:
        found = connection.execute("SELECT to_regclass('schema_version')").fetchone()[0]
        before = schema_number(connection) if found else 0
    if _missing(before, steps):
        raise StoreError(f"{at} has an older schema. Bring it up with: python -m bot migrate")


def _apply(
    connection: Executes, dialect: Dialect, steps: Sequence[Migration], before: int
) -> tuple[str, ...]:
    missing = _missing(before, steps)
    connection.execute(_VERSION_TABLE)
    for step in missing:
        for statement in statements(spelled(step.text, dialect)):
            _attempt(lambda s=statement: connection.execute(s), step)
        now_ms = int(datetime.now(UTC).timestamp() * 1000)
        # Both parts come from file names that `load` has checked.
        connection.execute(
            "INSERT INTO schema_version (number, name, applied_ms) "  # noqa: S608
            f"VALUES ({step.number:d}, '{step.name}', {now_ms:d})"
        )
    return tuple(step.name for step in missing)


def _attempt(run: Callable[[], object], step: Migration) -> None:
    try:
        run()
    except Exception as error:
        raise StoreError(
            f"Migration {step.name} failed: {error}. The database is as it was."
        ) from error


def _missing(before: int, steps: Sequence[Migration]) -> Sequence[Migration]:
    if before > len(steps):
        raise NewerSchema(
            f"The database was written by a newer Rounds (schema {before}; this one knows "
            f"{len(steps)}). Install that version again, or put back a backup from before."
        )
    return steps[before:]


def _number_sqlite(connection: sqlite3.Connection, path: Path) -> int:
    tables = {
        row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    }
    if tables and "schema_version" not in tables:
        raise StoreError(f"{path} is a database of another program. Name another file.")
    return schema_number(connection) if tables else 0


def schema_number(connection: Executes) -> int:
    """The newest migration that a database of Rounds has seen; 0 for none."""
    newest = connection.execute("SELECT max(number) FROM schema_version").fetchone()[0]
    return int(newest or 0)
