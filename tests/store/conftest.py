"""The families of rows on a plain connection of each database, without the engine."""

import sqlite3
from contextlib import closing

import pytest

from bot.store.dialect import spelled
from bot.store.migrate import MIGRATIONS, statements
from bot.store.tables import tables

DIALECTS = ["sqlite", pytest.param("postgres", marks=pytest.mark.slow)]


def create(connection, dialect):
    """Applies the schema, one statement after the other."""
    for file in sorted(MIGRATIONS.glob("*.sql")):
        for statement in statements(spelled(file.read_text(encoding="utf-8"), dialect)):
            connection.execute(statement)


@pytest.fixture(scope="session")
def postgres_tables(postgres_server):
    """A URL whose connections see the empty tables in a schema of their own."""
    import psycopg

    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA families")
        connection.execute("SET search_path TO families")
        create(connection, "postgres")
    return postgres_server


@pytest.fixture(params=DIALECTS)
def dialect(request):
    return request.param


@pytest.fixture
def connection(dialect, request):
    """One open transaction, undone afterwards."""
    if dialect == "sqlite":
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as opened:
            opened.execute("PRAGMA foreign_keys = ON")
            create(opened, dialect)
            opened.execute("BEGIN")
            yield opened
        return
    import psycopg

    url = request.getfixturevalue("postgres_tables")
    with psycopg.connect(url, options="-c search_path=families") as opened:
        yield opened
        opened.rollback()


@pytest.fixture
def tx(connection, dialect):
    """Every family of rows, on both databases."""
    return tables(connection, dialect)
