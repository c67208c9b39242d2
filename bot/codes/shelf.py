"""The compiled file as the core asks it; empty while there is none."""

import re
import sqlite3
import threading
from collections.abc import Callable, Sequence
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import TypeVar

from bot.codes import diagnosis, procedure, search
from bot.codes.format import FORMAT, about, connect
from bot.codes.statements import Reader
from bot.codes.tabular import owner_name
from bot.domain.code import (
    Absent,
    CodeSet,
    Diagnosis,
    Found,
    Licensed,
    Listed,
    Note,
    NoteKind,
    ProcedureTable,
    Release,
    Results,
    Standing,
    Supply,
    dotted,
)

T = TypeVar("T")

_NOT_CODE = re.compile(r"[^A-Z0-9]")
_CPT = re.compile(r"\d{5}|\d{4}[FTUM]")
_CDT = re.compile(r"D\d{4}")
_HCPCS = re.compile(r"[A-CE-V]\d{4}")
_MODIFIER = re.compile(r"[A-Z][A-Z0-9]")
_TYPED_MOST = 12
_OTHERS = 3
_STAMP_BYTES = 4
_CATEGORY = 3


class Shelf:
    """Look-ups in one read-only connection, one at a time: each takes less than a switch of
    threads. `open` again after the file was replaced.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Nothing is opened before `open`; without a path there is nothing."""
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._releases: tuple[Release, ...] = ()
        self._notes_edition = ""
        self._building = False

    def open(self) -> bool:
        """Opens the file as it is now. False when there is none of this version's format."""
        found = about(self._path) if self._path else {}
        if self._path is None or found.get("format") != str(FORMAT):
            self.close()
            return False
        connection = connect(self._path)
        releases = tuple(
            Release(
                CodeSet(r[0]),
                r[1],
                date.fromisoformat(r[2]),
                date.fromisoformat(r[3]) if r[3] else None,
                r[4],
                r[5],
                full=bool(r[6]),
            )
            for r in Reader(connection).rows("releases")
        )
        with self._lock:
            old, self._connection = self._connection, connection
            self._releases, self._notes_edition = releases, found.get("notes", "")
        if old is not None:
            old.close()
        return True

    def close(self) -> None:
        """From now on nothing is loaded."""
        with self._lock:
            old, self._connection, self._releases = self._connection, None, ()
        if old is not None:
            old.close()

    def set_building(self, *, on: bool) -> None:
        """Whether the file is being made."""
        self._building = on

    def building(self) -> bool:
        """Whether the file is being made, so that asking later may find more."""
        return self._building

    def releases(self) -> Sequence[Release]:
        """Every edition that is loaded."""
        return self._releases

    def find(self, typed: str, edition: str) -> Sequence[Found]:
        """What a typed code is; more than one where sets share a shape."""
        text = typed.strip().upper()
        code = _NOT_CODE.sub("", text)
        if not code or len(text) > _TYPED_MOST or not any(c.isdigit() for c in code):
            return self._modifier(code) if _MODIFIER.fullmatch(text) else ()
        if _CPT.fullmatch(code):
            return (Licensed(code, "CPT"),)
        dot = "." in text
        sure = self._ask(lambda reader: self._exact(code, edition, reader, dot=dot), [])
        if not dot and _HCPCS.fullmatch(code):
            sure.sort(key=lambda f: not isinstance(f, Supply))
        if not dot and _CDT.fullmatch(code) and not any(isinstance(f, Diagnosis) for f in sure):
            return (Licensed(code, "CDT"),)
        if sure:
            return sure
        unloaded: list[Found] = [*self._unloaded(code, dot=dot)]
        return self._ask(lambda reader: self._nearly(code, edition, reader, dot=dot), unloaded)

    def _exact(self, code: str, edition: str, reader: Reader, *, dot: bool) -> list[Found]:
        found: list[Found] = []
        if self._editions(CodeSet.CM):
            at = self._nearest(CodeSet.CM, edition)
            whole = diagnosis.diagnosis(code, at, reader, self._notes_edition)
            found += [whole] if whole else []
        found += self._supply(code, reader)
        if self._editions(CodeSet.PCS) and procedure.SHAPE.fullmatch(code) and not dot:
            at = self._nearest(CodeSet.PCS, edition)
            built = procedure.found(code, at, reader)
            # F32A begins like a table, but who finds a diagnosis did not mean a wrong procedure.
            if built and not (found and isinstance(built, ProcedureTable) and built.wrong):
                found.append(built)
        return found

    def _nearly(self, code: str, edition: str, reader: Reader, *, dot: bool) -> list[Found]:
        missing: list[Found] = [*self._unloaded(code, dot=dot)]
        if diagnosis.looks_like(code) and self._editions(CodeSet.CM):
            at = self._nearest(CodeSet.CM, edition)
            missing.insert(0, diagnosis.absent(code, at, reader))
        if _HCPCS.fullmatch(code) and not dot and self._editions(CodeSet.HCPCS):
            missing.append(Absent(code, CodeSet.HCPCS))
        if code[0].isdigit() and procedure.SHAPE.fullmatch(code) and self._editions(CodeSet.PCS):
            missing.append(Absent(code, CodeSet.PCS))
        return missing

    def _unloaded(self, code: str, *, dot: bool) -> list[Found]:
        """The sets that may have the code and are not loaded."""
        shapes = (
            (CodeSet.CM, diagnosis.looks_like(code)),
            (CodeSet.HCPCS, bool(_HCPCS.fullmatch(code)) and not dot),
            (CodeSet.PCS, code[0].isdigit() and bool(procedure.SHAPE.fullmatch(code))),
        )
        return [
            Absent(dotted(code) if name is CodeSet.CM else code, name, unloaded=True)
            for name, fits in shapes
            if fits and not self._editions(name)
        ]

    def _modifier(self, code: str) -> tuple[Found, ...]:
        return tuple(self._ask(lambda reader: self._supply(code, reader), []))

    def _supply(self, code: str, reader: Reader) -> list[Supply]:
        rows = reader.rows("hcpcs", code=code)
        if not rows:
            return []
        titled = next((r for r in rows if r[2]), None)
        newest = max(self._editions(CodeSet.HCPCS))
        whole = {r.edition for r in self._releases if r.code_set is CodeSet.HCPCS and r.full}
        ended = _day(titled[4]) if titled else None
        # A newer bare list says that the code is there, not that it is active.
        active = ended is None if newest in whole and titled and titled[0] == newest else None
        return [
            Supply(
                code,
                titled[1] if titled else "",
                titled[2] if titled else "",
                titled[0] if titled else "",
                tuple(r[0] for r in rows),
                _day(titled[3]) if titled else None,
                ended,
                active,
            )
        ]

    def search(self, typed: str, edition: str, most: int = 8) -> Results:
        """ICD-10-CM first; a few of the other sets after them."""

        def look(reader: Reader) -> Results:
            at = self._nearest(CodeSet.CM, edition)
            found = search.diagnoses(typed, at, reader, most)
            hits = list(found.hits)
            if self._editions(CodeSet.PCS):
                pcs = self._nearest(CodeSet.PCS, edition)
                hits += search.procedures(typed, pcs, reader, _OTHERS).hits
            if self._editions(CodeSet.HCPCS):
                hits += search.supplies(typed, reader, _OTHERS).hits
            return Results(tuple(hits), found.read_as)

        return self._ask(look, Results(()))

    def standing(self, code_set: CodeSet, code: str, edition: str) -> Standing:
        """How a code stands in exactly that edition; HCPCS Level II in the newest quarter."""
        folded = _NOT_CODE.sub("", code.upper())
        editions = self._editions(code_set)
        if not editions or (code_set is not CodeSet.HCPCS and edition not in editions):
            return Standing.UNKNOWN

        def look(reader: Reader) -> Standing:
            if code_set is CodeSet.CM:
                return diagnosis.standing(folded, edition, reader)
            if code_set is CodeSet.PCS:
                return procedure.standing(folded, edition, reader)
            rows = reader.rows("hcpcs", code=folded)
            there = bool(rows) and rows[0][0] == max(editions)
            return Standing.BILLABLE if there else Standing.ABSENT

        return self._ask(look, Standing.UNKNOWN)

    def titles(self, code_set: CodeSet, code: str, edition: str) -> tuple[str, ...]:
        """The title of a code and its inclusion terms."""
        folded = _NOT_CODE.sub("", code.upper())

        def look(reader: Reader) -> tuple[str, ...]:
            if code_set is CodeSet.CM:
                return diagnosis.titles(folded, edition, reader)
            if code_set is CodeSet.PCS:
                row = reader.one("title", code_set=CodeSet.PCS, code=folded)
                return (row[0],) if row else ()
            return tuple(r[2] for r in reader.rows("hcpcs", code=folded) if r[2])

        return self._ask(look, ())

    def bars(self, code: str, edition: str) -> Sequence[tuple[str, str, Note]]:
        """The code ranges of the Excludes1 notes that bind a code, its parents' among them."""
        folded = _NOT_CODE.sub("", code.upper())

        def look(reader: Reader) -> Sequence[tuple[str, str, Note]]:
            whole = diagnosis.diagnosis(folded, edition, reader, self._notes_edition)
            notes = whole.notes if whole else ()
            return [
                (first, last, note)
                for note in notes
                if note.kind is NoteKind.EXCLUDES1
                for first, last in diagnosis.ranges(note.text)
            ]

        return self._ask(look, ())

    def stamp(self) -> str:
        """A digest of what the file was made from and of its format."""
        if not self._releases:
            return ""
        made = f"{FORMAT} {self._notes_edition} {self._releases!r}"
        return blake2b(made.encode(), digest_size=_STAMP_BYTES).hexdigest()

    def categories(self, edition: str) -> Sequence[tuple[str, str]]:
        """Chapters and categories of an edition."""
        return self._ask(
            lambda reader: [
                (str(r[0]), str(r[1])) for r in reader.rows("every_category", edition=edition)
            ],
            [],
        )

    def family(self, category: str, edition: str) -> Sequence[Listed]:
        """The codes of a category that stay as they are."""
        newest = max(self._editions(CodeSet.CM), default=edition)
        return self._ask(
            lambda reader: [
                Listed(dotted(r[0]), r[1], bool(r[2]), dotted(r[3]))
                for r in reader.rows("family", newest=newest, edition=edition, **_span(category))
            ],
            [],
        )

    def notes(self, category: str) -> Sequence[Note]:
        """The notes of a category and of what is below it."""
        return self._ask(
            lambda reader: [
                Note(NoteKind(r[0]), r[1], owner_name(r[2]))
                for r in reader.rows("notes_below", **_span(category))
            ],
            [],
        )

    def _editions(self, code_set: CodeSet) -> tuple[str, ...]:
        return tuple(r.edition for r in self._releases if r.code_set is code_set)

    def _nearest(self, code_set: CodeSet, edition: str) -> str:
        """That edition when it is loaded, else the newest before it, else the oldest."""
        editions = self._editions(code_set)
        before = [e for e in editions if e <= edition]
        return before[-1] if before else (editions[0] if editions else edition)

    def _ask(self, look: Callable[[Reader], T], nothing: T) -> T:
        with self._lock:
            if self._connection is None:
                return nothing
            return look(Reader(self._connection))


def _span(category: str) -> dict[str, object]:
    """Everything that begins with the three characters, as a range of an index."""
    code = category[:_CATEGORY]
    return {"code": code, "after": f"{code}["}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
