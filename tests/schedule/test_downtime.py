"""Weeks of trouble with the real daily job: outages, moved clocks, moved zones, moved hours.

Single cases stand in tests/features/test_daily.py; here chance strings them together, and what must
always hold is checked at the end.
"""

import random
from datetime import timedelta

import pytest

from bot.domain.calendar import exists, local_date
from bot.domain.group import MailState, Post, PostKind, PostState
from bot.features.daily.jobs import GRACE_MS
from tests.schedule.stage import DAY, HOUR, MINUTE
from tests.world import World, founded, open_world

pytestmark = pytest.mark.slow

SEEDS = range(5)
HOURS = ("00:05", "02:30", "09:00", "23:50")
ZONES = ("America/Chicago", "America/Los_Angeles", "Pacific/Honolulu", "Asia/Kolkata", "UTC")


@pytest.fixture
async def world(tmp_path):
    async with open_world(tmp_path) as opened:
        await founded(opened)
        yield opened


class Trouble:
    """What may happen to an installation, drawn by lot."""

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.chance = random.Random(seed)
        self.manager = world.person("Ada", manages=True)
        self.stepped_back = 0

    async def runs(self, span_ms: int) -> None:
        """All is well for a while: the pulse beats every half hour, and on time."""
        until = self.world.clock.ms + span_ms
        while self.world.clock.ms < until:
            self.world.clock.ms = min(until, self.world.clock.ms + 30 * MINUTE)
            await self.world.tick()

    async def is_down(self, span_ms: int) -> None:
        self.world.clock.ms += span_ms
        self.world.restart()
        await self.world.tick()

    async def steps_back(self) -> None:
        back = self.chance.randint(1, 5 * HOUR)
        self.stepped_back += back
        self.world.clock.ms -= back
        await self.world.tick()

    async def moves_hour(self) -> None:
        await self.manager.says(f"/setup daily_at:{self.chance.choice(HOURS)} reveal_at:20:00")

    async def moves_zone(self) -> None:
        await self.manager.says(f"/setup zone:{self.chance.choice(ZONES)}")

    async def happens(self, *, settings: bool) -> None:
        await self.runs(self.chance.randint(1, 60) * HOUR)
        troubles = [
            lambda: self.is_down(10 * MINUTE),
            lambda: self.is_down(3 * HOUR + 30 * MINUTE),
            lambda: self.is_down(2 * DAY),
            lambda: self.is_down(self.chance.randint(0, 4 * DAY)),
            self.steps_back,
        ]
        if settings:
            troubles += [self.moves_hour, self.moves_zone]
        await self.chance.choice(troubles)()


async def daily_posts(world: World) -> list[Post]:
    """The ledger's daily posts, by local date."""
    group = await world.store.read(lambda tx: tx.groups.at(world.person("Ada").place)[0])
    ledger = await world.store.read(lambda tx: tx.posts.ledger(group.id, 1000))
    return sorted((p for p in ledger if p.kind is PostKind.DAILY), key=lambda p: p.local_date)


async def check(world: World) -> list[Post]:
    """What holds after any trouble. Gives the ledger."""
    posts = await daily_posts(world)
    dates = [post.local_date for post in posts]
    assert dates == sorted(set(dates)), "a date twice in the ledger"
    claimed = [post for post in posts if post.state is PostState.CLAIMED]
    assert len(claimed) >= 3
    messages = set()
    for post in claimed:
        (letter,) = await world.store.read(lambda tx, p=post: tx.outbox.of_post(p.id))
        assert letter.state is MailState.SENT
        assert post.posted_ms is not None
        messages.add(letter.message)
    assert len(messages) == len(claimed) == len(world.posts()), "a post with two messages"
    assert all(post.reason for post in posts if post.state is PostState.SKIPPED)
    return posts


@pytest.mark.parametrize("seed", SEEDS)
async def test_every_date_is_posted_once_or_told(world, seed) -> None:
    trouble = Trouble(world, seed)
    for _ in range(12):
        await trouble.happens(settings=False)
    await trouble.runs(2 * DAY + trouble.stepped_back)
    posts = await check(world)
    zone = "America/Chicago"
    first, last = posts[0].local_date, local_date(world.clock.ms, zone)
    every = [first + timedelta(days=n) for n in range((last - first).days)]
    assert [p.local_date for p in posts if p.local_date < last] == every
    for post in posts[1:]:
        if post.state is PostState.CLAIMED:
            assert post.posted_ms - post.due_ms <= GRACE_MS + HOUR


@pytest.mark.parametrize("seed", SEEDS)
async def test_moved_hours_and_zones_repeat_no_date_and_go_on(world, seed) -> None:
    trouble = Trouble(world, seed)
    for _ in range(12):
        await trouble.happens(settings=True)
    await trouble.runs(3 * DAY + trouble.stepped_back)
    posts = await check(world)
    group = await world.store.read(lambda tx: tx.groups.get(posts[0].group_id))
    today = local_date(world.clock.ms, group.zone)
    assert exists(today, group.zone)
    assert today - posts[-1].local_date <= timedelta(days=1), "it has stopped posting"
