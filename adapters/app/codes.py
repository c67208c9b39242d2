"""The code sets while Rounds runs: opened at once, made or made again beside it."""

import asyncio
import logging
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from bot.codes.faults import CodesError
from bot.codes.format import about, stale
from bot.codes.shelf import Shelf

log = logging.getLogger("rounds.codes")


@asynccontextmanager
async def kept_codes(shelf: Shelf, path: Path, *, build: bool) -> AsyncGenerator[None]:
    """Makes the file in a process of its own when it is missing or older than this version, and
    opens it then. Leaving the block ends an unfinished build; a file is only replaced whole.
    """
    making = asyncio.create_task(_make(shelf, path)) if build else None
    try:
        yield
    finally:
        if making is not None:
            making.cancel()
            with suppress(asyncio.CancelledError):
                await making
        shelf.close()


async def _make(shelf: Shelf, path: Path) -> None:
    try:
        if not await asyncio.to_thread(stale, path):
            return
    except CodesError as error:
        log.warning("%s", error)
        return
    shelf.set_building(on=True)
    try:
        folder = about(path).get("from", "")
        said = await _built(path, folder)
        if said and folder:
            log.warning("Only ICD-10-CM is made again, the rest cannot be: %s", said)
            said = await _built(path, "")
        if said:
            log.warning("The code sets were not made: %s", said)
        elif not shelf.open():
            log.warning("The code sets were made but cannot be opened.")
    finally:
        shelf.set_building(on=False)


async def _built(path: Path, folder: str) -> str:
    """Runs `python -m bot codes build`; what went wrong, or nothing. Ended with the task."""
    command = ["-m", "bot", "codes", "build", "--into", str(path)]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        *(("--from", folder) if folder else ()),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        # Ctrl-C in the terminal is for Rounds, which then ends this one itself.
        start_new_session=True,
    )
    try:
        _, errors = await process.communicate()
    except asyncio.CancelledError:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        raise
    if process.returncode == 0:
        return ""
    lines = errors.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else f"it ended with {process.returncode}"
