"""10,000 groups due in one minute: the real daily job against one APScheduler job a group.

Ours reads group, homes, countdowns and past questions, picks a question, and writes post, letter
and schedule, durably. Two baselines: APScheduler's memory jobs that do nothing at all, and the same
that do the same work, a transaction each. `python -m tests.bench.posting profile` says where the
time goes.
"""

import asyncio
import cProfile
import pstats
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from adapters.app.system import SystemDice
from bot.domain.calendar import DAILY
from bot.domain.group import Group, Home, Post, PostKind, PostState, Schedule
from bot.features.daily.jobs import PostDue
from bot.packs.reader import read
from bot.schedule.due import Due
from bot.store.opening import open_store
from tests.bench.due import measure

NOW = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)
NOW_MS = int(NOW.timestamp() * 1000)
ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Phoenix",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
    "Europe/London",
    "Europe/Berlin",
    "Asia/Manila",
    "Asia/Kolkata",
)
PAST = 20
"""Daily questions that each group has had before."""

TIME_GOAL, BLOCK_GOAL = 4.0, 20.0


def settle(tx, groups, library, dice):
    """Groups in a dozen zones whose local times are all the same instant, with their past."""
    pool = library.for_exam("cpc", on=NOW.date())
    for n in range(groups):
        zone = ZONES[n % len(ZONES)]
        local = NOW.astimezone(ZoneInfo(zone))
        group_id = dice.new_id()
        at, reveal_at = f"{local:%H:%M}", f"{local + timedelta(hours=11):%H:%M}"
        tx.groups.add(Group(group_id, f"Group {n}", zone, "cpc", at, DAILY, reveal_at, 0))
        tx.groups.add_home(Home(dice.new_id(), group_id, "stub", "w1", f"c{n}"))
        for back in range(1, PAST + 1):
            due = NOW_MS - back * 86_400_000
            tx.posts.add(
                Post(
                    dice.new_id(),
                    group_id,
                    PostKind.DAILY,
                    (local - timedelta(days=back)).date(),
                    due,
                    PostState.CLAIMED,
                    question_id=pool[(n + back) % len(pool)].id,
                    revision=1,
                    reveal_due_ms=due + 1,
                    posted_ms=due,
                    revealed_ms=due + 1,
                )
            )
        tx.schedules.put(Schedule(group_id, NOW_MS, local.date()))


def arrived(tx, groups):
    """That each group has its post and its letter, and nothing is due any more."""
    assert len(tx.outbox.ready(NOW_MS, groups + 1, "stub")) == groups
    assert not tx.schedules.due(NOW_MS + 3_600_000, 1)


async def ours(folder, groups, library):
    """Our tick with the real daily job."""
    dice = SystemDice()
    async with open_store(f"sqlite:///{folder / 'ours.sqlite3'}") as store:
        await store.write(settle, groups, library, dice)
        due = Due(store, [PostDue(library, dice)])
        await due.resume(NOW_MS)
        measured = await measure(lambda: due.run(NOW_MS))
        await store.read(arrived, groups)
    return measured


async def as_jobs(folder, groups, library):
    """APScheduler's memory jobs that do the same work, each in a transaction of its own."""
    dice = SystemDice()
    async with open_store(f"sqlite:///{folder / 'jobs.sqlite3'}") as store:
        await store.write(settle, groups, library, dice)
        job = PostDue(library, dice)
        plan = await store.read(job.find, NOW_MS, groups)
        measured = await scheduled([(store.write, job.handle, NOW_MS, row) for row in plan])
        await store.read(arrived, groups)
    return measured


async def bare(groups):
    """APScheduler's memory jobs that do nothing: its own cost and no more."""

    async def nothing():
        pass

    return await scheduled([(nothing,)] * groups)


async def scheduled(calls):
    """One cron job for each call, all due at once, with all the grace there is."""
    left, done = len(calls), asyncio.Event()
    scheduler = AsyncIOScheduler(timezone=UTC)

    async def post(call, *args):
        nonlocal left
        await call(*args)
        left -= 1
        if left == 0:
            done.set()

    scheduler.start(paused=True)
    for n, call in enumerate(calls):
        scheduler.add_job(
            post,
            "cron",
            hour=9,
            timezone=ZONES[n % len(ZONES)],
            args=call,
            next_run_time=datetime.now(UTC),
            misfire_grace_time=None,
            coalesce=True,
        )

    async def run():
        scheduler.resume()
        await done.wait()

    measured = await measure(run)
    scheduler.shutdown(wait=False)
    await asyncio.sleep(0)
    return measured


async def rounds(groups, times, library):
    """Ours, bare jobs and jobs with the work, once each round."""
    found = []
    for _ in range(times):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder)
            found.append(
                (
                    await ours(path, groups, library),
                    await bare(groups),
                    await as_jobs(path, groups, library),
                )
            )
    return found


def rows(*, quick=False):
    """(name, measured, goal, ok) of each figure."""
    groups, times = (2_000, 3) if quick else (10_000, 3)
    found = asyncio.run(rounds(groups, times, read()))
    table = []
    for column, name in ((2, "jobs that do the same work"), (1, "jobs that do nothing")):
        for field, what, goal, unit in (
            ("total_s", "time", TIME_GOAL, 1),
            ("block_s", "loop block", BLOCK_GOAL, 1_000),
        ):
            pairs = [
                (getattr(round_[0], field), getattr(round_[column], field)) for round_ in found
            ]
            ratio = statistics.median(base / mine for mine, base in pairs)
            mine, base = (statistics.median(figure) * unit for figure in zip(*pairs, strict=True))
            shown = f"{mine:.2f} s, {base:.2f} s" if unit == 1 else f"{mine:.0f} ms, {base:.0f} ms"
            asserted = column == 2 or field == "block_s"
            table.append(
                (
                    f"{groups:,} daily posts due: APScheduler {name}, {what} / ours",
                    f"{ratio:.1f}x ({shown})",
                    f">= {goal:.0f}x" if asserted else "",
                    ratio >= goal if asserted else None,
                )
            )
    return table


async def profile():
    """Where the time of a batch goes, by the calls of the job."""
    library, dice, groups = read(), SystemDice(), 2_000
    with tempfile.TemporaryDirectory() as folder:
        async with open_store(f"sqlite:///{folder}/ours.sqlite3") as store:
            await store.write(settle, groups, library, dice)
            job, meter = PostDue(library, dice), cProfile.Profile()

            def all_of_them(tx):
                for row in job.find(tx, NOW_MS, groups):
                    job.handle(tx, NOW_MS, row)

            start = time.process_time()
            if sys.argv[2:] == ["plain"]:
                await store.write(all_of_them)
                print(f"{(time.process_time() - start) / groups * 1e6:.0f} us of CPU a group")
            else:
                await store.write(lambda tx: meter.runcall(all_of_them, tx))
                pstats.Stats(meter).sort_stats("cumulative").print_stats(45)


if __name__ == "__main__":
    if sys.argv[1:2] == ["profile"]:
        asyncio.run(profile())
    else:
        for row in rows():
            print(*row, sep=" | ")
