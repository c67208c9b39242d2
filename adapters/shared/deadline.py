"""An answer in time: what a platform must hear soon, while the work goes on."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def in_time(
    work: Coroutine[Any, Any, T], within_s: float, late: Callable[[], Awaitable[object]]
) -> T:
    """The result of `work`; `late` is awaited once when it takes longer than `within_s` seconds.

    The work is never cut short by the deadline. What `late` raises goes to the caller after the
    work has ended, so that nothing is left half done.
    """
    task = asyncio.ensure_future(work)
    try:
        done, _ = await asyncio.wait({task}, timeout=within_s)
        if done:
            return task.result()
        try:
            await late()
        except Exception:
            await asyncio.wait({task})
            raise
        return await task
    except asyncio.CancelledError:
        task.cancel()
        raise
