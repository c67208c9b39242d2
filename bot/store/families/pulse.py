"""The row that says when this installation was last alive."""

from bot.store.statements import Statements


class PulseRow:
    """The last moment this installation was surely alive. See `bot.ports.Pulse`."""

    __slots__ = ("_sql",)

    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    def last(self) -> int | None:
        """The last beat; None before the first."""
        row = self._sql.one("last")
        return row[0] if row else None

    def beat(self, at_ms: int) -> None:
        """Alive now."""
        self._sql.run("beat", at_ms=at_ms)
