"""ICD-10-PCS tables and definitions from their XML."""

import math
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError, fromstring

from bot.codes.faults import CodesError
from bot.codes.order import Edition

Labels = tuple[tuple[str, str], ...]
_FIXED = 3
_LENGTH = 7


@dataclass(frozen=True, slots=True)
class Axis:
    """One character: its name and (value, label) pairs."""

    position: int
    name: str
    labels: Labels


@dataclass(frozen=True, slots=True)
class Table:
    """A table: three fixed axes, and rows of four axes each; a code is one value of each in a row.

    `definition` is that of its operation.
    """

    code: str
    fixed: tuple[Axis, ...]
    rows: tuple[tuple[Axis, ...], ...]
    definition: str


@dataclass(frozen=True, slots=True)
class Definition:
    """What a value of an axis means, within a section."""

    section: str
    position: int
    label: str
    definition: str
    explanation: str
    includes: str


def read_tables(data: bytes, name: str) -> tuple[int, tuple[Table, ...]]:
    """The edition's year and its tables. Raises CodesError when a row does not come to as many
    codes, or an axis to as many values, as it says.
    """
    root = _parsed(data, name)
    return int(root.findtext("version") or 0), tuple(
        _table(table, name) for table in root.findall("pcsTable")
    )


def _table(element: Element, name: str) -> Table:
    fixed = tuple(_axis(axis, name) for axis in element.findall("axis"))
    code = "".join(axis.labels[0][0] for axis in fixed)
    if len(code) != _FIXED:
        raise CodesError(f"{name}: a table with {len(code)} fixed characters, {code!r}.")
    rows: list[tuple[Axis, ...]] = []
    for row in element.findall("pcsRow"):
        axes = tuple(_axis(axis, name) for axis in row.findall("axis"))
        if [axis.position for axis in axes] != [4, 5, 6, 7]:
            raise CodesError(f"{name}: a row of table {code} has not the characters 4 to 7.")
        count = math.prod(len(axis.labels) for axis in axes)
        if str(count) != row.get("codes"):
            raise CodesError(
                f"{name}: a row of table {code} says {row.get('codes')} codes, its values make "
                f"{count}."
            )
        rows.append(axes)
    return Table(code, fixed, tuple(rows), (element.findtext("axis/definition") or "").strip())


def _axis(element: Element, name: str) -> Axis:
    labels = tuple(
        (label.get("code") or "", (label.text or "").strip()) for label in element.findall("label")
    )
    if str(len(labels)) != element.get("values"):
        raise CodesError(
            f"{name}: an axis says {element.get('values')} values and has {len(labels)}."
        )
    return Axis(int(element.get("pos") or 0), (element.findtext("title") or "").strip(), labels)


def count(tables: tuple[Table, ...]) -> int:
    """How many codes the tables make."""
    return sum(math.prod(len(axis.labels) for axis in row) for t in tables for row in t.rows)


def read_definitions(data: bytes, name: str) -> tuple[int, tuple[Definition, ...]]:
    """The edition's year and every definition."""
    root = _parsed(data, name)
    found: list[Definition] = []
    for section in root.findall("section"):
        for axis in section.findall("axis"):
            for terms in axis.findall("terms"):
                found += (
                    Definition(
                        section.get("code") or "",
                        int(axis.get("pos") or 0),
                        (title.text or "").strip(),
                        _joined(terms, "definition"),
                        _joined(terms, "explanation"),
                        _joined(terms, "includes"),
                    )
                    for title in terms.findall("title")
                )
    return int(root.findtext("version") or 0), tuple(found)


def _joined(terms: Element, tag: str) -> str:
    return "; ".join(text for e in terms.findall(tag) if (text := (e.text or "").strip()))


def _parsed(data: bytes, name: str) -> Element:
    try:
        return fromstring(data)  # noqa: S314 - the operator's own file
    except ParseError as error:
        raise CodesError(f"{name} is not whole XML: {error}.") from error


def agree(tables: tuple[Table, ...], order: Edition, name: str) -> None:
    """Raises CodesError unless the order file lists exactly the codes that the tables make."""
    listed = {code for code, (billable, _) in order.items() if billable}
    made = count(tables)
    by_table = {table.code: table for table in tables}
    strange = [c for c in listed if not _in(by_table.get(c[:_FIXED]), c)]
    if made != len(listed) or strange:
        raise CodesError(
            f"{name} lists {len(listed):,} codes, the tables make {made:,}; "
            f"{len(strange):,} of the listed ones are in no table. Are both of one edition?"
        )


def _in(table: Table | None, code: str) -> bool:
    if table is None or len(code) != _LENGTH:
        return False
    return any(
        all(value in {v for v, _ in axis.labels} for value, axis in zip(code[3:], row, strict=True))
        for row in table.rows
    )
