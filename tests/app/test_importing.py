"""`python -m bot import` as an operator runs it."""

import openpyxl
import pytest

from bot.packs.imports.sheet import template
from tests.app.process import bot

pytestmark = pytest.mark.slow  # each looks through the whole bank

CPT = (
    "--licence-holder",
    "Us",
    "--licence-ref",
    "1",
    "--cpt-year",
    "2026",
    "--notice",
    "CPT (c)",
    "--workspace",
    "web",
)


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_the_template_imports_as_it_is_printed(tmp_path):
    done = bot("import", "--template", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, template())
    (tmp_path / "mine.csv").write_text(done.stdout)
    dry = bot("import", "mine.csv", "--into", "packs", "--dry-run", cwd=tmp_path)
    assert (dry.returncode, dry.stderr) == (0, "")
    assert dry.stdout.endswith("1 of 1 question would be written; nothing is.\n")
    assert files(tmp_path) == ["mine.csv"]
    done = bot("import", "mine.csv", "--into", "packs", "--licence", "CC BY 4.0", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert files(tmp_path) == ["mine.csv", "packs/guidelines/mine.toml"]
    assert 'licence = "CC BY 4.0"' in (tmp_path / "packs/guidelines/mine.toml").read_text()
    assert bot("lint", "--quiet", "packs", cwd=tmp_path).returncode == 0


def test_what_is_not_whole_is_listed_and_the_rest_written(tmp_path):
    header, row = template().splitlines()
    (tmp_path / "mine.csv").write_text(f"{header}\n{row}\n,guidelines,What?,a,b,c,E\n")
    done = bot("import", "mine.csv", "--into", "packs", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    assert "mine.csv:3: mine-0003: " in done.stdout
    assert done.stdout.endswith("1 of 2 questions written.\n")
    again = bot("import", "mine.csv", "--into", "packs", cwd=tmp_path)
    assert again.returncode == 1
    assert "0 of 2 questions written." in again.stdout


def test_what_other_tools_leave_open_is_completed_in_a_sheet(tmp_path):
    (tmp_path / "quiz.txt").write_text("What?\nA. a\nB. b\nC. c\nANSWER: B\n")
    done = bot("import", "quiz.txt", "--sheet", "quiz.xlsx", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Wrote 1 question to quiz.xlsx. Complete it, then import it." in done.stdout
    sheet = openpyxl.load_workbook(tmp_path / "quiz.xlsx").active
    assert [cell.value for cell in sheet[2]][2:6] == ["What?", "a", "b", "c"]
    again = bot("import", "quiz.txt", "--sheet", "quiz.xlsx", cwd=tmp_path)
    assert again.returncode == 2
    assert "Name a file that is not there yet." in again.stderr


def test_what_is_missing_on_the_line_is_said(tmp_path):
    done = bot("import", cwd=tmp_path)
    assert done.returncode == 2
    assert "Name the file, and the folder with --into." in done.stderr
    done = bot("import", "nowhere.csv", "--into", "packs", cwd=tmp_path)
    assert done.returncode == 1
    assert "nowhere.csv:1: nowhere: cannot be read (No such file or directory)" in done.stdout


def test_cpt_comes_in_with_the_whole_licence_only(tmp_path):
    text = template().replace("Gout, because the physician named it", "99213, an office visit")
    (tmp_path / "mine.csv").write_text(text)
    bare = bot("import", "mine.csv", "--into", "packs", cwd=tmp_path)
    assert "99213 looks like a CPT code" in bare.stdout
    part = bot("import", "mine.csv", "--into", "packs", *CPT[:4], cwd=tmp_path)
    assert part.returncode == 1
    assert (
        "contains_cpt needs the AMA licence declared: add cpt_year, notice, workspaces"
        in part.stdout
    )
    assert files(tmp_path) == ["mine.csv"]
    done = bot("import", "mine.csv", "--into", "packs", *CPT, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    pack = (tmp_path / "packs/guidelines/mine.toml").read_text()
    assert "contains_cpt = true" in pack
    pack = pack.replace('licence_ref = "1"\n', "")
    (tmp_path / "packs/guidelines/mine.toml").write_text(pack)
    lint = bot("lint", "--quiet", "packs", cwd=tmp_path)
    assert lint.returncode == 1
    assert "add licence_ref" in lint.stdout
