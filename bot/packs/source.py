"""One TOML file from the disk to a clean tree of plain values, or to the problems it has."""

import math
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path
from typing import TypeAlias, cast

from .positions import Path as TreePath
from .positions import line_of, positions
from .problem import Place, Problem

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json]"

MAX_BYTES = 2_000_000
_MAX_DEPTH = 12
_MAX_INT = 2**53
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")
# Controls, direction marks, and the invisible ones that make two equal-looking ids differ.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]"
)


@dataclass(frozen=True, slots=True)
class Source:
    """A file that is valid TOML. Texts are NFC, dates ISO; `faults` are hidden characters."""

    file: str
    tree: dict[str, Json]
    faults: tuple[tuple[TreePath, str], ...] = ()
    _lines: Mapping[TreePath, int] = field(default_factory=dict[TreePath, int])

    def place(self, *path: str | int) -> Place:
        """Where the value at `path` stands in the file."""
        return Place(self.file, line_of(self._lines, path))


def load(path: Path, shown: str) -> Source | Problem:
    """The clean tree of `path`, or the one problem that keeps the whole file out. Never raises."""
    name = path.stem
    try:
        if not path.is_file():
            return Problem(shown, 1, name, "cannot be read: make it a regular file or remove it")
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return Problem(shown, 1, name, f"cannot be read ({reason}): give the bot read permission")
    if len(data) > MAX_BYTES:
        return Problem(shown, 1, name, "is larger than 2 MB: split it, at most 60 questions a file")
    return parse(data, shown, name)


def parse(data: bytes, shown: str, name: str) -> Source | Problem:
    """As `load`, for bytes that are already here."""
    if b"\0" in data:
        line = data[: data.index(b"\0")].count(b"\n") + 1
        return Problem(shown, line, name, "has a NUL byte: save it as a plain UTF-8 text file")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return Problem(shown, line, name, "is not UTF-8 here: save the file in UTF-8")
    try:
        raw = tomllib.loads(text)
    except RecursionError:
        return Problem(shown, 1, name, "is nested too deeply: packs need four levels at most")
    except ValueError as error:  # TOMLDecodeError, and int() on thousands of digits
        found = _AT_LINE.search(str(error))
        # tomllib says "at end of document" without a number.
        line = int(found[1]) if found else text.count("\n") + 1
        reason = _AT_LINE.sub("", str(error)).strip()
        return Problem(shown, line, name, f"is not valid TOML, so all of it is left out: {reason}")
    faults: list[tuple[TreePath, str]] = []
    try:
        tree = {key: _clean(value, (key,), faults) for key, value in raw.items()}
    except _TooDeepError:
        return Problem(shown, 1, name, "is nested too deeply: packs need four levels at most")
    return Source(shown, tree, tuple(faults), positions(text.replace("\r\n", "\n")))


class _TooDeepError(Exception):
    pass


def _clean(value: object, path: TreePath, faults: list[tuple[TreePath, str]]) -> Json:
    """`value` as the schema library and the builders take it."""
    if len(path) > _MAX_DEPTH:
        raise _TooDeepError
    if isinstance(value, list):
        items = cast("list[object]", value)
        return [_clean(item, (*path, n), faults) for n, item in enumerate(items)]
    if isinstance(value, dict):
        table = cast("dict[str, object]", value)
        return {key: _clean(item, (*path, key), faults) for key, item in table.items()}
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", value)
        if bad := _HIDDEN.search(text):
            name = f"U+{ord(bad[0]):04X}"
            faults.append((path, f"`{path[-1]}` has the hidden character {name}: remove it"))
        return text
    return _scalar(value)


def _scalar(value: object) -> Json:
    """Numbers JSON can hold, dates as ISO text (a datetime then fails the schema's date format)."""
    match value:
        case bool():
            return value
        case int() if abs(value) <= _MAX_INT:
            return value
        case float() if math.isfinite(value):
            return value
        case date() | time():
            return value.isoformat()
        case _:
            return str(value)
