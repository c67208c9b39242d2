"""Which line of a TOML file a value stands on, for messages an editor can jump to."""

import re
from collections.abc import Mapping
from typing import TypeAlias

# Why not a library: tomllib and tomlkit keep no positions (tomlkit issue 55 is open since 2019),
# spanned-toml had its last release in 2022 and tomlkit-extras builds on tomlkit, ten times slower.
# Packs use plain headers and one key a line, so headers and keys outside of strings are enough;
# whatever this does not understand is reported at the header above it.

Path: TypeAlias = tuple[str | int, ...]

_HEADER = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.-]+)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+)\s*=")
_TOKEN = re.compile(r"""#.*|\"{3}|'{3}|"(?:\\.|[^"\\])*"|'[^']*'""")
_CLOSING = {'"""': re.compile(r'\\.|"{3}'), "'''": re.compile(r"'{3}")}


def positions(text: str) -> Mapping[Path, int]:
    """Line number, from 1, of every table header and key: `("question", 3, "stem")`."""
    lines: dict[Path, int] = {(): 1}
    counts: dict[Path, int] = {}
    table: Path = ()
    quote = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if quote:
            quote = _quote_after(line, quote)
            continue
        if header := _HEADER.match(line):
            table = _table(header[2], counts, repeated=header[1] == "[[")
            lines.setdefault(table, number)
            continue
        if key := _KEY.match(line):
            lines.setdefault((*table, key[1]), number)
        quote = _quote_after(line, "")
    return lines


def line_of(lines: Mapping[Path, int], path: Path) -> int:
    """The line of `path`, or of the nearest thing above it that is known."""
    for end in range(len(path), 0, -1):
        if path[:end] in lines:
            return lines[path[:end]]
    return 1


def _table(name: str, counts: dict[Path, int], *, repeated: bool) -> Path:
    """The path a header opens. `question.options` belongs to the latest `question`."""
    path: Path = ()
    *parents, last = name.split(".")
    for part in parents:
        path = (*path, part)
        if path in counts:
            path = (*path, counts[path])
    path = (*path, last)
    if not repeated:
        return path
    counts[path] = counts.get(path, -1) + 1
    return (*path, counts[path])


def _quote_after(line: str, quote: str) -> str:
    """Which multi-line quote is open at the end of `line`, given the one open at its start."""
    start = 0
    while True:
        found = (_CLOSING[quote] if quote else _TOKEN).search(line, start)
        if found is None:
            return quote
        start = found.end()
        token = found[0]
        if quote:
            quote = "" if token == quote else quote
        elif token in _CLOSING:
            quote = token
