"""Reading a database beside the Rounds that uses it, on both databases."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from bot.domain.report import Complaint, Reason, Report
from bot.errors import NewerSchema, StoreError
from bot.store.opening import open_store
from bot.store.reading import read_beside

REPORT = Report("r1", "g1", "q1", 2, "m1", Reason.WORDING, "two\nlines", 5)
COMPLAINT = Complaint("q1", 2, Reason.WORDING, "two\nlines")


def complaints(tx):
    return tx.reports.complaints()


async def test_what_is_committed_is_read_while_another_writes(tmp_path):
    url = f"sqlite:///{tmp_path}/rounds.db"
    async with open_store(url) as store:
        await store.write(lambda tx: tx.reports.file(REPORT))
        assert await read_beside(url, complaints) == [COMPLAINT]
        await store.write(lambda tx: tx.reports.file(replace(REPORT, words="")))
        assert await read_beside(url, complaints) == [replace(COMPLAINT, words="")]
    assert await read_beside(url, complaints) == [replace(COMPLAINT, words="")]


async def test_nothing_can_be_written(tmp_path):
    url = f"sqlite:///{tmp_path}/rounds.db"
    async with open_store(url):
        pass
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await read_beside(url, lambda tx: tx.reports.file(REPORT))
    assert await read_beside(url, complaints) == []


async def test_another_programs_or_a_damaged_file_is_said(tmp_path):
    with closing(sqlite3.connect(tmp_path / "theirs.db")) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    with pytest.raises(StoreError, match="database of another program"):
        await read_beside(f"sqlite:///{tmp_path}/theirs.db", complaints)
    (tmp_path / "diary.db").write_bytes(b"Dear diary, " * 1000)
    with pytest.raises(StoreError, match="is not an SQLite database"):
        await read_beside(f"sqlite:///{tmp_path}/diary.db", complaints)


@pytest.mark.slow
async def test_postgresql_is_read_beside_too_and_only_at_this_schema(postgres_url):
    import psycopg

    with pytest.raises(StoreError, match="older schema"):
        await read_beside(postgres_url, complaints)
    async with open_store(postgres_url) as store:
        await store.write(lambda tx: tx.reports.file(REPORT))
        assert await read_beside(postgres_url, complaints) == [COMPLAINT]
        with pytest.raises((StoreError, psycopg.Error), match="read-only"):
            await read_beside(postgres_url, lambda tx: tx.reports.file(REPORT))
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("INSERT INTO schema_version VALUES (99, '0099_future', 0)")
    with pytest.raises(NewerSchema):
        await read_beside(postgres_url, complaints)
