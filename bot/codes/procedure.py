"""ICD-10-PCS codes against their tables: whole, in part, or wrong in one character."""

import re
from collections.abc import Sequence

from bot.codes.statements import Reader
from bot.domain.code import Axis, CodeSet, Procedure, ProcedureTable, Standing, Value

SHAPE = re.compile(r"[0-9BCDFGHX][0-9A-HJ-NP-Z]{2,6}")
_FIXED = 3
_LENGTH = 7


def found(code: str, edition: str, reader: Reader) -> Procedure | ProcedureTable | None:
    """The code, or the table as far as it was typed; None when no table begins so."""
    if reader.one("pcs_table", edition=edition, code=code[:_FIXED]) is None:
        return None
    rows = _rows(code[:_FIXED], edition, reader)
    fixed = tuple(_defined(axis, code[0], edition, reader) for axis in rows[0])
    open_rows = list(rows[1:])
    chosen: list[Axis] = list(fixed)
    for position, value in enumerate(code[_FIXED:], start=_FIXED + 1):
        fitting = [row for row in open_rows if _has(row, position, value)]
        if not fitting:
            left = _left(open_rows, position, code[0], edition, reader)
            return ProcedureTable(code, edition, tuple(chosen), left, len(open_rows), position)
        open_rows = fitting
        axis = _axis(fitting[0], position)
        only = tuple(v for v in axis.values if v.value == value)
        chosen.append(_defined(Axis(position, axis.name, only), code[0], edition, reader))
    if len(code) == _LENGTH:
        title = reader.one("title", code_set=CodeSet.PCS, code=code)
        return Procedure(code, edition, title[0] if title else "", tuple(chosen))
    left = _left(open_rows, len(code) + 1, code[0], edition, reader)
    return ProcedureTable(code, edition, tuple(chosen), left, len(open_rows))


def standing(code: str, edition: str, reader: Reader) -> Standing:
    """Billable when one row of its table has all four of its last values (Guidelines, A2 to A4)."""
    if len(code) != _LENGTH:
        return Standing.ABSENT
    for row in _rows(code[:_FIXED], edition, reader)[1:]:
        if all(_has(row, at, value) for at, value in enumerate(code[_FIXED:], start=_FIXED + 1)):
            return Standing.BILLABLE
    return Standing.ABSENT


def _rows(table: str, edition: str, reader: Reader) -> list[tuple[Axis, ...]]:
    """The table's rows; the first holds the three fixed axes."""
    rows: dict[int, dict[int, tuple[str, list[Value]]]] = {}
    for row, position, name, value, label in reader.rows("pcs_axes", edition=edition, code=table):
        axes = rows.setdefault(row, {})
        axes.setdefault(position, (name, []))[1].append(Value(value, label))
    return [
        tuple(Axis(position, name, tuple(values)) for position, (name, values) in axes.items())
        for _, axes in sorted(rows.items())
    ]


def _axis(row: Sequence[Axis], position: int) -> Axis:
    return next(axis for axis in row if axis.position == position)


def _has(row: Sequence[Axis], position: int, value: str) -> bool:
    return any(v.value == value for v in _axis(row, position).values)


def _left(
    rows: Sequence[tuple[Axis, ...]], first: int, section: str, edition: str, reader: Reader
) -> tuple[Axis, ...]:
    """What is left to choose from a position on: the values of all rows that are still open."""
    found: list[Axis] = []
    for position in range(first, _LENGTH + 1):
        values = {v.value: v for row in rows for v in _axis(row, position).values}
        axis = Axis(position, _axis(rows[0], position).name, tuple(sorted_values(values)))
        found.append(_defined(axis, section, edition, reader) if position == first else axis)
    return tuple(found)


def sorted_values(values: dict[str, Value]) -> list[Value]:
    """Digits before letters, as the tables print them."""
    return [values[key] for key in sorted(values)]


def _defined(axis: Axis, section: str, edition: str, reader: Reader) -> Axis:
    """The axis with the definitions of its values, where there are any."""
    values: list[Value] = []
    for value in axis.values:
        row = reader.one(
            "pcs_definition",
            edition=edition,
            section=section,
            position=axis.position,
            label=value.label,
        )
        values.append(Value(value.value, value.label, row[0] if row else ""))
    return Axis(axis.position, axis.name, tuple(values))
