"""Answers through the one door, 64 people at once, each on the disk before its verdict is given.

`python -m tests.bench.door profile` says where the time goes.
"""

import asyncio
import cProfile
import pstats
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from adapters.app.system import SystemDice
from bot.chat.events import ActionCall, CommandCall
from bot.chat.refs import ActionRef
from bot.chat.replies import Say, Update
from bot.chat.views import Buttons
from tests.bench.town import CHANNEL, town

AT_ONCE = 64
LATEST_MS = 1_000
RUN_OF = 10
"""Questions of a practice run."""


async def at_once(handle, events):
    """Seconds that each event took, and that all of them took, so many people at a time."""
    waiting, taken = list(reversed(events)), []

    async def person():
        while waiting:
            start = time.perf_counter()
            reply = await handle(waiting.pop())
            taken.append(time.perf_counter() - start)
            assert isinstance(reply, (Say, Update)), reply
            assert "wrong on our side" not in str(reply), reply

    start = time.perf_counter()
    await asyncio.gather(*(person() for _ in range(AT_ONCE)))
    return taken, time.perf_counter() - start


async def daily(made):
    """Everybody answers a new daily question once."""
    post = await made.next_day()
    events = [
        ActionCall(
            made.key(), actor, CHANNEL, ActionRef("answer", (post.id, random.choice("ABCD")))
        )
        for actor in random.sample(made.people, len(made.people))
    ]
    taken = await at_once(made.core.handle, events)
    count = await made.store.read(lambda tx: tx.answers.count(made.group.id, post.id))
    assert count == len(made.people), (count, len(made.people))
    return taken


async def practice(made, people):
    """Some people each answer a run of practice from its first question to its last."""
    runs = []
    for actor in random.sample(made.people, people):
        call = CommandCall(made.key(), actor, CHANNEL, "quiz", (("count", str(RUN_OF)),))
        shown = (await made.core.handle(call)).view
        buttons = next(block for block in shown.blocks if isinstance(block, Buttons))
        runs.append((actor, buttons.buttons[0].action.args[0]))
    events = [
        ActionCall(
            made.key(),
            actor,
            CHANNEL,
            ActionRef("practice", (run, str(slot), random.choice("ABCD"))),
        )
        for slot in range(RUN_OF)
        for actor, run in runs
    ]
    return await at_once(made.core.handle, events)


def raw_inserts_s(path, count):
    """Seconds for a plain loop of that many transactions at FULL, each of one INSERT."""
    new_id = SystemDice().new_id
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE answer (id TEXT PRIMARY KEY, chosen TEXT) WITHOUT ROWID")
        start = time.perf_counter()
        for _ in range(count):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO answer VALUES (?, ?)", (new_id(), '["B"]'))
            connection.execute("COMMIT")
        return time.perf_counter() - start


async def measure(folder, *, people, rounds):
    """Kind to a list of (rate, p50 ms, p99 ms), one a round; and the raw loop's rates."""
    found, raw = {"cold": [], "daily": [], "practice": []}, []
    async with town(folder, people=people, past=30) as made:
        found["cold"].append(figures(*await daily(made)))
        for number in range(rounds):
            for kind in random.sample(["daily", "practice", "raw"], 3):
                if kind == "raw":
                    seconds = await asyncio.to_thread(
                        raw_inserts_s, folder / f"raw{number}.db", people
                    )
                    raw.append(people / seconds)
                elif kind == "daily":
                    found[kind].append(figures(*await daily(made)))
                else:
                    found[kind].append(figures(*await practice(made, people // RUN_OF)))
    return found, raw


def figures(taken, seconds):
    """(events a second, p50 ms, p99 ms)."""
    cuts = statistics.quantiles(taken, n=100)
    return len(taken) / seconds, cuts[49] * 1e3, cuts[98] * 1e3


def rows(*, quick=False):
    """(name, measured, goal, ok) of each figure."""
    people, rounds = (512, 3) if quick else (2_048, 5)
    with tempfile.TemporaryDirectory() as folder:
        found, raw = asyncio.run(measure(Path(folder), people=people, rounds=rounds))
    base = statistics.median(raw)
    said = {
        "daily": f"daily answer, {AT_ONCE} of {people:,} people at once",
        "practice": f"practice answer, {AT_ONCE} people at once",
        "cold": "daily answer as each one's first event after a start",
    }
    table = []
    for kind, name in said.items():
        rate, p50, p99 = (statistics.median(column) for column in zip(*found[kind], strict=True))
        table += [
            (f"{name}: p99", f"{p99:.0f} ms (p50 {p50:.0f} ms)", "< 1,000 ms", p99 < LATEST_MS),
            (
                f"{name}: answers / raw single INSERTs",
                f"{rate / base:.2f}x ({rate:,.0f}/s, {base:,.0f}/s)",
                "",
                None,
            ),
        ]
    return table


async def profile():
    """Where the time of a daily answer goes: the unit's calls, in the order of their cost."""
    with tempfile.TemporaryDirectory() as folder:
        async with town(Path(folder), people=1_000, past=30) as made:
            await daily(made)
            print(figures(*await daily(made)))
            meter = cProfile.Profile()
            write = made.store.write

            async def metered(unit, *args, **kwargs):
                def inside(tx):
                    return meter.runcall(unit, tx, *args, **kwargs)

                return await write(inside)

            made.store.write = metered
            await daily(made)
            pstats.Stats(meter).sort_stats("cumulative").print_stats(45)


if __name__ == "__main__":
    if sys.argv[1:] == ["profile"]:
        asyncio.run(profile())
    else:
        for row in rows():
            print(*row, sep=" | ")
