"""Sheets written by csv and openpyxl become packs; every row that cannot is named."""

import csv
import io
from datetime import date

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.packs.imports.items import spread
from bot.packs.imports.rows import COLUMNS, Row
from bot.packs.imports.sheet import read_csv, read_xlsx, template, workbook
from tests.packs.imports.wanted import CELLS, importing, said, written

pytestmark = pytest.mark.slow  # each looks through the whole bank


def a_csv(path, *rows, delimiter=",", encoding="utf-8", names=None):
    names = names or list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", newline="", encoding=encoding) as file:
        lines = csv.DictWriter(file, names, delimiter=delimiter)
        lines.writeheader()
        lines.writerows(rows)
    return path


def an_xlsx(path, *rows, before=()):
    book = openpyxl.Workbook()
    sheet = book.active
    names = list(dict.fromkeys(name for row in rows for name in row))
    for line in (*before, names, *([row.get(name) for name in names] for row in rows)):
        sheet.append(line)
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("delimiter", "encoding"), [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-8")]
)
def test_a_csv_becomes_a_pack(tmp_path, delimiter, encoding):
    path = a_csv(tmp_path / "My Qs.csv", CELLS, delimiter=delimiter, encoding=encoding)
    done = importing(path)
    assert said(done) == []
    [question] = written(done, tmp_path / "packs").questions
    assert question.id == "my-qs-0002"
    assert question.pack == "guidelines/my-qs"
    assert (question.stem, question.key) == (CELLS["stem"], ("B",))
    assert [option.text for option in question.options] == [CELLS[x] for x in "ABCD"]
    assert [option.why for option in question.options] == [CELLS[f"why_{x}"] for x in "ABCD"]
    assert str(question.citations[0]) == "ICD-10-CM Official Guidelines, IV.H (FY2026)"
    assert question.exams == ("cpc", "cic", "ccs", "cca")


def test_a_workbook_becomes_a_pack(tmp_path):
    row = {**CELLS, "difficulty": 4, "time_target_s": 75.0, "checked_on": date(2026, 11, 1)}
    done = importing(
        an_xlsx(tmp_path / "q.xlsx", row, {**row, "stem": "What differs here, then? " * 3})
    )
    assert said(done) == []
    one, two = written(done, tmp_path / "packs").questions
    assert (one.difficulty, one.time_target_s, one.checked_on) == (4, 75, date(2026, 11, 1))
    assert (one.id, two.id) == ("q-0002", "q-0003")


def test_the_template_is_whole(tmp_path):
    (tmp_path / "t.csv").write_text(template())
    done = importing(tmp_path / "t.csv")
    assert (done.count, done.problems) == (1, ())
    assert csv.reader(io.StringIO(template())).__next__() == list(COLUMNS)


def test_other_names_for_columns_are_understood(tmp_path):
    names = {"stem": "Question", "A": "Option A", "B": "choice 2", "C": "Answer_C", "D": "q_4"}
    names |= {"key": "Correct answer", "rationale": "EXPLANATION", "citation": "Source"}
    row = {names.get(name, name): text for name, text in CELLS.items()}
    row["Correct answer"] = CELLS["B"]
    assert importing(a_csv(tmp_path / "q.csv", row)).count == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"key": "E"}, "the key 'E' is not an option"),
        ({"key": ""}, "`key` takes at least 1 entries"),
        ({"why_C": ""}, "add `why_C`"),
        ({"rationale": "Short."}, "explain in 120 characters or more"),
        ({"citation": ""}, "add `citations`"),
        ({"citation": "My book, p. 3"}, "is not a known source"),
        ({"topic": "surgery"}, "topic is 'surgery': give --topic or a column"),
        ({"topic": ""}, "has no topic: give --topic"),
        ({"difficulty": "hard"}, "`difficulty` is 'hard', not a TOML whole number"),
        ({"setting": "home"}, "`setting` is 'home': use one of"),
        ({"exams": "cpc, xyz"}, "exam 'xyz' is not known"),
        ({"id": "Bad Id"}, "`id` is 'Bad Id'"),
        ({"error_A": "silly"}, "`error_A` is 'silly': use one of"),
        ({"A": "Report 99213 for it"}, "99213 looks like a CPT code"),
        ({"stem": "A real exam question: what is reported here for her visit?"}, "real exam"),
    ],
)
def test_a_row_that_is_not_whole_is_named_and_left_out(tmp_path, change, message):
    whole = {**CELLS, "id": "whole-one"}
    done = importing(
        a_csv(
            tmp_path / "q.csv",
            whole,
            {**CELLS, **change},
            names=[*CELLS, "id", "exams", "difficulty", "error_A"],
        )
    )
    assert any(text.startswith("q.csv:3: ") and message in text for text in said(done)), said(done)
    assert {text.split(":")[1] for text in said(done)} == {"3"}
    assert [q.id for q in written(done, tmp_path / "packs").questions] == ["whole-one"]


def test_a_record_over_several_lines_is_named_by_its_first(tmp_path):
    rows = ({**CELLS, "stem": "One.\n\n" + CELLS["stem"]}, {**CELLS, "key": "F"})
    assert [text.split(":")[1] for text in said(importing(a_csv(tmp_path / "q.csv", *rows)))] == [
        "5"
    ]


