"""Rules 17, 18 and 20 on small code sets: each with a question that breaks it, and sound ones."""

from dataclasses import replace
from datetime import date

import pytest

from bot.codes.build import build
from bot.codes.shelf import Shelf
from bot.domain.question import Citation, CodeNote
from bot.packs.lint import expiring, lint, unchecked
from tests.codes.conftest import FIXTURES, TINY, silent
from tests.packs.samples import SOUND, TYPED, library, texts


@pytest.fixture(scope="module")
def codes(tmp_path_factory):
    path = tmp_path_factory.mktemp("codes") / "codes.sqlite3"
    build(path, FIXTURES, silent, TINY)
    shelf = Shelf(path)
    assert shelf.open()
    yield shelf
    shelf.close()


CHOICE = replace(
    texts(
        SOUND,
        "E10.9, Type 1 diabetes mellitus without complications",
        "E11.9, Type 2 diabetes mellitus without complications",
        "I10, Essential (primary) hypertension",
        "I12.9, Hypertensive chronic kidney disease",
    ),
    id="gl-codes-01",
)
ENTRY = replace(
    TYPED,
    key=("E11.22",),
    codes=(CodeNote("E11.22", "The link is assumed."),),
    mistakes=(CodeNote("E11.9", "It has a complication.", "combination"),),
    ordered=False,
)


def said(codes, question, rule):
    found = lint(library(question), codes)
    return [p.message for p in found if p.message.endswith(f"(rule {rule})")]


@pytest.mark.parametrize("question", [SOUND, CHOICE, ENTRY])
@pytest.mark.parametrize("rule", [17, 18, 20])
def test_sound_questions_break_nothing(codes, question, rule):
    assert said(codes, question, rule) == []


def test_a_key_that_is_a_header(codes):
    wrong = replace(ENTRY, key=("E11.2",), codes=(CodeNote("E11.2", "No."),))
    assert "E11.2 is a header in FY2026" in said(codes, wrong, 17)[0]
    wrong = texts(CHOICE, "S52.501, Fracture", "E11.9, Type 2 diabetes mellitus", "I10", key="A")
    assert "S52.501 is a header in FY2026" in said(codes, wrong, 17)[0]


def test_a_header_as_a_distractor_is_a_trap_not_an_error(codes):
    trap = texts(CHOICE, "E11, Type 2 diabetes mellitus", "E11.9, Type 2 diabetes mellitus", "I10")
    assert said(codes, trap, 17) == said(codes, trap, 18) == []


def test_a_key_that_a_later_edition_ends(codes):
    ends = replace(ENTRY, key=("I42.0",), codes=(CodeNote("I42.0", "So."),))
    assert "I42.0 is a header in FY2027" in said(codes, ends, 17)[0]
    assert said(codes, replace(ends, valid_to=date(2027, 1, 14)), 17) == []
    gone = replace(ENTRY, key=("S52.501B",), codes=(CodeNote("S52.501B", "So."),))
    assert "S52.501B is not valid in FY2027" in said(codes, gone, 17)[0]


def test_a_title_of_another_code(codes):
    wrong = texts(CHOICE, "E10.9, Gout of the great toe", "E11.9, Type 2 diabetes mellitus", "I10")
    assert "A: E10.9 is Type 1 diabetes mellitus without complications" in said(codes, wrong, 17)[0]
    short = texts(CHOICE, "E10.9, Type 1 diabetes", "E11.9, Type 2 diabetes", "I10")
    assert said(codes, short, 17) == []


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (texts(CHOICE, "E10.8, Type 1", "E11.9, Type 2", "I10"), "E10.8 is not in FY2026"),
        (replace(ENTRY, mistakes=(CodeNote("I42.1", "Old.", "unspecified"),)), "I42.1 is not in"),
        (replace(SOUND, rationale=f"{SOUND.rationale} See I42.09."), "I42.09 is not in FY2026"),
        (
            replace(SOUND, citations=(Citation("ICD-10-CM Tabular", "E11.33", "FY2026"),)),
            "E11.33 is not in FY2026",
        ),
        (texts(CHOICE, "0DT64ZZ", "0DT60ZZ", "0DTJ0ZZ"), "0DT64ZZ is not in FY2026"),
        (texts(CHOICE, "J9999", "J1885", "E0100"), "J9999 is not in HCPCS"),
    ],
)
def test_a_code_that_is_not_real(codes, question, code):
    (message,) = said(codes, question, 18)
    assert code in message


