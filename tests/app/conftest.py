"""Processes and small disks, taken away again at the end of a test."""

import shutil
import subprocess
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from aiohttp import ClientSession, CookieJar, TCPConnector

from tests.adapters.web.visitor import Visitor
from tests.app.process import Running


@pytest.fixture
def rounds(tmp_path):
    """A Rounds that is not started yet; killed at the end."""
    folder = tmp_path / "rounds"
    folder.mkdir()
    made = Running(folder)
    yield made
    made.stop()


@pytest.fixture
async def someone(rounds):
    """Gives new browsers at `rounds`. Each request has a connection of its own: one that is kept
    would be a dead one after a restart.
    """
    async with AsyncExitStack() as stack:

        async def make():
            http = ClientSession(
                cookie_jar=CookieJar(unsafe=True), connector=TCPConnector(force_close=True)
            )
            return Visitor(rounds, await stack.enter_async_context(http))

        yield make


@pytest.fixture
def small_disk(tmp_path):
    """Mounts a real disk of that many kilobytes, in memory. Only root may: others skip."""
    mounted: list[Path] = []

    def mount(name: str, kilobytes: int) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        if shutil.which("mount") is None:
            pytest.skip("there is no mount here to make a small disk with")
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            pytest.skip(f"a small disk cannot be mounted here: {done.stderr.strip()}")
        mounted.append(folder)
        return folder

    yield mount
    for folder in mounted:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
