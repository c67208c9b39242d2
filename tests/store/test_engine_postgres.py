"""The same units on a real PostgreSQL 18: races, lost connections, two stores at once."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bot.errors import NewerSchema, Refusal, StoreError
from bot.ports import Store
from bot.store.migrate import Migrated, Migration, load, migrate_postgres
from bot.store.opening import open_store
from bot.store.postgres import TRIES, PostgresStore
from tests.store.notes import (
    STEPS,
    WAIT_S,
    Gate,
    Notes,
    add,
    keys,
    put,
    put_then_raise,
)

pytestmark = pytest.mark.slow


@asynccontextmanager
async def notes_at(url: str, **options: Any) -> AsyncIterator[Store]:
    store = await PostgresStore.open(url, Notes, STEPS, **options)
    try:
        yield store
    finally:
        await store.aclose()


def backend(tx: Notes) -> int:
    return tx.run("SELECT pg_backend_pid()").fetchone()[0]


def end_backends(url: str) -> int:
    """Ends every other connection to this database, as a restart of the server does."""
    with psycopg.connect(url, autocommit=True) as admin:
        return len(
            admin.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid() "
                "AND backend_type = 'client backend'"
            ).fetchall()
        )


async def test_units_run_and_are_saved(postgres_url: str) -> None:
    async with notes_at(postgres_url) as store:
        assert await store.write(put, "a", n=1) == "a"
        assert await store.read(keys) == ["a"]
    async with notes_at(postgres_url) as store:
        assert await store.read(keys) == ["a"]


async def test_64_tasks_lose_no_addition(postgres_url: str) -> None:
    async with notes_at(postgres_url) as store:
        sums = await asyncio.gather(*(store.write(add, "sum", 1) for _ in range(64)))
        assert sorted(sums) == list(range(1, 65))


async def test_a_failing_unit_undoes_only_itself(postgres_url: str) -> None:
    async with notes_at(postgres_url) as store:
        refusal = Refusal("full")
        outcomes = await asyncio.gather(
            *(store.write(put, f"{i:02}") for i in range(8)),
            store.write(put_then_raise, "no", refusal),
            return_exceptions=True,
        )
        assert outcomes == [*(f"{i:02}" for i in range(8)), refusal]
        assert await store.read(keys) == [f"{i:02}" for i in range(8)]


@pytest.mark.parametrize("error", [StopIteration("odd"), KeyError("mine")])
async def test_anything_a_unit_raises_reaches_its_caller(
    postgres_url: str, error: Exception
) -> None:
    async with notes_at(postgres_url) as store:
        with pytest.raises((KeyError, RuntimeError)) as raised:
            await store.write(put_then_raise, "no", error)
        assert error in (raised.value, raised.value.__cause__)
        assert await store.read(keys) == []


async def test_a_unit_that_swallows_a_database_error_is_not_called_saved(
    postgres_url: str,
) -> None:
    def swallow(tx: Notes) -> None:
        put(tx, "a")
        try:
            tx.run("SELECT * FROM nowhere")
        except psycopg.errors.UndefinedTable:
            return

    async with notes_at(postgres_url) as store:
        with pytest.raises(StoreError, match="saved none of it"):
            await store.write(swallow)
        assert await store.read(keys) == []


async def test_reads_see_only_the_committed_and_one_snapshot(postgres_url: str) -> None:
    gates = Gate(), Gate()
    async with notes_at(postgres_url) as store:
        writing = asyncio.create_task(store.write(gates[0].put, "late"))
        assert await asyncio.to_thread(gates[0].entered.wait, WAIT_S)
        reading = asyncio.create_task(store.read(gates[1].keys_twice))
        assert await asyncio.to_thread(gates[1].entered.wait, WAIT_S)
        gates[0].release.set()
        await writing
        assert await store.read(keys) == ["late"]
        gates[1].release.set()
        assert await reading == ([], [])


async def test_a_read_may_not_write(postgres_url: str) -> None:
    async with notes_at(postgres_url) as store:
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            await store.read(put, "a")
        assert await store.read(keys) == []


async def test_a_cancelled_caller_harms_nobody(postgres_url: str) -> None:
    gate = Gate()
    async with notes_at(postgres_url, workers=1) as store:
        running = asyncio.create_task(store.write(gate.put, "running"))
        assert await asyncio.to_thread(gate.entered.wait, WAIT_S)
        waiting = asyncio.create_task(store.write(put, "waiting"))
        await asyncio.sleep(0)
        for task in (running, waiting):
            task.cancel()
        await asyncio.wait({running, waiting})
        gate.release.set()
        # Had begun: saved. Had not: left out.
        assert await store.read(keys) == ["running"]


async def test_two_guards_that_race_end_with_one_insert(postgres_url: str) -> None:
    """Both find no row and insert one; the loser runs again and finds the winner's."""
    both = threading.Barrier(2, timeout=WAIT_S)
    runs: list[str] = []

    def first_contact(tx: Notes, who: str) -> str:
        runs.append(who)
        if tx.run("SELECT 1 FROM note WHERE k = 'person'").fetchone():
            return "known"
        if len(runs) <= 2:
            both.wait()
        put(tx, "person")
        return "new"

    async with notes_at(postgres_url) as store:
        outcomes = await asyncio.gather(*(store.write(first_contact, who) for who in "ab"))
        assert sorted(outcomes) == ["known", "new"]
        assert len(runs) == 3


