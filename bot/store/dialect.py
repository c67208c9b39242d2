"""The few words in which SQLite and PostgreSQL differ: the only place that knows them.

SQL files write `{word}`; `spelled` puts the dialect's own words there. Everything else is one text.
"""

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "sqlite": {
        "text": "TEXT",
        "without_rowid": "WITHOUT ROWID",
        "lock_due": "",
        "each_id": "SELECT value FROM json_each(:ids)",
    },
    "postgres": {
        # Sorted by bytes as SQLite does, whatever the database's own collation.
        "text": 'TEXT COLLATE "C"',
        "without_rowid": "",
        "lock_due": "FOR UPDATE SKIP LOCKED",
        "each_id": "SELECT json_array_elements_text(CAST(:ids AS json))",
    },
}
"""Word to its spelling, for each dialect."""


def spelled(sql: str, dialect: str) -> str:
    """The SQL text with every `{word}` spelled as the dialect has it."""
    for word, spelling in WORDS[dialect].items():
        sql = sql.replace("{" + word + "}", spelling)
    return sql
