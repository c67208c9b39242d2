"""Every ICD-10 code of the bank against the official FY2026 files, where they are at hand."""

import re
import zipfile
from pathlib import Path

import pytest

from bot.domain.question import Kind
from bot.packs.licence import texts
from bot.packs.lint.words import codes, keys
from bot.packs.reader import read
from bot.packs.schema import BUNDLED

DATA = BUNDLED.parents[1] / "shared" / "data"
FILES = {
    "ICD-10-CM": DATA / "icd10cm-2026" / "cms_2026_dx.zip",
    "ICD-10-PCS": DATA / "icd10pcs-2026" / "cms_2026_pr.zip",
}


def order_file(path: Path) -> dict[str, bool]:
    """Code without dot to billable. Fixed width: code 7-13, flag 15."""
    with zipfile.ZipFile(path) as archive:
        name = next(n for n in archive.namelist() if re.search(r"order_2026\.txt$", n))
        lines = archive.read(name).decode("latin-1").splitlines()
    return {line[6:13].strip(): line[14] == "1" for line in lines}


@pytest.fixture(scope="module")
def official():
    """The official codes by code set; empty where the files are not here."""
    missing = [str(path) for path in FILES.values() if not path.exists()]
    if missing:
        print(f"\nno official files ({', '.join(missing)}): only the shape of codes is checked")
        return {}
    return {name: order_file(path) for name, path in FILES.items()}


@pytest.fixture(scope="module")
def bank():
    return read()


def mentioned(question):
    """The (code set, code) pairs in all that is shown, and in its citations."""
    cited = [c.section for c in question.citations if c.source == "ICD-10-CM Tabular"]
    for text in (*texts(question), *cited):
        yield from ((name, code) for name, code in codes(text) if name in FILES)


def right(question):
    """The codes a learner reports when the answer is right."""
    if question.kind is Kind.CODE_ENTRY:
        return [(question.code_set, code) for code in question.key]
    shown = [option.text for option in keys(question)]
    return [pair for text in shown for pair in codes(text)]


def test_every_code_in_the_bank_exists(bank, official):
    pairs = sorted({(*pair, q.id) for q in bank.questions for pair in mentioned(q)})
    assert pairs
    unknown = [
        (name, code, item)
        for name, code, item in pairs
        if official and code.replace(".", "") not in official[name]
    ]
    assert unknown == []


def test_every_key_code_is_billable(bank, official):
    pairs = sorted({(*pair, q.id) for q in bank.questions for pair in right(q)})
    assert pairs
    header = [
        (name, code, item)
        for name, code, item in pairs
        if name in official and not official[name].get(code.replace(".", ""), False)
    ]
    assert header == []


def test_every_typed_code_is_shaped_for_its_set(bank):
    odd = [
        (question.id, code)
        for question in bank.questions
        if question.kind is Kind.CODE_ENTRY
        for code in (*question.key, *(note.code for note in question.mistakes))
        if [name for name, _ in codes(code)] != [question.code_set]
    ]
    assert odd == []


def test_the_official_totals_are_the_known_ones(official):
    """As printed by CMS; a truncated download would make every check above too easy."""
    counts = {name: sum(found.values()) for name, found in official.items()}
    assert counts in ({}, {"ICD-10-CM": 74_719, "ICD-10-PCS": 79_115})
