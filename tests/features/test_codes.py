"""/code as people use it: on codes, on words, by buttons, and privately."""

import pytest

from bot.chat.replies import Audience
from bot.codes.build import build
from bot.codes.shelf import Shelf
from tests.codes.conftest import FIXTURES, TINY, shelved, silent
from tests.world import founded, open_world


@pytest.fixture(scope="module")
def codes(tmp_path_factory):
    with shelved(tmp_path_factory.mktemp("codes"), FIXTURES, silent, TINY) as shelf:
        yield shelf


async def test_a_code_with_all_that_belongs_to_it(ada):
    seen = await ada.says("/code e1122")
    assert seen.startswith("E11.22 · Type 2 diabetes mellitus with diabetic chronic kidney disease")
    assert "Billable in FY2026." in seen
    assert "In force today, FY2026: valid and billable" in seen
    assert "Chapter: 4, Endocrine" in seen
    assert "Block: E08-E13, Diabetes mellitus" in seen
    assert "code to identify stage of chronic kidney disease (N18.1-N18.6)\n" in seen
    assert "Excludes1: not coded here\n- type 1 diabetes mellitus (E10.-) (from E11)" in seen
    assert "ICD-10-CM is published by NCHS" in seen
    assert "showing them implies no endorsement. Descriptors are not changed." in seen


async def test_only_the_one_who_asks_sees_it(world, ada):
    (command,) = (c for c in world.core.commands if c.name == "code")
    assert command.audience is Audience.ONLY_YOU
    before = world.channel()
    await ada.says("/code E11.22")
    await ada.says("/code pneumonia")
    assert world.channel() == before


async def test_walking_up_and_down_changes_the_message(ada):
    await ada.says("/code E11.22")
    assert (await ada.clicks("Up to E11.2")).startswith("E11.2 · Type 2")
    screens = len(ada.screen)
    seen = await ada.clicks("Codes below E11.2", "E1122")
    assert seen.startswith("E11.22 · ")
    assert len(ada.screen) == screens


async def test_the_buttons_work_after_a_restart(world, ada):
    await ada.says("/code E11.22")
    world.restart()
    assert (await ada.clicks("Up to E11")).startswith("E11 · Type 2 diabetes mellitus")


async def test_a_header_says_that_it_is_not_reported(ada):
    seen = await ada.says("/code E11")
    assert "A header in FY2026, not billable: report one of the 2 below it." in seen


async def test_a_code_that_lacks_its_seventh_character(ada):
    seen = await ada.says("/code S52.52")
    assert "Not complete in FY2026: it needs a 7th character, such as S52.52XA." in seen
    assert "Empty places before it are filled with X." in seen
    assert "7th characters, given at S52\n- A initial encounter for closed fracture" in seen
    # The list of all codes has no B here.
    assert "- B initial" not in seen


async def test_words_find_codes_to_open(ada):
    seen = await ada.says("/code htn with ckd")
    assert seen.startswith("Codes for “htn with ckd”")
    assert "ICD-10-CM FY2026\n- I12.9 Hypertensive chronic kidney disease" in seen
    assert (await ada.clicks("Open a code", "I129")).startswith("I12.9 · Hypertensive")


