"""Other processes: a second Rounds, one that died, and one that may not write."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.store.sqlite import SqliteStore
from tests.store.notes import Notes, keys, notes_in, put

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]

# Writes a number a line, each only once the store has said that it is saved.
HOLDER = """
import asyncio, itertools, sys
from pathlib import Path
from tests.store.notes import notes_in, put

async def main():
    async with notes_in(Path(sys.argv[1])) as store:
        for i in itertools.count():
            await store.write(put, f"{i:09}")
            print(i, flush=True)

asyncio.run(main())
"""

OPENER = """
import asyncio, concurrent.futures.thread, os, sys
from pathlib import Path
from bot.errors import StoreError
from tests.store.notes import notes_in, put

async def main():
    try:
        async with notes_in(Path(sys.argv[1])) as store:
            await store.write(put, "a")
        print("opened")
    except StoreError as error:
        print(error)

if os.geteuid() == 0 and "root" not in sys.argv:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
asyncio.run(main())
"""


@contextmanager
def running(script: str, path: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", script, str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


async def test_a_second_process_is_refused_until_the_first_is_gone(tmp_path: Path) -> None:
    with running(HOLDER, tmp_path / "n.db") as first:
        assert first.stdout
        assert first.stdout.readline() == "0\n"
        with pytest.raises(StoreError) as refused:
            await SqliteStore.open(tmp_path / "n.db", Notes)
        assert str(refused.value) == (
            f"Another Rounds is running on this data folder (pid {first.pid}). Stop it first."
        )
        first.kill()
        first.wait()
        async with notes_in(tmp_path / "n.db") as store:
            assert (await store.read(keys))[0] == "000000000"


async def test_a_second_store_in_one_process_is_refused(tmp_path: Path) -> None:
    async with notes_in(tmp_path / "n.db") as store:
        with pytest.raises(StoreError, match=rf"\(pid {os.getpid()}\)"):
            await SqliteStore.open(tmp_path / "n.db", Notes)
        assert await store.write(put, "a") == "a"


async def test_what_was_acknowledged_survives_a_kill(tmp_path: Path) -> None:
    with running(HOLDER, tmp_path / "n.db") as process:
        assert process.stdout
        acknowledged = [process.stdout.readline() for _ in range(200)]
        process.kill()
        acknowledged += process.stdout.readlines()
    saved = [int(line) for line in acknowledged if line.endswith("\n")]
    async with notes_in(tmp_path / "n.db") as store:
        found = [int(key) for key in await store.read(keys)]
    assert len(saved) >= 200
    # One more may have been saved and not said yet.
    assert found[: len(saved)] == saved
    assert len(found) <= len(saved) + 1


def opened_by_anybody(path: Path, *, root: bool = False) -> str:
    """What a process says that opens the file; root becomes `nobody`, as root may do anything."""
    result = subprocess.run(
        [sys.executable, "-c", OPENER, str(path), *["root"][: int(root)]],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return result.stdout.strip()


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that every user may reach and write; pytest's own are closed to others."""
    with tempfile.TemporaryDirectory(prefix="rounds-") as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)


@pytest.mark.parametrize("there_before", [False, True])
def test_a_folder_that_may_not_be_written(public: Path, there_before: bool) -> None:
    if there_before:
        assert opened_by_anybody(public / "n.db", root=True) == "opened"
        for file in public.iterdir():
            file.chmod(0o444)
    public.chmod(0o555)
    assert opened_by_anybody(public / "n.db") == (
        f"The folder {public} cannot be written: Permission denied. "
        "Let the user that runs Rounds write there, or name another file."
    )


def test_a_database_that_may_not_be_written(public: Path) -> None:
    assert opened_by_anybody(public / "n.db", root=True) == "opened"
    (public / "n.db").chmod(0o444)
    (public / "n.db.lock").chmod(0o666)
    assert opened_by_anybody(public / "n.db") == (
        f"The database {public / 'n.db'} is read-only. "
        "Let the user that runs Rounds write to the file and its folder."
    )
