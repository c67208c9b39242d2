"""Which processes run on a PostgreSQL database, and which one of them posts for a bot token.

Advisory locks of one dedicated session say it: the server drops them when that session ends, be it
by a stop, a kill or a dead network, so that nothing has to be cleaned up. A lock only decides who
works: should two processes believe for a moment that they post, each letter is still taken by one
of them (compare-and-set on its attempt), and only the pace is shared badly.
Source: PostgreSQL 18, 13.3.5 Advisory Locks.
"""

import asyncio
import contextlib
import hashlib
import logging
from collections.abc import AsyncGenerator, Generator, Sequence
from typing import Any, LiteralString

import psycopg

from bot.errors import StoreError
from bot.store.migrate import load, migrate_postgres
from bot.store.server import Server

log = logging.getLogger(__name__)

RUNNING = 7_264_002
"""Shared by every process that runs; taken alone by what needs a database at rest."""

LOOK_S = 5.0
"""How often a stand-by asks whether it may post: with the 60 s at most that a dead network may hide
a session (see `tcp_user_timeout` and keepalives), and at once after a kill."""


class Presence:
    """One process's session. Asks again for what it has not got every `look_s` seconds."""

    def __init__(self, url: str, look_s: float = LOOK_S) -> None:
        self._server = Server(url)
        self._look_s = look_s
        self._session: psycopg.Connection[Any] | None = None
        self._wanted: dict[str, int] = {}
        self._held: frozenset[str] = frozenset()
        self._leaving = asyncio.Event()

    def want(self, platform: str, token: str) -> None:
        """From now on tries to be the one that posts for this bot token. The token is hashed."""
        digest = hashlib.sha256(f"{platform}:{token}".encode()).digest()
        self._wanted[platform] = int.from_bytes(digest[:8], "big", signed=True)

    def posts_for(self, platform: str) -> bool:
        """Whether this process posts for the platform; true for one that nobody asked about."""
        return platform not in self._wanted or platform in self._held

    async def look(self) -> None:
        """Takes what is free; opens the session anew when it was lost. Raises nothing."""
        before = self._held
        try:
            self._held = await asyncio.to_thread(self._take)
        except (StoreError, psycopg.Error) as error:
            # Without a session nobody knows who posts: rather late than twice as fast.
            self._held = frozenset()
            log.warning("not posting, the database is away: %s", error)
        for platform in sorted(self._held - before):
            log.info("this process posts to %s", platform)
        for platform in sorted(before - self._held):
            log.warning("this process no longer posts to %s", platform)

    async def keep(self) -> None:
        """Looks again and again until `leave`, then gives everything back."""
        while not self._leaving.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._leaving.wait(), self._look_s)
                break
            await self.look()
        session, self._session, self._held = self._session, None, frozenset()
        if session is not None:
            await asyncio.to_thread(session.close)

    def leave(self) -> None:
        """Ends `keep`."""
        self._leaving.set()

    def _take(self) -> frozenset[str]:
        if self._session is None or self._session.closed:
            self._session = self._server.connect()
            self._held = frozenset()
            if not _one(self._session, "SELECT pg_try_advisory_lock_shared(%s)", (RUNNING,)):
                self._session.close()
                raise StoreError("the database is being moved or restored; Rounds waits.")
        try:
            _one(self._session, "SELECT 1")
            free = {p: key for p, key in self._wanted.items() if p not in self._held}
            query = "SELECT pg_try_advisory_lock(%s)"
            got = {p for p, key in free.items() if _one(self._session, query, (key,))}
        except psycopg.Error as error:
            self._session.close()
            raise self._server.told(error) from error
        return self._held | got


@contextlib.asynccontextmanager
async def open_presence(url: str, look_s: float = LOOK_S) -> AsyncGenerator[Presence]:
    """A presence that is kept until the block ends. Raises StoreError for an unreadable URL."""
    presence = Presence(url, look_s)
    await presence.look()
    keeping = asyncio.create_task(presence.keep(), name="presence")
    try:
        yield presence
    finally:
        presence.leave()
        await keeping


@contextlib.contextmanager
def alone(url: str) -> Generator[psycopg.Connection[Any]]:
    """One connection to a migrated database on which no Rounds runs; one that starts meanwhile
    waits. StoreError, never with the password, when one runs or it cannot be reached.
    """
    server = Server(url)
    try:
        with server.connect() as connection:
            if not _one(connection, "SELECT pg_try_advisory_lock(%s)", (RUNNING,)):
                raise StoreError("Rounds is running on that PostgreSQL database. Stop it first.")
            migrate_postgres(connection, load())
            yield connection
    except psycopg.Error as error:
        raise server.told(error) from error


def _one(
    connection: psycopg.Connection[Any], query: LiteralString, values: Sequence[object] = ()
) -> object:
    row = connection.execute(query, values).fetchone()
    return row[0] if row else None
