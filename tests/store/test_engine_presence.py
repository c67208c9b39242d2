"""One poster a bot token, on a real PostgreSQL: taken, stood by for, taken over."""

import asyncio
from pathlib import Path

import psycopg
import pytest

from bot.store.presence import Presence, alone, open_presence
from tests.store.test_engine_postgres import end_backends

pytestmark = pytest.mark.slow
NEVER_S = 3600.0
TOKEN = "a.very.secret-token"


async def test_one_of_two_posts_and_the_other_takes_over(postgres_url: str) -> None:
    async with open_presence(postgres_url, NEVER_S) as second:
        async with open_presence(postgres_url, NEVER_S) as first:
            for presence in (first, second):
                presence.want("discord", TOKEN)
                await presence.look()
            assert (first.posts_for("discord"), second.posts_for("discord")) == (True, False)
            await second.look()
            assert not second.posts_for("discord")
        await second.look()
        assert second.posts_for("discord")


async def test_tokens_do_not_stand_in_each_others_way(postgres_url: str) -> None:
    async with (
        open_presence(postgres_url, NEVER_S) as one,
        open_presence(postgres_url, NEVER_S) as other,
    ):
        one.want("discord", TOKEN)
        other.want("discord", "another.bots.token")
        other.want("slack", TOKEN)
        await one.look()
        await other.look()
        assert one.posts_for("discord")
        assert other.posts_for("discord")
        assert other.posts_for("slack")


async def test_a_platform_that_nobody_shares_is_always_ours(postgres_url: str) -> None:
    async with open_presence(postgres_url, NEVER_S) as presence:
        assert presence.posts_for("web")


async def test_a_lost_session_posts_nothing_until_it_has_the_lock_again(postgres_url: str) -> None:
    async with open_presence(postgres_url, NEVER_S) as presence:
        presence.want("discord", TOKEN)
        await presence.look()
        assert presence.posts_for("discord")
        end_backends(postgres_url)
        await presence.look()
        assert not presence.posts_for("discord")
        await presence.look()
        assert presence.posts_for("discord")


async def test_it_looks_by_itself(postgres_url: str) -> None:
    async with open_presence(postgres_url, 0.01) as second:
        async with open_presence(postgres_url, NEVER_S) as first:
            first.want("discord", TOKEN)
            await first.look()
            second.want("discord", TOKEN)
        async with asyncio.timeout(30):
            while not second.posts_for("discord"):  # noqa: ASYNC110 - a thread's doing
                await asyncio.sleep(0.01)


async def test_a_database_being_moved_is_waited_for(postgres_url: str) -> None:
    with alone(postgres_url):
        async with open_presence(postgres_url, NEVER_S) as presence:
            presence.want("discord", TOKEN)
            await presence.look()
            assert not presence.posts_for("discord")


async def test_a_server_that_is_away_at_the_start_stops_nothing(tmp_path: Path) -> None:
    presence = Presence(f"postgresql://u@127.0.0.1:1/d?host={tmp_path}")
    presence.want("discord", TOKEN)
    await presence.look()
    assert not presence.posts_for("discord")


async def test_the_token_is_not_in_the_database(postgres_url: str) -> None:
    async with open_presence(postgres_url, NEVER_S) as presence:
        presence.want("discord", TOKEN)
        await presence.look()
        with psycopg.connect(postgres_url) as admin:
            seen = admin.execute("SELECT query FROM pg_stat_activity").fetchall()
            locks = admin.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
            assert locks.fetchone() == (2,)
    assert TOKEN not in str(seen)
