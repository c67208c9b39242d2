"""10,000 groups due in the same minute: our tick against one APScheduler job a group.

The smallest claim: a post row, and the schedule moved on, durably. Baselines: APScheduler's memory
store with a cron job a group that makes the same claim, a transaction each, and with jobs that do
nothing at all. The real daily job: `posting` beside this.
"""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.domain.calendar import DAILY, next_due
from bot.domain.group import Post, PostKind, PostState, Schedule
from bot.ports import Tx
from bot.schedule.due import Due
from bot.store.opening import open_store
from tests.schedule.stage import MINUTE, NINE, ids

GROUPS = 10_000
ROUNDS = 3
TIME_GOAL, BLOCK_GOAL = 4.0, 20.0
_ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles")


@dataclass(frozen=True, slots=True)
class Measured:
    """How long all took, and how long the event loop once stood still."""

    total_s: float
    block_s: float


@dataclass(frozen=True, slots=True)
class Claim:
    """The least that a claim can be: the post's row, and the schedule moved to tomorrow."""

    name: str = "claim"

    def find(self, tx: Tx, now_ms: int, limit: int) -> list[Schedule]:
        return tx.schedules.due(now_ms, limit)

    def handle(self, tx: Tx, now_ms: int, row: Schedule) -> None:
        due, day = row.next_due_ms, row.local_date
        state = PostState.CLAIMED
        assert tx.posts.add(Post(ids.new_id(), row.group_id, PostKind.DAILY, day, due, state))
        zone = _ZONES[int(row.group_id) % len(_ZONES)]
        tx.schedules.put(Schedule(row.group_id, *next_due(now_ms, "09:00", zone, DAILY)))

    def postpone(self, tx: Tx, now_ms: int, row: Schedule, reason: str) -> None:
        raise AssertionError(reason)


def found(tx: Tx, groups: int) -> None:
    """That many groups, all due within a minute."""
    for n in range(groups):
        at_ms = NINE + n * MINUTE // groups
        tx.schedules.put(Schedule(f"{n:05}", at_ms, date(2026, 3, 8)))


def settled(tx: Tx, groups: int) -> bool:
    """Whether each group has its one post, and nothing is due any more."""
    posts = sum(len(tx.posts.ledger(f"{n:05}", 2)) for n in range(groups))
    return posts == groups and not tx.schedules.due(NINE + MINUTE, 1)


async def ours(folder: Path, groups: int) -> Measured:
    """Our tick on a real SQLite file, FULL."""
    async with open_store(f"sqlite:///{folder / 'ours.sqlite3'}") as store:
        await store.write(found, groups)
        due = Due(store, [Claim()])
        await due.resume(NINE + MINUTE)
        measured = await measure(lambda: due.run(NINE + MINUTE))
        assert await store.read(settled, groups)
    return measured


async def working_jobs(folder: Path, groups: int) -> Measured:
    """APScheduler jobs that make the same claim through the same store."""
    async with open_store(f"sqlite:///{folder / 'jobs.sqlite3'}") as store:
        await store.write(found, groups)
        claim, now_ms = Claim(), NINE + MINUTE
        plan = await store.read(claim.find, now_ms, groups)
        measured = await scheduled([(store.write, claim.handle, now_ms, row) for row in plan])
        assert await store.read(settled, groups)
    return measured


async def idle_jobs(groups: int) -> Measured:
    """APScheduler jobs that do nothing: its own cost and no more."""

    async def nothing() -> None:
        pass

    return await scheduled([(nothing,)] * groups)


async def scheduled(calls: Sequence[tuple[Any, ...]]) -> Measured:
    """One cron job a call, all due at once, with every grace there is: none is missed."""
    scheduler = AsyncIOScheduler(timezone=UTC)
    left, done = len(calls), asyncio.Event()

    async def job(call: Callable[..., Awaitable[None]], *args: object) -> None:
        nonlocal left
        await call(*args)
        left -= 1
        if left == 0:
            done.set()

    now = datetime.now(UTC)
    for n, call in enumerate(calls):
        scheduler.add_job(
            job,
            "cron",
            hour=9,
            timezone=_ZONES[n % len(_ZONES)],
            args=call,
            misfire_grace_time=None,
            coalesce=True,
            next_run_time=now,
        )
    scheduler.start(paused=True)

    async def run() -> None:
        scheduler.resume()
        async with asyncio.timeout(120):
            await done.wait()

    measured = await measure(run)
    scheduler.shutdown(wait=False)
    await asyncio.sleep(0)
    return measured


async def measure(run: Callable[[], Awaitable[object]]) -> Measured:
    """Times `run` while a probe looks how long the loop keeps others waiting."""
    async with probe() as longest:
        await asyncio.sleep(0.05)
        longest[0] = 0.0
        began = time.perf_counter()
        await run()
        total_s = time.perf_counter() - began
        await asyncio.sleep(0.005)
    return Measured(total_s, longest[0])


@asynccontextmanager
async def probe(every_s: float = 0.001) -> AsyncIterator[list[float]]:
    """The longest time by which a sleeper woke up late."""
    longest = [0.0]

    async def watch() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(every_s)
            longest[0] = max(longest[0], time.perf_counter() - before - every_s)

    watching = asyncio.create_task(watch())
    try:
        yield longest
    finally:
        watching.cancel()


async def rounds(count: int, groups: int) -> list[tuple[Measured, Measured, Measured]]:
    """Ours, jobs that work and jobs that do nothing, in turn."""
    measured: list[tuple[Measured, Measured, Measured]] = []
    for _ in range(count):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder)
            measured.append(
                (
                    await ours(path, groups),
                    await working_jobs(path, groups),
                    await idle_jobs(groups),
                )
            )
    return measured


def rows(*, quick: bool = False) -> list[tuple[str, str, str, bool | None]]:
    """(name, measured, goal, met): the median of the rounds' ratios; None: no goal is set."""
    groups, count = (GROUPS // 5, 1) if quick else (GROUPS, ROUNDS)
    measured = asyncio.run(rounds(count, groups))
    table: list[tuple[str, str, str, bool | None]] = []
    for column, jobs in ((1, "jobs that do the same"), (2, "jobs that do nothing")):
        for what, goal in (("total_s", TIME_GOAL), ("block_s", BLOCK_GOAL)):
            pairs = [(getattr(row[0], what), getattr(row[column], what)) for row in measured]
            ratio = median(base / mine for mine, base in pairs)
            mine, base = (median(figures) * 1000 for figures in zip(*pairs, strict=True))
            name = "time" if what == "total_s" else "loop blocked"
            asserted = (column, what) != (2, "total_s")
            table.append(
                (
                    f"{groups:,} claims due: APScheduler {jobs}, {name} / ours",
                    f"{ratio:.1f}x ({mine:.0f} ms, {base:.0f} ms)",
                    f">= {goal:.0f}x" if asserted else "",
                    ratio >= goal if asserted else None,
                )
            )
    return table


def main() -> None:
    """Prints the table."""
    marks = {True: "ok", False: "MISSED", None: ""}
    for name, shown, goal, met in rows():
        print(f"{name:<66} {shown:>24}  {goal:<7} {marks[met]}")


if __name__ == "__main__":
    main()
