"""The ICD-10-CM Tabular List from its XML: chapters, blocks, codes with titles, notes."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from xml.etree.ElementTree import Element, parse

from bot.codes.faults import CodesError
from bot.domain.code import NoteKind, dotted

_PACKAGE = "simple_icd_10_cm"
_NOTES = {
    "inclusionTerm": NoteKind.INCLUSION,
    "includes": NoteKind.INCLUDES,
    "excludes1": NoteKind.EXCLUDES1,
    "excludes2": NoteKind.EXCLUDES2,
    "codeFirst": NoteKind.CODE_FIRST,
    "useAdditionalCode": NoteKind.USE_ADDITIONAL,
    "codeAlso": NoteKind.CODE_ALSO,
    "sevenChrNote": NoteKind.SEVENTH,
    "notes": NoteKind.NOTE,
}
_FULL_LENGTH = 7
_SPACES = re.compile(r"\s+")
_RANGE = re.compile(r"\s*\(([A-Z]\w\w)-([A-Z]\w\w)\)$")

Notes = list[tuple[NoteKind, str]]
Characters = tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Group:
    """A chapter (id `1`) or a block (id `A00-A09`), with the notes under its heading."""

    id: str
    title: str
    chapter: str
    notes: Notes = field(default_factory=Notes)


@dataclass(slots=True)
class Code:
    """A code without its dot. `made` by adding a 7th character; such codes have no notes of their
    own.
    """

    code: str
    title: str
    parent: str
    block: str
    billable: bool = False
    made: bool = False
    notes: Notes = field(default_factory=Notes)
    seventh: Characters = ()


@dataclass(slots=True)
class Tabular:
    """The whole list. `year` is what the XML says of itself; codes are in the order printed."""

    year: int
    name: str
    groups: list[Group] = field(default_factory=list[Group])
    codes: list[Code] = field(default_factory=list[Code])


def bundled() -> tuple[Path, Path]:
    """The XML and the code list that come inside the wheel; nothing of it is imported. Raises
    CodesError when they are not there.
    """
    spec = find_spec(_PACKAGE)
    folder = Path(spec.origin or "").parent / "data" if spec else Path()
    tabular = sorted(folder.glob("icd10c*tabular*.xml")) if spec else []
    listed = sorted(folder.glob("code-list*.txt")) if spec else []
    if not tabular or not listed:
        raise CodesError(
            f"The ICD-10-CM Tabular List is not here: {_PACKAGE} is not installed whole."
        )
    return tabular[-1], listed[-1]


def read(tabular: Path, listed: Path) -> Tabular:
    """The list, 7th characters added. Raises CodesError when the XML and the list of all codes
    beside it do not name exactly the same codes.
    """
    official = {
        line.split(" ")[0].replace(".", "")
        for line in listed.read_text(encoding="utf-8").splitlines()
        # Chapters and blocks are listed as well.
        if re.fullmatch(r"[A-Z]\w[\w.]*( .*)?", line)
    }
    root = parse(tabular).getroot()  # noqa: S314 - a file we installed, or the operator's own
    found = Tabular(int(_text(root, "version") or 0), tabular.name)
    for chapter in root.iter("chapter"):
        number = _text(chapter, "name")
        title = _RANGE.sub(r" (\1–\2)", _text(chapter, "desc"))
        found.groups.append(Group(number, title, number, _notes(chapter)))
        for section in chapter.iter("section"):
            block = section.get("id") or ""
            heading = _SPACES.sub(" ", _text(section, "desc"))
            found.groups.append(Group(block, _RANGE.sub("", heading), number, _notes(section)))
            for diag in section.findall("diag"):
                _walk(diag, "", block, (), official, found)
    ours = {code.code for code in found.codes}
    blocks = {code for code in official - ours if code in {g.id for g in found.groups}}
    missing, strange = official - ours - blocks, ours - official
    if missing or strange or len(ours) != len(found.codes):
        raise CodesError(
            f"{tabular.name} and {listed.name} do not agree: {len(missing)} codes are only in the "
            f"list ({_some(missing)}), {len(strange)} only in the XML ({_some(strange)})."
        )
    return found


def _some(codes: set[str]) -> str:
    return ", ".join(sorted(codes)[:3]) or "none"


def _walk(
    diag: Element, parent: str, block: str, above: Characters, official: set[str], found: Tabular
) -> None:
    code = Code(
        _text(diag, "name").replace(".", ""), _text(diag, "desc"), parent, block, notes=_notes(diag)
    )
    code.seventh = tuple(_seventh(diag))
    characters = code.seventh or above
    found.codes.append(code)
    inner = diag.findall("diag")
    for child in inner:
        _walk(child, code.code, block, characters, official, found)
    if inner:
        return
    made = list(_extended(code, characters, official)) if characters else []
    found.codes += made
    code.billable = not made


def _extended(code: Code, characters: Characters, official: set[str]) -> Iterator[Code]:
    """The code with each 7th character. The list of all codes says which of them exist: notes
    such as "7th character C is for S52.2 only" are prose.
    """
    padded = code.code.ljust(_FULL_LENGTH - 1, "X")
    for character, words in characters:
        if len(code.code) < _FULL_LENGTH and padded + character in official:
            title = f"{code.title}, {words}"
            yield Code(padded + character, title, code.code, code.block, billable=True, made=True)


def _seventh(diag: Element) -> Iterator[tuple[str, str]]:
    """(character, words). A note beside an extension is more of its words."""
    for definition in diag.findall("sevenChrDef"):
        for extension in definition.findall("extension"):
            yield extension.get("char") or "", _clean(extension.text)


def _notes(element: Element) -> Notes:
    return [
        (kind, _clean(note.text))
        for child in element
        if (kind := _NOTES.get(child.tag))
        for note in child.iter("note")
        if _clean(note.text)
    ]


def _text(element: Element, tag: str) -> str:
    return _clean(element.findtext(tag))


def _clean(text: str | None) -> str:
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text or "")).strip()


def owner_name(owner: str) -> str:
    """How a note's owner is printed: `E11.2`, `E08-E13`, `chapter 4`."""
    if "-" in owner:
        return owner
    return f"chapter {owner}" if owner.isdigit() else dotted(owner)
