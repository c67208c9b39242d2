"""The builder: what it takes files for, what it checks, and what it refuses."""

import gzip
import shutil
import zipfile

import pytest

from bot.codes import format as made
from bot.codes.build import build
from bot.codes.faults import CodesError
from bot.codes.files import Kind, found
from bot.codes.shelf import Shelf
from bot.domain.code import CodeSet, Standing
from tests.codes.conftest import FIXTURES, TINY, silent


@pytest.fixture
def files(tmp_path):
    """A copy of the official files, to be spoiled."""
    folder = tmp_path / "files"
    folder.mkdir()
    for path in FIXTURES.iterdir():
        if path not in TINY:
            shutil.copy(path, folder)
    return folder


def spoil(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def refused(tmp_path, files, tabular=TINY):
    target = tmp_path / "codes.sqlite3"
    with pytest.raises(CodesError) as caught:
        build(target, files, silent, tabular)
    assert list(tmp_path.glob("codes*")) == []
    return str(caught.value)


def test_it_says_what_each_file_was_taken_for_and_what_came_of_it(tmp_path, files):
    said = []
    build(tmp_path / "codes.sqlite3", files, said.append, TINY)
    assert "  icd10cm_order_addenda_2027.txt: ICD-10-CM changes 2027" in said
    assert "  hcpcs_codes_2026q3.txt: HCPCS Level II, codes alone" in said
    assert "ICD-10-CM FY2025: 13 codes and 9 headers" in said
    assert "ICD-10-CM FY2027: 12 codes and 11 headers" in said
    assert "ICD-10-PCS FY2026: 1 tables, 5 codes, 5 titles" in said
    assert "HCPCS Level II 2026-10: 3 codes, with words and dates" in said
    assert said[-1].startswith("Wrote ")


def test_files_in_zips_and_gz_are_taken_as_they_come_from_cms(tmp_path, files):
    whole = list(found(files))
    zipped = tmp_path / "zipped"
    zipped.mkdir()
    with zipfile.ZipFile(zipped / "2027-code-descriptions-tabular-order.zip", "w") as archive:
        for path in files.glob("icd10*"):
            archive.write(path, f"Code Descriptions/{path.name}")
        archive.writestr("icd10OrderFiles.pdf", b"%PDF")
    with zipfile.ZipFile(zipped / "october-2026-alpha-numeric-hcpcs-file.zip", "w") as archive:
        archive.write(files / "HCPC2026_OCT_ANWEB.txt", "HCPC2026_OCT_ANWEB.txt")
    codes = (files / "hcpcs_codes_2026q3.txt").read_bytes()
    (zipped / "hcpcs_codes_2026q3.txt.gz").write_bytes(gzip.compress(codes))
    again = list(found(zipped))
    assert sorted((f.kind, f.year, f.data) for f in again) == sorted(
        (f.kind, f.year, f.data) for f in whole
    )
    assert {f.kind for f in again} == {*Kind} - {Kind.CM_ORDER}


def test_without_a_folder_there_is_the_tabular_list_alone(tmp_path):
    path = tmp_path / "codes.sqlite3"
    build(path, None, silent, TINY)
    shelf = Shelf(path)
    assert shelf.open()
    assert [(r.code_set, r.edition, r.codes, r.full) for r in shelf.releases()] == [
        (CodeSet.CM, "FY2026", 12, True)
    ]
    assert shelf.standing(CodeSet.PCS, "0DTJ4ZZ", "FY2026") is Standing.UNKNOWN
    shelf.close()


def test_a_new_file_replaces_the_old_one_whole(tmp_path, files):
    path = tmp_path / "codes.sqlite3"
    build(path, None, silent, TINY)
    before = Shelf(path)
    assert before.open()
    build(path, files, silent, TINY)
    assert len(before.releases()) == 1
    assert before.find("E11.22", "FY2026")
    assert before.open()
    assert len(before.releases()) == 6
    before.close()


def test_a_refused_build_leaves_the_old_file(tmp_path, files):
    path = tmp_path / "codes.sqlite3"
    build(path, None, silent, TINY)
    was = path.read_bytes()
    spoil(
        files / "icd10cm_order_addenda_2027.txt",
        "12 codes in icd10cm_order_2027",
        "13 codes in icd10cm_order_2027",
    )
    with pytest.raises(CodesError):
        build(path, files, silent, TINY)
    assert path.read_bytes() == was
    assert [p.name for p in tmp_path.glob("codes*")] == ["codes.sqlite3"]


@pytest.mark.parametrize(
    ("name", "old", "new", "sentence"),
    [
        (
            "icd10cm_order_addenda_2027.txt",
            "12 codes in icd10cm_order_2027",
            "13 codes in icd10cm_order_2027",
            "says that 2027 has 13 codes, but there are 12",
        ),
        (
            "icd10cm_order_addenda_2026.txt",
            "Delete:      1 I421",
            "Deleted      1 I421",
            "says that 2025 has 13 codes, but there are 12",
        ),
        ("icd10cm_order_addenda_2027.txt", "Headers", "", "ends"),
        ("icd10pcs_tables_2026.xml", 'codes="4"', 'codes="5"', "says 5 codes, its values make 4"),
        ("icd10pcs_tables_2026.xml", 'pos="5" values="2"', 'pos="5" values="3"', "says 3 values"),
        ("icd10pcs_tables_2026.xml", "</ICD10PCS.tabular>", "", "is not whole XML"),
        ("icd10pcs_order_2026.txt", "00003 ", "00004 ", "not line 3 of an order file"),
        ("icd10pcs_order_2026.txt", "0DTJ4ZZ 1", "0DTJ8ZZ 1", "1 of the listed ones are in no"),
        ("HCPC2026_OCT_ANWEB.txt", "J188500100 3", "J188600100 3", "more words for J1885"),
        ("hcpcs_codes_2026q3.txt", "A0428", "99213", "'99213' is not a HCPCS Level II code"),
        ("hcpcs_codes_2026q3.txt", "A0428", "J1885", "J1885 stands in it twice"),
    ],
)
def test_what_does_not_hold_what_it_says_is_refused(tmp_path, files, name, old, new, sentence):
    path = files / name
    if sentence == "ends":
        text = path.read_text(encoding="utf-8")
        path.write_text(text[: text.index("Headers")], encoding="utf-8")
        sentence = "does not print the totals of two editions"
    else:
        old = old.replace("00100 3", "001003")
        new = new.replace("00100 3", "001003")
        spoil(path, old, new)
    assert sentence in refused(tmp_path, files)


def test_the_tabular_list_and_the_list_of_its_codes_must_agree(tmp_path):
    xml, listed = TINY
    short = tmp_path / "list.txt"
    short.write_text(
        listed.read_text(encoding="utf-8").replace(" I10 ", " ").replace("\nI10\n", "\n"),
        encoding="utf-8",
    )
    said = refused(tmp_path, None, (xml, short))
    assert "do not agree: 0 codes are only in the list (none), 1 only in the XML (I10)" in said


def test_an_order_file_must_say_what_the_tabular_list_says(tmp_path, files):
    lines = ["00001 E10     0 Type 1 diabetes mellitus".ljust(77) + "Type 1 diabetes mellitus"]
    (files / "icd10cm_order_2026.txt").write_text("\n".join(lines), encoding="utf-8")
    assert "does not agree with the Tabular List" in refused(tmp_path, files)


def test_a_year_that_is_left_out_is_asked_for(tmp_path, files):
    (files / "icd10cm_order_addenda_2027.txt").rename(files / "icd10cm_order_addenda_2028.txt")
    assert "There are files for 2028 but none for 2027" in refused(tmp_path, files)


def test_folders_that_help_nobody(tmp_path):
    assert "There is no folder" in refused(tmp_path, tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "notes.txt").write_text("nothing official", encoding="utf-8")
    assert "No official file was found" in refused(tmp_path, tmp_path / "empty")
    (tmp_path / "empty" / "broken.zip").write_bytes(b"PK nothing")
    assert "broken.zip cannot be opened as a zip" in refused(tmp_path, tmp_path / "empty")


def test_a_full_disk_is_said_before_anything_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr("bot.codes.build.ROOM", 10**18)
    assert "MB free; the code sets need" in refused(tmp_path, None)


def test_a_file_is_made_again_for_another_format_or_tabular_list(tmp_path, monkeypatch):
    path = tmp_path / "codes.sqlite3"
    assert made.stale(path)
    build(path, None, silent, TINY)
    assert not made.stale(path)
    monkeypatch.setattr(made, "source", lambda: "icd10c-tabular-April-1-2027.xml, 1 bytes")
    assert made.stale(path)
    monkeypatch.undo()
    monkeypatch.setattr(made, "FORMAT", made.FORMAT + 1)
    assert made.stale(path)
    path.write_bytes(b"not a database at all, only some bytes")
    assert made.stale(path)
    assert not Shelf(path).open()


def test_no_code_of_a_licensed_set_gets_in(tiny):
    for code in ("D0120", "P3"):
        assert tiny.standing(CodeSet.HCPCS, code, "") is Standing.ABSENT
