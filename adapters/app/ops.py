"""For the operator's machines: /healthz, /readyz and /metrics, on a port of their own."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from adapters.app.lag import LoopLag
from adapters.app.metrics import Metrics
from bot.errors import StoreError
from bot.ports import Clock, Store, Tx

log = logging.getLogger("rounds")

LAG_S = 5.0
"""A loop that wakes this late is ill: every platform's 3 seconds are over by then."""

QUIET_S = 30.0
"""A pulse that has not beaten for so long has stopped."""

WRITE_S = 5.0
"""How long a write may take before the database counts as away."""


Hears = Callable[[], Awaitable[bool]]
"""Whether events of a platform arrive now."""


class OpsNotOpened(Exception):
    """The port cannot be opened; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What readiness asks. `platforms`: name to whether it hears its platform now."""

    store: Store
    clock: Clock
    quiet_s: Callable[[], float]
    platforms: Mapping[str, Hears]


class Ops:
    """Answers probes and scrapes."""

    def __init__(self, parts: Parts, metrics: Metrics, lag: LoopLag) -> None:
        self._parts = parts
        self._metrics = metrics
        self._lag = lag

    async def healthz(self, _request: web.Request) -> web.Response:
        """200 while this process works at all. Never asks a platform or the database: to restart
        Rounds mends neither.
        """
        worst_s = self._lag.worst_s()
        if worst_s > LAG_S:
            return web.Response(status=503, text=f"the loop woke {worst_s:.1f} s late\n")
        return web.Response(text="ok\n")

    async def readyz(self, _request: web.Request) -> web.Response:
        """200 when the database can be written, each platform is heard and the pulse beats; else
        503. One line a part either way.
        """
        parts = await self._look()
        lines = [f"{name}: {'ok' if works else 'not ready'}\n" for name, works in parts.items()]
        return web.Response(status=200 if all(parts.values()) else 503, text="".join(lines))

    async def metrics(self, _request: web.Request) -> web.Response:
        """Everything counted, and how outbox and schedule stand."""
        parts = await self._look()
        for name, works in parts.items():
            self._metrics.part(name, works=works)
        self._metrics.lag(self._lag.worst_s())
        if parts["database"]:
            await self._stand()
        return web.Response(
            body=self._metrics.text(),
            headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"},
        )

    async def _look(self) -> dict[str, bool]:
        found = {"database": await self._writes(), "pulse": self._parts.quiet_s() < QUIET_S}
        return found | {name: await hears() for name, hears in self._parts.platforms.items()}

    async def _writes(self) -> bool:
        try:
            async with asyncio.timeout(WRITE_S):
                await self._parts.store.write(_touch)
        except (StoreError, TimeoutError) as error:
            log.warning("the database cannot be written: %s", error or "no answer in time")
            return False
        return True

    async def _stand(self) -> None:
        now_ms = self._parts.clock.now_ms()
        try:
            waiting, overdue = await self._parts.store.read(_standing, now_ms)
        except StoreError as error:
            log.warning("the outbox cannot be counted: %s", error)
            return
        for platform in self._parts.platforms:
            self._metrics.waiting(platform, 0, 0.0)
        for platform, letters, oldest_ms in waiting:
            self._metrics.waiting(platform, letters, max(0, now_ms - oldest_ms) / 1000)
        self._metrics.overdue(overdue)


def _touch(tx: Tx) -> None:
    # A real write that moves nothing: a probe must not hide that the pulse has stopped.
    last = tx.pulse.last()
    if last is not None:
        tx.pulse.beat(last)


def _standing(tx: Tx, now_ms: int) -> tuple[list[tuple[str, int, int]], int]:
    return tx.outbox.standing(now_ms), tx.schedules.overdue(now_ms)


@asynccontextmanager
async def open_ops(parts: Parts, metrics: Metrics, host: str, port: int) -> AsyncGenerator[int]:
    """The port, open until the block ends; gives its number (0 takes a free one). Raises
    OpsNotOpened with a sentence.
    """
    lag = LoopLag()
    ops = Ops(parts, metrics, lag)
    app = web.Application()
    app.add_routes(
        [
            web.get("/healthz", ops.healthz),
            web.get("/readyz", ops.readyz),
            web.get("/metrics", ops.metrics),
        ]
    )
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    lag.start()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise OpsNotOpened(
                f"OPS_PORT {port} on {host} cannot be opened: {error.strerror or error}. Set it to "
                "another port, or leave it out."
            ) from error
        yield runner.addresses[0][1]
    finally:
        lag.stop()
        await runner.cleanup()
