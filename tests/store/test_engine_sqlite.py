"""Group commit on a real SQLite file: what units of work may rely on."""

import asyncio
from pathlib import Path

import pytest

from bot.errors import Refusal, StoreError
from bot.store.hop import hop
from bot.store.sqlite import MOST
from tests.store.notes import WAIT_S, Gate, Notes, add, keys, notes_in, put, put_then_raise, watch


async def test_a_unit_gives_back_its_value_and_is_saved(tmp_path: Path) -> None:
    async with notes_in(tmp_path / "n.db") as store:
        assert await store.write(put, "a", n=1) == "a"
        assert await store.read(keys) == ["a"]
    async with notes_in(tmp_path / "n.db") as store:
        assert await store.read(keys) == ["a"]


@pytest.mark.parametrize(("waiting", "commits"), [(1, 1), (64, 1), (MOST, 1), (2 * MOST + 1, 3)])
async def test_units_that_wait_together_share_a_commit(
    tmp_path: Path, waiting: int, commits: int
) -> None:
    async with notes_in(tmp_path / "n.db") as store:
        seen = await watch(store)
        await asyncio.gather(*(store.write(put, f"{i:03}") for i in range(waiting)))
        assert seen.count("COMMIT") == commits
        assert len(await store.read(keys)) == waiting


async def test_a_batch_is_one_thread_hop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with notes_in(tmp_path / "n.db") as store:
        hops: list[object] = []
        real = store._writer._execute

        async def counted(*args: object, **kwargs: object) -> object:
            hops.append(args)
            return await real(*args, **kwargs)

        monkeypatch.setattr(store._writer, "_execute", counted)
        await asyncio.gather(*(store.write(add, "sum", 1) for _ in range(64)))
        assert len(hops) == 1


async def test_a_failing_unit_undoes_only_itself(tmp_path: Path) -> None:
    async with notes_in(tmp_path / "n.db") as store:
        seen = await watch(store)
        refusals = {i: Refusal("full", number=i) for i in range(0, 16, 3)}
        outcomes = await asyncio.gather(
            *(
                store.write(put_then_raise, f"{i:02}", refusals[i])
                if i in refusals
                else store.write(put, f"{i:02}")
                for i in range(16)
            ),
            return_exceptions=True,
        )
        kept = [f"{i:02}" for i in range(16) if i not in refusals]
        assert [o for o in outcomes if isinstance(o, str)] == kept
        assert [o for o in outcomes if not isinstance(o, str)] == list(refusals.values())
        assert await store.read(keys) == kept
        assert seen.count("COMMIT") == 1


@pytest.mark.parametrize("error", [ValueError("mine"), SystemExit(3), StopIteration("odd")])
@pytest.mark.parametrize("beside", [0, 1])
async def test_anything_a_unit_raises_reaches_its_caller(
    tmp_path: Path, error: BaseException, beside: int
) -> None:
    async def caller(unit: object) -> object:
        # A task must not end with SystemExit: that stops the loop.
        try:
            return await unit
        except BaseException as raised:  # noqa: BLE001
            return raised.__cause__ or raised

    async with notes_in(tmp_path / "n.db") as store:
        units = [store.write(put_then_raise, "no", error)]
        units += [store.write(put, f"yes{i}") for i in range(beside)]
        outcomes = await asyncio.gather(*map(caller, units))
        assert outcomes == [error, *(f"yes{i}" for i in range(beside))]
        assert await store.read(keys) == [f"yes{i}" for i in range(beside)]


async def test_a_unit_sees_its_neighbours_in_order(tmp_path: Path) -> None:
    async with notes_in(tmp_path / "n.db") as store:
        sums = await asyncio.gather(*(store.write(add, "sum", 1) for _ in range(64)))
        assert sums == list(range(1, 65))


async def test_64_tasks_write_and_read_at_once(tmp_path: Path) -> None:
    async with notes_in(tmp_path / "n.db") as store:

        async def one(task: int) -> None:
            for turn in range(10):
                key = await store.write(put, f"{task}-{turn}")
                assert key in await store.read(keys)
                await store.write(add, "sum", 1)

        await asyncio.gather(*(one(task) for task in range(64)))
        assert len(await store.read(keys)) == 641
        assert await store.write(add, "sum", 0) == 640


async def test_a_caller_cancelled_while_it_waits_is_left_out(tmp_path: Path) -> None:
    gate = Gate()
    async with notes_in(tmp_path / "n.db") as store:
        first = asyncio.create_task(store.write(gate.put, "first"))
        assert await asyncio.to_thread(gate.entered.wait, WAIT_S)
        waiting = [asyncio.create_task(store.write(put, key)) for key in ("a", "b", "c")]
        await asyncio.sleep(0)
        waiting[1].cancel()
        gate.release.set()
        outcomes = await asyncio.gather(first, *waiting, return_exceptions=True)
        assert isinstance(outcomes.pop(2), asyncio.CancelledError)
        assert outcomes == ["first", "a", "c"]
        assert await store.read(keys) == ["a", "c", "first"]


