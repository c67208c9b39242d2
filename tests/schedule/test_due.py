"""The door of timed work: batches, poison rows, outages; it never raises."""

import asyncio
from datetime import date

import pytest

from bot.domain.group import Post, PostState, Schedule
from bot.errors import StoreError
from bot.ports import Store, Tx
from bot.schedule import due as due_module
from bot.schedule.due import BATCH, OUTAGE_MS, Due
from tests.schedule.stage import DAY, HOUR, MINUTE, NINE, SECOND, PostJob, add_group, add_post

TODAY = Schedule("", NINE, date(2026, 3, 8))


async def groups_due(store: Store, count: int) -> None:
    def unit(tx: Tx) -> None:
        for n in range(count):
            name = f"g{n:04}"
            add_group(tx, name)
            tx.schedules.put(Schedule(name, NINE + n, TODAY.local_date))

    await store.write(unit)


async def ledger(store: Store, group: str) -> list[Post]:
    return await store.read(lambda tx: tx.posts.ledger(group, 10))


async def scheduled(store: Store, group: str) -> int:
    row = await store.read(lambda tx: tx.schedules.get(group))
    return row.next_due_ms


async def test_what_is_due_is_handled_once(store) -> None:
    await groups_due(store, 3)
    job = PostJob()
    due = Due(store, [job])
    assert await due.run(NINE + 1) == 2
    assert await due.run(NINE + 1) == 0
    assert await due.run(NINE + 2) == 1
    assert job.handled == ["g0000", "g0001", "g0002"]
    assert [len(await ledger(store, g)) for g in job.handled] == [1, 1, 1]
    assert await scheduled(store, "g0000") == NINE + DAY


@pytest.mark.parametrize("count", [BATCH - 1, BATCH, BATCH + 1, 3 * BATCH])
async def test_batches_follow_each_other_until_nothing_is_due(store, count) -> None:
    await groups_due(store, count)
    assert await Due(store, [PostJob()]).run(NINE + HOUR) == count
    assert await store.write(lambda tx: tx.schedules.due(NINE + HOUR, 1)) == []


async def test_the_loop_is_free_between_batches(store) -> None:
    await groups_due(store, 3 * BATCH)
    writes = []

    class Watched:
        async def write(self, unit, *args):
            writes.append(unit.__name__)
            return await store.write(unit, *args)

    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    counting = asyncio.create_task(count())
    assert await Due(Watched(), [PostJob()]).run(NINE + HOUR) == 3 * BATCH
    counting.cancel()
    assert writes.count("together") == 4
    assert turns >= 4


class TestPoison:
    """A row that fails alone stops nobody, and is set aside."""

    async def test_the_others_are_handled_and_it_is_postponed(self, store, caplog) -> None:
        await groups_due(store, 5)
        job = PostJob(poison={"g0002"})
        assert await Due(store, [job]).run(NINE + MINUTE) == 5
        assert [len(await ledger(store, f"g{n:04}")) for n in range(5)] == [1, 1, 0, 1, 1]
        assert job.reasons == ["ZeroDivisionError"]
        assert await scheduled(store, "g0002") == NINE + 6 * MINUTE
        assert "group g0002 is postponed" in caplog.text

    async def test_it_is_handled_once_it_heals(self, store) -> None:
        await groups_due(store, 2)
        job = PostJob(poison={"g0001"})
        due = Due(store, [job])
        await due.run(NINE + MINUTE)
        job.poison.clear()
        assert await due.run(NINE + 6 * MINUTE) == 1
        assert len(await ledger(store, "g0001")) == 1

    async def test_one_in_a_full_batch_does_not_stop_the_next_batch(self, store) -> None:
        await groups_due(store, 2 * BATCH + 10)
        job = PostJob(poison={"g0003", f"g{BATCH + 5:04}"})
        assert await Due(store, [job]).run(NINE + HOUR) == 2 * BATCH + 10
        posted = [len(await ledger(store, f"g{n:04}")) for n in range(2 * BATCH + 10)]
        assert sum(posted) == 2 * BATCH + 8
        assert posted[3] == posted[BATCH + 5] == 0

    async def test_one_that_cannot_even_be_postponed_is_left_and_ends_the_run(
        self, store, caplog
    ) -> None:
        await groups_due(store, 3)
        job = PostJob(poison={"g0001"}, unpostponable={"g0001"})
        assert await Due(store, [job]).run(NINE + HOUR) == 2
        assert "g0001 cannot be postponed" in caplog.text

    async def test_a_whole_batch_of_them_does_not_spin(self, store) -> None:
        await groups_due(store, BATCH)
        names = {f"g{n:04}" for n in range(BATCH)}
        job = PostJob(poison=names, unpostponable=names)
        assert await Due(store, [job]).run(NINE + HOUR) == 0

    @pytest.mark.parametrize("failure", [1, 2])
    async def test_a_row_another_worker_had_meanwhile_is_left_alone(self, store, failure) -> None:
        """After the batch has failed, or after the row has failed alone."""
        await groups_due(store, 3)
        other = PostJob()

        class Interrupted:
            failures = 0

            async def write(self, unit, *args):
                try:
                    return await store.write(unit, *args)
                except ZeroDivisionError:
                    self.failures += 1
                    if self.failures == failure:
                        await Due(store, [other]).run(NINE + HOUR)
                    raise

        job = PostJob(poison={"g0001"})
        assert await Due(Interrupted(), [job]).run(NINE + HOUR) == failure - 1
        assert job.reasons == []
        assert [len(await ledger(store, f"g{n:04}")) for n in range(3)] == [1, 1, 1]


