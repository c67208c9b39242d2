"""The named SQL of the code-set file."""

import sqlite3
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import aiosql
from aiosql.queries import Queries

Values = dict[str, object]
Row = tuple[Any, ...]


@cache
def load(name: str) -> Queries:
    """The queries of `<name>.sql`."""
    text = Path(__file__).with_name(f"{name}.sql").read_text(encoding="utf-8")
    # aiosql leaves parts of its signature untyped.
    return aiosql.from_str(text, "sqlite3")  # pyright: ignore[reportUnknownMemberType]


class Writer:
    """Rows into a file that is being built."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._next_id = 1

    def add(self, table: str, rows: Iterable[Mapping[str, object]]) -> None:
        """Runs the insert of that name once for each row."""
        getattr(load("insert"), table)(self._connection, list(rows))

    def run(self, name: str) -> None:
        """Runs an insert that takes no values."""
        getattr(load("insert"), name)(self._connection)

    def texts(self) -> Iterable[tuple[str, str]]:
        """Title and terms of every document."""
        run: Any = load("insert")
        return run.texts(self._connection)

    def new_id(self) -> int:
        """The next document's number."""
        self._next_id += 1
        return self._next_id - 1


class Reader:
    """Queries of a file that is open."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def one(self, name: str, /, **values: object) -> Row | None:
        """The first row of a `^` query, or None."""
        return getattr(load("queries"), name)(self._connection, **values)

    def rows(self, name: str, /, **values: object) -> list[Row]:
        """Every row of a query."""
        return list(getattr(load("queries"), name)(self._connection, **values))
