"""The pulse: APScheduler runs a handful of fixed jobs; what is due is rows, never its jobs."""

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from bot.ports import Clock, Store, Tx
from bot.schedule.due import Due
from bot.schedule.outbox import Outbox

log = logging.getLogger(__name__)

SEEN_KEPT_MS = 8 * 86_400_000
"""How long the key of an event is remembered: longer than any platform repeats one."""

GUARD_S = 5.0
"""How often the pulse looks whether the machine's clock has stepped back."""

Chore = Callable[[int], Awaitable[object]]
"""Work for once a day; gets the instant."""


class Every(BaseTrigger):
    """Fires every so often from now on, whatever the clock did meanwhile.

    APScheduler's own interval lists every second that a clock leapt over, one by one: a machine
    that boots in 1970 and then learns the time would hang.
    """

    def __init__(self, every: timedelta, first: timedelta | None = None) -> None:
        self.every = every
        self.first = every if first is None else first

    # The library's method has no types, so its empty body counts as returning None.
    def get_next_fire_time(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, previous_fire_time: datetime | None, now: datetime
    ) -> datetime:
        if previous_fire_time is None:
            return now + self.first
        regular = previous_fire_time + self.every
        return regular if now < regular <= now + self.every else now + self.every


class Ticker:
    """Starts timed work and mail every second. One run of each at a time."""

    def __init__(
        self,
        clock: Clock,
        store: Store,
        due: Due,
        outbox: Outbox,
        chores: Sequence[Chore] = (),
        posts_for: Callable[[str], bool] = lambda _platform: True,
    ) -> None:
        """`chores` run once a day after ours, first an hour after the start. `posts_for` says
        whether this process carries the mail of a platform, asked anew at every pulse.
        """
        self._clock = clock
        self._store = store
        self._due = due
        self._outbox = outbox
        self._chores = chores
        self._posts_for = posts_for
        self._scheduler: Any = AsyncIOScheduler(timezone=UTC)  # untyped library
        self._running: dict[str, asyncio.Task[object]] = {}
        self._again: set[str] = set()
        self._guard: asyncio.TimerHandle | None = None
        self._stopping = False
        self._pulsed_s = -math.inf

    def start(self) -> None:
        """Begins at once; needs a running loop. A ticker is started once in its life."""
        logging.getLogger("apscheduler").setLevel(logging.WARNING)
        second, minute, day = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
        now = timedelta()
        self._add(self._pulse_due, Every(second, now))
        self._add(self._pulse_mail, Every(second, now))
        self._add(self._pulse_beat, Every(minute, minute))
        self._add(self._pulse_nightly, Every(day, timedelta(hours=1)))
        self._scheduler.start()
        self._watch()

    async def stop(self) -> None:
        """Lets the work in hand finish and begins no other.

        APScheduler's own `shutdown(wait=True)` cancels what runs: so nothing may run by then.
        """
        self._stopping = True
        self._due.halt()
        self._outbox.halt()
        if self._guard is not None:
            self._guard.cancel()
        if self._scheduler.running:
            self._scheduler.pause()
        while self._running:
            await asyncio.wait(self._running.values())
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
            # It shuts down in the loop's next round.
            await asyncio.sleep(0)

    @property
    def quiet_s(self) -> float:
        """Seconds since the pulse last beat; infinite before the first beat."""
        return asyncio.get_running_loop().time() - self._pulsed_s

    def nudge(self) -> None:
        """Sends what is ready now, instead of at the next second."""
        for platform in self._outbox.platforms:
            self._mail(platform, again=True)

    def _add(self, pulse: Callable[[], Coroutine[Any, Any, None]], trigger: Every) -> None:
        self._scheduler.add_job(
            pulse,
            trigger,
            name=pulse.__name__,
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )

    # The pulses only begin work: a slow run neither piles up nor holds the scheduler up.

    async def _pulse_due(self) -> None:
        self._pulsed_s = asyncio.get_running_loop().time()
        self._begin("due", self._run_due)

    async def _pulse_mail(self) -> None:
        for platform in self._outbox.platforms:
            self._mail(platform, again=False)

    async def _pulse_beat(self) -> None:
        self._begin("beat", lambda: self._due.beat(self._clock.now_ms()))

    async def _pulse_nightly(self) -> None:
        self._begin("nightly", self._run_nightly)

    async def _run_due(self) -> None:
        if await self._due.run(self._clock.now_ms()):
            self.nudge()

    async def _run_nightly(self) -> None:
        now_ms = self._clock.now_ms()
        await self._store.write(_purge, now_ms - SEEN_KEPT_MS)
        for chore in self._chores:
            await chore(now_ms)

    def _mail(self, platform: str, *, again: bool) -> None:
        if not self._posts_for(platform):
            return
        name = f"mail {platform}"
        if again and name in self._running:
            self._again.add(name)
        self._begin(name, lambda: self._outbox.lane(platform, self._clock.now_ms()))

    def _begin(self, name: str, work: Callable[[], Coroutine[Any, Any, object]]) -> None:
        if self._stopping or name in self._running:
            return
        task = asyncio.get_running_loop().create_task(work(), name=name)
        self._running[name] = task
        task.add_done_callback(partial(self._ended, name, work))

    def _ended(
        self,
        name: str,
        work: Callable[[], Coroutine[Any, Any, object]],
        task: asyncio.Task[object],
    ) -> None:
        del self._running[name]
        if not task.cancelled() and (error := task.exception()):
            log.error("%s failed", name, exc_info=error)
        if name in self._again:
            self._again.discard(name)
            self._begin(name, work)

    def _watch(self) -> None:
        """Brings forward what a clock that stepped back has put off: the pulse never waits it out.

        APScheduler keeps instants of the wall clock; this watch runs on the monotonic one.
        """
        now = datetime.now(UTC)
        jobs: list[Any] = self._scheduler.get_jobs()  # untyped library
        for job in jobs:
            trigger: Every = job.trigger
            if job.next_run_time - now > max(trigger.every, trigger.first):
                job.modify(next_run_time=now + trigger.every)
        self._guard = asyncio.get_running_loop().call_later(GUARD_S, self._watch)


def _purge(tx: Tx, before_ms: int) -> None:
    tx.seen.purge(before_ms)