class Broken:
    """A job that cannot even find."""

    name = "broken"

    def find(self, tx, now_ms, limit):
        raise ZeroDivisionError

    handle = postpone = None


async def test_a_job_that_cannot_find_stops_no_other(store) -> None:
    await groups_due(store, 1)
    assert await Due(store, [Broken(), PostJob()]).run(NINE) == 1


@pytest.mark.parametrize("unit", ["_alive", "together", "alone", "postpone"])
@pytest.mark.parametrize("error", [StoreError("The disk is full."), RuntimeError("odd")])
async def test_a_store_that_fails_is_told_and_nothing_is_raised(store, unit, error, caplog) -> None:
    await groups_due(store, 2)

    class Failing:
        async def write(self, fn, *args):
            if fn.__name__ == unit:
                raise error
            return await store.write(fn, *args)

    due = Due(Failing(), [PostJob(poison={"g0000"})])
    await due.run(NINE + HOUR)
    assert str(error) in caplog.text
    assert await scheduled(store, "g0000") in {NINE, NINE + HOUR + 5 * MINUTE}
    assert await Due(store, [PostJob()]).run(NINE + 2 * HOUR) >= 1


async def test_a_job_that_never_moves_its_rows_on_ends(store, monkeypatch) -> None:
    monkeypatch.setattr(due_module, "_MOST_BATCHES", 5)
    await groups_due(store, BATCH)

    class Stuck(PostJob):
        def handle(self, tx, now_ms, row) -> None:
            self.handled.append(row.group_id)

    job = Stuck()
    assert await Due(store, [job]).run(NINE + HOUR) == 5 * BATCH
    assert len(job.handled) == 5 * BATCH


async def test_halting_begins_no_other_batch(store) -> None:
    await groups_due(store, 2 * BATCH)

    class Halting(PostJob):
        def handle(self, tx, now_ms, row) -> None:
            super().handle(tx, now_ms, row)
            due.halt()

    due = Due(store, [Halting()])
    assert await due.run(NINE + HOUR) == BATCH


class TestOutage:
    """Our own outage breaks nobody's streak."""

    @pytest.fixture
    async def post(self, store) -> Post:
        """Posted at nine, revealed at eight in the evening."""

        def unit(tx: Tx) -> Post:
            add_group(tx, "ada")
            post = add_post(tx, "ada")
            tx.posts.set_posted(post.id, NINE)
            return post

        return await store.write(unit)

    async def excused(self, store) -> bool:
        (post,) = await ledger(store, "ada")
        assert post.state is PostState.CLAIMED
        return post.excused

    async def last(self, store) -> int | None:
        return await store.read(lambda tx: tx.pulse.last())

    async def test_the_first_start_ever_excuses_nothing(self, store, post) -> None:
        assert await Due(store, []).resume(NINE + HOUR) == 0
        assert await self.last(store) == NINE + HOUR

    @pytest.mark.parametrize(("away", "excused"), [(OUTAGE_MS, False), (OUTAGE_MS + 1, True)])
    async def test_more_than_ten_minutes_away(self, store, post, away, excused) -> None:
        await Due(store, []).beat(NINE + HOUR)
        assert await Due(store, []).resume(NINE + HOUR + away) == int(excused)
        assert await self.excused(store) is excused

    async def test_an_outage_before_the_post_was_open(self, store, post) -> None:
        await Due(store, []).beat(NINE - 3 * HOUR)
        assert await Due(store, []).resume(NINE - HOUR) == 0

    async def test_the_first_run_sees_to_it_before_the_jobs(self, store, post) -> None:
        await Due(store, []).beat(NINE + HOUR)
        seen: list[bool] = []

        class Reveal:
            name = "reveal"

            def find(self, tx, now_ms, limit):
                found = tx.posts.due_reveals(now_ms, limit)
                seen.extend(row.excused for row in found)
                return found

            def handle(self, tx, now_ms, row) -> None:
                assert tx.posts.set_revealed(row.id, now_ms)

            postpone = None

        assert await Due(store, [Reveal()]).run(NINE + 12 * HOUR) == 1
        assert seen == [True]

    async def test_a_machine_that_slept_is_an_outage_without_a_restart(self, store, post) -> None:
        due = Due(store, [])
        await due.run(NINE + HOUR)
        for second in range(5):
            await due.run(NINE + HOUR + second * SECOND)
        assert not await self.excused(store)
        await due.run(NINE + 2 * HOUR)
        assert await self.excused(store)

    async def test_a_clock_that_steps_back_is_no_outage(self, store, post) -> None:
        due = Due(store, [])
        await due.run(NINE + 3 * HOUR)
        await due.run(NINE + HOUR)
        await due.beat(NINE + HOUR + MINUTE)
        await due.run(NINE + HOUR + 2 * MINUTE)
        assert not await self.excused(store)
        assert await self.last(store) == NINE + HOUR + MINUTE
