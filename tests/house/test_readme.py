"""What the README promises is what the code declares."""

import re
from pathlib import Path

import pytest

from tests.house.readme import README, TABLES, written

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", TABLES)
def test_the_tables_are_what_the_code_and_the_bank_say(name):
    assert written(name) == TABLES[name]()


def test_every_file_the_readme_names_is_there():
    text = README.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", text)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_make_target_it_names_exists():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    text = README.read_text(encoding="utf-8")
    named = set(re.findall(r"(?:`|^)make ([a-z]+)", text, re.MULTILINE))
    assert {"run", "test"} <= named
    assert [name for name in named if f"\n{name}:" not in makefile] == []
