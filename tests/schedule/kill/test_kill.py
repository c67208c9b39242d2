"""kill -9 at every point, real processes, real databases: each post once, or a row says why not."""

import asyncio
import os
import random
import signal
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from bot.domain.group import MailKind, MailState, PostState, Schedule
from bot.ports import Tx
from bot.store.opening import open_store
from tests.schedule.kill.platform import Platform, Settings, running
from tests.schedule.kill.worker import POINTS
from tests.schedule.stage import MINUTE, NINE, SECOND, add_group

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

ROOT = Path(__file__).parents[3]
TODAY = date(2026, 3, 8)
PAST_LEASE = 70 * SECOND

PLATFORMS = (
    Settings("history"),
    Settings("history and a nonce for a minute", nonce_window_ms=MINUTE),
    Settings("history and a nonce for five minutes", nonce_window_ms=5 * MINUTE),
    Settings("a nonce for five minutes, no history", nonce_window_ms=5 * MINUTE, readable=False),
    Settings("neither", readable=False),
)


@dataclass
class Town:
    """Groups that are due at nine, or `apart_ms` one after the other, and who sees to them."""

    url: str
    platform: Platform
    groups: int
    clock_ms: int = NINE
    apart_ms: int = 0
    processes: list[asyncio.subprocess.Process] = field(default_factory=list)

    async def found(self) -> None:
        def unit(tx: Tx) -> None:
            for n in range(self.groups):
                add_group(tx, f"g{n:03}")
                tx.schedules.put(Schedule(f"g{n:03}", NINE + n * self.apart_ms, TODAY))

        async with open_store(self.url) as store:
            await store.write(unit)

    async def start(
        self, kill_at: str = "", nth: int = 1, stay_ms: int = 0
    ) -> asyncio.subprocess.Process:
        environment = os.environ | {
            "ROUNDS_URL": self.url,
            "PLATFORM_PORT": str(self.platform.port),
            "START_MS": str(self.clock_ms),
            "KILL_AT": kill_at,
            "KILL_NTH": str(nth),
            "STAY_MS": str(stay_ms),
            "PYTHONPATH": str(ROOT),
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.schedule.kill.worker", cwd=ROOT, env=environment
        )
        self.processes.append(process)
        return process

    async def run(self, kill_at: str = "", nth: int = 1) -> int:
        """One worker's life. Gives how it ended; the next one begins after every lease."""
        process = await self.start(kill_at, nth)
        status = await process.wait()
        self.clock_ms += PAST_LEASE
        return status

    async def to_quiet(self) -> None:
        """Starts workers until nothing waits any more."""
        for _ in range(5):
            assert await self.run() == 0
            async with open_store(self.url) as store:
                if await store.read(lambda tx: tx.outbox.soonest()) is None:
                    return
        raise AssertionError("it never comes to rest")

    async def verdict(self) -> int:
        """Checks every group: exactly one message, or a letter that says why not.

        Gives how many letters are unknown; those have one message or none, and a reason.
        """
        unknown = 0
        shown = self.platform.in_channel()
        assert [c for c, times in shown.items() if times > 1] == [], "posted twice"
        async with open_store(self.url) as store:
            for n in range(self.groups):
                group = f"g{n:03}"
                posts = await store.read(lambda tx, g=group: tx.posts.ledger(g, 5))
                assert [(p.local_date, p.state) for p in posts] == [(TODAY, PostState.CLAIMED)]
                letters = await store.read(lambda tx, p=posts[0].id: tx.outbox.of_post(p))
                (letter,) = [found for found in letters if found.kind is MailKind.POST]
                if letter.state is MailState.UNKNOWN:
                    assert letter.error
                    unknown += 1
                else:
                    assert letter.state is MailState.SENT
                    assert shown[f"#{group}"] == 1, f"{group} lost its post silently"
                    assert posts[0].posted_ms
        return unknown

    async def clear(self) -> None:
        for process in self.processes:
            if process.returncode is None:
                process.kill()
                await process.wait()


@pytest.fixture
async def towns(tmp_path):
    """Makes towns, and leaves no process behind."""
    made: list[Town] = []

    async def make(platform: Platform, groups: int, url: str = "") -> Town:
        town = Town(url or f"sqlite:///{tmp_path / 'rounds.sqlite3'}", platform, groups)
        made.append(town)
        await town.found()
        return town

    yield make
    for town in made:
        await town.clear()


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("settings", PLATFORMS, ids=lambda s: s.name)
async def test_killed_at_a_point(towns, settings, point) -> None:
    async with running(settings) as platform:
        town = await towns(platform, 3)
        nth = 1 if "claim" in point else 2
        assert await town.run(point, nth) == -signal.SIGKILL
        await town.to_quiet()
        unknown = await town.verdict()
        # Requests run side by side: where nobody can look, those under way too may be unknown.
        least = int(point in {"after sending", "request left", "before mark"})
        most = 0 if settings.tells_lost_posts or "claim" in point else 3
        assert min(least, most) <= unknown <= most


@pytest.mark.parametrize("settings", PLATFORMS, ids=lambda s: s.name)
async def test_killed_again_and_again(towns, settings) -> None:
    """Each restart is killed too, at another point; only the last may finish."""
    chance = random.Random(settings.name)
    async with running(settings) as platform:
        town = await towns(platform, 40)
        for _ in range(8):
            status = await town.run(chance.choice(POINTS[2:]), chance.randint(1, 4))
            if status == 0:
                break
            assert status == -signal.SIGKILL
        assert len(town.processes) > 3
        await town.to_quiet()
        unknown = await town.verdict()
        if settings.readable:
            assert unknown == 0


async def test_two_processes_on_one_database(towns, postgres_url) -> None:
    async with running(PLATFORMS[0], gate=2) as platform:
        town = await towns(platform, 450, postgres_url)
        workers = [await town.start(stay_ms=700) for _ in range(2)]
        assert [await worker.wait() for worker in workers] == [0, 0]
        await town.to_quiet()
        assert await town.verdict() == 0
        assert len(platform.messages) == 450
        shares = Counter(message.worker for message in platform.messages)
        assert len(shares) == 2, "one of them did all the work: nothing was tested"


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("settings", PLATFORMS[::4], ids=lambda s: s.name)
async def test_two_processes_one_killed_at_any_moment(towns, postgres_url, settings, seed) -> None:
    """The kill comes from outside, wherever the worker happens to be; the other goes on."""
    chance = random.Random(seed)
    async with running(settings, gate=2, takes_s=0.03) as platform:
        town = await towns(platform, 120, postgres_url)
        first, second = await town.start(stay_ms=700), await town.start(stay_ms=700)
        await platform.arrived.wait()
        await asyncio.sleep(chance.uniform(0.02, 0.3))
        first.kill()
        assert await first.wait() == -signal.SIGKILL
        assert await second.wait() == 0
        town.clock_ms += PAST_LEASE
        await town.to_quiet()
        unknown = await town.verdict()
        if settings.readable:
            assert unknown == 0
            assert len(platform.messages) == 120
