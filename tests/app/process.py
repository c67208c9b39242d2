"""`python -m bot` as the operator runs it: a process of its own, in a folder of its own."""

import html
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tests.adapters.web.visitor import Row, Visitor, new_key

ROOT = Path(__file__).parents[2]
READY = "Stop with Ctrl-C."
_PASSED_ON = ("PATH", "HOME", "LANG", "TMPDIR", "SYSTEMROOT", "COVERAGE_PROCESS_START")


def environment(**settings: str) -> dict[str, str]:
    """A bare environment with these settings: nothing of whoever runs the tests leaks in."""
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    # The code sets are made by the tests that are about them: five seconds of a processor each.
    return kept | {"PYTHONPATH": str(ROOT), "ROUNDS_CODES": "off"} | settings


def bot(*args: str, cwd: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Runs one subcommand to its end."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *args],
        cwd=cwd,
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def sentence(done: subprocess.CompletedProcess[str]) -> str:
    """What the operator was told: refused, in one line, with no traceback."""
    assert done.returncode == 2, (done.returncode, done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    return done.stderr.strip()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(true, what: str, within_s: float = 30.0):
    """Asks again and again until it gives something; fails after `within_s`."""
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        found = true()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"not within {within_s} s: {what}")


@dataclass
class Running:
    """`python -m bot run` in a folder; start it again after it ended."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    starts: int = 0

    @property
    def url(self) -> str:
        """Where its page answers; a Visitor takes this object for its page."""
        return f"http://127.0.0.1:{self.port}/"

    def start(self) -> "Running":
        """Starts it, and returns when it says that it runs."""
        self.begin()
        until(lambda: READY in self.out or not self.alive, "the banner")
        assert self.alive, self.err
        return self

    def begin(self) -> None:
        self.starts += 1
        settings = {"WEB_PORT": str(self.port)} | self.settings
        with self._file("out").open("wb") as out, self._file("err").open("wb") as err:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run"],
                cwd=self.folder,
                env=environment(**settings),
                stdout=out,
                stderr=err,
            )

    def ends(self, sign: signal.Signals, within_s: float = 10.0) -> int:
        """Sends a signal; the exit code."""
        assert self.process is not None
        self.process.send_signal(sign)
        return self.process.wait(within_s)

    def stop(self) -> None:
        if self.alive:
            self.ends(signal.SIGKILL)

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def out(self) -> str:
        return self._file("out").read_text()

    @property
    def err(self) -> str:
        return self._file("err").read_text()

    def rows(self, sql: str) -> list[tuple]:
        """Rows of its database, read beside it."""
        with closing(sqlite3.connect(self.folder / "data" / "rounds.sqlite3")) as connection:
            return connection.execute(sql).fetchall()

    def _file(self, name: str) -> Path:
        # Beside the folder: a full disk must not swallow what it says.
        return self.folder.parent / f"{self.folder.name}-{self.starts}.{name}"


async def daily_question(someone: Visitor) -> Row:
    """The group's question as it stands in the channel, waited for."""
    async with someone.stream() as following:
        while True:
            name, _, data = await following()
            if name == "message" and "Daily question" in data["html"]:
                return Row(**data)


async def ready_answer(someone: Visitor, row: Row) -> tuple[str, dict]:
    """The last request of answering a question of any kind: its path and body. For codes the form
    is open already.
    """
    found = re.findall(r'data-action="(1\|[^"]+)"', row.html)
    body = {"key": new_key(), "message": row.id}
    for action in found:
        if re.fullmatch(r"1\|answer\|\w+\|A", action):
            return "/action", body | {"action": action}
        if re.fullmatch(r"1\|answer\|\w+", action):
            count = int(re.search(r"Choose (\d)", row.text)[1])
            return "/action", body | {"action": action, "values": list("ABCDEF"[:count])}
    (opens,) = (action for action in found if action.startswith("1|answer_codes|"))
    _, answer = await someone.posts("/action", body | {"action": opens})
    ticket = html.unescape(re.search(r'data-ticket="([^"]*)"', answer["form"])[1])
    return "/form", {"ticket": ticket, "values": {"codes": "A00"}}


async def answers(someone: Visitor, row: Row) -> tuple[int, str]:
    """Answers a question of any kind with the first thing that can be chosen: status and words."""
    return await sends(someone, *await ready_answer(someone, row))


async def sends(someone: Visitor, path: str, body: dict) -> tuple[int, str]:
    """Sends what `ready_answer` made: status and words."""
    status, answer = await someone.posts(path, body)
    return status, Row(**answer["row"]).text if "row" in answer else answer["error"]


async def has_answered(someone: Visitor) -> bool:
    """Whether Rounds knows their answer to today's question."""
    return "your first answer counts" in (await someone.types("/today")).text
