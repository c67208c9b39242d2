"""The compiled file's format, and what it was made from."""

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from bot.codes.statements import Reader
from bot.codes.tabular import bundled

FORMAT = 1
"""Raised whenever schema.sql, stems.py or what is written into the file changes."""

NAME = "codes.sqlite3"
"""The file's name in the data folder."""


def connect(path: Path) -> sqlite3.Connection:
    """The file, read-only. `immutable`: it is only ever replaced whole, so no lock is needed."""
    found = sqlite3.connect(
        f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True, check_same_thread=False
    )
    # Pages in memory: 2 MB are enough for every index, and a bound on what a search holds.
    found.execute("PRAGMA cache_size = -2000")
    return found


def about(path: Path) -> dict[str, str]:
    """What the file says of itself; empty for no file, and for one that is none of ours."""
    if not path.is_file():
        return {}
    try:
        with closing(connect(path)) as found:
            return {str(name): str(value) for name, value in Reader(found).rows("about")}
    except sqlite3.Error:
        return {}


def source() -> str:
    """Which Tabular List is installed here: its file's name and size."""
    tabular, _ = bundled()
    return f"{tabular.name}, {tabular.stat().st_size} bytes"


def stale(path: Path) -> bool:
    """Whether the file is to be made again: none, another format, or another Tabular List."""
    found = about(path)
    return found.get("format") != str(FORMAT) or found.get("tabular") != source()
