"""What is sound is served, what is not is named, and nothing a file holds can stop the bot."""

import os
from datetime import date
from pathlib import Path

from bot.domain.question import Kind
from bot.packs.build import Table
from bot.packs.problem import Level
from bot.packs.reader import read
from tests.packs.samples import CASE, EXAM, ITEM, PACK, write

GOOD = PACK + ITEM


def messages(tmp_path: Path, text: str | bytes, name: str = "bank/guidelines/a.toml") -> list[str]:
    return [str(p) for p in read([write(tmp_path, name, text)]).problems]


def test_a_sound_pack_reads_whole(tmp_path):
    write(tmp_path, "exams/cpc.toml", EXAM)
    item = ITEM.replace(
        "lookup_needed = false", 'lookup_needed = true\ncase = "case-one-01"\nvalid_to = 2027-09-30'
    )
    library = read([write(tmp_path, "bank/guidelines/a.toml", PACK + CASE + item)])
    assert library.problems == ()
    question = library.question("gl-one-01")
    assert question is not None
    assert question.kind is Kind.SINGLE
    assert question.topic == "guidelines"
    assert question.edition == "FY2026"
    assert question.pack == "guidelines/a"
    assert question.stem.startswith("An office note")
    assert question.stem.endswith("visit?")
    assert question.record.startswith("Discharge summary.")
    assert question.valid_to == date(2027, 9, 30)
    assert question.checked_on == date(2026, 11, 22)
    assert question.lookup_needed
    assert not question.needs_licence
    assert [option.error for option in question.options] == ["sequencing", "", "wrong_convention"]
    assert library.place("gl-one-01").line == GOOD.split("\n").index(
        "[[question]]"
    ) + 1 + CASE.count("\n")
    assert library.exams["cpc"].editions[1].since == date(2026, 1, 15)


def test_a_message_says_where_and_what_to_do(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = messages(tmp_path, GOOD.replace('setting = "outpatient"', 'setting = "clinic"'))
    place = "bank/guidelines/a.toml:12: gl-one-01"
    choice = "use one of inpatient, outpatient, ed, professional, any"
    assert found == [f"{place}: `setting` is 'clinic': {choice}"]


def test_ids_are_unique_over_all_files(tmp_path):
    write(tmp_path, "bank/guidelines/a.toml", GOOD + CASE)
    found = messages(tmp_path, GOOD + CASE, "bank/guidelines/b.toml")
    errors = [message for message in found if "already" in message]
    assert [("b.toml" in m, "a.toml:" in m) for m in errors] == [(True, True), (True, True)]


def test_a_case_nobody_asks_about_is_a_warning(tmp_path):
    problem, *_ = read([write(tmp_path, "bank/guidelines/a.toml", PACK + CASE + ITEM)]).problems
    assert problem.level is Level.WARNING
    assert "no question uses this case" in problem.message


def test_the_items_of_a_bad_case_stay_out_with_it(tmp_path):
    case = CASE.replace('"inpatient"', '"ward"')
    item = ITEM.replace("author =", 'case = "case-one-01"\nauthor =')
    library = read([write(tmp_path, "bank/guidelines/a.toml", PACK + case + item)])
    assert library.questions == ()
    assert [problem.item for problem in library.problems] == ["case-one-01", "gl-one-01"]


def test_the_folder_is_the_topic(tmp_path):
    assert "the folder is 'pcs'" in "\n".join(messages(tmp_path, GOOD, "bank/pcs/a.toml"))


def test_an_operator_may_drop_a_file_into_the_folder_itself(tmp_path):
    assert messages(tmp_path, GOOD, "a.toml") == []


def test_one_file_can_be_read_alone(tmp_path):
    write(tmp_path, "bank/guidelines/a.toml", GOOD)
    assert len(read([tmp_path / "bank/guidelines/a.toml"]).questions) == 1


def test_a_file_reached_twice_is_read_once(tmp_path):
    write(tmp_path, "bank/guidelines/a.toml", GOOD)
    library = read([tmp_path, tmp_path / "bank", tmp_path / "bank/guidelines/a.toml"])
    assert (len(library.questions), library.problems) == (1, ())


def test_the_copies_a_config_map_keeps_are_not_read_twice(tmp_path):
    write(tmp_path, "..2026_11_22/a.toml", GOOD)
    (tmp_path / "a.toml").symlink_to(tmp_path / "..2026_11_22/a.toml")
    library = read([tmp_path])
    assert (len(library.questions), library.problems) == (1, ())


def test_what_cannot_be_read_is_named(tmp_path):
    (tmp_path / "gone.toml").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "folder.toml").mkdir()
    found = read([tmp_path, tmp_path / "missing"]).problems
    said = [(Path(p.file).name, p.message.split(":")[0]) for p in found]
    assert sorted(said) == [
        ("folder.toml", "cannot be read"),
        ("gone.toml", "cannot be read"),
        ("missing", "is not there"),
        ("pipe.toml", "cannot be read"),
    ]


def test_a_read_that_fails_is_named(tmp_path, monkeypatch):
    write(tmp_path, "a.toml", GOOD)

    def refuse(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert "(Permission denied)" in read([tmp_path]).problems[0].message
    monkeypatch.setattr(Path, "rglob", refuse)
    assert "(Permission denied)" in read([tmp_path]).problems[0].message


LICENCE = """\
contains_cpt = true
licence_holder = "A clinic"
licence_ref = "AMA-1"
cpt_year = 2026
notice = "CPT (c) 2025 American Medical Association."
workspaces = ["web"]
"""


def test_an_operators_licensed_pack_is_served_and_marked(tmp_path):
    text = PACK + LICENCE + ITEM.replace("gout, uric", "gout, 99213, uric")
    library = read([write(tmp_path, "guidelines/a.toml", text)])
    assert library.problems == ()
    assert library.questions[0].needs_licence


def test_the_bundled_bank_may_not_declare_cpt(tmp_path):
    write(tmp_path, "bank/guidelines/a.toml", PACK + LICENCE + ITEM)
    library = read([tmp_path], bundled=tmp_path)
    assert library.questions == ()
    assert "the bundled bank never holds CPT" in library.problems[0].message


def test_texts_are_composed_and_line_ends_are_plain(tmp_path):
    text = "\ufeff" + GOOD.replace("probable gout", "Me\u0301nie\u0300re").replace("\n", "\r\n")
    library = read([write(tmp_path, "bank/guidelines/a.toml", text)])
    assert library.problems == ()
    assert "Ménière" in library.questions[0].stem
    assert "\r" not in library.questions[0].stem


def test_an_operators_exam_can_be_asked_for(tmp_path):
    write(tmp_path, "exams/coc.toml", EXAM.replace("cpc", "coc"))
    library = read([write(tmp_path, "guidelines/a.toml", GOOD.replace('"cpc", "ccs"', '"coc"'))])
    assert library.problems == ()
    assert len(library.for_exam("coc", on=date(2026, 11, 22))) == 1


def test_lines_wrapped_for_the_file_are_one_paragraph() -> None:
    table = Table({"stem": "A visit for\n  gout.\nWhich code?\n\nTwo notes:\n- one\n- two\n"})
    assert table.prose("stem") == "A visit for gout. Which code?\n\nTwo notes:\n- one\n- two"
