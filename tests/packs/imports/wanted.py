"""Whole questions in the words of other tools, and an import of them."""

from pathlib import Path

from bot.packs.imports.plan import Plan, Wanted, plan, write
from bot.packs.lint import lint
from bot.packs.problem import Level
from bot.packs.reader import read
from tests.packs.samples import RATIONALE

CELLS = {
    "topic": "guidelines",
    "stem": "An office note ends with probable gout of the great toe, uric acid awaited. "
    "What is reported for this visit?",
    "A": "The suspected disease",
    "B": "The presenting sign",
    "C": "A screening encounter",
    "D": "An observation stay",
    "key": "B",
    "rationale": RATIONALE,
    "why_A": "Not coded before it is proven.",
    "why_B": "Right: this much is known.",
    "why_C": "The patient came with a complaint.",
    "why_D": "Nobody was admitted here.",
    "citation": "ICD-10-CM Official Guidelines, IV.H (FY2026): uncertain",
    "setting": "outpatient",
}


def importing(path: Path, **more) -> Plan:
    """The plan of importing `path` into the folder `packs` beside it."""
    return plan(Wanted(path, path.parent / "packs", **more))


def said(done: Plan) -> list[str]:
    """The errors, each without its folder."""
    errors = (str(p) for p in done.problems if p.level is Level.ERROR)
    return [text.replace(f"{Path(p.file).parent}/", "") for text, p in _beside(errors, done)]


def _beside(errors, done):
    found = [p for p in done.problems if p.level is Level.ERROR]
    return zip(errors, found, strict=True)


def written(done: Plan, folder: Path):
    """The library of what was written; it has no error by reader and linter."""
    assert done.files
    write(done.files)
    library = read((folder,))
    assert [str(p) for p in lint(library) if p.level is Level.ERROR] == []
    return library
