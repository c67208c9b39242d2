"""The door of timed work: hands what is due to the jobs of the features, and never raises.

What is due is rows, never a timer for each group. Rows are handled in batches, one unit of work a
batch; when a batch fails its rows are tried one by one, and a row that fails alone is postponed, so
that it never stops the others.
"""

import logging
from collections.abc import Sequence
from typing import Any, Protocol

from bot.errors import StoreError
from bot.ports import Store, Tx

log = logging.getLogger(__name__)

BATCH = 200
"""Rows a unit of work: ten thousand due are claimed in a fraction of a second, block by block."""

OUTAGE_MS = 10 * 60_000
"""Silence longer than this was an outage of ours: it breaks nobody's streak."""

_MOST_BATCHES = 1000


class Row(Protocol):
    """Something that is due, of one group."""

    @property
    def group_id(self) -> str: ...


class Job(Protocol):
    """A kind of timed work. `find` and `handle` run in one unit of work.

    `handle` moves the row on, so that `find` does not give it again at the same instant.
    """

    @property
    def name(self) -> str: ...

    # Jobs of unlike rows stand in one list; each gets back only what its own `find` gave.
    def find(self, tx: Tx, now_ms: int, limit: int) -> Sequence[Any]: ...
    def handle(self, tx: Tx, now_ms: int, row: Any) -> None: ...  # noqa: ANN401
    def postpone(self, tx: Tx, now_ms: int, row: Any, reason: str) -> None:  # noqa: ANN401
        """The row failed alone, for `reason`, the fault's name: set it aside for a while."""
        ...


class Due:
    """Runs the jobs."""

    def __init__(self, store: Store, jobs: Sequence[Job]) -> None:
        self._store = store
        self._jobs = jobs
        self._alive_ms: int | None = None
        self._halted = False

    def halt(self) -> None:
        """Finishes the batch in hand and begins no other."""
        self._halted = True

    async def run(self, now_ms: int) -> int:
        """Handles every row that is due. Gives how many.

        After silence of ours it sees to `resume` first: a reveal may be among what is due.
        """
        try:
            if self._alive_ms is None or now_ms - self._alive_ms > OUTAGE_MS:
                await self.resume(now_ms)
            self._alive_ms = now_ms
            return sum([await self._job(job, now_ms) for job in self._jobs])
        except StoreError as error:
            log.error("timed work waits, the store cannot be used: %s", error)  # noqa: TRY400
        except Exception:
            log.exception("timed work waits")
        return 0

    async def resume(self, now_ms: int) -> int:
        """Excuses the posts that an outage of ours shortened. Gives how many."""
        self._alive_ms = now_ms
        return await self._store.write(_alive, now_ms)

    async def beat(self, now_ms: int) -> None:
        """Writes down that this installation is alive; to be called every minute."""
        await self.resume(now_ms)

    async def _job(self, job: Job, now_ms: int) -> int:
        handled = 0
        for _ in range(_MOST_BATCHES):
            if self._halted:
                break
            batch = _Batch(job, now_ms)
            try:
                done = found = await self._store.write(batch.together)
            except StoreError:
                raise
            except Exception:
                log.exception("%s: a batch failed, its rows are tried one by one", job.name)
                found, done = len(batch.rows), await self._one_by_one(batch)
            handled += done
            if found < BATCH or done == 0:
                break
        return handled

    async def _one_by_one(self, batch: "_Batch") -> int:
        done = 0
        for row in batch.rows:
            done += await self._alone(batch, row)
        return done

    async def _alone(self, batch: "_Batch", row: Row) -> bool:
        try:
            return await self._store.write(batch.alone, row)
        except StoreError:
            raise
        except Exception as error:
            log.exception("%s: group %s is postponed", batch.job.name, row.group_id)
            reason = type(error).__name__
        try:
            return await self._store.write(batch.postpone, row, reason)
        except StoreError:
            raise
        except Exception:
            log.exception("%s: group %s cannot be postponed", batch.job.name, row.group_id)
            return False


class _Batch:
    """One job's rows at one instant, as units of work."""

    def __init__(self, job: Job, now_ms: int) -> None:
        self.job = job
        self.now_ms = now_ms
        self.rows: Sequence[Row] = ()

    def together(self, tx: Tx) -> int:
        """Finds and handles the rows in one unit."""
        self.rows = self._find(tx)
        for row in self.rows:
            self.job.handle(tx, self.now_ms, row)
        return len(self.rows)

    def alone(self, tx: Tx, row: Row) -> bool:
        """Handles one row. False when it is not due any more: another worker had it."""
        if row not in self._find(tx):
            return False
        self.job.handle(tx, self.now_ms, row)
        return True

    def postpone(self, tx: Tx, row: Row, reason: str) -> bool:
        """Sets one row aside. False when another worker has had it."""
        if row not in self._find(tx):
            return False
        self.job.postpone(tx, self.now_ms, row, reason)
        return True

    def _find(self, tx: Tx) -> Sequence[Row]:
        return self.job.find(tx, self.now_ms, BATCH)


def _alive(tx: Tx, now_ms: int) -> int:
    last_ms = tx.pulse.last()
    excused = 0
    if last_ms is not None and now_ms - last_ms > OUTAGE_MS:
        excused = tx.posts.excuse_open(last_ms, now_ms)
    tx.pulse.beat(now_ms)
    return excused
