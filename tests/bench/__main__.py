"""`make bench`: every part in a process of its own, and one table of what was measured.

A part is a module beside this one with `rows()`: (name, measured, goal, ok) for each figure, `ok`
None where nothing is asserted; a part that can be made smaller takes `quick`. Every ratio is
against a baseline of the same run. A missed goal is printed and fails nothing: clocks are noisy. A
part that crashes does.
"""

import argparse
import importlib
import inspect
import json
import os
import platform
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

PARTS = (
    *("store", "boards", "due", "posting", "door", "clicks", "fanout", "slack"),
    *("lint", "codes", "imports", "start"),
)
HERE = Path(__file__).parent
LATEST = HERE / "LATEST.md"
HEADINGS = ("what", "measured", "goal", "met")
MET = {True: "yes", False: "NO", None: "–"}


def main(argv=None):
    """Runs the parts asked for. 0, or 1 when one of them crashed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--quick", action="store_true", help="smaller sizes, rougher figures")
    parser.add_argument("--write", action="store_true", help=f"write the table to {LATEST.name}")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    unknown = [part for part in args.parts if part not in PARTS]
    if unknown:
        parser.error(f"no part named {', '.join(unknown)}; there are {', '.join(PARTS)}")
    if args.inside:
        json.dump(figures(args.parts[0], quick=args.quick), sys.stdout)
        return 0
    rows, crashed = [], []
    for part in args.parts or PARTS:
        found = apart(part, quick=args.quick)
        if found is None:
            crashed.append(part)
            found = [("the part crashed, see above", "", "", False)]
        rows += [(f"{part}: {name}", *rest) for name, *rest in found]
    text = f"{machine(quick=args.quick)}\n\n{table(rows)}\n"
    sys.stdout.write(f"{text}\n{verdict(rows, crashed)}\n")
    if args.write:
        LATEST.write_text(f"# The last `make bench`\n\n{text}", encoding="utf-8")
    return 1 if crashed else 0


def figures(part, *, quick):
    """The rows of one part, measured in this process."""
    rows = importlib.import_module(f"tests.bench.{part}").rows
    takes_quick = "quick" in inspect.signature(rows).parameters
    return rows(quick=quick) if takes_quick else rows()


def apart(part, *, quick):
    """The rows of one part, measured in a process of its own; None when it crashed."""
    say(f"{part} ...", end="")
    start = time.perf_counter()
    command = [sys.executable, "-m", "tests.bench", "--inside", part, *["--quick"][: int(quick)]]
    done = subprocess.run(command, cwd=HERE.parents[1], capture_output=True, text=True, check=False)
    say(f" {time.perf_counter() - start:.0f} s{'' if done.returncode == 0 else ', crashed:'}")
    if done.returncode != 0:
        say(done.stderr)
        return None
    return json.loads(done.stdout)


def machine(*, quick):
    """What was measured on, so that absolute figures mean something."""
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores ({platform.machine()}, load {load:.1f}), "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        f"{platform.system()} {platform.release()}{', --quick' if quick else ''}"
    )


def table(rows):
    """The rows as a Markdown table whose columns also line up in a terminal."""
    cells = [
        HEADINGS,
        *((name, worded(figure), worded(goal, ">= "), MET[ok]) for name, figure, goal, ok in rows),
    ]
    widths = [max(len(row[i]) for row in cells) for i in range(len(HEADINGS))]
    lines = [
        "| " + " | ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) + " |"
        for row in cells
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def worded(figure, before=""):
    """A figure as it is, or a bare number as the ratio that it is."""
    return figure if isinstance(figure, str) else f"{before}{figure:.2f}x"


def verdict(rows, crashed):
    """One sentence under the table."""
    asserted = [ok for *_, ok in rows if ok is not None]
    ending = f" Crashed: {', '.join(crashed)}." if crashed else ""
    return f"{sum(asserted)} of {len(asserted)} goals met.{ending}"


def say(words, end="\n"):
    """Progress, to the terminal and not into the table."""
    sys.stderr.write(words + end)
    sys.stderr.flush()


if __name__ == "__main__":
    raise SystemExit(main())
