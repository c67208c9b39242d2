"""Keeping the data: `backup`, `restore` and `move`, as the operator types them."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from adapters.web.door import FILE_NAME
from bot.config import Config
from bot.errors import StoreError
from bot.store.backups import back_up, name_of, prune
from bot.store.backups import nightly as back_up_nightly


def backups(config: Config) -> Path:
    """Where backups go when no other place is named."""
    return config.data / "backups"


def backup(config: Config, to: str | None, keep: int | None) -> str:
    """Copies the database and the page's file, then throws away all but the newest `keep` of the
    dated copies beside it. What to tell the operator. Raises StoreError.
    """
    target = Path(to) if to else backups(config) / name_of(config.database_url, datetime.now(UTC))
    written = asyncio.run(back_up(config.database_url, config.data / FILE_NAME, target))
    gone = prune(target.parent, keep) if keep and keep > 0 else []
    return "\n".join(
        (
            *(f"Wrote {file} and checked it." for file in written),
            *(f"Threw {file} away." for file in gone),
        )
    )


def restore(config: Config, file: str, *, sure: bool) -> str:
    """Puts a backup back. What to tell the operator. Raises StoreError."""
    from bot.store.restore import restore as put_back  # noqa: PLC0415

    question = f"Replace {config.database_shown} with {file}? What is there is copied first."
    _ask(question, sure=sure)
    now = name_of(config.database_url, datetime.now(UTC))
    aside = backups(config) / f"before-restore-{now}"
    saved = put_back(config.database_url, config.data / FILE_NAME, Path(file), aside)
    return "\n".join(
        (
            *(f"What was there is kept as {copy}." for copy in saved),
            f"{config.database_shown} is what {file} holds. Start Rounds: `python -m bot run`.",
        )
    )


def move(config: Config, to: str, shown: str) -> str:
    """Copies everything into another database. What to tell the operator. Raises StoreError."""
    from bot.store.move import move as copy_all  # noqa: PLC0415

    def progress(line: str) -> None:
        sys.stdout.write(f"  {line}\n")
        sys.stdout.flush()

    tables = copy_all(config.database_url, to, progress)
    rows = sum(table.rows for table in tables)
    return (
        f"{rows} rows in {len(tables)} tables are in {shown}, counted and compared. The old "
        "database is as it was. Set DATABASE_URL to the new one and start Rounds."
    )


def nightly(config: Config) -> Callable[[int], Awaitable[object]]:
    """The chore that makes a backup a night and throws the oldest away."""

    async def chore(now_ms: int) -> None:
        if config.backups_kept:
            await back_up_nightly(
                config.database_url,
                config.data / FILE_NAME,
                backups(config),
                config.backups_kept,
                datetime.fromtimestamp(now_ms / 1000, UTC),
            )

    return chore


def _ask(question: str, *, sure: bool) -> None:
    if sure:
        return
    if not sys.stdin.isatty():
        raise StoreError(f"{question} Say so with --yes.")
    if input(f"{question} Type yes: ").strip().lower() != "yes":
        raise StoreError("Nothing was changed.")
