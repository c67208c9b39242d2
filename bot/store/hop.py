"""One thread hop for any amount of work on an aiosqlite connection.

aiosqlite sends each statement to its thread on its own, which costs more than the statement. Its
`execute_fetchall(x)` runs `connection.execute(x).fetchall()` in the thread, and `connect` takes a
`factory`: a connection whose `execute` also accepts a callable turns that one call into one hop.
Only public arguments, but it leans on how 0.22.1 calls the connection; a test pins that.
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

import aiosqlite

T = TypeVar("T")

Work = Callable[[sqlite3.Connection], T]


class _Given(Generic[T]):
    """What a callable returned, shaped like the cursor that aiosqlite expects."""

    __slots__ = ("_value",)

    def __init__(self, value: T) -> None:
        self._value = value

    def fetchall(self) -> T:
        return self._value


class HopConnection(sqlite3.Connection):
    """A connection whose `execute` also runs a callable, giving it this connection."""

    # `Any`: a cursor for SQL, the stand-in for one for a callable; sqlite3 names no parameter type.
    def execute(self, sql: str | Work[object], parameters: Any = (), /) -> Any:  # noqa: ANN401
        """A cursor for SQL; for a callable, something whose `fetchall()` is its result."""
        if callable(sql):
            return _Given(sql(self))
        return super().execute(sql, parameters)


def connect(path: Path) -> aiosqlite.Connection:
    """A connection not yet open (await it). Autocommit: units begin and commit themselves."""
    return aiosqlite.connect(
        path, factory=HopConnection, isolation_level=None, cached_statements=512
    )


async def hop(connection: aiosqlite.Connection, work: Work[T]) -> T:
    """Runs `work(connection)` in the connection's own thread; what it raises is raised here.

    Cancelling the caller does not stop work that has begun.
    """
    # aiosqlite types the statement as text; see the module's docstring.
    return cast("T", await connection.execute_fetchall(cast("str", work)))
