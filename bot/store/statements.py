"""The named SQL of the table families, loaded once a dialect and run on one connection."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import aiosql
from aiosql.queries import Queries

from bot.store.dialect import spelled

Row = tuple[Any, ...]
"""Columns in the order of the query; their types are those of the schema."""

_FOLDER = Path(__file__).parent / "families"
_ADAPTERS = {"sqlite": "sqlite3", "postgres": "psycopg"}


@cache
def load(family: str, dialect: str) -> Queries:
    """The queries of `families/<family>.sql`, spelled for the dialect."""
    text = (_FOLDER / f"{family}.sql").read_text(encoding="utf-8")
    # aiosql leaves parts of its signature untyped.
    return aiosql.from_str(  # pyright: ignore[reportUnknownMemberType]
        spelled(text, dialect), _ADAPTERS[dialect]
    )


class Statements:
    """A family's queries on one connection. They run in whatever transaction is open there."""

    __slots__ = ("_connection", "_queries")

    def __init__(self, connection: object, queries: Queries) -> None:
        self._connection = connection
        self._queries = queries

    def one(self, name: str, /, **values: object) -> Row | None:
        """The first row of a `^` query, or None."""
        return getattr(self._queries, name)(self._connection, **values)

    def rows(self, name: str, /, **values: object) -> list[Row]:
        """Every row of a query."""
        return list(getattr(self._queries, name)(self._connection, **values))

    def run(self, name: str, /, **values: object) -> int:
        """Runs a `!` query: how many rows it changed."""
        return getattr(self._queries, name)(self._connection, **values)

    def run_each(self, name: str, rows: Sequence[Mapping[str, object]]) -> None:
        """Runs a `*!` query once for each mapping of values."""
        getattr(self._queries, name)(self._connection, rows)