def test_an_id_is_used_once(tmp_path):
    row = {**CELLS, "id": "one"}
    done = importing(a_csv(tmp_path / "q.csv", row, row))
    assert done.count == 1
    assert said(done) == ["q.csv:3: one: this id is already used on 2"]
    written(done, tmp_path / "packs")
    again = importing(a_csv(tmp_path / "other.csv", row))
    assert "this id is already used in" in said(again)[0]


def test_nothing_is_written_over(tmp_path):
    path = a_csv(tmp_path / "q.csv", {**CELLS, "id": "one"})
    there = tmp_path / "packs" / "guidelines" / "q.toml"
    there.parent.mkdir(parents=True)
    there.write_text("mine")
    done = importing(path)
    assert (done.count, dict(done.files)) == (0, {})
    assert "is there already" in said(done)[0]
    assert there.read_text() == "mine"


def test_more_than_sixty_make_two_files(tmp_path):
    rows = [{**CELLS, "id": f"q-{n}", "key": "ABCD"[n % 4]} for n in range(61)]
    done = importing(a_csv(tmp_path / "q.csv", *rows))
    assert said(done) == []
    assert [path.name for path in done.files] == ["q.toml", "q-2.toml"]


def test_a_rule_over_the_whole_file_keeps_its_topic_out_until_it_is_shuffled(tmp_path):
    rows = [{**CELLS, "id": f"q-{n}"} for n in range(24)]
    path = a_csv(tmp_path / "q.csv", *rows)
    done = importing(path)
    assert done.count == 0
    assert any("B is the key of" in text for text in said(done))
    shuffled = importing(path, shuffle=True)
    assert (said(shuffled), shuffled.count) == ([], 24)
    for question in written(shuffled, tmp_path / "packs").questions:
        [key] = [option for option in question.options if option.id in question.key]
        assert (key.text, key.why) == (CELLS["B"], CELLS["why_B"])


def test_a_question_that_speaks_of_letters_stays_as_it_is():
    row = Row(2, {**CELLS, "why_A": "Wrong; compare it with option B, which is right."})
    assert spread([row] * 3, every=True) == [row] * 3


def test_options_that_begin_with_codes_are_sorted():
    codes = {"A": "R10.9, pain", "B": "E11.9, diabetes", "C": "I10, hypertension"}
    [row] = spread([Row(2, {**codes, "key": "A", "why_A": "a", "why_B": "b"}, shuffled=True)])
    wanted = {"A": codes["B"], "B": codes["C"], "C": codes["A"], "key": "C", "why_A": "b"}
    assert row.cells == {**wanted, "why_C": "a"}


def test_several_keys_make_a_multi_question(tmp_path):
    row = {**CELLS, "key": "b; D", "stem": f"{CELLS['stem']} Select TWO."}
    [question] = written(importing(a_csv(tmp_path / "q.csv", row)), tmp_path / "packs").questions
    assert (question.kind, question.key) == ("multi", ("B", "D"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", ":1: q: is empty: begin with a header"),
        ("stem,A,B\n", ":1: q: the header lacks C, key"),
        ("stem,A,B,C,key,stem\n", "two columns are stem"),
        ("stem,A,B,C,key,mood\n", "no column is called 'mood'"),
        ("stem,A,B,C,key\na,b,c,d,B,more\n", ":2: q: 'more' stands under no heading"),
        ('stem,A,B,C,key\n"a"x,b\n', ":2: q: is not CSV from here on"),
    ],
)
def test_a_csv_that_is_odd_is_named(tmp_path, text, message):
    (tmp_path / "q.csv").write_text(text)
    assert any(message in line for line in said(importing(tmp_path / "q.csv")))


def test_a_file_in_another_encoding_is_named(tmp_path):
    (tmp_path / "q.csv").write_bytes(template().encode() + "é".encode("latin-1"))
    assert said(importing(tmp_path / "q.csv")) == [
        "q.csv:3: q: is not UTF-8 here: save it as CSV UTF-8"
    ]


def test_what_is_no_workbook_is_named(tmp_path):
    (tmp_path / "q.xlsx").write_text(template())
    assert "cannot be read as XLSX" in said(importing(tmp_path / "q.xlsx"))[0]


def test_a_sheet_to_complete_is_read_back_and_holds_no_formula(tmp_path):
    row = Row(7, {"stem": "=1+1", "A": "one\ntwo", "B": "b", "C": "c", "key": "B"})
    book = openpyxl.load_workbook(io.BytesIO(workbook([row])))
    assert {cell.data_type for cell in book.active[2] if cell.value} == {"s"}
    assert read_xlsx(workbook([row]), "q.xlsx").rows == (Row(2, row.cells),)


@given(st.binary() | st.text().map(str.encode))
def test_any_bytes_give_rows_or_problems(data):
    for read in (read_csv, read_xlsx):
        found = read(data, "q")
        assert found.rows or found.problems


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=4))
def test_a_damaged_workbook_gives_rows_or_problems(at, noise):
    whole = workbook([Row(2, CELLS)])
    at %= len(whole)
    found = read_xlsx(whole[:at] + noise + whole[at + len(noise) :], "q")
    assert found.rows or found.problems
