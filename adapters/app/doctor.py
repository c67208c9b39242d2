"""`python -m bot doctor`: in plain words, what is wrong with this installation and what to do."""

import asyncio
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from adapters.app.keeping import backups
from bot.config import Config
from bot.errors import StoreError
from bot.ports import Tx
from bot.store.backups import kept
from bot.store.reading import read_beside
from bot.store.urls import is_postgres

FREE_BYTES = 200 * 1024 * 1024
STALE = timedelta(hours=48)
OVERDUE_S = 120
ALIVE_S = 180


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `mend` is empty when it is well."""

    about: str
    found: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class _Standing:
    last_beat_ms: int | None
    waiting: list[tuple[str, int, int]]
    overdue: int


def examine(config: Config, now: datetime | None = None) -> list[Finding]:
    """Looks beside a running Rounds, changing nothing. The database's finding comes first."""
    now = now or datetime.now(UTC)
    return [*_database(config, now), *_disk(config), *_backups(config, now), *_platforms(config)]


def words(findings: list[Finding]) -> str:
    """The findings as lines for a terminal: what is well, then what is not and what to do."""
    lines = [f"ok    {f.about}: {f.found}" for f in findings if not f.mend]
    for finding in findings:
        if finding.mend:
            lines += [f"LOOK  {finding.about}: {finding.found}", f"      {finding.mend}"]
    return "\n".join(lines)


def _database(config: Config, now: datetime) -> Iterator[Finding]:
    now_ms = int(now.timestamp() * 1000)
    try:
        standing = asyncio.run(read_beside(config.database_url, lambda tx: _standing(tx, now_ms)))
    except StoreError as error:
        yield Finding("database", str(error), "Nothing else can be seen until this is mended.")
        return
    yield Finding("database", f"{config.database_shown} can be read")
    yield _pulse(standing, now_ms)
    if standing.overdue:
        yield Finding(
            "questions",
            f"{standing.overdue} groups are due and wait",
            "Start Rounds, or see why it is slow: RUNBOOK.md, Questions come late.",
        )
    else:
        yield Finding("questions", "no group waits for its question")
    for platform, letters, oldest_ms in standing.waiting:
        waited_s = (now_ms - oldest_ms) // 1000
        mend = (
            f"Is {platform} on in these settings, and does it answer?"
            if waited_s > OVERDUE_S
            else ""
        )
        yield Finding(f"mail to {platform}", f"{letters} letters, oldest {waited_s} s", mend)


def _standing(tx: Tx, now_ms: int) -> _Standing:
    waiting, overdue = tx.outbox.standing(now_ms), tx.schedules.overdue(now_ms - OVERDUE_S * 1000)
    return _Standing(tx.pulse.last(), waiting, overdue)


def _pulse(standing: _Standing, now_ms: int) -> Finding:
    if standing.last_beat_ms is None:
        return Finding("Rounds", "has not run on this database yet", "Start it: python -m bot run")
    age_s = (now_ms - standing.last_beat_ms) // 1000
    if age_s < -ALIVE_S:
        return Finding(
            "clock",
            "the database was written in the future",
            "Set this machine's clock: questions follow it.",
        )
    if age_s > ALIVE_S:
        since = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(standing.last_beat_ms / 1000))
        return Finding("Rounds", f"has not run since {since}", "Start it: python -m bot run")
    return Finding("Rounds", "runs")


def _disk(config: Config) -> Iterator[Finding]:
    if not config.data.is_dir():
        return
    free = shutil.disk_usage(config.data).free
    mend = "" if free > FREE_BYTES else "Free some space: old files in its backups folder first."
    yield Finding("disk", f"{free // 2**20} MB free for {config.data.resolve()}", mend)


def _backups(config: Config, now: datetime) -> Iterator[Finding]:
    if not config.backups_kept:
        yield Finding("backups", "none are made at night (BACKUPS_KEPT=0)")
        return
    made = kept(backups(config))
    if made and now - made[-1][0] < STALE:
        yield Finding("backups", f"the newest is {made[-1][1].name}")
    else:
        what = f"the newest is {made[-1][1].name}" if made else "there is none yet"
        yield Finding("backups", what, "Make one now: python -m bot backup")
    if is_postgres(config.database_url) and shutil.which("pg_dump") is None:
        yield Finding(
            "pg_dump",
            "is not installed, so PostgreSQL is not backed up from here",
            "Install the PostgreSQL client, or set BACKUPS_KEPT=0 and back up at the server.",
        )


def _platforms(config: Config) -> Iterator[Finding]:
    if not config.discord_token and not config.slack_bot_token:
        yield Finding("platforms", "the page alone; no token is set")
