"""The default store: one SQLite file, one writer with group commit, two readers beside it."""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Concatenate, ParamSpec, Self, TypeVar, cast

import aiosqlite

from bot.errors import StoreError
from bot.ports import Tx
from bot.store.batch import Outcome, Unit, read_one, write_batch
from bot.store.faults import told
from bot.store.hop import Work, connect, hop
from bot.store.lock import FileLock
from bot.store.seam import Tables

P = ParamSpec("P")
T = TypeVar("T")

MOST = 128
"""Units of one commit at most: some 6 ms of work, and a lone late unit does not wait longer."""

READERS = 2
"""Read-only connections: 17 times the reads of one shared connection, and 4 give no more."""

BUSY_MS = 5_000
"""How long another program (a shell, a backup tool) may hold the file before a write fails."""

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    # With group commit FULL costs what NORMAL does, and loses nothing in a power cut.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA temp_store = MEMORY",
    # A long read lets the log grow; this cuts the file once it is checkpointed.
    "PRAGMA journal_size_limit = 67108864",
)


@dataclass(frozen=True, slots=True)
class _Waiting:
    run: Unit
    done: asyncio.Future[Outcome]


@dataclass(frozen=True, slots=True)
class _Reader:
    connection: aiosqlite.Connection
    tx: Tx


class SqliteStore:
    """Units of work on one SQLite file. Made by `open`; belongs to the event loop it was made in.

    Units that wait at the same moment share one commit and one thread hop; each has a savepoint.
    A caller cancelled before its unit began is left out; later its unit is saved all the same.
    """

    def __init__(
        self,
        path: Path,
        lock: FileLock,
        writer: aiosqlite.Connection,
        tx: Tx,
        readers: list[_Reader],
    ) -> None:
        """Takes over what `open` has opened."""
        self._at = path.name
        self._lock = lock
        self._writer = writer
        self._tx = tx
        self._readers = readers
        self._idle: asyncio.Queue[_Reader] = asyncio.Queue()
        for reader in readers:
            self._idle.put_nowait(reader)
        self._queue: deque[_Waiting] = deque()
        self._wake = asyncio.Event()
        # No unit is accepted any more; set by `aclose`, or by the writer when it is stopped.
        self._closing = False
        self._leaving = False
        self._gone = asyncio.Event()
        self._serving = asyncio.create_task(self._serve(), name=f"writer of {path.name}")

    @classmethod
    async def open(
        cls,
        path: Path,
        tables: Tables,
        prepare: Work[object] | None = None,
        *,
        busy_ms: int = BUSY_MS,
    ) -> Self:
        """Takes the file's lock, makes missing folders and the file, and runs `prepare` (the
        migrations) in the writer's thread before anything else. StoreError says what is wrong.
        """
        await asyncio.to_thread(_make_folder, path.parent)
        async with AsyncExitStack() as undo:
            lock = undo.enter_context(FileLock(path))
            try:
                # aiosqlite leaves a thread behind when it cannot open the file: find out before.
                await asyncio.to_thread(lambda: sqlite3.connect(path).close())
                writer = await undo.enter_async_context(connect(path))
                await hop(writer, lambda c: _set_up(c, busy_ms))
                if prepare is not None:
                    await hop(writer, prepare)
                tx = await hop(writer, lambda c: tables(c, "sqlite"))
                readers: list[_Reader] = []
                for _ in range(READERS):
                    reader = await undo.enter_async_context(connect(path))
                    await hop(reader, lambda c: _set_up(c, busy_ms, query_only=True))
                    readers.append(
                        _Reader(reader, await hop(reader, lambda c: tables(c, "sqlite")))
                    )
            except sqlite3.Error as error:
                raise told(error, str(path)) from error
            undo.pop_all()
        return cls(path, lock, writer, tx, readers)

    async def write(
        self, unit: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Runs `unit` in one transaction and returns when it is on the disk.

        What the unit raises undoes only its own writes. StoreError: nothing was saved.
        """
        if self._closing:
            raise StoreError("The database is closed.")
        waiting = _Waiting(
            lambda tx: unit(tx, *args, **kwargs), asyncio.get_running_loop().create_future()
        )
        self._queue.append(waiting)
        self._wake.set()
        return cast("T", (await waiting.done).unwrap())

    async def read(
        self, unit: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Runs `unit` on one snapshot of what is committed, beside the writer."""
        if self._closing:
            raise StoreError("The database is closed.")
        reader = await self._idle.get()
        try:
            outcome = await hop(
                reader.connection,
                lambda c: read_one(c, reader.tx, lambda tx: unit(tx, *args, **kwargs), self._at),
            )
        finally:
            # A cancelled caller's read may still run: the next one then queues behind it.
            self._idle.put_nowait(reader)
        return cast("T", outcome.unwrap())

    async def aclose(self) -> None:
        """Finishes what was accepted, refuses what comes later, and gives the file back."""
        if self._leaving:
            await self._gone.wait()
            return
        self._leaving = self._closing = True
        self._wake.set()
        async with AsyncExitStack() as undo:
            undo.callback(self._gone.set)
            undo.callback(self._lock.drop)
            # Last, so that its closing checkpoints the log.
            undo.push_async_callback(self._writer.close)
            for reader in self._readers:
                undo.push_async_callback(reader.connection.close)
            await asyncio.wait({self._serving})
            for _ in self._readers:
                await self._idle.get()

    async def _serve(self) -> None:
        batch: list[_Waiting] = []
        try:
            while self._queue or not self._closing:
                if not self._queue:
                    self._wake.clear()
                    await self._wake.wait()
                    continue
                batch = self._collect()
                if batch:
                    await self._settle(batch)
        finally:
            # Only when this task itself is stopped: nobody may wait for ever.
            self._closing = True
            for waiting in (*batch, *self._queue):
                if not waiting.done.done():
                    waiting.done.cancel()
            self._queue.clear()

    def _collect(self) -> list[_Waiting]:
        batch: list[_Waiting] = []
        while self._queue and len(batch) < MOST:
            waiting = self._queue.popleft()
            if not waiting.done.done():
                batch.append(waiting)
        return batch

    async def _settle(self, batch: list[_Waiting]) -> None:
        units = [waiting.run for waiting in batch]
        outcomes = await hop(self._writer, lambda c: write_batch(c, self._tx, units, self._at))
        for waiting, outcome in zip(batch, outcomes, strict=True):
            if not waiting.done.done():
                waiting.done.set_result(outcome)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The folder {folder} cannot be made: {error.strerror}. Name another one."
        ) from error


def _set_up(connection: sqlite3.Connection, busy_ms: int, *, query_only: bool = False) -> None:
    connection.execute(f"PRAGMA busy_timeout = {busy_ms:d}")
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    if mode != "wal":
        raise StoreError(
            "The disk does not allow SQLite's write-ahead log. Keep the database on a local disk."
        )
    if query_only:
        connection.execute("PRAGMA query_only = ON")
    else:
        # A file that may only be read opens well, and BEGIN IMMEDIATE makes do with reading it: it
        # would fail at the first answer. Fail now instead.
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("PRAGMA user_version = 1")
        connection.execute("ROLLBACK")
