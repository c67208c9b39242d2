"""Which official files lie in a folder, under the names their publishers gave them or in zips."""

import gzip
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bot.codes.faults import CodesError
from bot.codes.supplies import is_list

MOST_BYTES = 80_000_000
"""The largest official file, a PCS order file, has 12 MB."""


class Kind(StrEnum):
    """What a file was taken for."""

    CM_ORDER = "ICD-10-CM order file"
    CM_ADDENDA = "ICD-10-CM changes"
    PCS_TABLES = "ICD-10-PCS tables"
    PCS_DEFINITIONS = "ICD-10-PCS definitions"
    PCS_ORDER = "ICD-10-PCS order file"
    HCPCS_FILE = "HCPCS Level II file"
    HCPCS_LIST = "HCPCS Level II, codes alone"


_NAMES = (
    (Kind.CM_ADDENDA, re.compile(r"icd10cm[-_]order[-_]addenda[-_](20\d\d)\.txt")),
    (Kind.CM_ORDER, re.compile(r"icd10cm[-_]order[-_](20\d\d)\.txt")),
    (Kind.PCS_TABLES, re.compile(r"icd10pcs[-_]tables[-_](20\d\d)\.xml")),
    (Kind.PCS_DEFINITIONS, re.compile(r"icd10pcs[-_]definitions[-_](20\d\d)\.xml")),
    (Kind.PCS_ORDER, re.compile(r"icd10pcs[-_]order[-_](20\d\d)\.txt")),
    (Kind.HCPCS_FILE, re.compile(r"hcpc(20\d\d).*anweb.*\.txt")),
)


@dataclass(frozen=True, slots=True)
class Official:
    """A file, and what it was taken for. `year` is the one in its name; 0 when it has none.

    `shown` is its name after that of its zip; `dated` the names that may tell a quarter.
    """

    kind: Kind
    year: int
    shown: str
    dated: str
    data: bytes

    @property
    def text(self) -> str:
        """The content: UTF-8, or Latin-1 as CMS wrote it until lately."""
        try:
            return self.data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return self.data.decode("latin-1")


def found(folder: Path) -> Iterator[Official]:
    """Every official file in a folder and the folders in it, by name; zips and .gz are opened.
    Raises CodesError for a folder that is not there or a zip that is broken.
    """
    if not folder.is_dir():
        raise CodesError(f"There is no folder {folder}. Name one that holds the official files.")
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        if path.suffix.lower() == ".zip":
            yield from _zipped(path)
        elif path.suffix.lower() in {".txt", ".xml", ".gz"}:
            if path.stat().st_size > MOST_BYTES:
                raise CodesError(f"{path.name} is larger than any official file.")
            data = path.read_bytes()
            if path.suffix.lower() == ".gz":
                try:
                    data = gzip.decompress(data)
                except (OSError, EOFError) as error:
                    raise CodesError(f"{path.name} cannot be unpacked; fetch it again.") from error
            yield from _taken(path.name, path.name, data)


def _zipped(path: Path) -> Iterator[Official]:
    try:
        with zipfile.ZipFile(path) as archive:
            for info in sorted(archive.infolist(), key=lambda i: i.filename):
                name = Path(info.filename).name
                if not name.lower().endswith((".txt", ".xml")):
                    continue
                if info.file_size > MOST_BYTES:
                    raise CodesError(f"{path.name}: {name} is larger than any official file.")
                yield from _taken(name, f"{path.name}: {name}", archive.read(info))
    except (zipfile.BadZipFile, OSError, RuntimeError) as error:
        raise CodesError(f"{path.name} cannot be opened as a zip; fetch it again.") from error


def _taken(name: str, shown: str, data: bytes) -> Iterator[Official]:
    for kind, pattern in _NAMES:
        if known := pattern.fullmatch(name.lower()):
            yield Official(kind, int(known[1]), shown, f"{name} {shown}", data)
            return
    if is_list(data[:400].decode("latin-1")):
        yield Official(Kind.HCPCS_LIST, 0, shown, f"{name} {shown}", data)
