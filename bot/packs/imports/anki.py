"""Anki packages (`.apkg`, `.colpkg`): notes with fields for stem, options and key."""

import io
import json
import re
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any, TypedDict, cast

import aiosql

from bot.packs.topics import TOPICS

from .markup import is_markup, plain, tidy
from .rows import LETTERS, MAX_BYTES, MAX_ROWS, Row, Taken, Taking, column

_NEWEST = "collection.anki21b"
_COLLECTIONS = (_NEWEST, "collection.anki21", "collection.anki2")
"""Newest first: beside a newer one, the oldest only holds a note that asks to update Anki."""
_HEADER = b"SQLite format 3\0"
_MAX = 4 * MAX_BYTES
_STEPS = 50_000  # 1,000 instructions each: a crafted view must end
_SEPARATOR = "\x1f"
_CLOZE = re.compile(r"\{\{c\d+::")
_SOUND = re.compile(r"\[sound:[^\]]*\]")
_BITS = re.compile(r"[01](?:[ ,;]+[01])+")
_SLUGS = {topic.slug for topic in TOPICS}


class _Field(TypedDict):
    name: str
    ord: int


class _NoteType(TypedDict):
    flds: list[_Field]


class _Unreadable(Exception):
    """Why nothing of a package can be read."""


def read_apkg(data: bytes, file: str) -> Taken:
    """The notes whose fields are named as a sheet's columns (`Question`, `Option A`, `Answer`, …),
    counted from 1 in the order they were made. A tag that is a topic's name gives the topic.
    """
    taking = Taking(file)
    try:
        _notes(_collection(data), taking)
    except _Unreadable as error:
        taking.refuse(0, str(error))
    except (sqlite3.Error, ValueError, OverflowError, MemoryError) as error:
        # A damaged file also breaks the words in which sqlite3 would say so: no UTF-8.
        taking.refuse(0, f"its collection cannot be read ({str(error)[:80]}): export it again")
    return taking.taken()


def _collection(data: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            name = next((n for n in _COLLECTIONS if n in parts.namelist()), "")
            if not name:
                raise _Unreadable("holds no Anki collection: export the deck as .apkg")
            if parts.getinfo(name).file_size > _MAX:
                raise _Unreadable("unpacks to more than 200 MB: export fewer decks")
            with parts.open(name) as part:
                found = part.read(_MAX + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise _Unreadable(f"is not a whole .apkg ({error}): export the deck again") from error
    except (OSError, ValueError, OverflowError) as error:
        raise _Unreadable("is not a whole .apkg: export the deck again") from error
    if name == _NEWEST:
        found = _inflated(found)
    if len(found) > _MAX:
        raise _Unreadable("unpacks to more than 200 MB: export fewer decks")
    if not found.startswith(_HEADER):
        raise _Unreadable("its collection is no SQLite file: export the deck again")
    return found


def _inflated(data: bytes) -> bytes:
    from zstandard import ZstdDecompressor, ZstdError  # noqa: PLC0415 - for this form alone

    try:
        with ZstdDecompressor(max_window_size=2**27).stream_reader(data) as stream:
            return stream.read(_MAX + 1)
    except (ZstdError, MemoryError) as error:
        raise _Unreadable(
            "its collection cannot be unpacked: export it with 'support older Anki versions'"
        ) from error


def _notes(collection: bytes, taking: Taking) -> None:
    with closing(sqlite3.connect(":memory:")) as con:
        # Bytes 18 and 19 ask for a write-ahead log, which a database in memory cannot have.
        con.deserialize(collection[:18] + b"\x01\x01" + collection[20:])
        con.text_factory = _decoded
        con.create_collation(
            "unicase", lambda a, b: (a.lower() > b.lower()) - (a.lower() < b.lower())
        )
        con.execute("PRAGMA trusted_schema = OFF")
        steps = iter(range(_STEPS))
        con.set_progress_handler(lambda: next(steps, None) is None, 1000)
        fields = _fields(con)
        found = cast("Iterator[tuple[object, ...]]", _sql().notes(con, most=MAX_ROWS + 1))
        for number, (kind, values, tags) in enumerate(found, start=1):
            if number > MAX_ROWS:
                taking.refuse(number, f"a file holds at most {MAX_ROWS} notes: export fewer decks")
                return
            names = fields.get(str(kind), [])
            texts = dict(zip(names, str(values).split(_SEPARATOR), strict=False))
            _take(number, texts, str(tags), taking)


@cache
def _sql() -> Any:  # noqa: ANN401 - aiosql makes its methods from the file
    text = Path(__file__).with_name("anki.sql").read_text(encoding="utf-8")
    # aiosql leaves parts of its signature untyped.
    return aiosql.from_str(text, "sqlite3")  # pyright: ignore[reportUnknownMemberType]


def _decoded(raw: bytes) -> str:
    return raw.decode(errors="replace")


def _fields(con: sqlite3.Connection) -> Mapping[str, list[str]]:
    """Note type to the names of its fields in order: a table since 2020, before that JSON."""
    if _sql().table_named(con, name="notetypes"):
        found: dict[str, list[str]] = {}
        rows = _sql().fields(con)
        for kind, name in cast("Iterator[tuple[object, object]]", rows):
            found.setdefault(str(kind), []).append(str(name))
        return found
    kept = _sql().models(con)
    try:
        models = cast("dict[str, _NoteType]", json.loads(str(kept or "{}")))
        return {
            kind: [str(f["name"]) for f in sorted(model["flds"], key=lambda f: f["ord"])]
            for kind, model in models.items()
        }
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise _Unreadable("its note types cannot be read: export the deck again") from error


def _take(number: int, fields: Mapping[str, str], tags: str, taking: Taking) -> None:
    cells: dict[str, str] = {}
    media: list[str] = []
    for name, html in fields.items():
        wanted = column(name)
        if not wanted or wanted in cells:
            continue
        if _CLOZE.search(html):
            taking.refuse(number, "is a cloze: packs take multiple choice, write it with options")
            return
        text, found = plain(_SOUND.sub("", html)) if is_markup(html) else (tidy(html), ())
        media += [*found, *(["sound"] if _SOUND.search(html) else [])]
        if text:
            cells[wanted] = tidy(_SOUND.sub("", text))
    if media:
        shown = ", ".join(dict.fromkeys(media))
        taking.refuse(number, f"has {shown}: packs hold text alone, say it in words")
        return
    lacking = [name for name in ("stem", "A", "B", "C", "key") if name not in cells]
    if lacking:
        shown = ", ".join(fields)[:120] or "none"
        lacks = ", ".join(lacking)
        taking.refuse(
            number,
            f"has no {lacks} (its fields: {shown}): name them Question, Option A to E, Answer",
        )
        return
    if _BITS.fullmatch(cells["key"]):
        # The note type AllInOne (kprim, mc, sc) says "0 1 0 0" for B.
        bits = re.findall(r"[01]", cells["key"])
        cells["key"] = ", ".join(x for x, bit in zip(LETTERS, bits, strict=False) if bit == "1")
    topic = next((t for t in re.split(r"[\s:]+", tags.lower()) if t in _SLUGS), "")
    if topic and "topic" not in cells:
        cells["topic"] = topic
    taking.rows.append(Row(number, cells))
