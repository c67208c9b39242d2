"""Code sets made of the small files beside this one, and of everything that is at hand."""

from contextlib import contextmanager
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


@contextmanager
def shelved(folder, *built):
    """A shelf with code sets just built from `built`, as `build` takes it."""
    path = folder / "codes.sqlite3"
    build(path, *built)
    shelf = Shelf(path)
    assert shelf.open()
    yield shelf
    shelf.close()


@pytest.fixture(scope="session")
def tiny(tmp_path_factory):
    """Every set, from the fixtures."""
    with shelved(tmp_path_factory.mktemp("tiny"), FIXTURES, silent, TINY) as shelf:
        yield shelf


@pytest.fixture(scope="session")
def whole(tmp_path_factory):
    """The whole list that is installed, and the official files where they are at hand."""
    with shelved(
        tmp_path_factory.mktemp("whole"), DATA if DATA.is_dir() else None, silent
    ) as shelf:
        yield shelf
