"""What the engine asks of the families of rows: one factory, given a connection."""

from typing import Any, Literal, Protocol

from bot.ports import Tx

Dialect = Literal["sqlite", "postgres"]


class Tables(Protocol):
    """Makes the families that work on one connection. Called once a connection, in its thread."""

    # A DB-API connection: sqlite3 and psycopg share no type.
    def __call__(self, connection: Any, dialect: Dialect, /) -> Tx: ...  # noqa: ANN401
