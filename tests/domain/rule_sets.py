"""Every distinct set of clock changes that the time zone data holds for 1990–2037."""

import hashlib
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

FIRST = datetime(1990, 1, 1, tzinfo=UTC)
LAST = datetime(2038, 1, 1, tzinfo=UTC)
STEP = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the clocks: the first second of the new offset; offsets are seconds."""

    at: int
    before: int
    after: int


@cache
def rule_sets() -> dict[str, tuple[Change, ...]]:
    """One zone name for each distinct list of changes and offsets, with that list."""
    files = {_content(name): name for name in sorted(zoneinfo.available_timezones(), reverse=True)}
    found: dict[tuple[object, ...], str] = {}
    lists: dict[str, tuple[Change, ...]] = {}
    for name in sorted(files.values()):
        zone = ZoneInfo(name)
        changes = tuple(_changes(zone))
        key = (FIRST.astimezone(zone).utcoffset(), *changes)
        if found.setdefault(key, name) == name:
            lists[name] = changes
    return lists


def _changes(zone: ZoneInfo) -> Iterator[Change]:
    earlier, offset = FIRST, zone.utcoffset(FIRST.astimezone(zone))
    while earlier < LAST:
        later = earlier + STEP
        after = later.astimezone(zone).utcoffset()
        if after != offset:
            yield Change(_first_second(zone, earlier, later, offset), _s(offset), _s(after))
            offset = after
        earlier = later


def _first_second(zone: ZoneInfo, low: datetime, high: datetime, offset: timedelta | None) -> int:
    start, end = int(low.timestamp()), int(high.timestamp())
    while end - start > 1:
        middle = (start + end) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == offset:
            start = middle
        else:
            end = middle
    return end


def _content(name: str) -> str:
    for folder in zoneinfo.TZPATH:
        file = Path(folder, name)
        if file.is_file():
            return hashlib.sha256(file.read_bytes()).hexdigest()
    package, _, file_name = f"tzdata.zoneinfo.{name.replace('/', '.')}".rpartition(".")
    return hashlib.sha256(resources.files(package).joinpath(file_name).read_bytes()).hexdigest()


def _s(offset: timedelta | None) -> int:
    assert offset is not None
    return int(offset.total_seconds())
