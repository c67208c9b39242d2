"""What was typed, turned into values; each adds a problem when it cannot be."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from bot.config.values import Shards

_PORTS = range(1, 65536)
_SHOWN_CHARS = 60


def shards_of(env: Mapping[str, str], url: str, problems: list[str]) -> Shards | None:
    """The shards of this process; None for all."""
    ids, count = env.get("SHARD_IDS", "").strip(), env.get("SHARD_COUNT", "").strip()
    if not ids and not count:
        return None
    if not re.fullmatch(r"[0-9]{1,4}(\s*,\s*[0-9]{1,4})*", ids) or not re.fullmatch(
        r"[1-9][0-9]{0,3}", count
    ):
        problems.append(
            "SHARD_IDS and SHARD_COUNT: give both, such as SHARD_IDS=0,1 and SHARD_COUNT=4."
        )
        return None
    numbers = tuple(sorted({int(part) for part in ids.split(",")}))
    if numbers[-1] >= int(count):
        problems.append(
            f"SHARD_IDS: shard {numbers[-1]} is not one of {count}; they are numbered from 0."
        )
    if not url.startswith("postgres"):
        problems.append(
            "SHARD_IDS: several processes need PostgreSQL, set DATABASE_URL; one process opens "
            "every shard by itself."
        )
    return Shards(numbers, int(count))


def number_of(name: str, env: Mapping[str, str], default: int, problems: list[str]) -> int:
    """A whole number from 0 to 9999; a problem when it is none."""
    typed = env.get(name, "").strip() or str(default)
    if re.fullmatch(r"[0-9]{1,4}", typed):
        return int(typed)
    problems.append(f"{name}: {cut(typed)!r} is not a whole number from 0 to 9999.")
    return default


def folder_of(typed: str, problems: list[str]) -> Path:
    """The data folder; a problem when it cannot be made or written."""
    mend = "Name a folder that Rounds may write in."
    try:
        folder = Path(typed).expanduser()
        there = next((p for p in (folder, *folder.parents) if p.exists()), Path())
        is_folder, writable = there.is_dir(), os.access(there, os.W_OK | os.X_OK)
    except (OSError, RuntimeError, ValueError):
        # Too long, under a folder that is closed to us, or the home of nobody we know.
        problems.append(f"ROUNDS_DATA: {cut(typed)} cannot be used. {mend}")
        return Path("data")
    if not is_folder:
        problems.append(f"ROUNDS_DATA: {there} is a file. {mend}")
    elif not writable:
        problems.append(f"ROUNDS_DATA: {there} may not be written. {mend}")
    return folder


def pack_folders(typed: str, problems: list[str]) -> tuple[Path, ...]:
    """The folders of ROUNDS_PACKS."""
    found: list[Path] = []
    for name in filter(None, (part.strip() for part in typed.split(os.pathsep))):
        try:
            folder = Path(name).expanduser()
            there = folder.is_dir()
        except (OSError, RuntimeError, ValueError):
            folder, there = Path(name), False
        if there:
            found.append(folder)
        else:
            problems.append(
                f"ROUNDS_PACKS: there is no folder {cut(name)}. Name folders that hold TOML packs."
            )
    return tuple(found)


def port_of(typed: str, problems: list[str], name: str = "WEB_PORT") -> int:
    """A port; 0 with a problem."""
    if re.fullmatch(r"[0-9]{1,5}", typed) and int(typed) in _PORTS:
        return int(typed)
    problems.append(f"{name}: {cut(typed)!r} is not a port. Use a number from 1 to 65535.")
    return 0


def cut(typed: str) -> str:
    """What was typed, short enough for a sentence."""
    return typed if len(typed) <= _SHOWN_CHARS else f"{typed[:_SHOWN_CHARS]}…"
