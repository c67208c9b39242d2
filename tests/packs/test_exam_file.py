"""An exam file: its outline and dates hold together, or it stays out."""

import pytest

from bot.packs.problem import Level
from bot.packs.reader import read
from tests.packs.samples import EXAM, ITEM, PACK, write

BAD_EXAMS = {
    "field missing": (EXAM.replace('body = "AAPC"\n', ""), "add `body`"),
    "another id": (EXAM.replace('id = "cpc"', 'id = "cic"'), "name the file the same"),
    "neither items nor weight": (EXAM.replace("items = 4\n", ""), "needs either items"),
    "both items and weight": (
        EXAM.replace("items = 4\n", "items = 4\nweight_low = 1\nweight_high = 2\n"),
        "needs either items",
    ),
    "half a weight": (EXAM.replace("items = 4\n", "weight_low = 1\n"), "weight_high"),
    "weights swapped": (
        EXAM.replace("items = 4\n", "weight_low = 9\nweight_high = 2\n"),
        "weight_low is above weight_high",
    ),
    "no topics": (EXAM.replace('["terminology"]', "[]"), "has no topics"),
    "editions overlap": (EXAM.replace("2026-01-15", "2026-01-14"), "FY2025 and FY2026 overlap"),
    "edition backwards": (
        EXAM.replace("from = 2026-01-15", "from = 2026-01-15\nuntil = 2026-01-01"),
        "until is before from",
    ),
    "fact twice": (
        EXAM + EXAM[EXAM.index("[[fact]]") : EXAM.index("[[domain]]")],
        "fact 'items' is there twice",
    ),
    "hidden character": (EXAM.replace("AAPC", "AA\u200bPC"), "hidden character U+200B"),
    "syntax": (EXAM + "[[", "is not valid TOML"),
}


@pytest.mark.parametrize(("text", "message"), BAD_EXAMS.values(), ids=BAD_EXAMS)
def test_a_bad_exam_is_left_out_and_its_questions_stay(tmp_path, text, message):
    write(tmp_path, "bank/guidelines/a.toml", PACK + ITEM)
    library = read([write(tmp_path, "exams/cpc.toml", text)])
    assert library.exam("cpc") is None
    assert len(library.questions) == 1
    assert message in "\n".join(map(str, library.problems))


def test_a_gap_between_editions_is_a_warning(tmp_path):
    library = read([write(tmp_path, "exams/cpc.toml", EXAM.replace("2026-01-15", "2026-02-01"))])
    assert library.exam("cpc") is not None
    assert [(p.level, "close the gap" in p.message) for p in library.problems] == [
        (Level.WARNING, True)
    ]


def test_an_exam_is_described_once(tmp_path):
    write(tmp_path, "ours/exams/cpc.toml", EXAM)
    write(tmp_path, "theirs/exams/cpc.toml", EXAM)
    problem, *more = read([tmp_path]).problems
    assert (problem.item, more) == ("cpc", [])
    assert "already in" in problem.message