async def test_a_typing_error_says_how_it_was_read(ada):
    assert "Read cardiomiopathy as cardiomyopathy." in await ada.says("/code cardiomiopathy")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("/code 99213", "CPT belongs to the American Medical Association and needs a licence"),
        ("/code D0120", "belong to the American Dental Association and need a licence"),
        ("/code E11.2O", "Did you mean one of these?\n- E11.2 Type 2"),
        ("/code S52.501X", "It begins like S52.501"),
        ("/code I42.1", "Not valid in FY2026: it was last valid in FY2025. See I42"),
        ("/code I42.09", "Not valid in FY2026: it is new in FY2027."),
        ("/code xyzzy", "No code found for “xyzzy”"),
        ("/code J9999", "There is no HCPCS Level II code J9999"),
        ("/code Q9999", "This code ended on 2020-12-31."),
        ("/code A0428", "This code is in an older file alone (2026-07), not known in 2026-10"),
        ("/code J1885", "An active HCPCS Level II code in 2026-10."),
        ("/code 0DTJ4ZZ", "Valid in ICD-10-PCS FY2026: table 0DT."),
        ("/code 0DT64ZZ", "after 0DT6 no row of the table has 4 as character 5 (approach)"),
        ("/code 0DT", "A code has seven characters; 3 are given."),
        ("/code", "what: needed"),
    ],
)
async def test_everything_that_can_be_typed_gets_a_helpful_sentence(ada, line, sentence):
    assert sentence in await ada.says(line)


async def test_a_procedure_is_built_by_choosing(ada):
    await ada.says("/code 0DT")
    await ada.clicks("Choose character 4, body part", "0DTJ")
    await ada.clicks("Choose character 5, approach", "0DTJ0")
    await ada.clicks("Choose character 6, device", "0DTJ0Z")
    seen = await ada.clicks("Choose character 7, qualifier", "0DTJ0ZZ")
    assert seen.startswith("0DTJ0ZZ · Resection of Appendix, Open Approach")
    assert "3 Operation: T Resection. Cutting out or off, without replacement" in seen


async def test_in_force_and_on_the_exam_are_told_apart(world, ada):
    await ada.says("/setup exam:cpc")
    await world.down_until("2026-11-22 08:00")
    seen = await ada.says("/code I42.0")
    assert "Billable in FY2026." in seen
    assert "In force today, FY2027: valid as a header, not billable" in seen
    assert "On your exam, CPC today (FY2026): valid and billable" in seen
    bo = world.person("Bo")
    await bo.says("/countdown add CPC 2027-03-14 mine")
    seen = await bo.says("/code I42.0")
    assert "A header in FY2027, not billable" in seen
    assert "On your exam, CPC on 2027-03-14 (FY2027): valid as a header" in seen
    assert "The notes are those of FY2026" in seen


async def test_an_edition_that_is_not_loaded_is_said(world, ada):
    await world.down_until("2027-11-22 08:00")
    seen = await ada.says("/code E11.22")
    assert "In force today, FY2028: not known: FY2028 is not loaded" in seen


async def test_an_open_daily_question_is_left_alone(world, ada):
    await world.at("2026-03-03 10:00")
    before = world.posts()
    await ada.says("/code E11.22")
    await ada.clicks("Up to E11.2")
    assert world.posts() == before
    assert "your first answer counts" not in await ada.says("/today")


async def test_without_code_sets_it_says_who_can_help(tmp_path):
    async with open_world(tmp_path) as world:
        ada = await founded(world)
        assert "python -m bot codes build" in await ada.says("/code E11.22")


async def test_while_they_are_being_made_it_asks_for_patience(tmp_path):
    shelf = Shelf(tmp_path / "codes.sqlite3")
    shelf.set_building(on=True)
    async with open_world(tmp_path, codes=shelf) as world:
        ada = await founded(world)
        assert "are being prepared" in await ada.says("/code pneumonia")


async def test_a_set_that_is_not_loaded_is_named(tmp_path):
    path = tmp_path / "codes.sqlite3"
    build(path, None, silent, TINY)
    shelf = Shelf(path)
    assert shelf.open()
    async with open_world(tmp_path, codes=shelf) as world:
        ada = await founded(world)
        assert "0DTJ4ZZ: ICD-10-PCS is not loaded" in await ada.says("/code 0DTJ4ZZ")
        assert "J1885: HCPCS Level II is not loaded" in await ada.says("/code J1885")
        assert "Not loaded here: ICD-10-PCS, HCPCS Level II" in await ada.says("/code ketorolac")
    shelf.close()
