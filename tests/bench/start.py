"""From `python -m bot run` to the first page, and what it then holds in memory while idle."""

import json
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.bench import fresh

LATEST_S = 2.0
MOST_MEMORY = 2.0
"""Of a process that has only imported discord;
the page with its templates and the bank come on top."""

IDLE_S = 3.0
_PATIENCE_S = 60.0
_BARE = "import discord, json, time; print(json.dumps(0), flush=True); time.sleep(60)"


def free_port():
    """A port that nobody has."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def begun(folder, port):
    """The running product on a data folder of its own, without any platform."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    env = kept | {"ROUNDS_DATA": str(folder), "WEB_PORT": str(port), "PYTHONPATH": str(fresh.ROOT)}
    command = [sys.executable, "-m", "bot", "run"]
    # Not in the repository, whose `.env` is a developer's own.
    return subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.DEVNULL)


def first_page(port):
    """Waits until the page answers."""
    until = time.perf_counter() + _PATIENCE_S
    while time.perf_counter() < until:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as page:
                assert b"<html" in page.read()
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.01)
    raise TimeoutError("the page never answered")


def resident_mib(process):
    """Resident memory of a process."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def started(folder):
    """Seconds to the first page, and MiB once nothing has happened for a while."""
    port = free_port()
    start = time.perf_counter()
    process = begun(folder, port)
    try:
        first_page(port)
        seconds = time.perf_counter() - start
        time.sleep(IDLE_S)
        return seconds, resident_mib(process)
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


def bare():
    """Seconds until discord alone is imported, and the MiB it then holds."""
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-c", _BARE], stdout=subprocess.PIPE)
    try:
        assert json.loads(process.stdout.readline()) == 0
        return time.perf_counter() - start, resident_mib(process)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def rows(*, quick=False):
    """(name, measured, goal, ok) of each figure."""
    ours, base = [], []
    with tempfile.TemporaryDirectory() as folder:
        first_s, _ = started(folder)
        for _ in range(3 if quick else 5):
            for run in random.sample((ours, base), 2):
                run.append(started(folder) if run is ours else bare())
    (ours_s, ours_mib), (base_s, base_mib) = (
        tuple(statistics.median(column) for column in zip(*runs, strict=True))
        for runs in (ours, base)
    )
    share = ours_mib / base_mib
    return [
        (
            "`python -m bot run` to the first page, later starts",
            f"{ours_s:.2f} s ({ours_s / base_s:.1f}x `import discord`; very first {first_s:.2f} s)",
            f"<= {LATEST_S:.0f} s",
            ours_s <= LATEST_S,
        ),
        (
            "resident memory, idle / after `import discord`",
            f"{share:.2f}x ({ours_mib:.0f} MiB, {base_mib:.0f} MiB)",
            f"<= {MOST_MEMORY:.0f}x",
            share <= MOST_MEMORY,
        ),
    ]
