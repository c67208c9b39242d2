"""Founding, setting up, status, one's own page, help and exams."""

import pytest

from bot.chat.abilities import PAGE
from bot.chat.events import CommandCall
from bot.chat.plain import plain
from bot.chat.refs import Place
from bot.commands.registry import Registry
from bot.product import FEATURES
from tests.world import CHANNEL, ZONE


async def test_setup_begins_a_group_where_there_is_none(world):
    ada = world.person("Ada", manages=True)
    done = await ada.says("/setup exam:cic daily_at:7:30 days:mon,wed reveal_at:19:00")
    assert "Exam: CIC" in done
    assert "07:30 America/Chicago, mon, wed" in done
    assert done.count("Mon 9 Mar 07:30") == 1


async def test_preview_shows_the_next_three_posts(world, ada):
    shown = await ada.says("/setup days:weekdays")
    for post in ("Tue 3 Mar 09:00", "Wed 4 Mar 09:00", "Thu 5 Mar 09:00"):
        assert post in shown


async def test_the_form_keeps_what_was_typed_beside_every_error(world, ada):
    assert "Set up the group" in await ada.says("/setup")
    again = await ada.fills(daily_at="25:00", zone="Chicagoo", days="someday", reveal_at="20:00")
    assert "25:00 ('25:00' is not a time of day" in again
    assert "Chicagoo" in again
    assert "America/Chicago" in again
    assert "someday" in again
    done = await ada.fills(daily_at="8:15", zone="america/new york", days="daily")
    assert "08:15 America/New_York, every day" in done


async def test_a_reveal_too_close_is_refused(ada):
    sentence = await ada.says("/setup daily_at:09:00 reveal_at:09:30")
    assert "less than an hour after the question" in sentence
    assert "Saved" in await ada.says("/setup daily_at:09:00 reveal_at:09:00")


async def test_setup_with_an_exam_date_makes_the_groups_countdown(ada):
    assert "CPC exam, 2026-06-01" in await ada.says("/setup exam:cpc exam_date:2026-06-01")
    assert "CPC exam, 2026-07-01" in await ada.says("/setup exam_date:2026-07-01")
    assert "2026-06-01" not in await ada.says("/countdown list")


async def test_pausing_and_resuming(world, ada):
    await ada.says("/setup days:daily")
    assert "Daily questions are paused" in await ada.clicks("Pause")
    await world.at("2026-03-03 10:00")
    assert len(world.posts()) == 1
    assert "paused" in await ada.says("/status")
    await ada.clicks("Resume")
    await world.at("2026-03-04 09:00")
    assert len(world.posts()) == 2


async def test_a_test_question_is_posted_and_counts_nothing(world, ada):
    await ada.says("/setup days:daily")
    assert "on its way" in await ada.clicks("Post a test question")
    await world.tick()
    assert world.channel()[-1].startswith("Test question")
    assert "test" in await ada.says("/status")
    bo = world.person("Bo")
    await bo.clicks("Type your answer")
    assert (await bo.fills(codes="E11.22, N18.30")).startswith("Correct")
    assert "A test: nothing was counted" in bo.sees()
    assert "Nobody has points" in await bo.says("/leaderboard")


async def test_managers_only(world, ada):
    bo = world.person("Bo")
    for line in ("/setup", "/setup days:daily", "/status"):
        assert "Only a manager of this group may do that" in await bo.says(line)


async def test_where_no_group_is_the_way_on_is_told(world):
    eve = world.person("Eve", place=Place("stub", "w1", "nowhere"))
    for line in ("/quiz", "/today", "/leaderboard", "/me"):
        assert "no study group in this channel yet" in await eve.says(line)
    assert "Only a manager" in await eve.says("/setup days:daily")


async def test_founding_twice_keeps_the_group(world, ada):
    await ada.calls("found", name="Another", zone=ZONE)
    await world.tick()
    assert len(world.posts()) == 1


async def test_status_tells_each_post(world, ada):
    await world.at("2026-03-03 21:00")
    status = await ada.says("/status")
    assert "sent Mon 2 Mar 08:00; key shown Mon 2 Mar 20:" in status
    assert "sent Tue 3 Mar 09:0" in status
    assert "Next question: Wed 4 Mar 09:00 (America/Chicago)" in status
    assert "Outbox: 0 waiting" in status


async def test_me_shows_own_numbers_and_changes_the_name(world, ada):
    bo = world.person("Bo")
    assert "Nothing answered yet" in await bo.says("/me")
    await bo.clicks("Change my name")
    assert "Write at least one letter" in await bo.fills(name="\u200b ")
    assert "Shown as: Bobby @everyone" in await bo.fills(name=" Bobby\u202e @everyone ")
    assert "Shown as: Bobby @everyone" in await bo.says("/me")


async def test_a_new_name_on_the_platform_is_taken_over(world, ada):
    bo = world.person("Bo")
    await bo.says("/me")
    bo.name = "Bo Peep"
    assert "Shown as: Bo Peep" in await bo.says("/me")


async def test_help_is_made_from_the_declarations(ada):
    shown = await ada.says("/help")
    for command in Registry(FEATURES).shown():
        assert command.on(PAGE).usage in shown
        assert command.about in shown
    for command in Registry(FEATURES).message_commands.values():
        assert f"{command.name}. {command.about}." in shown
    assert "/found" not in shown


@pytest.mark.parametrize("name", ["quiz", "countdown", "countdown add", "/setup"])
async def test_help_on_one(ada, name):
    shown = await ada.says(f'/help "{name}"')
    assert f"/{name.removeprefix('/')}" in shown


async def test_help_on_a_mistyped_one(ada):
    assert "Did you mean /quiz?" in await ada.says("/help quizz")


async def test_exam_facts_carry_source_date_and_advice(ada):
    shown = await ada.says("/exam cpc")
    assert "Certified Professional Coder" in shown
    assert "2026-11-22" in shown
    assert "check with AAPC or AHIMA before you pay" in shown
    assert "Not affiliated with" in shown


async def test_exam_without_a_name_compares(ada):
    shown = await ada.says("/exam")
    assert "Which certification fits?" in shown
    for name in ("CPC", "CIC", "CCS", "CCA"):
        assert name in shown


async def test_zones_complete(ada):
    assert await ada.completes("zones", "chicago") == ["America/Chicago"]
    assert len(await ada.completes("zones", "")) == 25


async def test_a_place_where_the_app_may_not_post_is_not_set_up(world, ada):
    lacks = ("Send Messages",)
    event = CommandCall("k1", ada.actor, CHANNEL, "setup", (("days", "daily"),), lacks=lacks)
    said = plain((await world.core.handle(event)).view)
    assert "I lack Send Messages here" in said


async def test_a_group_begun_by_setup_waits_for_its_hour(world):
    ada = world.person("Ada", manages=True)
    await ada.says("/setup")
    await world.tick()
    assert world.posts() == []
    await world.at("2026-03-02 09:00")
    assert len(world.posts()) == 1


async def test_settings_saved_before_the_first_post_do_not_lose_it(world):
    ada = world.person("Ada", manages=True)
    await ada.calls("found", name="Evening coders", zone=ZONE)
    await ada.says("/setup daily_at:10:00")
    await world.tick()
    assert len(world.posts()) == 1
    await world.at("2026-03-03 10:00")
    assert len(world.posts()) == 2
