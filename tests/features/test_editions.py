"""The exam and its date decide what is asked: nothing that will be wrong on that day."""

from datetime import date

import pytest

from bot.packs.index import index
from tests.world import founded, open_world, sample_library, single

SWITCH = date(2027, 1, 14)
EXAMS = ("cpc",)
OLD = tuple(single(f"old-{n}", valid_to=SWITCH, exams=EXAMS) for n in range(3))
NEW = tuple(single(f"new-{n}", valid_from=date(2027, 1, 15), exams=EXAMS) for n in range(3))
BOTH = (single("both-1", exams=EXAMS),)


@pytest.fixture
async def world(tmp_path):
    library = index((*OLD, *NEW, *BOTH), sample_library().exams.values())
    async with open_world(tmp_path, library) as opened:
        await opened.down_until("2026-11-22 08:00")
        yield opened


@pytest.fixture
async def ada(world):
    made = await founded(world)
    await made.says("/setup exam:cpc")
    return made


async def practised(person, line="/quiz 20"):
    """The ids of all that a run asks."""
    seen = [await person.says(line)]
    for _ in range(8):
        await person.clicks("A")
        try:
            seen.append(await person.clicks("Next question"))
        except AssertionError:
            break
    asked = (text.partition("What is right for ")[2].partition("?")[0] for text in seen)
    return {name for name in asked if name}


async def test_without_a_date_today_decides(world, ada):
    bo = world.person("Bo")
    asked = await practised(bo)
    assert asked <= {"old-0", "old-1", "old-2", "both-1"}
    assert len(asked) >= 3


async def test_a_member_with_a_date_after_the_switch_is_asked_what_is_valid_then(world, ada):
    bo = world.person("Bo")
    added = await bo.says("/countdown add CPC 2027-03-14 mine")
    assert "Books: ICD-10-CM 2027, HCPCS Level II 2027" in added
    first = await bo.says("/quiz 20")
    assert "Valid for CPC on Sun 14 Mar 2027, which asks FY2027." in first
    assert "Books: ICD-10-CM 2027" in first
    asked = await practised(bo)
    assert asked <= {"new-0", "new-1", "new-2", "both-1"}
    assert "new-1" in asked


async def test_ones_own_date_says_nothing_to_others(world, ada):
    await world.person("Bo").says("/countdown add CPC 2027-03-14 mine")
    assert "Valid for" not in await world.person("Cy").says("/quiz 5")


async def test_a_date_for_another_exam_does_not_count(world, ada):
    bo = world.person("Bo")
    await bo.says("/countdown add CCS 2027-06-01 mine")
    assert "Valid for" not in await bo.says("/quiz 20")


async def test_the_groups_date_decides_its_daily_question(world, ada):
    await ada.says("/countdown add CPC 2027-03-14")
    for day in range(24, 28):
        await world.at(f"2026-11-{day} 12:00")
    asked = [text.partition("What is right for ")[2].partition("?")[0] for text in world.posts()]
    later = set(asked[-3:])
    assert later <= {"new-0", "new-1", "new-2", "both-1"}


async def test_an_open_run_leaves_out_what_has_ended_meanwhile(world, ada):
    bo = world.person("Bo")
    first = await bo.says("/quiz 20")
    assert "old-" in first or "both-" in first
    await world.down_until("2027-01-20 12:00")
    assert "old-" not in await bo.says("/quiz")


async def test_an_ended_question_is_not_offered_for_practice(world, ada):
    from bot.chat.refs import ActionRef

    await world.down_until("2027-01-20 12:00")
    assert "withdrawn" in await ada.acts(ActionRef("practise", ("old-0",)))