async def test_a_true_duplicate_is_raised_after_one_more_run(postgres_url: str) -> None:
    runs: list[int] = []

    def duplicate(tx: Notes) -> None:
        runs.append(1)
        put(tx, "a")
        put(tx, "a")

    async with notes_at(postgres_url) as store:
        with pytest.raises(psycopg.errors.UniqueViolation):
            await store.write(duplicate)
        assert len(runs) == 2


async def test_a_deadlock_is_run_again(postgres_url: str) -> None:
    both = threading.Barrier(2, timeout=WAIT_S)
    runs: list[str] = []

    def cross(tx: Notes, order: str) -> None:
        runs.append(order)
        add(tx, order[0], 1)
        if len(runs) <= 2:
            both.wait()
        add(tx, order[1], 1)

    async with notes_at(postgres_url) as store:
        await asyncio.gather(*(store.write(cross, order) for order in ("ab", "ba")))
        assert len(runs) == 3
        assert [await store.write(add, key, 0) for key in "ab"] == [2, 2]


async def test_tries_end(postgres_url: str) -> None:
    runs: list[int] = []

    def hopeless(tx: Notes) -> None:
        runs.append(1)
        tx.run("DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$")

    async with notes_at(postgres_url) as store:
        with pytest.raises(StoreError, match="again"):
            await store.write(hopeless)
        assert len(runs) == TRIES


async def test_lost_while_idle_is_not_noticed(postgres_url: str) -> None:
    async with notes_at(postgres_url) as store:
        await asyncio.gather(*(store.write(add, "sum", 1) for _ in range(32)))
        before = await store.read(backend)
        assert await asyncio.to_thread(end_backends, postgres_url) >= 1
        assert await asyncio.gather(*(store.write(add, "more", 1) for _ in range(32)))
        assert await store.write(add, "more", 0) == 32
        assert await store.read(backend) != before


async def test_lost_inside_a_unit_runs_it_again(postgres_url: str) -> None:
    runs: list[int] = []

    def interrupted(tx: Notes) -> int:
        total = add(tx, "sum", 1)
        runs.append(backend(tx))
        if len(runs) == 1:
            end_backends(postgres_url)
        return total + len(keys(tx)) - 1

    async with notes_at(postgres_url) as store:
        assert await store.write(interrupted) == 1
        assert len(set(runs)) == 2
        assert await store.write(add, "sum", 0) == 1


