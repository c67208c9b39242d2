"""Exam dates as people live them."""

import pytest

from tests.world import open_world


@pytest.fixture
async def bo(world, ada):
    return world.person("Bo")


async def test_an_empty_list_says_how_to_add(bo):
    assert "No exam date is set" in await bo.says("/countdown list")


async def test_the_groups_date_with_books_and_pace(world, ada, bo):
    added = await ada.says('/countdown add "Spring CPC" 2026-03-31 08:30')
    assert "Spring CPC: Tue 31 Mar 2026, 08:30 America/Chicago · in 29 days (4 weeks)" in added
    listed = await bo.says("/countdown list")
    assert "ICD-10-CM" in listed
    assert "1 question a day cover the bank twice" in listed or "questions a day" in listed
    assert "Check dates and books with AAPC or AHIMA" in listed


async def test_a_date_of_ones_own_is_private(world, ada, bo):
    assert "Only you see it" in await bo.says("/countdown add CCS 2026-06-01 mine")
    assert "CCS" not in await ada.says("/countdown list")
    assert "CCS" not in await bo.says("/countdown list")
    assert "CCS (only yours): Mon 1 Jun 2026" in await bo.says("/countdown mine")
    assert await ada.completes("countdowns", "") == []
    assert await bo.completes("countdowns", "c") == ["CCS"]


async def test_the_groups_dates_are_the_managers(bo):
    assert "Only a manager may change the group's exam dates" in await bo.says(
        "/countdown add CPC 2026-06-01"
    )


async def test_undo_of_adding_and_of_removing(ada):
    await ada.says("/countdown add CPC 2026-06-01")
    assert "is gone" in await ada.clicks("Undo: remove it")
    assert "No exam date" in await ada.says("/countdown list")
    assert "Countdown added" in await ada.clicks("Undo: add it again")
    assert "CPC" in await ada.says("/countdown list")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("/countdown add CPC 2026-02-31", "that month has no such day"),
        ("/countdown add CPC 2026-01-31", "is in the past"),
        ("/countdown add CPC 2026-06-01 25:00", "there is no such hour"),
        ("/countdown add CPC 2026-06-01 zone:Chicago", "America/Chicago"),
        ("/countdown add CPC soon", "Write year-month-day such as 2027-03-14"),
        ("/countdown remove Nothing", "There is no countdown named 'Nothing'"),
    ],
)
async def test_bad_dates_get_a_sentence(ada, line, sentence):
    assert sentence in await ada.says(line)


async def test_the_same_name_twice_is_refused(ada):
    await ada.says("/countdown add CPC 2026-06-01")
    assert "There is a countdown named 'cpc' already" in await ada.says(
        "/countdown add cpc 2026-07-01"
    )


async def test_the_same_event_twice_adds_once(ada):
    await ada.says("/countdown add CPC 2026-06-01", key="same")
    assert "done already" in await ada.says("/countdown add CPC 2026-06-01", key="same")


async def test_post_shows_the_next_one_to_everyone(world, ada, bo):
    await ada.says("/countdown add CPC 2026-06-01")
    await ada.says("/countdown add CCS 2026-05-01")
    assert "Countdown · CCS" in await bo.says("/countdown post")
    assert "Countdown · CCS" in world.channel()[-1]


async def test_countdown_posts_go_out_with_the_daily_question(world, ada):
    await ada.says("/countdown add CPC 2026-03-10")
    await world.at("2026-03-10 09:00")
    posts = [text for text in world.channel() if text.startswith("Countdown")]
    said = [text.split("CPC ")[1].split(".")[0] for text in posts]
    assert said == ["is in 7 days", "is in 3 days", "is tomorrow", "is today"]


async def test_a_mark_on_a_day_without_a_question_is_posted_alone(world, ada):
    await ada.says("/setup days:weekdays")
    await ada.says("/countdown add CPC 2026-03-08")
    await world.at("2026-03-09 08:00")
    text = "\n".join(world.channel())
    assert "CPC is tomorrow." in text
    assert "CPC is today." in text
    assert "Sat 7 Mar ·" not in text
    assert len(world.posts()) == 5


async def test_a_private_date_is_never_posted(world, ada, bo):
    await bo.says("/countdown add CCS 2026-03-10 mine")
    await world.at("2026-03-10 09:00")
    assert "CCS" not in "\n".join(world.channel())


async def test_the_edition_follows_the_exam_date(tmp_path):
    async with open_world(tmp_path) as world:
        ada = world.person("Ada", manages=True)
        await ada.says("/setup exam:cpc zone:America/Chicago")
        near = await ada.says("/countdown add CPC 2026-06-01")
        assert "2026" in near
        later = await ada.says("/countdown add CPC-later 2027-06-01")
        assert "2027" in later
