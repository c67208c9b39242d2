"""Rows of the event keys that have had their effect."""

from bot.store.statements import Statements


class SeenRows:
    """Event keys. See `bot.ports.Seen`."""

    __slots__ = ("_sql",)

    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    def first(self, key: str, at_ms: int) -> bool:
        """True once for each key, until it is purged."""
        return self._sql.one("first", event_key=key, at_ms=at_ms) is not None

    def purge(self, before_ms: int) -> None:
        """Forgets the keys first seen before an instant."""
        self._sql.run("purge", before_ms=before_ms)
