"""Opens the database that an URL names."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.ports import Store
from bot.store.migrate import MIGRATIONS, load, migrate_sqlite
from bot.store.seam import Tables
from bot.store.sqlite import SqliteStore
from bot.store.urls import is_postgres, sqlite_path


@asynccontextmanager
async def open_store(
    url: str, *, tables: Tables | None = None, migrations: Path = MIGRATIONS
) -> AsyncGenerator[Store]:
    """The store of a database URL, migrated; closed, with all accepted work done, at the end.

    `sqlite:///rounds.db` is a path from the working folder, `sqlite:////srv/rounds.db` from the
    root; `postgresql://…` is read by psycopg. Errors: StoreError and NewerSchema, whose sentences
    never hold the password.
    """
    if tables is None:
        from bot.store.tables import tables as of_rounds  # noqa: PLC0415 - tests bring their own

        tables = of_rounds
    steps = load(migrations)
    if is_postgres(url):
        # psycopg is loaded only by those who use it.
        from bot.store.postgres import PostgresStore  # noqa: PLC0415

        store = await PostgresStore.open(url, tables, steps)
    else:
        path = sqlite_path(url)
        store = await SqliteStore.open(path, tables, lambda c: migrate_sqlite(c, path, steps))
    try:
        yield store
    finally:
        await store.aclose()
