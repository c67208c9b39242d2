"""What only shows with two connections: units that run at the same time on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta

import psycopg
import pytest

from bot.domain.group import Schedule
from bot.store.tables import tables
from tests.store.rows import DAY, answer_of, letter_of, post_of

pytestmark = pytest.mark.slow


@pytest.fixture
def pair(postgres_tables):
    """Two connections, each in a transaction of its own."""
    with ExitStack() as stack:
        yield [
            stack.enter_context(psycopg.connect(postgres_tables, options="-c search_path=families"))
            for _ in range(2)
        ]


@pytest.fixture
def two(pair):
    """The families on both connections."""
    return [tables(connection, "postgres") for connection in pair]


@pytest.fixture(autouse=True)
def emptied(postgres_tables):
    """What these tests commit is gone afterwards."""
    yield
    with psycopg.connect(postgres_tables, options="-c search_path=families") as connection:
        connection.execute("TRUNCATE schedule, mail, answer, post")


def together(pair, first, second):
    """Runs `second` while the unit of `first` is not committed yet. Gives both results."""
    with ThreadPoolExecutor(1) as pool:
        one = first()
        waiting = pool.submit(second)
        pair[0].commit()
        other = waiting.result(timeout=20)
        pair[1].commit()
    return one, other


def test_rows_that_another_unit_has_locked_are_left_out(pair, two):
    rows = [Schedule(f"g{at}", at, DAY) for at in (100, 200, 300)]
    for row in rows:
        two[0].schedules.put(row)
    pair[0].commit()
    assert two[0].schedules.due(500, 2) == rows[:2]
    assert two[1].schedules.due(500, 10) == rows[2:]
    pair[0].rollback()
    pair[1].rollback()
    assert two[1].schedules.due(500, 10) == rows


def test_of_two_takers_at_once_one_wins(pair, two):
    letter = letter_of("g1", "h1", "p1")
    two[0].outbox.post(letter)
    pair[0].commit()
    first, second = together(
        pair,
        lambda: two[0].outbox.take(letter, 110, 60),
        lambda: two[1].outbox.take(letter, 110, 60),
    )
    assert first.attempt == 1
    assert second is None


def test_of_two_answers_at_once_one_is_stored(pair, two):
    first, second = together(
        pair,
        lambda: two[0].answers.add(answer_of("g1", "m1", post_id="p1")),
        lambda: two[1].answers.add(answer_of("g1", "m1", post_id="p1")),
    )
    assert (first, second) == (True, False)
    assert two[0].answers.count("g1", "p1") == 1


def test_of_two_claims_of_a_date_one_is_the_post(pair, two):
    first, second = together(
        pair,
        lambda: two[0].posts.add(post_of("g1")),
        lambda: two[1].posts.add(post_of("g1", due_ms=7)),
    )
    assert (first, second) == (True, False)
    assert len(two[0].posts.chain("g1", DAY + timedelta(days=1), 9)) == 1