async def test_a_caller_cancelled_while_its_unit_runs_harms_nobody(tmp_path: Path) -> None:
    gate = Gate()
    async with notes_in(tmp_path / "n.db") as store:
        running = asyncio.create_task(store.write(gate.put, "running"))
        beside = asyncio.create_task(store.write(put, "beside"))
        assert await asyncio.to_thread(gate.entered.wait, WAIT_S)
        running.cancel()
        await asyncio.wait({running})
        gate.release.set()
        assert await beside == "beside"
        assert running.cancelled()
        assert await store.read(keys) == ["beside", "running"]
        assert await store.write(put, "after") == "after"


async def test_reads_never_see_the_uncommitted(tmp_path: Path) -> None:
    gate = Gate()
    async with notes_in(tmp_path / "n.db") as store:
        writing = asyncio.create_task(store.write(gate.put, "late"))
        assert await asyncio.to_thread(gate.entered.wait, WAIT_S)
        assert await store.read(keys) == []
        gate.release.set()
        await writing
        assert await store.read(keys) == ["late"]


async def test_a_read_keeps_one_snapshot(tmp_path: Path) -> None:
    gate = Gate()
    async with notes_in(tmp_path / "n.db") as store:
        await store.write(put, "before")
        reading = asyncio.create_task(store.read(gate.keys_twice))
        assert await asyncio.to_thread(gate.entered.wait, WAIT_S)
        await store.write(put, "between")
        assert await store.read(keys) == ["before", "between"]
        gate.release.set()
        assert await reading == (["before"], ["before"])


async def test_a_cancelled_read_leaves_its_reader_usable(tmp_path: Path) -> None:
    gates = [Gate(), Gate()]
    async with notes_in(tmp_path / "n.db") as store:
        reading = [asyncio.create_task(store.read(gate.keys_twice)) for gate in gates]
        for gate, task in zip(gates, reading, strict=True):
            assert await asyncio.to_thread(gate.entered.wait, WAIT_S)
            task.cancel()
        await asyncio.wait(reading)
        for gate in gates:
            gate.release.set()
        await store.write(put, "after")
        assert await asyncio.gather(*(store.read(keys) for _ in range(8))) == [["after"]] * 8


async def test_a_read_may_not_write(tmp_path: Path) -> None:
    async with notes_in(tmp_path / "n.db") as store:
        with pytest.raises(Exception, match="readonly"):
            await store.read(put, "a")
        assert await store.read(keys) == []


async def test_closing_finishes_what_was_accepted(tmp_path: Path) -> None:
    async with notes_in(tmp_path / "n.db") as store:
        accepted = [asyncio.create_task(store.write(put, f"{i:03}")) for i in range(300)]
        reading = [asyncio.create_task(store.read(keys)) for _ in range(8)]
        await asyncio.sleep(0)
        await asyncio.gather(store.aclose(), store.aclose())
        assert await asyncio.gather(*accepted) == [f"{i:03}" for i in range(300)]
        assert len(await asyncio.gather(*reading)) == 8
        for refused in (store.write(put, "late"), store.read(keys)):
            with pytest.raises(StoreError, match="closed"):
                await refused
    async with notes_in(tmp_path / "n.db") as store:
        assert len(await store.read(keys)) == 300


async def test_a_stopped_writer_leaves_nobody_waiting(tmp_path: Path) -> None:
    gate = Gate()
    async with notes_in(tmp_path / "n.db") as store:
        writing = [asyncio.create_task(store.write(gate.put, "a"))]
        assert await asyncio.to_thread(gate.entered.wait, WAIT_S)
        writing.append(asyncio.create_task(store.write(put, "b")))
        await asyncio.sleep(0)
        store._serving.cancel()
        await asyncio.wait(writing, timeout=WAIT_S)
        gate.release.set()
        assert [task.cancelled() for task in writing] == [True, True]
        with pytest.raises(StoreError, match="closed"):
            await store.write(put, "c")


async def test_it_is_durable_and_checks_references(tmp_path: Path) -> None:
    def settings(tx: Notes) -> dict[str, object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "query_only")
        return {name: tx.run(f"PRAGMA {name}").fetchone()[0] for name in names}

    full = 2
    expected = {
        "journal_mode": "wal",
        "synchronous": full,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "query_only": 0,
    }
    async with notes_in(tmp_path / "n.db") as store:
        assert await store.write(settings) == expected
        assert await store.read(settings) == {**expected, "query_only": 1}


async def test_a_callable_is_one_call_to_execute(tmp_path: Path) -> None:
    """Pins how aiosqlite 0.22.1 calls its connection: if this fails after an upgrade, so does
    the hop (see bot/store/hop.py).
    """
    async with notes_in(tmp_path / "n.db") as store:
        given: list[object] = []
        value = object()

        def work(connection: object) -> object:
            given.append(connection)
            return value

        assert await hop(store._writer, work) is value
        assert given == [store._writer._conn]
        with pytest.raises(ZeroDivisionError):
            await hop(store._writer, lambda _: 1 / 0)
        assert await store._writer.execute_fetchall("SELECT 1") == [(1,)]
