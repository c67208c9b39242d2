"""Python code run in fresh processes: what importing costs, and what it leaves in memory."""

import json
import os
import random
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

_TIMED = """
import json, sys, time
start = time.process_time()
{code}
taken = time.process_time() - start
resident = [line for line in open("/proc/self/status") if line.startswith("VmRSS")][0]
print(json.dumps([taken * 1e3, int(resident.split()[1]) / 1024]))
"""


def run(code, env=None):
    """What the code printed last, read as JSON."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | (env or {}),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def compared(codes, times):
    """Name to (CPU ms, MiB), medians of so many fresh processes each, in shuffled rounds.

    One run of each goes first, so that every module is compiled and in the page cache; from then
    on importing is work of the processor only, and its own clock is steadier than the wall's.
    """
    taken = {name: [] for name in codes}
    for turn in range(times + 1):
        for name in random.sample(list(codes), len(codes)):
            figures = run(_TIMED.format(code=codes[name]))
            if turn:
                taken[name].append(figures)
    return {
        name: tuple(statistics.median(column) for column in zip(*runs, strict=True))
        for name, runs in taken.items()
    }
