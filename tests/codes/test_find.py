"""Codes as they are typed, and what is told about them."""

import pytest

from bot.codes.shelf import Shelf
from bot.domain.code import (
    Absent,
    CodeSet,
    Diagnosis,
    Licensed,
    NoteKind,
    Procedure,
    ProcedureTable,
    Standing,
    Supply,
)


def one(shelf, typed, edition="FY2026"):
    (found,) = shelf.find(typed, edition)
    return found


@pytest.mark.parametrize("typed", ["E11.22", "e11.22", "E1122", " e11 22 ", "E112.2", "E11-22"])
def test_any_spelling_of_a_code_finds_it(tiny, typed):
    found = one(tiny, typed)
    assert isinstance(found, Diagnosis)
    assert (found.code, found.newest.billable) == ("E11.22", True)
    assert found.newest.title == "Type 2 diabetes mellitus with diabetic chronic kidney disease"


def test_a_code_stands_in_its_place_with_the_notes_above_it(tiny):
    found = one(tiny, "E11.22")
    assert [p.code for p in found.parents] == ["E11", "E11.2"]
    assert (found.chapter.code, found.block.code) == ("4", "E08-E13")
    notes = [(n.kind, n.text, n.owner) for n in found.notes]
    assert notes[0] == (
        NoteKind.USE_ADDITIONAL,
        "code to identify stage of chronic kidney disease (N18.1-N18.6)",
        "E11.22",
    )
    assert (NoteKind.EXCLUDES1, "type 1 diabetes mellitus (E10.-)", "E11") in notes
    assert (
        NoteKind.EXCLUDES1,
        "transitory disorders specific to newborn (P70-P74)",
        "chapter 4",
    ) in notes


def test_inclusion_terms_are_the_codes_own(tiny):
    assert [n.text for n in one(tiny, "I42.0").notes if n.kind is NoteKind.INCLUSION] == [
        "Congestive cardiomyopathy"
    ]
    assert not [n for n in one(tiny, "I42.9").notes if n.kind is NoteKind.INCLUSION]


def test_seventh_characters_are_inherited_and_placeholders_fill_up(tiny):
    base = one(tiny, "S52.501")
    assert [c.code for c in base.children] == ["S52.501A", "S52.501B", "S52.501S"]
    assert (base.seventh_owner, base.seventh[0]) == (
        "S52",
        ("A", "initial encounter for closed fracture"),
    )
    # The list of all codes has no S52.52XB: not every character goes with every code.
    assert [c.code for c in one(tiny, "S52.52").children] == ["S52.52XA", "S52.52XS"]
    whole = one(tiny, "s52501a")
    assert whole.newest.title.endswith("right radius, initial encounter for closed fracture")
    assert whole.newest.billable


def test_editions_tell_new_retitled_header_and_deleted_codes(tiny):
    def versions(code):
        return [(v.first, v.last, v.billable, v.title) for v in one(tiny, code).versions]

    dilated = "Dilated cardiomyopathy"
    assert versions("I42.0") == [
        ("FY2025", "FY2026", True, dilated),
        ("FY2027", "FY2027", False, dilated),
    ]
    assert versions("I42.09")[0][:3] == ("FY2027", "FY2027", True)
    assert versions("I42.1") == [("FY2025", "FY2025", True, "Obsolete cardiomyopathy")]
    assert [v[3] for v in versions("I42.9")] == [
        "Cardiomyopathy, not otherwise specified",
        "Cardiomyopathy, unspecified",
    ]
    assert one(tiny, "I42.09").parents[-1].code == "I42.0"
    assert [c.code for c in one(tiny, "I42.0", "FY2027").children] == ["I42.00", "I42.09"]
    assert one(tiny, "I42.0", "FY2026").children == ()


@pytest.mark.parametrize(
    ("code", "edition", "standing"),
    [
        ("I42.0", "FY2026", Standing.BILLABLE),
        ("I42.0", "FY2027", Standing.HEADER),
        ("I42.09", "FY2026", Standing.ABSENT),
        ("I42.1", "FY2026", Standing.ABSENT),
        ("E11", "FY2026", Standing.HEADER),
        ("S52.501", "FY2026", Standing.HEADER),
        ("S52.501B", "FY2027", Standing.ABSENT),
        ("E11.22", "FY2031", Standing.UNKNOWN),
    ],
)
def test_the_standing_of_a_code_is_told_by_edition(tiny, code, edition, standing):
    assert tiny.standing(CodeSet.CM, code, edition) is standing


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("E112O", "E11.2"),
        ("EII.22", "E11.22"),
        ("E1l.22", "E11.22"),
        ("I24.9", "I42.9"),
        ("E11.222", "E11.22"),
        ("1I0", "I10"),
    ],
)
def test_near_misses_find_what_was_meant(tiny, typed, meant):
    found = one(tiny, typed)
    assert isinstance(found, Absent)
    assert meant in [n.code for n in found.near]


