"""Runs waiting units of work in one SQLite transaction, each inside its own savepoint."""

import contextlib
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

from bot.errors import StoreError
from bot.ports import Tx
from bot.store.faults import sentence, told

Unit = Callable[[Tx], object]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a unit gave back, or what it raised."""

    value: object = None
    error: BaseException | None = None

    @classmethod
    def of(cls, work: Callable[[], object]) -> Self:
        """Runs `work` and keeps how it ended. Never raises: a future cannot carry every error."""
        try:
            return cls(work())
        except BaseException as error:  # noqa: BLE001 - it belongs to the unit's caller
            return cls(error=error)

    def unwrap(self) -> object:
        """The value; raises the error instead when there is one."""
        if self.error is not None:
            raise self.error
        return self.value


def write_batch(
    connection: sqlite3.Connection, tx: Tx, units: Sequence[Unit], at: str
) -> list[Outcome]:
    """One outcome a unit, in order, after the COMMIT. A unit that raises undoes only itself.

    When the transaction itself fails (BEGIN, COMMIT, or SQLite rolled all of it back) every unit
    gets a StoreError, even one that had raised something of its own: what it decided on may have
    been the unsaved work of a neighbour. Never raises.
    """
    try:
        connection.execute("BEGIN IMMEDIATE")
        # A lone unit needs no savepoint: it is undone with the transaction.
        if len(units) == 1:
            outcomes = [_alone(connection, tx, units[0], at)]
        else:
            outcomes = [_beside_others(connection, tx, unit, at) for unit in units]
        if connection.in_transaction or outcomes[0].error is None:
            connection.execute("COMMIT")
    except sqlite3.Error as error:
        _undo(connection)
        # An exception of its own for each caller: raising one object twice mixes its traces.
        return [Outcome(error=told(error, at)) for _ in units]
    return outcomes


def read_one(connection: sqlite3.Connection, tx: Tx, unit: Unit, at: str) -> Outcome:
    """Runs a unit on one snapshot of a query-only connection. Never raises."""
    try:
        connection.execute("BEGIN")
        return Outcome(unit(tx))
    except BaseException as error:  # noqa: BLE001 - it belongs to the unit's caller
        if isinstance(error, sqlite3.Error) and _wrote(error):
            return Outcome(error=error)
        return Outcome(error=_worded(error, at))
    finally:
        _undo(connection)


def _alone(connection: sqlite3.Connection, tx: Tx, unit: Unit, at: str) -> Outcome:
    try:
        return Outcome(unit(tx))
    except BaseException as error:  # noqa: BLE001 - it belongs to the unit's caller
        _undo(connection)
        return Outcome(error=_worded(error, at))


def _beside_others(connection: sqlite3.Connection, tx: Tx, unit: Unit, at: str) -> Outcome:
    connection.execute("SAVEPOINT unit")
    try:
        value = unit(tx)
    except BaseException as error:
        # Some faults (a full disk) make SQLite undo the whole transaction: there is no savepoint
        # left, and this raises what ends the batch.
        if not connection.in_transaction and isinstance(error, sqlite3.Error):
            raise
        connection.execute("ROLLBACK TO unit")
        connection.execute("RELEASE unit")
        return Outcome(error=_worded(error, at))
    connection.execute("RELEASE unit")
    return Outcome(value)


def _wrote(error: sqlite3.Error) -> bool:
    # The reader is query-only: this is a mistake in the unit, not a read-only disk.
    return getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_READONLY


def _worded(error: BaseException, at: str) -> BaseException:
    said: StoreError | None = sentence(error, at) if isinstance(error, sqlite3.Error) else None
    return said or error


def _undo(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        # The error that led here is the one to tell.
        with contextlib.suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
