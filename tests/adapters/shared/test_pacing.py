"""So many a second, the urgent ones first, and nobody starves."""

import asyncio
from collections import deque

import pytest

from adapters.shared.deadline import in_time
from adapters.shared.pacing import Pacing


class Clock:
    """Time that goes by when somebody sleeps."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now

    async def sleep(self, seconds):
        self.now += seconds
        await asyncio.sleep(0)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def pacing(clock):
    return Pacing(45, clock, clock.sleep)


async def test_ten_thousand_go_out_at_45_a_second(clock, pacing):
    waiting = deque(range(10_000))

    async def work():
        while waiting:
            waiting.popleft()
            await pacing.turn()

    await asyncio.gather(*(work() for _ in range(8)))
    assert clock.now == pytest.approx(9_999 / 45, rel=0.01)


async def test_sleeps_that_end_late_do_not_slow_the_pace_down(clock):
    async def oversleep(seconds):
        await clock.sleep(seconds + 0.004)

    pacing, times = Pacing(45, clock, oversleep), []
    for _ in range(450):
        await pacing.turn()
        times.append(clock.now)
    assert times[-1] == pytest.approx(449 / 45, abs=0.03)
    # And a long rest is not made up for: one request early at most.
    clock.now += 100.0
    for _ in range(45):
        await pacing.turn()
        times.append(clock.now)
    assert times[-1] - times[-45] >= 43 / 45


async def test_posts_go_before_redraws_and_redraws_do_not_starve(pacing):
    order: list[str] = []

    async def one(name, *, urgent):
        await pacing.turn(urgent=urgent)
        order.append(name)

    redraws = [one("redraw", urgent=False) for _ in range(5)]
    posts = [one("post", urgent=True) for _ in range(30)]
    await asyncio.gather(*redraws, *posts)
    # Two were under way before any post came.
    assert order[:2] == ["redraw"] * 2
    assert order[2:12] == ["post"] * 9 + ["redraw"]
    assert order.count("redraw") == 5
    assert len(order) == 35


async def test_who_gives_up_waiting_gives_the_turn_away(clock, pacing):
    got: list[int] = []

    async def one(n):
        await pacing.turn()
        got.append(n)

    await pacing.turn()
    tasks = [asyncio.ensure_future(one(n)) for n in range(4)]
    await asyncio.sleep(0)
    tasks[0].cancel()
    tasks[2].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert got == [1, 3]
    await one(4)
    assert got[-1] == 4


async def test_alone_nobody_waits(clock, pacing):
    await pacing.turn()
    assert clock.now == 0.0


async def test_work_in_time_is_never_announced():
    told = []

    async def late():
        told.append("late")

    async def work():
        return 7

    assert await in_time(work(), 10, late) == 7
    assert told == []


async def test_late_work_is_announced_once_and_finished():
    go = asyncio.Event()

    async def late():
        go.set()

    async def work():
        await go.wait()
        return 7

    assert await in_time(work(), 0.001, late) == 7


async def test_work_ends_before_trouble_with_the_announcement_is_told():
    go, ended = asyncio.Event(), []

    async def late():
        go.set()
        raise OSError("nobody there")

    async def work():
        await go.wait()
        ended.append(1)

    with pytest.raises(OSError, match="nobody there"):
        await in_time(work(), 0.001, late)
    assert ended == [1]


async def test_a_cancelled_wait_cancels_the_work():
    started = asyncio.Event()

    async def work():
        started.set()
        await asyncio.Event().wait()

    async def late():
        raise AssertionError

    task = asyncio.ensure_future(in_time(work(), 100, late))
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
