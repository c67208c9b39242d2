"""The code sets as the operator meets them: made by a command, or beside a running Rounds."""

import signal
import sqlite3
from contextlib import closing

import pytest

from bot.codes import format as made
from bot.codes.build import build
from tests.app.process import bot, sentence, until
from tests.codes.conftest import FIXTURES, TINY, silent

pytestmark = pytest.mark.slow


def test_build_shows_progress_and_list_shows_what_there_is(tmp_path):
    done = bot("codes", "build", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    first, last = done.stdout.splitlines()
    assert first == "ICD-10-CM FY2026: 74,719 codes and 23,467 headers"
    assert last.startswith("Wrote data/codes.sqlite3 (")
    done = bot("codes", "list", cwd=tmp_path)
    assert done.stdout.split()[:3] == ["ICD-10-CM", "FY2026", "74,719"]


def test_what_cannot_be_made_is_said_in_a_sentence(tmp_path):
    assert "There is no folder nowhere" in sentence(
        bot("codes", "build", "--from", "nowhere", cwd=tmp_path)
    )
    assert "python -m bot codes build" in sentence(bot("codes", "list", cwd=tmp_path))
    spoiled = tmp_path / "files"
    spoiled.mkdir()
    text = (FIXTURES / "icd10cm_order_addenda_2027.txt").read_text(encoding="utf-8")
    (spoiled / "icd10cm_order_addenda_2027.txt").write_text(text, encoding="utf-8")
    said = bot("codes", "build", "--from", "files", cwd=tmp_path)
    assert said.returncode == 2
    assert "says that 2026 has 10 headers, but there are 23,467" in said.stderr
    assert list((tmp_path / "data").iterdir()) == []


def test_lint_checks_codes_and_lists_what_ends(tmp_path):
    (tmp_path / "data").mkdir()
    build(tmp_path / "data" / made.NAME, FIXTURES, silent, TINY)
    pack = tmp_path / "chapters"
    pack.mkdir()
    (pack / "one.toml").write_text(PACK, encoding="utf-8")
    done = bot("lint", "chapters", "--on", "2027-01-15", cwd=tmp_path)
    assert done.returncode == 1
    assert "chapters/one.toml:7: ch-one-01: use real codes [E11.8 is not in FY2026] (rule 18)" in (
        done.stdout
    )
    assert "chapters/one.toml:7: ch-one-01: valid until 2026-12-31" in done.stdout
    assert "1 item is not valid on 2027-01-15 any more" in done.stdout
    assert "is not a day such as 2027-01-15" in bot("lint", "--on", "soon", cwd=tmp_path).stderr


PACK = '''\
[pack]
topic = "chapters"
title = "One"
licence = "CC BY 4.0"
edition = "FY2026"

[[question]]
id = "ch-one-01"
revision = 1
type = "code_entry"
exams = ["cpc"]
setting = "outpatient"
cognitive = "AP"
difficulty = 2
time_target_s = 60
lookup_needed = true
code_set = "ICD-10-CM"
valid_to = 2026-12-31
stem = "Type 2 diabetes mellitus with diabetic chronic kidney disease. Which one code is it?"
key = ["E11.22"]
rationale = """The Tabular List has one code for the pair, and the stage is reported beside it.
Remember: diabetes with a kidney disease is one code, and its stage is another."""
author = "Rounds"

[[question.codes]]
code = "E11.22"
why = "The pair in one code."

[[question.mistakes]]
code = "E11.8"
why = "Not the kidney."
error = "unspecified"

[[question.citations]]
source = "ICD-10-CM Tabular"
section = "E11.22"
release = "FY2026"
'''


def test_the_first_start_makes_them_beside_the_page(rounds):
    rounds.settings = {"ROUNDS_CODES": "auto"}
    rounds.start()
    assert "Codes:    being made in the background, from what is installed" in rounds.out
    path = rounds.folder / "data" / made.NAME
    until(path.exists, "the code sets", within_s=90)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT COUNT(*) FROM cm WHERE billable").fetchone() == (74_719,)
    assert rounds.ends(signal.SIGTERM) == 0
    assert rounds.err == ""
    rounds.start()
    assert "Codes:    ICD-10-CM FY2026\n" in rounds.out


def test_stopping_while_they_are_made_leaves_nothing_half(rounds):
    rounds.settings = {"ROUNDS_CODES": "auto"}
    rounds.start()
    data = rounds.folder / "data"
    until(lambda: list(data.glob("*.draft")), "the beginning of the build")
    assert rounds.ends(signal.SIGTERM) == 0
    assert not (data / made.NAME).exists()
    rounds.start()
    until((data / made.NAME).exists, "the code sets", within_s=90)
    assert rounds.ends(signal.SIGTERM) == 0
    assert list(data.glob("*.draft")) == []


def test_a_disk_without_room_is_no_reason_not_to_run(rounds, small_disk):
    disk = small_disk("disk", 4000)
    rounds.settings = {"ROUNDS_CODES": "auto", "ROUNDS_DATA": str(disk)}
    rounds.start()
    until(lambda: "code sets were not made" in rounds.err, "the warning")
    assert "MB free; the code sets need 150 MB while they are made." in rounds.err
    assert rounds.ends(signal.SIGTERM) == 0
