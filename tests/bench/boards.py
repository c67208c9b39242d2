"""Boards from rollups against boards counted from the answers, and what keeping rollups costs.

`python -m tests.bench.boards` prints the figures; `rows()` gives them to a report. Every figure is
a ratio of two measurements of the same run: machines differ, ratios hold.
"""

import sqlite3
import statistics
import tempfile
import time
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from bot.domain.group import Answer
from bot.domain.periods import keys_for, span
from bot.ports import Score
from bot.store.dialect import spelled
from bot.store.migrate import MIGRATIONS, statements
from bot.store.tables import tables

MEMBERS = 5_000
ANSWERS = 1_000_000
LAST = date(2026, 11, 22)
GROUP = f"{1:026d}"

# Members in an order unlike their ids, days in the order in which answers arrive.
_FACTS = """
WITH RECURSIVE number (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n + 1 < :answers)
INSERT INTO answer
SELECT printf('%026d', n), :group_id, printf('%026d', n * 7919 % :members),
    'q' || (n / :members), 1, 't' || (n % 12), '["B"]', 1000 * n,
    date(:first, '+' || (n * :days / :answers) || ' days'), 1,
    right * 1000, 2 + right * 8, printf('p%025d', n / :members), NULL, NULL
FROM (SELECT n, (n * 7919 + n / :members * 104729) % 1009 < 600 AS right FROM number)
"""
_PEOPLE = """
WITH RECURSIVE number (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n + 1 < :members)
INSERT INTO membership (
    group_id, member_id, name, joined_ms, manager, hidden, named_self, reminders
)
SELECT :group_id, printf('%026d', n), 'Member ' || n, 0, 0, n % 100 = 99, 0, 0 FROM number
"""


def opened(path):
    """A database as the engine opens it, with the tables."""
    connection = sqlite3.connect(path, isolation_level=None, cached_statements=512)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    for file in sorted(MIGRATIONS.glob("*.sql")):
        for statement in statements(spelled(file.read_text(encoding="utf-8"), "sqlite")):
            connection.execute(statement)
    return connection


def filled(path):
    """One group of 5,000 members with a million answers of 112 days, and its rollups."""
    connection = opened(path)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -65536")
    # Indexes built at the end save half of the time.
    indexes = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE tbl_name = 'answer' AND type = 'index'"
        " AND sql IS NOT NULL"
    ).fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    values = {"answers": ANSWERS, "members": MEMBERS, "group_id": GROUP, "days": 112}
    connection.execute("BEGIN")
    connection.execute(_PEOPLE, values)
    connection.execute(_FACTS, values | {"first": (LAST - timedelta(days=111)).isoformat()})
    for _, sql in indexes:
        connection.execute(sql)
    tables(connection, "sqlite").boards.rebuild(GROUP)
    connection.execute("COMMIT")
    connection.close()
    return sqlite3.connect(path, isolation_level=None, cached_statements=512)


def median_s(run, times):
    """The median of some runs, after one that warms up."""
    run()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def reading(connection):
    """Top ten and own place: from rollups, and from the answers; both must agree."""
    tx = tables(connection, "sqlite")
    me = f"{4_321:026d}"

    def kept():
        top = tx.boards.top(GROUP, "A", "", 10)
        own = tx.boards.own(GROUP, "A", "", me)
        return top, tx.boards.place(GROUP, "A", "", own)

    def counted():
        rows = tx.boards.counted(GROUP, *span("all", LAST), "")
        visible = [row for row in rows if not row.hidden]
        own = next(row for row in rows if row.member_id == me)
        return visible[:10], 1 + sum(row.points > own.points for row in visible)

    assert kept() == counted()
    return median_s(kept, 50), median_s(counted, 3)


def answer_of(number):
    """The answers of the write measurement: a new member each, at one post."""
    return Answer(
        id=f"{number:026d}",
        group_id=GROUP,
        member_id=f"{number % MEMBERS:026d}",
        question_id=f"q{number // MEMBERS}",
        revision=1,
        topic="icd",
        chosen=("B",),
        at_ms=number,
        local_date=LAST,
        first=True,
        credit_milli=1000,
        points=10,
        post_id=f"p{number // MEMBERS}",
    )


def writing(folder, count=4_000):
    """Seconds for some answers, a transaction each, without and with rollups."""
    taken = {}
    for rollups in (False, True):
        with closing(opened(folder / f"write-{rollups}.db")) as connection:
            tx = tables(connection, "sqlite")
            start = time.perf_counter()
            for number in range(count):
                answer = answer_of(number)
                connection.execute("BEGIN IMMEDIATE")
                tx.answers.add(answer)
                if rollups:
                    keys = keys_for(answer.local_date, answer.topic)
                    tx.boards.add(GROUP, answer.member_id, keys, Score(10, 1, 1, answer.at_ms))
                connection.execute("COMMIT")
            taken[rollups] = time.perf_counter() - start
    return taken[False], taken[True]


def unit_s(connection):
    """Seconds of eight statements of an answer's unit, in a transaction that is open already."""
    tx = tables(connection, "sqlite")
    numbers = iter(range(10**9, 2 * 10**9))

    def unit():
        answer = answer_of(next(numbers))
        tx.members.get(GROUP, answer.member_id)
        tx.posts.get(GROUP, answer.post_id)
        tx.answers.met(GROUP, answer.member_id, answer.question_id)
        tx.answers.add(answer)
        keys = keys_for(answer.local_date, answer.topic)
        tx.boards.add(GROUP, answer.member_id, keys[:1], Score(10, 1, 1, answer.at_ms))
        tx.streaks.get(GROUP, answer.member_id)
        tx.answers.of_post(GROUP, answer.post_id, answer.member_id)
        tx.seen.first(answer.id, answer.at_ms)

    connection.execute("BEGIN")
    try:
        # The least of some medians: neighbours on the machine only ever add to it.
        return min(median_s(unit, 400) for _ in range(5))
    finally:
        connection.execute("ROLLBACK")


def rows():
    """(name, measured, goal, ok) of each figure."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start = time.process_time()
        with closing(filled(folder / "read.db")) as connection:
            filled_s = time.process_time() - start
            kept_s, counted_s = reading(connection)
        with closing(opened(folder / "unit.db")) as connection:
            eight_s = unit_s(connection)
        pairs = [writing(Path(tempfile.mkdtemp(dir=folder))) for _ in range(3)]
    faster = counted_s / kept_s
    share = statistics.median(without / with_rollups for without, with_rollups in pairs)
    what = f"top ten and own place, {MEMBERS:,} members, {ANSWERS:,} answers"
    return [
        (
            f"{what}: rollups {kept_s * 1e3:.2f} ms, counted {counted_s * 1e3:.0f} ms",
            f"{faster:.0f}x",
            ">= 200x",
            faster >= 200,
        ),
        ("answers a second with rollups / without", f"{share:.2f}", ">= 0.33", share >= 0.33),
        ("a unit of 8 statements", f"{eight_s * 1e6:.0f} us", "<= 80 us", eight_s <= 80e-6),
        ("processor time to fill the bench file", f"{filled_s:.0f} s", "<= 30 s", filled_s <= 30),
    ]


if __name__ == "__main__":
    for row in rows():
        print(*row, sep=" | ")
