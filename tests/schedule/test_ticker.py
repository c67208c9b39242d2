"""The pulse: it starts work, one run at a time, stops gently, and survives an odd clock."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.schedulers import base

from bot.ports import Tx
from bot.schedule import ticker as ticker_module
from bot.schedule.ticker import SEEN_KEPT_MS, Every, Ticker
from tests.schedule.stage import NINE, Clock, until

pytestmark = pytest.mark.timeout(20)

T0 = datetime(2026, 3, 8, 14, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Work:
    """Stands for Due and Outbox: counts what was begun, and may hold it up."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.ended: list[str] = []
        self.halted: list[str] = []
        self.gates: dict[str, asyncio.Event] = {}
        self.errors: dict[str, Exception] = {}
        self.platforms = ("stub", "other")
        self.handled = 0

    async def run(self, now_ms: int) -> int:
        await self._do("due")
        return self.handled

    async def beat(self, now_ms: int) -> None:
        await self._do("beat")

    async def lane(self, platform: str, now_ms: int) -> int:
        await self._do(f"mail {platform}")
        return 0

    async def chore(self, now_ms: int) -> None:
        await self._do("chore")

    def halt(self) -> None:
        self.halted.append("halt")

    async def _do(self, name: str) -> None:
        self.begun.append(name)
        if name in self.errors:
            raise self.errors[name]
        if name in self.gates:
            await self.gates[name].wait()
        self.ended.append(name)


@pytest.fixture
def work() -> Work:
    return Work()


@pytest.fixture
def quick(monkeypatch) -> None:
    """A pulse of ten milliseconds instead of a second."""
    real = timedelta

    def short(**units: float) -> timedelta:
        return real(**units) / 100

    monkeypatch.setattr(ticker_module, "timedelta", short)
    monkeypatch.setattr(ticker_module, "GUARD_S", 0.05)


@pytest.fixture
async def ticker(store, work, quick):
    ticker = Ticker(Clock(), store, work, work, [work.chore])
    yield ticker
    for gate in work.gates.values():
        gate.set()
    await ticker.stop()


async def test_due_mail_and_beat_begin_again_and_again(ticker, work) -> None:
    ticker.start()
    await until(lambda: work.begun.count("due") >= 3 and "beat" in work.begun)
    assert {"mail stub", "mail other"} <= set(work.begun)


async def test_the_first_pulse_is_at_once(store, work) -> None:
    ticker = Ticker(Clock(), store, work, work)
    ticker.start()
    await until(lambda: {"due", "mail stub", "mail other"} <= set(work.begun))
    await ticker.stop()
    assert "beat" not in work.begun


async def test_the_mail_of_a_platform_that_another_process_posts_for_is_left_alone(
    store, work, quick
) -> None:
    ours = {"stub"}
    ticker = Ticker(Clock(), store, work, work, posts_for=lambda platform: platform in ours)
    ticker.start()
    await until(lambda: work.begun.count("mail stub") >= 3)
    ticker.nudge()
    assert "mail other" not in work.begun
    ours.add("other")
    await until(lambda: "mail other" in work.begun)
    await ticker.stop()


async def test_a_slow_run_is_not_joined_by_another(ticker, work) -> None:
    work.gates["mail stub"] = asyncio.Event()
    ticker.start()
    await until(lambda: work.begun.count("mail other") >= 5)
    assert work.begun.count("mail stub") == 1


async def test_stopping_waits_for_what_runs_and_cancels_nothing(ticker, work) -> None:
    """APScheduler's shutdown(wait=True) would have cancelled it."""
    work.gates["mail stub"] = asyncio.Event()
    work.gates["due"] = asyncio.Event()
    ticker.start()
    await until(lambda: {"mail stub", "due"} <= set(work.begun))
    stopping = asyncio.create_task(ticker.stop())
    await asyncio.sleep(0)
    assert work.halted == ["halt", "halt"]
    begun = list(work.begun)
    work.gates["due"].set()
    await until(lambda: "due" in work.ended)
    assert not stopping.done()
    work.gates["mail stub"].set()
    await stopping
    assert {"mail stub", "due"} <= set(work.ended)
    assert work.begun == begun


async def test_stopping_at_any_moment_leaves_nothing_half_done(store, work, quick) -> None:
    for turns in range(30):
        ticker = Ticker(Clock(), store, work, work)
        ticker.start()
        for _ in range(turns):
            await asyncio.sleep(0)
        await ticker.stop()
        assert sorted(work.begun) == sorted(work.ended)
    assert work.begun


