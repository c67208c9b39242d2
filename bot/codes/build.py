"""Official files compiled into one read-only SQLite file, or refused with a sentence."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import groupby
from pathlib import Path

from bot.codes import documents, procedures, supplies
from bot.codes.editions import Run, editions, runs
from bot.codes.faults import CodesError
from bot.codes.files import Kind, Official, found
from bot.codes.format import FORMAT, source
from bot.codes.order import Edition, read_order
from bot.codes.procedures import Table
from bot.codes.statements import Values, Writer
from bot.codes.tabular import Tabular, bundled, read
from bot.domain.code import CodeSet, fiscal_span

Say = Callable[[str], None]

ROOM = 150_000_000
"""Bytes: the largest file so far has 49 MB, and the old one stays until the new one is whole."""


def build(
    target: Path, folder: Path | None, say: Say, tabular: tuple[Path, Path] | None = None
) -> None:
    """Writes the file, replacing the old one at the end in one step; `say` hears of progress.

    `folder` holds official files beside the Tabular List; None: there are none. `tabular` is its
    XML and the list of its codes, by default those that are installed.
    Raises CodesError when a file does not hold what it says of itself: the old file then stays.
    """
    files = _unique(found(folder)) if folder else ()
    for file in files:
        say(f"  {file.shown}: {file.kind}{f' {file.year}' if file.year else ''}")
    if folder and not files:
        raise CodesError(f"No official file was found in {folder}.")
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    free = shutil.disk_usage(target.parent).free
    if free < ROOM:
        raise CodesError(
            f"{target.parent} has {free / 1e6:.0f} MB free; the code sets need {ROOM / 1e6:.0f} MB "
            "while they are made."
        )
    draft = target.with_name(f"{target.name}.{os.getpid()}.draft")
    try:
        for old in target.parent.glob(f"{target.name}.*.draft"):
            # Of a build that was ended; one that still runs writes on into a file without a name.
            old.unlink(missing_ok=True)
        with closing(sqlite3.connect(draft)) as connection:
            connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
            schema = Path(__file__).with_name("schema.sql").read_text(encoding="utf-8")
            connection.executescript(schema)
            _fill(Writer(connection), read(*(tabular or bundled())), files, say)
            _sign(Writer(connection), folder)
            connection.commit()
            connection.executescript("PRAGMA optimize;")
        with draft.open("rb+") as written:
            os.fsync(written.fileno())
        try:
            draft.replace(target)
        except FileNotFoundError as error:
            raise CodesError("Another build has begun meanwhile and took its place.") from error
    except sqlite3.Error as error:
        raise CodesError(f"The code sets cannot be written to {target}: {error}.") from error
    finally:
        draft.unlink(missing_ok=True)
    say(f"Wrote {target} ({target.stat().st_size / 1e6:.1f} MB).")


def _unique(files: Iterator[Official]) -> tuple[Official, ...]:
    """The files, the same content once: an addenda lies beside the zip that holds it too."""
    seen: dict[tuple[Kind, int, bytes], Official] = {}
    for file in files:
        seen.setdefault((file.kind, file.year, file.data), file)
    return tuple(seen.values())


def _fill(writer: Writer, tabular: Tabular, files: tuple[Official, ...], say: Say) -> None:
    _diagnoses(writer, tabular, files, say)
    _procedures(writer, files, say)
    _supplies(writer, files, say)
    documents.write_words(writer)
    writer.add("about", ({"name": "notes", "value": f"FY{tabular.year}"},))


def _sign(writer: Writer, folder: Path | None) -> None:
    """What `format.stale` and the next build ask of the file."""
    writer.add(
        "about",
        (
            {"name": "format", "value": str(FORMAT)},
            {"name": "tabular", "value": source()},
            {"name": "from", "value": str(folder.resolve()) if folder else ""},
        ),
    )


def _release(
    writer: Writer, code_set: CodeSet, edition: str, span: tuple[object, object], **more: object
) -> None:
    since, until = span
    row: Values = {
        "code_set": code_set.value,
        "edition": edition,
        "since": str(since),
        "until": str(until),
        **more,
    }
    writer.add("release", (row,))


def _diagnoses(writer: Writer, tabular: Tabular, files: tuple[Official, ...], say: Say) -> None:
    by_year = editions(tabular, files)
    for year, (edition, where) in by_year.items():
        billable = sum(row[0] for row in edition.values())
        whole = year == tabular.year
        say(f"ICD-10-CM FY{year}: {billable:,} codes and {len(edition) - billable:,} headers")
        _release(
            writer,
            CodeSet.CM,
            f"FY{year}",
            fiscal_span(f"FY{year}"),
            source=where,
            codes=billable,
            whole=int(whole),
        )
    writer.add(
        "heading", ({"id": g.id, "title": g.title, "chapter": g.chapter} for g in tabular.groups)
    )
    owners = [
        *((g.id, g.notes) for g in tabular.groups),
        *((c.code, c.notes) for c in tabular.codes),
    ]
    writer.add(
        "note",
        (
            {"owner": owner, "number": number, "kind": kind.value, "text": text}
            for owner, notes in dict(owners).items()
            for number, (kind, text) in enumerate(notes)
        ),
    )
    writer.add(
        "seventh",
        (
            {"owner": c.code, "number": number, "value": value, "text": words}
            for c in tabular.codes
            for number, (value, words) in enumerate(c.seventh)
        ),
    )
    places = _Places(tabular, by_year)
    every = runs(by_year)
    writer.add("cm", (_cm_row(run, places) for run in every))
    documents.write_diagnoses(writer, tabular, every)


class _Places:
    """Where codes belong that the Tabular List does not have: under the longest code they begin
    with, in whose block they are.
    """

    def __init__(self, tabular: Tabular, by_year: dict[int, tuple[Edition, str]]) -> None:
        self._codes = {code.code: code for code in tabular.codes}
        self._known = {code for edition, _ in by_year.values() for code in edition}
        self._blocks = sorted(g.id for g in tabular.groups if "-" in g.id)

    def parent(self, code: str) -> str:
        """The code above; empty for a category."""
        if code in self._codes:
            return self._codes[code].parent
        # A 7th character's placeholder X stands for nothing: the code above ends before it.
        return next((code[:n] for n in range(len(code) - 1, 2, -1) if code[:n] in self._known), "")

    def block(self, code: str) -> str:
        """The block; empty when no block of the list has a place for the category."""
        if code in self._codes:
            return self._codes[code].block
        if code[:3] in self._codes:
            return self._codes[code[:3]].block
        ends = (block.split("-") for block in self._blocks)
        return next((f"{a}-{b}" for a, b in ends if a <= code[:3] <= b), "")


def _cm_row(run: Run, places: _Places) -> Values:
    return {
        "code": run.code,
        "first": f"FY{run.first}",
        "last": f"FY{run.last}",
        "billable": int(run.billable),
        "title": run.title,
        "parent": places.parent(run.code),
        "block": places.block(run.code),
    }


def _procedures(writer: Writer, files: tuple[Official, ...], say: Say) -> None:
    orders = {f.year: f for f in files if f.kind is Kind.PCS_ORDER}
    years: set[int] = set()
    for file in (f for f in files if f.kind is Kind.PCS_TABLES):
        year, tables = procedures.read_tables(file.data, file.shown)
        if year in years:
            raise CodesError(f"{file.shown}: there is another file of PCS tables for {year}.")
        years.add(year)
        edition, titles = f"FY{year}", dict[str, str]()
        if year in orders:
            listed = read_order(orders[year].text, orders[year].shown)
            procedures.agree(tables, listed, orders[year].shown)
            titles = {code: title for code, (billable, title) in listed.items() if billable}
        codes = procedures.count(tables)
        say(f"ICD-10-PCS FY{year}: {len(tables):,} tables, {codes:,} codes, {len(titles):,} titles")
        _release(
            writer,
            CodeSet.PCS,
            edition,
            fiscal_span(edition),
            source=file.shown,
            codes=codes,
            whole=int(bool(titles)),
        )
        _tables(writer, edition, tables)
        documents.write_procedures(writer, edition, titles)
    for file in (f for f in files if f.kind is Kind.PCS_DEFINITIONS):
        year, definitions = procedures.read_definitions(file.data, file.shown)
        say(f"ICD-10-PCS FY{year}: {len(definitions):,} definitions")
        writer.add(
            "pcs_definition",
            (
                {
                    "edition": f"FY{year}",
                    "section": d.section,
                    "position": d.position,
                    "label": d.label,
                    "definition": d.definition,
                    "explanation": d.explanation,
                    "includes": d.includes,
                }
                for d in definitions
            ),
        )


def _tables(writer: Writer, edition: str, tables: tuple[Table, ...]) -> None:
    writer.add(
        "pcs_table",
        (
            {
                "edition": edition,
                "code": t.code,
                "definition": t.definition,
                "rows": len(t.rows),
            }
            for t in tables
        ),
    )
    writer.add(
        "pcs_axis",
        (
            {
                "edition": edition,
                "code": table.code,
                "row": row,
                "position": axis.position,
                "number": number,
                "name": axis.name,
                "value": value,
                "label": label,
            }
            for table in tables
            for row, axes in enumerate((table.fixed, *table.rows))
            for axis in axes
            for number, (value, label) in enumerate(axis.labels)
        ),
    )


def _supplies(writer: Writer, files: tuple[Official, ...], say: Say) -> None:
    both = {
        (supplies.edition(f.dated), f): supplies.read_file(f.text, f.shown)
        if f.kind is Kind.HCPCS_FILE
        else supplies.read_list(f.text, f.shown)
        for f in files
        if f.kind in {Kind.HCPCS_FILE, Kind.HCPCS_LIST}
    }
    ordered = sorted(both.items(), key=lambda pair: (pair[0][0], pair[0][1].kind))
    for edition, group in groupby(ordered, key=lambda pair: pair[0][0]):
        # Of a quarter's files the one with words and dates comes first, and is enough.
        (_, file), items = next(group)
        whole = file.kind is Kind.HCPCS_FILE
        codes = sum(len(item.code) > 2 for item in items)  # noqa: PLR2004 - modifiers have two
        words = "with words and dates" if whole else "codes alone"
        say(f"HCPCS Level II {edition}: {codes:,} codes, {words}")
        _release(
            writer,
            CodeSet.HCPCS,
            edition,
            (supplies.first_day(edition), supplies.last_day(edition)),
            source=file.shown,
            codes=codes,
            whole=int(whole),
        )
        writer.add(
            "hcpcs",
            (
                {
                    "code": item.code,
                    "edition": edition,
                    "short": item.short,
                    "long": item.long,
                    "added": item.added and str(item.added),
                    "ended": item.ended and str(item.ended),
                }
                for item in items
            ),
        )
        if whole:
            documents.write_supplies(writer, edition, items)
