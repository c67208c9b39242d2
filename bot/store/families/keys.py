"""Rows of the keys that questions were last graded with."""

from bot.store.statements import Statements


class KeyRows:
    """Fingerprints of keys, to notice corrections. See `bot.ports.Keys`."""

    __slots__ = ("_sql",)

    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    def all(self) -> dict[str, str]:
        """Question id to a fingerprint of what grading depends on."""
        return dict(self._sql.rows("every"))

    def put(self, question_id: str, fingerprint: str) -> None:
        """Writes the key that the question's answers are graded with now."""
        self._sql.run("put", question_id=question_id, fingerprint=fingerprint)
