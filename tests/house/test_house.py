"""Rules of the house that no linter knows."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_BAD_NAMES = {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc"}


def tracked() -> list[Path]:
    """Files that git tracks; in an archive without git, every file outside hidden folders."""
    done = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    names = done.stdout.split("\n") if done.returncode == 0 else []
    found = [ROOT / name for name in names if name]
    return found or [p for p in ROOT.rglob("*") if p.is_file() and "/." not in str(p)]


def texts(*suffixes: str) -> list[tuple[Path, str]]:
    return [
        (path, path.read_text(encoding="utf-8"))
        for path in tracked()
        if path.suffix in suffixes and path.exists()
    ]


def test_no_room_is_named_after_nothing():
    assert [p for p in tracked() if p.suffix == ".py" and p.stem in _BAD_NAMES] == []


def test_locks_name_no_index_and_hash_everything():
    for name in ("run", "dev"):
        text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        assert "://" not in text
        pins = re.findall(r"^[a-z0-9].*==", text, re.MULTILINE)
        assert pins
        assert text.count("--hash=sha256:") >= len(pins)


def test_sql_lives_in_sql_files():
    words = re.compile(r"(SELECT .* FROM|INSERT INTO|UPDATE \w+ SET|DELETE FROM) ")
    # The migrator keeps its own table before any .sql file can have run; moving takes every table
    # that the schema has, by name.
    own = {ROOT / f"bot/store/{name}.py" for name in ("migrate", "dialect", "move")}
    found = {p for p, text in texts(".py") if p.is_relative_to(ROOT / "bot") and words.search(text)}
    assert found - own == set()


@pytest.mark.parametrize(
    "claim", ["real exam question", "actual exam questions!", "guaranteed pass", "predicts your"]
)
def test_nothing_is_claimed_that_is_not_so(claim):
    said = [
        path
        for path, text in texts(".py", ".toml", ".html", ".js")
        if claim in text.lower() and not path.is_relative_to(ROOT / "tests")
    ]
    lint = ROOT / "bot" / "packs" / "lint"
    assert [path for path in said if not path.is_relative_to(lint)] == []


def test_broad_excepts_stand_in_the_three_doors_only():
    found = {
        str(path.relative_to(ROOT))
        for path, text in texts(".py")
        if path.is_relative_to(ROOT / "bot") and re.search(r"except Exception\b", text)
    }
    doors = {"bot/core.py", "bot/schedule/due.py", "bot/schedule/outbox.py"}
    # The migrator words whatever either database raises, and raises it on.
    # openpyxl raises whatever a broken part of a stranger's workbook leads to.
    assert found == doors | {"bot/store/migrate.py", "bot/packs/imports/sheet.py"}


def test_the_project_speaks_of_itself_alone():
    """No path of a machine, no document that only its makers have, no package index."""
    words = re.compile(r"(platforms|engine|codesets|peers|drills)\.md|/work/|index-url[ =]+http")
    own = Path(__file__)
    kinds = (".py", ".toml", ".md", ".sql", ".js", ".html", ".txt", ".json")
    assert [path for path, text in texts(*kinds) if words.search(text) and path != own] == []
