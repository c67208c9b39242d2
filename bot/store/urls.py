"""Which database a URL names."""

from pathlib import Path
from urllib.parse import unquote

from bot.errors import StoreError

_EXAMPLES = (
    "Write sqlite:///data/rounds.db (from here), sqlite:////srv/rounds.db (from the root) "
    "or postgresql://user:password@host/database."
)


def is_postgres(url: str) -> bool:
    """Whether the URL names a PostgreSQL database."""
    return url.startswith(("postgresql://", "postgres://"))


def sqlite_path(url: str) -> Path:
    """The file that an SQLite URL names.

    Raises StoreError, without repeating the URL: it may hold a password in the wrong place.
    """
    scheme, found, rest = url.partition("://")
    if not found or scheme != "sqlite":
        named = f"of the kind {scheme!r}" if found and scheme.isalnum() else "of no known kind"
        raise StoreError(f"The database URL is {named}. {_EXAMPLES}")
    if not rest.startswith("/") or rest.endswith(("/", ":memory:")):
        raise StoreError(f"The SQLite URL names no file. {_EXAMPLES}")
    return Path(unquote(rest[1:]))
