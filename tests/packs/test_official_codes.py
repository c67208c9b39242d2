"""Every code of the bank against the official files, where they are at hand."""

import pytest

from bot.codes.build import build
from bot.codes.shelf import Shelf
from bot.domain.code import CodeSet
from bot.packs.lint import lint, unchecked
from bot.packs.problem import Level
from bot.packs.reader import read
from bot.packs.schema import BUNDLED

DATA = BUNDLED.parents[1] / "shared" / "data"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def codes(tmp_path_factory):
    """Whatever can be made here: ICD-10-CM always, the rest from the official files."""
    path = tmp_path_factory.mktemp("official") / "codes.sqlite3"
    if not DATA.is_dir():
        print(f"\nno official files in {DATA}: only ICD-10-CM codes are looked up")
    build(path, DATA if DATA.is_dir() else None, lambda _: None)
    shelf = Shelf(path)
    assert shelf.open()
    yield shelf
    shelf.close()


@pytest.fixture(scope="module")
def bank():
    return read()


def test_the_bank_has_no_error_against_the_official_codes(bank, codes):
    found = lint(bank, codes)
    assert [str(problem) for problem in found if problem.level is Level.ERROR] == []


def test_where_the_official_files_are_nothing_is_unchecked_but_hcpcs_activity(bank, codes):
    lines = unchecked(bank, codes)
    if DATA.is_dir():
        assert [line for line in lines if " codes are active, " not in line] == []
        assert len(lines) == 1
    else:
        assert [line for line in lines if "ICD-10-CM codes, FY2026" in line] == []
        assert any("ICD-10-PCS" in line for line in lines)


def test_the_official_totals_are_the_known_ones(codes):
    """As printed by NCHS and CMS; a truncated file would make every check above too easy."""
    counts = {(r.code_set, r.edition): r.codes for r in codes.releases()}
    assert counts[CodeSet.CM, "FY2026"] == 74_719
    if DATA.is_dir():
        assert counts[CodeSet.CM, "FY2025"] == 74_260
        assert counts[CodeSet.CM, "FY2027"] == 74_879
        assert counts[CodeSet.PCS, "FY2026"] == 79_115
        assert counts[CodeSet.HCPCS, "2026-07"] == 8_725
