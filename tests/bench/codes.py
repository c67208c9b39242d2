"""Looking codes up: quality on plain-language queries, milliseconds, and memory."""

import gc
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bot.codes.shelf import Shelf

ROOT = Path(__file__).parents[2]
QUERIES = ROOT / "tests" / "codes"
DATA = ROOT.parent / "shared" / "data"
"""The official files, where they are at hand; else ICD-10-CM alone is measured, and said so."""

SLOWEST_MS = 20.0
MOST_MIB = 10.0
EDITION = "FY2026"


def queries(name):
    """(words, code) pairs."""
    lines = (QUERIES / name).read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines]


def resident_mib():
    """Resident memory of this process."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def spread(times):
    """Median and 99th percentile in milliseconds."""
    ordered = sorted(times)
    return statistics.median(ordered), ordered[int(len(ordered) * 0.99)]


def quality(shelf, name):
    """How many have the expected code first, among five, and of how many."""
    asked = queries(name)
    hits = [[hit.code for hit in shelf.search(words, EDITION, 5).hits[:5]] for words, _ in asked]
    first = sum(found[:1] == [code] for found, (_, code) in zip(hits, asked, strict=True))
    five = sum(code in found for found, (_, code) in zip(hits, asked, strict=True))
    return first, five, len(asked)


def timed(work, inputs, times):
    """Milliseconds of the processor for each call: the wall clock counts what else runs here."""
    taken = []
    for _ in range(times):
        for given in inputs:
            start = time.process_time()
            work(given)
            taken.append((time.process_time() - start) * 1e3)
    return taken


def rows(*, quick=False):
    """(name, measured, goal, ok) of each figure."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "codes.sqlite3"
        start = time.perf_counter()
        made = "from bot.codes.build import build; from pathlib import Path; import sys; "
        folder_or_none = "Path(sys.argv[2]) if sys.argv[2:] else None"
        command = [sys.executable, "-c", f"{made}build(Path(sys.argv[1]), {folder_or_none}, print)"]
        # In a process of its own, as the product does it: what it took must not count below.
        files = [str(DATA)] if DATA.is_dir() else []
        subprocess.run([*command, str(path), *files], cwd=ROOT, check=True, capture_output=True)
        build_s = time.perf_counter() - start
        size = path.stat().st_size / 1e6
        sets = "all sets" if DATA.is_dir() else "ICD-10-CM alone"
        found = [(f"build ({sets})", f"{build_s:.1f} s, {size:.0f} MB", "–", None)]
        gc.collect()
        before = resident_mib()
        shelf = Shelf(path)
        assert shelf.open()
        both = [words for words, _ in (*queries("queries.tsv"), *queries("queries_held_out.tsv"))]
        for words in both:
            shelf.search(words, EDITION)
        for name, label in (
            ("queries.tsv", "queries the ranking was tuned on"),
            ("queries_held_out.tsv", "queries held out"),
        ):
            first, five, count = quality(shelf, name)
            measured = f"top-1 {first} of {count}, top-5 {five} of {count}"
            found.append((f"search, {label}", measured, "–", None))
        times = 2 if quick else 5
        median, worst = spread(timed(lambda w: shelf.search(w, EDITION), both, times))
        codes = [code for _, code in queries("queries.tsv")]
        exact, exact_worst = spread(timed(lambda c: shelf.find(c, EDITION), codes, times))
        grown = resident_mib() - before
        shelf.close()
    found += [
        (
            f"search ({sets})",
            f"p50 {median:.1f} ms, p99 {worst:.1f} ms",
            f"p99 < {SLOWEST_MS:.0f} ms",
            worst < SLOWEST_MS,
        ),
        (
            "a code with all its notes",
            f"p50 {exact:.2f} ms, p99 {exact_worst:.2f} ms",
            f"p99 < {SLOWEST_MS:.0f} ms",
            exact_worst < SLOWEST_MS,
        ),
        ("memory that look-ups add", f"{grown:.1f} MiB", f"< {MOST_MIB:.0f} MiB", grown < MOST_MIB),
    ]
    return found