async def test_nothing_runs_after_stopping(ticker, work) -> None:
    ticker.start()
    await until(lambda: "due" in work.begun)
    await ticker.stop()
    begun = len(work.begun)
    ticker.nudge()
    names = {task.get_name() for task in asyncio.all_tasks()}
    assert not names & {"due", "beat", "nightly", "mail stub", "mail other"}
    assert not any("pulse" in name or "Job" in name for name in map(str, asyncio.all_tasks()))
    assert len(work.begun) == begun


async def test_stopping_what_never_started(store, work) -> None:
    await Ticker(Clock(), store, work, work).stop()


async def test_a_nudge_sends_at_once(store, work) -> None:
    ticker = Ticker(Clock(), store, work, work)
    ticker.nudge()
    await until(lambda: sorted(work.ended) == ["mail other", "mail stub"])
    await ticker.stop()


async def test_a_nudge_while_mail_runs_makes_one_more_round(store, work) -> None:
    work.gates["mail stub"] = asyncio.Event()
    ticker = Ticker(Clock(), store, work, work)
    ticker.nudge()
    await until(lambda: "mail stub" in work.begun)
    for _ in range(5):
        ticker.nudge()
    work.gates["mail stub"].set()
    await until(lambda: work.ended.count("mail stub") == 2)
    await ticker.stop()
    assert work.begun.count("mail stub") == 2


async def test_work_that_was_done_sends_its_mail_at_once(store, work, monkeypatch) -> None:
    nudges = []
    ticker = Ticker(Clock(), store, work, work)
    monkeypatch.setattr(ticker, "nudge", lambda: nudges.append(len(work.ended)))
    ticker.start()
    await until(lambda: "due" in work.ended)
    assert nudges == []
    await ticker.stop()
    work.handled = 3
    ticker = Ticker(Clock(), store, work, work)
    monkeypatch.setattr(ticker, "nudge", lambda: nudges.append(len(work.ended)))
    ticker.start()
    await until(lambda: work.ended.count("due") == 2)
    await ticker.stop()
    assert len(nudges) == 1


async def test_work_that_raises_is_logged_and_begins_again(ticker, work, caplog) -> None:
    work.errors["beat"] = ZeroDivisionError("odd")
    ticker.start()
    await until(lambda: "beat" in work.begun)
    await until(lambda: "beat failed" in caplog.text)
    del work.errors["beat"]
    await until(lambda: "beat" in work.ended)


async def test_nightly_forgets_old_events_and_does_the_chores(store, work, monkeypatch) -> None:
    def keys(tx: Tx) -> list[bool]:
        return [tx.seen.first(key, NINE) for key in ("old", "new")]

    def unit(tx: Tx) -> None:
        tx.seen.first("old", NINE - SEEN_KEPT_MS - 1)
        tx.seen.first("new", NINE - SEEN_KEPT_MS + 1)

    await store.write(unit)
    ticker = Ticker(Clock(), store, work, work, [work.chore])
    await ticker._pulse_nightly()
    await until(lambda: "chore" in work.ended)
    await ticker.stop()
    assert await store.write(keys) == [True, False]


class TestEvery:
    """The trigger, at odd clocks."""

    def test_it_keeps_its_rhythm(self) -> None:
        every = Every(SECOND)
        late = timedelta(milliseconds=300)
        assert every.get_next_fire_time(None, T0) == T0 + SECOND
        assert every.get_next_fire_time(T0, T0 + late) == T0 + SECOND

    def test_first(self) -> None:
        assert Every(SECOND, timedelta()).get_next_fire_time(None, T0) == T0
        assert Every(SECOND, 5 * SECOND).get_next_fire_time(None, T0) == T0 + 5 * SECOND

    def test_a_leap_forward_is_one_step(self) -> None:
        now = T0 + timedelta(days=20_000)
        assert Every(SECOND).get_next_fire_time(T0, now) == now + SECOND

    def test_a_step_back_is_one_step(self) -> None:
        now = T0 - timedelta(days=20_000)
        assert Every(SECOND).get_next_fire_time(T0, now) == now + SECOND


@pytest.mark.parametrize(
    "leap", [timedelta(days=-400), timedelta(hours=-1), timedelta(days=20_000)]
)
async def test_a_clock_that_leaps_neither_stops_nor_floods_the_pulse(
    ticker, work, monkeypatch, leap
) -> None:
    """APScheduler thinks in wall clock time: it would wait an hour that comes twice."""
    ticker.start()
    await until(lambda: work.begun.count("due") >= 3)

    class Leapt(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + leap

    monkeypatch.setattr(base, "datetime", Leapt)
    monkeypatch.setattr(ticker_module, "datetime", Leapt)
    begun = work.begun.count("due")
    before = asyncio.get_running_loop().time()
    await until(lambda: work.begun.count("due") >= begun + 5)
    passed_s = asyncio.get_running_loop().time() - before
    assert passed_s < 5
    assert work.begun.count("due") - begun <= 6 + passed_s / 0.01