async def test_lost_inside_commit_is_told_and_not_run_again(postgres_url: str) -> None:
    runs: list[int] = []

    def set_trap(tx: Notes) -> None:
        tx.run(
            "CREATE FUNCTION trap() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$"
        )
        tx.run(
            "CREATE CONSTRAINT TRIGGER trap AFTER INSERT ON note DEFERRABLE INITIALLY DEFERRED "
            "FOR EACH ROW EXECUTE FUNCTION trap()"
        )

    def once(tx: Notes) -> None:
        runs.append(1)
        put(tx, "a")

    async with notes_at(postgres_url) as store:
        await store.write(set_trap)
        with pytest.raises(StoreError, match="nobody knows whether it did"):
            await store.write(once)
        assert len(runs) == 1
        assert await store.read(keys) == []


async def test_two_stores_on_one_database(postgres_url: str) -> None:
    async with notes_at(postgres_url) as one, notes_at(postgres_url) as other:
        await asyncio.gather(*(s.write(add, "sum", 1) for s in (one, other) for _ in range(64)))
        assert await one.write(add, "sum", 0) == 128
        await one.write(put, "from one")
        assert await other.read(keys) == ["from one", "sum"]


async def test_closing_finishes_what_was_accepted(postgres_url: str) -> None:
    async with notes_at(postgres_url, workers=2) as store:
        accepted = [asyncio.create_task(store.write(put, f"{i:02}")) for i in range(40)]
        await asyncio.sleep(0)
        await store.aclose()
        assert await asyncio.gather(*accepted) == [f"{i:02}" for i in range(40)]
        for refused in (store.write(put, "late"), store.read(keys)):
            with pytest.raises(StoreError, match="closed"):
                await refused


async def test_a_server_that_is_down(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as refused:
        async with open_store(f"postgresql://ada:hunter2@/rounds?host={tmp_path}"):
            pass
    assert str(refused.value).startswith(f"The PostgreSQL database rounds at {tmp_path} cannot be")
    assert "hunter2" not in str(refused.value)


async def test_rounds_own_tables_by_url(postgres_url: str) -> None:
    for expected in (None, 5):
        async with open_store(postgres_url) as store:
            assert await store.read(lambda tx: tx.pulse.last()) == expected
            await store.write(lambda tx: tx.pulse.beat(5))


def test_migrations_fresh_again_newer_and_failed(postgres_url: str) -> None:
    bad = Migration(2, "0002_bad", "-- Why: x.\nDROP TABLE note;\nSELEKT 1;")
    more = Migration(2, "0002_more", "-- Why: x.\nALTER TABLE note ADD COLUMN more BIGINT;")
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        assert migrate_postgres(connection, STEPS) == Migrated(0, 1, ("0001_note",))
        assert migrate_postgres(connection, STEPS) == Migrated(1, 1)
        connection.execute("INSERT INTO note VALUES ('a', 1)")
        with pytest.raises(StoreError, match=r"Migration 0002_bad failed: .*SELEKT"):
            migrate_postgres(connection, (*STEPS, bad))
        assert connection.execute("SELECT * FROM note").fetchall() == [("a", 1)]
        assert migrate_postgres(connection, (*STEPS, more)) == Migrated(1, 2, ("0002_more",))
        with pytest.raises(NewerSchema, match=r"schema 2; this one knows 1"):
            migrate_postgres(connection, STEPS)


async def test_stores_that_open_together_migrate_once(postgres_url: str) -> None:
    stores = await asyncio.gather(
        *(PostgresStore.open(postgres_url, Notes, load(), workers=1) for _ in range(6))
    )
    try:
        found = await stores[0].read(
            lambda tx: tx.run("SELECT number FROM schema_version ORDER BY number").fetchall()
        )
        assert [row[0] for row in found] == [step.number for step in load()]
    finally:
        await asyncio.gather(*(store.aclose() for store in stores))
