"""The store for more than one machine: PostgreSQL, the same units in a pool of threads.

Each unit is one transaction at READ COMMITTED. A stricter level would make every answer of a busy
group fail and run again because all of them touch the group's one redraw letter; at READ COMMITTED
they only wait their turn. The invariants do not rest on the level:

- One answer a member and post, one post a date, one row an event: a UNIQUE key with `ON CONFLICT
  DO NOTHING RETURNING`. The second insert waits for the first's commit, then returns no row.
- Sums (boards): `DO UPDATE SET points = board.points + excluded.points` locks the row, waits, and
  adds to what was committed, not to what the transaction saw when it began.
- One sender a letter: `UPDATE … WHERE attempt = :attempt` waits for a rival's commit and then tests
  its WHERE again on the new row, so that the slower one changes none.
- One worker a due row: `FOR UPDATE SKIP LOCKED` until the commit.
- Guard, then insert (first contact, a countdown's name): the loser of a race gets a unique
  violation; its unit runs once more and now sees the winner's row.
- Load, decide, save (a streak): safe where the unit has first written a row that its rivals write
  too. An answer adds to its member's board rows before it loads the streak: a second answer of the
  same member waits there, and each statement after sees the first's commit.

What is left: two units that save the same settings at once keep the later one, as two people do who
edit a form; and a member who answers one question twice in the same instant, as daily and as
practice, may have both counted as a first answer.
"""

import asyncio
import itertools
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Concatenate, LiteralString, ParamSpec, Self, TypeVar, cast

import psycopg

from bot.errors import StoreError
from bot.ports import Tx
from bot.store.batch import Outcome, Unit
from bot.store.migrate import Migration, migrate_postgres
from bot.store.seam import Tables
from bot.store.server import Server

P = ParamSpec("P")
T = TypeVar("T")

WORKERS = 8
"""Threads, each with a connection of its own."""

TRIES = 5
"""Runs of a unit at most, when it surely did not commit."""

_WRITE = "BEGIN ISOLATION LEVEL READ COMMITTED"
# One snapshot for all statements of a read.
_READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

# The transaction was undone by the server and may succeed when it runs again.
_AGAIN = (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)

_LIMITS = "SET statement_timeout = '30s'; SET idle_in_transaction_session_timeout = '60s'"


@dataclass(frozen=True, slots=True)
class _Session:
    connection: psycopg.Connection[Any]
    tx: Tx


class PostgresStore:
    """Units of work on a PostgreSQL database. Made by `open`. Why READ COMMITTED: see the module.

    A lost connection is replaced. Its unit runs again when it surely was not saved, that is when
    the loss came before COMMIT was sent; otherwise the caller is told that nobody knows.
    """

    def __init__(self, url: str, tables: Tables, workers: int = WORKERS) -> None:
        """Connects to nothing yet. Raises StoreError for a URL that cannot be read."""
        self._server = Server(url)
        self._tables = tables
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="rounds-postgres")
        self._own = threading.local()
        # Appended to by the threads, which list.append allows.
        self._opened: list[psycopg.Connection[Any]] = []
        self._closing = False

    @classmethod
    async def open(
        cls, url: str, tables: Tables, steps: Sequence[Migration] = (), *, workers: int = WORKERS
    ) -> Self:
        """Connects and migrates. StoreError, never with the password, when that is impossible."""
        store = cls(url, tables, workers)
        try:
            await store._in_thread(lambda: store._prepare(steps))
        except BaseException:
            await store.aclose()
            raise
        return store

    async def write(
        self, unit: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Runs `unit` in one transaction and returns when it is committed.

        The unit may run more than once; only one run is kept. What it raises undoes its writes.
        """
        return cast("T", await self._soon(lambda tx: unit(tx, *args, **kwargs), _WRITE))

    async def read(
        self, unit: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Runs `unit` on one snapshot of what is committed; it may not write."""
        return cast("T", await self._soon(lambda tx: unit(tx, *args, **kwargs), _READ))

    async def aclose(self) -> None:
        """Finishes what was accepted, refuses what comes later, and closes the connections."""
        self._closing = True
        await asyncio.to_thread(self._shut)

    async def _soon(self, unit: Unit, begin: LiteralString) -> object:
        if self._closing:
            raise StoreError("The database is closed.")
        return await self._in_thread(lambda: self._run(unit, begin))

    async def _in_thread(self, work: Callable[[], object]) -> object:
        loop = asyncio.get_running_loop()
        return (await loop.run_in_executor(self._pool, Outcome.of, work)).unwrap()

    def _shut(self) -> None:
        self._pool.shutdown(wait=True)
        for connection in self._opened:
            connection.close()

    def _prepare(self, steps: Sequence[Migration]) -> None:
        if steps:
            # Without limits: a migration may take long, and waits for another Rounds' migration.
            with self._server.connect() as connection:
                try:
                    migrate_postgres(connection, steps)
                except psycopg.Error as error:
                    raise self._server.told(error) from error
        self._session()

    def _session(self) -> _Session:
        session: _Session | None = getattr(self._own, "session", None)
        if session is not None and not session.connection.closed:
            return session
        connection = self._server.connect()
        self._opened[:] = [c for c in self._opened if not c.closed]
        self._opened.append(connection)
        try:
            connection.execute(_LIMITS)
        except psycopg.Error as error:
            raise self._server.told(error) from error
        session = _Session(connection, self._tables(connection, "postgres"))
        self._own.session = session
        return session

    def _run(self, unit: Unit, begin: LiteralString) -> object:
        for tried in itertools.count(1):
            session = self._session()
            try:
                session.connection.execute(begin)
                value = unit(session.tx)
            except psycopg.Error as error:
                _undo(session.connection)
                if _again(error, tried) or (session.connection.closed and tried < TRIES):
                    _pause(tried)
                    continue
                if isinstance(error, psycopg.OperationalError):
                    raise self._server.told(error) from error
                raise
            except BaseException:
                _undo(session.connection)
                raise
            try:
                ended = session.connection.execute("COMMIT").statusmessage
            except psycopg.Error as error:
                if _again(error, tried):
                    continue
                if session.connection.closed:
                    raise StoreError(
                        "The connection to the database broke while it was saving: nobody knows "
                        "whether it did. Look before you try again."
                    ) from error
                raise
            if ended != "COMMIT":
                # The unit caught an error of the database: COMMIT then only rolls back.
                raise StoreError("The database refused a part of this and saved none of it.")
            return value
        raise AssertionError("unreachable")


def _again(error: psycopg.Error, tried: int) -> bool:
    if isinstance(error, psycopg.errors.UniqueViolation):
        return tried == 1
    return isinstance(error, _AGAIN) and tried < TRIES


def _pause(tried: int) -> None:
    # A restarting server needs a moment; the thread is the store's own, the loop does not wait.
    time.sleep(0.02 * 4**tried / 4)


def _undo(connection: psycopg.Connection[Any]) -> None:
    if connection.closed:
        return
    try:
        connection.execute("ROLLBACK")
    except psycopg.Error:
        connection.close()