def test_a_wrong_seventh_character_shows_the_right_ones(tiny):
    found = one(tiny, "S52.501X")
    assert found.stem.code == "S52.501"
    assert [n.code for n in found.near][:2] == ["S52.501", "S52.501A"]


@pytest.mark.parametrize(("typed", "owner"), [("99213", "CPT"), ("0001F", "CPT"), ("D0120", "CDT")])
def test_licensed_codes_are_never_looked_up(tiny, typed, owner):
    assert one(tiny, typed) == Licensed(typed, owner)


@pytest.mark.parametrize(
    "typed", ["pneumonia", "htn with ckd", "covid 19", "", "!", "b12 deficiency"]
)
def test_words_are_not_codes(tiny, typed):
    assert not tiny.find(typed, "FY2026")


def test_a_procedure_shows_its_seven_values_with_definitions(tiny):
    found = one(tiny, "0dtj0zz")
    assert isinstance(found, Procedure)
    assert found.title == "Resection of Appendix, Open Approach"
    assert "".join(axis.values[0].value for axis in found.axes) == "0DTJ0ZZ"
    assert found.axes[2].values[0].definition.startswith("Cutting out or off")
    assert found.axes[4].values[0].definition.startswith("Cutting through the skin")


def test_a_part_of_a_procedure_shows_what_is_left(tiny):
    found = one(tiny, "0DT")
    assert isinstance(found, ProcedureTable)
    assert (found.rows, found.wrong) == (2, 0)
    assert [v.value for v in found.left[0].values] == ["6", "J"]
    further = one(tiny, "0DT6")
    assert [v.value for axis in further.left for v in axis.values] == ["0", "Z", "Z"]


def test_a_wrong_value_is_named_with_those_that_fit(tiny):
    # Each value is one of the table's, but no row has them together.
    found = one(tiny, "0DT64ZZ")
    assert isinstance(found, ProcedureTable)
    assert found.wrong == 5
    assert [v.value for v in found.left[0].values] == ["0"]
    assert tiny.standing(CodeSet.PCS, "0DT64ZZ", "FY2026") is Standing.ABSENT
    assert tiny.standing(CodeSet.PCS, "0DTJ4ZG", "FY2026") is Standing.BILLABLE


def test_supplies_know_whether_they_are_active(tiny):
    cane = one(tiny, "E0100")
    assert isinstance(cane, Supply)
    assert (cane.active, cane.titled, cane.listed) == (True, "2026-10", ("2026-10", "2026-07"))
    assert one(tiny, "J1885").long == "Injection, ketorolac tromethamine, per 15 mg"
    ended = one(tiny, "Q9999")
    assert (ended.active, str(ended.ended)) == (False, "2020-12-31")
    only_listed = one(tiny, "A0428")
    assert (only_listed.active, only_listed.long) == (None, "")
    assert one(tiny, "LT").short == "Left side"


def test_excludes1_notes_name_their_codes(tiny):
    ranges = {(first, last) for first, last, _ in tiny.bars("E11.22", "FY2026")}
    assert ranges == {("E10", "E10"), ("P70", "P74")}


def test_titles_are_the_editions_own(tiny):
    assert tiny.titles(CodeSet.CM, "I42.9", "FY2025") == (
        "Cardiomyopathy, not otherwise specified",
    )
    assert tiny.titles(CodeSet.CM, "I42.0", "FY2026") == (
        "Dilated cardiomyopathy",
        "Congestive cardiomyopathy",
    )
    assert tiny.titles(CodeSet.PCS, "0DT60ZZ", "FY2026") == ("Resection of Stomach, Open Approach",)


def test_while_nothing_is_loaded_every_question_has_an_answer():
    shelf = Shelf()
    assert not shelf.open()
    assert shelf.releases() == ()
    assert [f.unloaded for f in shelf.find("E11.22", "FY2026")] == [True]
    assert shelf.search("pneumonia", "FY2026").hits == ()
    assert shelf.standing(CodeSet.CM, "E11.22", "FY2026") is Standing.UNKNOWN
    assert shelf.titles(CodeSet.CM, "E11.22", "FY2026") == ()
    assert shelf.bars("E11.22", "FY2026") == ()
