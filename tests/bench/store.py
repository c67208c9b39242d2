"""The SQLite store against a raw sqlite3 loop that does the same small unit of work.

`python -m tests.bench.store` prints the figures; `rows()` gives them to a report. The unit: insert
an answer (unique; 5 % are duplicates), upsert the member's sum, read their card, upsert it. Every
transaction is durable (WAL, synchronous=FULL).
"""

import asyncio
import random
import sqlite3
import statistics
import tempfile
import time
from contextlib import closing
from pathlib import Path

from bot.store.hop import hop
from bot.store.sqlite import SqliteStore

MEMBERS = 20_000
CARDS = 200_000
ROUNDS = 5
TRIAL_S = 1.0
GOALS = {1: 0.35, 16: 1.5, 64: 2.0}

_TABLES = """
CREATE TABLE answer (
    post INTEGER NOT NULL, member INTEGER NOT NULL, choice TEXT NOT NULL, at_ms BIGINT NOT NULL,
    PRIMARY KEY (post, member)
) WITHOUT ROWID;
CREATE TABLE stat (
    member INTEGER PRIMARY KEY, points BIGINT NOT NULL, answered BIGINT NOT NULL
);
CREATE TABLE card (
    member INTEGER NOT NULL, question INTEGER NOT NULL, state TEXT NOT NULL,
    PRIMARY KEY (member, question)
) WITHOUT ROWID;
"""
_ANSWER = "INSERT INTO answer VALUES (?, ?, 'B', ?) ON CONFLICT DO NOTHING RETURNING 1"
_STAT = (
    "INSERT INTO stat VALUES (?, 10, 1) ON CONFLICT (member) "
    "DO UPDATE SET points = points + 10, answered = answered + 1"
)
_READ = "SELECT state FROM card WHERE member = ? AND question = ?"
_CARD = (
    "INSERT INTO card VALUES (?, ?, ?) ON CONFLICT (member, question) "
    "DO UPDATE SET state = excluded.state"
)


class Rows:
    """Stands where the families stand."""

    def __init__(self, connection, dialect):
        self.connection = connection


def answer(tx, post, member):
    """The unit of work: whether the answer was new."""
    execute = tx.connection.execute
    if execute(_ANSWER, (post, member, post)).fetchone() is None:
        return False
    execute(_STAT, (member,))
    card = execute(_READ, (member, post % 10)).fetchone()
    state = str(int(card[0]) + 1) if card else "1"
    execute(_CARD, (member, post % 10, state))
    return True


def seeded(path):
    """A file with the members and cards in it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = OFF")
        connection.executescript(_TABLES)
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO stat VALUES (?, 0, 0)", ((member,) for member in range(MEMBERS))
        )
        connection.executemany(
            "INSERT INTO card VALUES (?, ?, '1')",
            ((n % MEMBERS, n // MEMBERS) for n in range(CARDS)),
        )
        connection.execute("COMMIT")


def work(seed):
    """Endless (post, member) pairs; one in twenty comes twice."""
    dice = random.Random(seed)
    post, last = 0, (0, 0)
    while True:
        post += 1
        if post % 20:
            last = (post, dice.randrange(MEMBERS))
        yield last


def raw(path, seed):
    """Units a second of a plain loop: one transaction each, no threads."""
    with closing(sqlite3.connect(path, isolation_level=None, cached_statements=512)) as connection:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "temp_store = MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        tx, done, start = Rows(connection, "sqlite"), 0, time.perf_counter()
        for post, member in work(seed):
            connection.execute("BEGIN IMMEDIATE")
            answer(tx, post, member)
            connection.execute("COMMIT")
            done += 1
            if time.perf_counter() - start > TRIAL_S:
                break
        return done / (time.perf_counter() - start)


async def stored(path, seed, tasks):
    """(units a second, p50 ms, p99 ms, thread hops a commit) of so many tasks that wait."""
    store = await SqliteStore.open(path, Rows)
    try:
        commits, hops, waits = [], [], []
        await hop(
            store._writer,
            lambda c: c.set_trace_callback(
                lambda sql: commits.append(1) if sql == "COMMIT" else None
            ),
        )
        run = store._writer._execute
        store._writer._execute = lambda *args: hops.append(1) or run(*args)
        pairs, start = work(seed), time.perf_counter()
        end = start + TRIAL_S

        async def one():
            while (begun := time.perf_counter()) < end:
                await store.write(answer, *next(pairs))
                waits.append(time.perf_counter() - begun)

        await asyncio.gather(*(one() for _ in range(tasks)))
        taken = time.perf_counter() - start
        del store._writer._execute
        waits.sort()
        return (
            len(waits) / taken,
            waits[len(waits) // 2] * 1e3,
            waits[len(waits) * 99 // 100] * 1e3,
            len(hops) / len(commits),
        )
    finally:
        await store.aclose()


def rows(*, quick=False):
    """(name, measured, goal, ok) of each figure; medians of shuffled rounds on fresh files."""
    rounds = 2 if quick else ROUNDS
    found = {tasks: [] for tasks in (0, *GOALS)}
    for turn in range(rounds):
        for tasks in random.sample(list(found), len(found)):
            with tempfile.TemporaryDirectory(prefix="rounds-bench-") as folder:
                path = Path(folder) / "bench.db"
                seeded(path)
                if tasks:
                    found[tasks].append(asyncio.run(stored(path, turn, tasks)))
                else:
                    found[0].append((raw(path, turn),))
    base = statistics.median(rate for (rate,) in found.pop(0))
    table = [("raw sqlite3 loop, FULL", f"{base:,.0f}/s", "baseline", None)]
    for tasks, trials in found.items():
        rate, p50, p99, _ = map(statistics.median, zip(*trials, strict=True))
        ratio = rate / base
        table.append(
            (
                f"{tasks} waiting / raw loop",
                f"{ratio:.2f}x ({rate:,.0f}/s, p50 {p50:.2f} ms, p99 {p99:.1f} ms)",
                f">= {GOALS[tasks]}x",
                ratio >= GOALS[tasks],
            )
        )
    most = max(trial[3] for trials in found.values() for trial in trials)
    table.append(("thread hops a commit", f"{most:g}", "== 1", most == 1))
    return table


if __name__ == "__main__":
    for row in rows():
        print(*row, sep="  |  ")
