"""Backups by name and age: what belongs to one, when the nightly one is due, which ones go."""

import asyncio
import logging
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.errors import StoreError
from bot.store.backup import backup, copy_file
from bot.store.urls import is_postgres

log = logging.getLogger(__name__)

BESIDE = ".page.sqlite3"
"""Ending of the copy of the page's own file, which stands beside the database's copy."""

REST = timedelta(hours=20)
"""A nightly backup is left out when one was made this recently: a restart makes no second one."""

_STAMP = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"rounds-(\d{8}T\d{6}Z)\.(?:sqlite3|dump)")


def name_of(url: str, at: datetime) -> str:
    """The file name of a backup made at an instant (UTC): `rounds-20261122T030000Z.sqlite3`."""
    ending = "dump" if is_postgres(url) else "sqlite3"
    return f"rounds-{at.astimezone(UTC).strftime(_STAMP)}.{ending}"


def beside(file: Path) -> Path:
    """Where the copy of the page's file stands for the backup `file`."""
    return file.with_name(file.name + BESIDE)


async def back_up(url: str, page: Path | None, to: Path) -> tuple[Path, ...]:
    """The database to `to`, and the page's own file beside it where there is one. The files
    written, the database's first. Raises StoreError.
    """
    written = (await backup(url, to),)
    if page is not None and await asyncio.to_thread(page.is_file):
        written += (await asyncio.to_thread(copy_file, page, beside(to)),)
    return written


def kept(folder: Path) -> list[tuple[datetime, Path]]:
    """The dated backups of a folder, oldest first; other files are nobody's business here."""
    return sorted(
        (datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC), file)
        for file in folder.glob("rounds-*")
        if (match := _NAME.fullmatch(file.name))
    )


def prune(folder: Path, keep: int) -> list[Path]:
    """Deletes all but the newest `keep` dated backups; gives what was deleted."""
    gone: list[Path] = []
    for _, file in kept(folder)[: -keep or None]:
        for part in (file, beside(file)):
            if part.is_file():
                part.unlink()
                gone.append(part)
    return gone


async def nightly(url: str, page: Path, folder: Path, keep: int, now: datetime) -> Path | None:
    """The day's backup, then the oldest ones are thrown away. None when one is recent enough.

    A failure is logged, throws nothing away and raises nothing: the next night tries again.
    """
    made = kept(folder)
    if made and timedelta(0) <= now - made[-1][0] < REST:
        return None
    try:
        first, *_ = await back_up(url, page, folder / name_of(url, now))
        await asyncio.to_thread(prune, folder, keep)
    except (StoreError, OSError) as error:
        log.error("the nightly backup failed: %s", error)  # noqa: TRY400 - a sentence for people
        return None
    log.info("nightly backup: %s", first)
    return first
