"""CSV and XLSX: one question a row under a header; and the sheets that are handed out."""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice

from .markup import tidy
from .rows import COLUMNS, MAX_BYTES, MAX_ROWS, Row, Taken, Taking, column

_EXAMPLE = {
    "id": "gout-office-01",
    "topic": "guidelines",
    "stem": 'An office note ends with "probable gout, right great toe". What is reported?',
    "A": "Gout, because the physician named it",
    "B": "Pain in the right toe, the sign that is known",
    "C": "A screening for gout, because a test is awaited",
    "key": "B",
    "rationale": "In the office a probable condition is not coded as if it existed; the documented "
    "sign stands in its place until a test proves more. Remember: outpatient, code what is known.",
    "why_A": "Probable is not proven, and this is an office visit.",
    "why_B": "Right: the sign is what is known on this day.",
    "why_C": "The patient came with a complaint, so it is no screening.",
    "error_A": "uncertain_dx_setting",
    "error_C": "wrong_convention",
    "citation": "ICD-10-CM Official Guidelines, IV.H (FY2026)",
    "exams": "cpc, ccs, cca",
    "setting": "outpatient",
    "cognitive": "AP",
    "difficulty": "2",
    "time_target_s": "60",
    "edition": "FY2026",
}


def template() -> str:
    """The header and one row that is whole, as CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerow(_EXAMPLE)
    return out.getvalue()


def workbook(rows: Iterable[Row]) -> bytes:
    """The rows as XLSX under the same header, to be completed by hand and imported again.

    Every cell is text: what begins with `=` in somebody's deck is no formula here.
    """
    from openpyxl import Workbook  # noqa: PLC0415 - a library that only a sheet needs
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - as above

    book = Workbook(write_only=True)
    sheet = book.create_sheet("questions")
    sheet.append(list(COLUMNS))

    def cell(text: str) -> object:
        made = WriteOnlyCell(sheet, text[:32_000])  # a cell of the format holds 32,767
        made.data_type = "s"
        return made

    for row in rows:
        sheet.append([cell(row.cells.get(name, "")) for name in COLUMNS])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read_csv(data: bytes, file: str) -> Taken:
    """The rows of a CSV file in UTF-8, separated by commas, semicolons or tabs."""
    taking = Taking(file)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        taking.refuse(line, "is not UTF-8 here: save it as CSV UTF-8")
        return taking.taken()
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)

    def numbered() -> Iterator[tuple[int, list[str]]]:
        before = 0
        for cells in lines:
            yield before + 1, cells
            before = lines.line_num

    try:
        _take(numbered(), taking)
    except csv.Error as error:
        taking.refuse(lines.line_num, f"is not CSV from here on ({error}): check the quotes")
    return taking.taken()


def read_xlsx(data: bytes, file: str) -> Taken:
    """The rows of the sheet called `questions`, or of the first; formulas by their last value."""
    from openpyxl import load_workbook  # noqa: PLC0415 - as above

    taking = Taking(file)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > 4 * MAX_BYTES:
                taking.refuse(0, "unpacks to more than 200 MB: split it")
                return taking.taken()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and validations it leaves out
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            names = {name.lower(): name for name in book.sheetnames}
            sheet = book[names.get("questions", book.sheetnames[0])]
            rows = islice(sheet.iter_rows(values_only=True), MAX_ROWS + 2)
            _take(((n, [_cell(c) for c in row]) for n, row in enumerate(rows, 1)), taking)
    except Exception as error:  # noqa: BLE001 - openpyxl raises whatever a broken part leads to
        taking.refuse(
            0, f"cannot be read as XLSX ({type(error).__name__}): save it again, or as CSV"
        )
    return taking.taken()


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case float() if value.is_integer():
            return str(int(value))
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case _:
            return str(value)


def _take(numbered: Iterable[tuple[int, Sequence[str]]], taking: Taking) -> None:
    header: dict[int, str] | None = None
    width = 0
    for line, cells in numbered:
        if not any(cell.strip() for cell in cells):
            continue
        if header is None:
            header, width = _header(line, cells, taking), len(cells)
            if not header:
                return
            continue
        if len(taking.rows) >= MAX_ROWS:
            taking.refuse(line, f"a file holds at most {MAX_ROWS} questions: split it")
            return
        if more := [cell for cell in cells[width:] if cell.strip()]:
            taking.refuse(line, f"{more[0][:40]!r} stands under no heading: check the quotes")
            continue
        found = {name: tidy(cells[n]) for n, name in header.items() if n < len(cells)}
        taking.rows.append(Row(line, {name: text for name, text in found.items() if text}))
    if header is None:
        taking.refuse(0, "is empty: begin with a header, see --template")


def _header(line: int, cells: Sequence[str], taking: Taking) -> dict[int, str]:
    """Position to column; empty, with the reasons said, when it cannot serve."""
    found: dict[int, str] = {}
    for n, cell in enumerate(cells):
        if not (text := tidy(cell)):
            continue
        name = column(text)
        if not name:
            taking.refuse(line, f"no column is called {text[:40]!r}: rename or remove it")
        elif name in found.values():
            taking.refuse(line, f"two columns are {name}: keep one")
            return {}
        else:
            found[n] = name
    missing = [name for name in ("stem", "A", "B", "C", "key") if name not in found.values()]
    if missing:
        taking.refuse(line, f"the header lacks {', '.join(missing)}: see --template")
        return {}
    return found
