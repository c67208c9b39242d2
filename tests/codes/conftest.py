"""Code sets made of the small files beside this one, and of everything that is at hand."""

from pathlib import Path

import pytest

from bot.codes.build import build
from bot.codes.shelf import Shelf

FIXTURES = Path(__file__).parent / "fixtures"
DATA = Path(__file__).parents[3] / "shared" / "data"
TINY = (FIXTURES / "tabular_2026.xml", FIXTURES / "code-list-2026.txt")

PARTS = Path(__file__).parents[1] / "features" / "fixtures"
PART = (PARTS / "tabular_2026.xml", PARTS / "code-list-2026.txt")
"""Whole categories of the Tabular List: enough for a drill of each kind."""


def silent(line):
    """Hears of progress, says nothing."""


@pytest.fixture(scope="session")
def tiny(tmp_path_factory):
    """Every set, from the fixtures."""
    path = tmp_path_factory.mktemp("tiny") / "codes.sqlite3"
    build(path, FIXTURES, silent, TINY)
    shelf = Shelf(path)
    assert shelf.open()
    yield shelf
    shelf.close()


@pytest.fixture(scope="session")
def whole(tmp_path_factory):
    """The whole list that is installed, and the official files where they are at hand."""
    path = tmp_path_factory.mktemp("whole") / "codes.sqlite3"
    build(path, DATA if DATA.is_dir() else None, silent)
    shelf = Shelf(path)
    assert shelf.open()
    yield shelf
    shelf.close()