def test_invalid_on_purpose_is_said_in_the_item(codes):
    item = texts(CHOICE, "0DT64ZZ", "0DT60ZZ", "0DTJ0ZZ")
    first = replace(item.options[0], why="The table has no row with this: not a valid code.")
    assert said(codes, replace(item, options=(first, *item.options[1:])), 18) == []


def test_what_another_edition_has_may_be_told(codes):
    told = replace(SOUND, rationale=f"{SOUND.rationale} From FY2027 on it is I42.09.")
    assert said(codes, told, 18) == []


def test_three_characters_in_prose_may_be_a_vertebra(codes):
    assert said(codes, replace(SOUND, stem=f"A fracture of T12 and B12. {SOUND.stem}"), 18) == []


def test_a_key_of_two_codes_that_a_note_keeps_apart(codes):
    pair = replace(
        TYPED,
        key=("E10.9", "E11.9"),
        codes=(CodeNote("E10.9", "No."), CodeNote("E11.9", "No.")),
        mistakes=(),
    )
    messages = said(codes, pair, 20)
    assert any("E11.9 with E10.9: Excludes1 at E10" in message for message in messages)


def test_a_distractor_that_reports_the_same_codes(codes):
    item = texts(CHOICE, "E11.22 and I12.9", "I12.9 and E11.22", "E11.9 and I10")
    assert said(codes, item, 20) == []  # it is named as the error of order
    unnamed = replace(item, options=tuple(replace(o, error="unspecified") for o in item.options))
    assert "B and A report the same codes" in said(codes, unnamed, 20)[0]
    indicators = texts(CHOICE, "E11.22 Y, I12.9 N", "I12.9 Y, E11.22 Y", "E11.9 Y")
    other = tuple(replace(o, error="poa") for o in indicators.options)
    assert said(codes, replace(indicators, options=other), 20) == []


def test_codes_of_a_set_that_is_not_loaded_are_counted_never_passed(tmp_path):
    empty = Shelf()
    items = library(CHOICE, ENTRY)
    said_so = "unchecked: 6 mentions of ICD-10-CM codes, FY2026 is not loaded"
    assert unchecked(items, empty) == [f"{said_so} (python -m bot codes build --from FOLDER)"]
    path = tmp_path / "codes.sqlite3"
    build(path, None, silent, TINY)
    shelf = Shelf(path)
    assert shelf.open()
    assert unchecked(items, shelf) == []
    procedures = library(texts(CHOICE, "0DT64ZZ", "0DT60ZZ", "0DTJ0ZZ"))
    assert "3 mentions of ICD-10-PCS codes, FY2026 is not loaded" in unchecked(procedures, shelf)[0]
    assert [p for p in lint(procedures, shelf) if "rule 18" in p.message] == []
    other = library(replace(CHOICE, edition="FY2031"))
    assert "FY2031 is not loaded" in unchecked(other, shelf)[0]
    shelf.close()


def test_whether_a_listed_supply_is_active_is_another_question(tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "hcpcs_2026q3.txt").write_text("E0100\nJ1885\nA0428\n", encoding="utf-8")
    path = tmp_path / "codes.sqlite3"
    build(path, folder, silent, TINY)
    shelf = Shelf(path)
    assert shelf.open()
    items = library(texts(CHOICE, "A0428", "J1885", "E0100"))
    (line,) = unchecked(items, shelf)
    assert line.startswith("unchecked: whether 3 HCPCS codes are active")
    shelf.close()


def test_what_ends_before_a_day_is_listed():
    ends = replace(SOUND, id="gl-ends-01", valid_to=date(2027, 1, 14))
    items = library(SOUND, ends)
    assert expiring(items, date(2027, 1, 15)) == [
        "guidelines/sound.toml:11: gl-ends-01: valid until 2027-01-14",
        "1 item is not valid on 2027-01-15 any more",
    ]
    assert expiring(items, date(2027, 1, 14)) == ["0 items are not valid on 2027-01-14 any more"]
