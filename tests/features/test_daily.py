"""The daily question as people live it."""

from datetime import date

import pytest

from bot.chat.mail import NotSent, OutcomeUnknown, PlaceGone, Unreadable
from bot.chat.refs import ActionRef, Place
from bot.chat.views import Buttons
from bot.packs.index import index
from bot.product import jobs
from bot.schedule.due import Due
from tests.world import (
    CHANNEL,
    ZONE,
    CountingDice,
    codes,
    founded,
    multi,
    open_world,
    sample_library,
    single,
)


async def test_founding_posts_todays_question_at_once(world):
    await founded(world)
    assert len(world.posts()) == 1
    assert "Mon 2 Mar" in world.posts()[0]


async def test_next_question_comes_at_nine_local(world, ada):
    await world.at("2026-03-03 08:59")
    assert len(world.posts()) == 1
    await world.at("2026-03-03 09:00")
    assert len(world.posts()) == 2


async def test_one_question_a_date_across_spring_forward(world, ada):
    await ada.says("/setup daily_at:02:30")
    await world.at("2026-03-09 03:31")
    dates = [text.split("·")[1].strip().split("\n")[0] for text in world.posts()]
    assert dates == [f"{day:%a} {day.day} Mar" for day in (date(2026, 3, n) for n in range(2, 10))]


@pytest.fixture
async def singles(tmp_path):
    library = index([single(f"s-{n}", key="B") for n in range(6)], sample_library().exams.values())
    async with open_world(tmp_path, library) as opened:
        await founded(opened)
        yield opened


async def test_a_right_answer_is_told_at_once_and_alone(singles):
    bo = singles.person("Bo")
    await bo.clicks("B")
    assert bo.sees().startswith("Correct")
    assert "10 points" in bo.sees()
    assert all("Bo" not in text for text in singles.channel()[1:])


async def test_a_wrong_answer_explains_every_option_and_cites(singles):
    bo = singles.person("Bo")
    await bo.clicks("A")
    seen = bo.sees()
    assert seen.startswith("Incorrect")
    for letter in "ABCD":
        assert f"because of {letter}" in seen
    assert "ICD-10-CM Official Guidelines, I.B.14 (FY2026)" in seen
    assert "2 points" in seen


async def test_a_second_click_says_what_was_chosen_first(singles):
    bo = singles.person("Bo")
    await bo.clicks("A")
    bo.screen.clear()
    await bo.clicks("B")
    assert "your first answer counts" in bo.sees()
    assert "A choice A" in bo.sees()


async def test_the_same_event_twice_has_one_effect(singles):
    bo = singles.person("Bo")
    _, action = bo.find("B")
    await bo.acts(action, key="same")
    await bo.acts(action, key="same")
    board = await bo.says("/leaderboard all")
    assert "Bo · 10 · 100 % of 1" in board


async def test_a_button_works_after_a_restart(singles):
    bo = singles.person("Bo")
    singles.restart()
    await bo.clicks("B")
    assert bo.sees().startswith("Correct")


async def test_the_count_is_drawn_once_for_many_clicks(singles):
    for name in ("Bo", "Cy", "Di"):
        await singles.person(name).clicks("B")
    before = singles.messenger.redraws
    await singles.later(5)
    assert singles.messenger.redraws == before
    await singles.later(6)
    assert singles.messenger.redraws == before + 1
    assert "3 people have answered" in singles.posts()[-1]


async def test_the_reveal_shows_key_bars_reasons_and_closes(singles):
    people = [singles.person(f"P{n}") for n in range(6)]
    for n, person in enumerate(people):
        await person.clicks("B" if n < 4 else "A")
    await singles.at("2026-03-02 20:00")
    shown = singles.posts()[-1]
    assert "closed" in shown
    assert "Key: B" in shown
    assert "B (key): 4 of 6, 67 %" in shown
    assert "because of C" in shown
    late = singles.person("Late")
    await late.acts(ActionRef("answer", (*people[0].find("My answer")[1].args, "B")))
    assert late.sees().startswith("This one is closed")
    await late.clicks("Practise this question")
    assert "choice A" in late.sees()


async def test_percentages_are_hidden_below_five(singles):
    await singles.person("Bo").clicks("B")
    await singles.at("2026-03-02 20:00")
    assert "B (key): 1 of 1" in singles.posts()[-1]
    assert "%" not in singles.posts()[-1]


async def test_the_reveal_names_who_kept_a_streak(singles):
    bo = singles.person("Bo")
    await bo.clicks("B")
    for day in (3, 4):
        await singles.at(f"2026-03-{day:02} 09:00")
        bo.screen.clear()
        await bo.clicks("A")
    await singles.at("2026-03-04 20:00")
    assert "Kept a streak: Bo (3)." in singles.posts()[-1]


async def test_multi_by_select_and_partial_credit(tmp_path):
    async with open_world(tmp_path, index([multi("m-1")])) as world:
        await founded(world)
        bo = world.person("Bo")
        await bo.clicks("Choose 2", "A")
        assert bo.sees() == "Choose exactly 2 options."
        await bo.clicks("Choose 2", "A", "B")
        assert bo.sees().startswith("Incorrect, with partial credit: 50 %")
        assert "6 points" in bo.sees()


async def test_codes_are_typed_in_a_form_and_folded(tmp_path):
    async with open_world(tmp_path, index([codes("c-1")])) as world:
        await founded(world)
        bo = world.person("Bo")
        await bo.clicks("Type your answer")
        await bo.fills(codes="   ")
        assert "No code was typed" in bo.sees()
        await bo.fills(codes="n1830 e11 .22")
        assert "Incorrect" in bo.sees()
        cy = world.person("Cy")
        await cy.clicks("Type your answer")
        await cy.fills(codes="n1830, e11.22")
        assert cy.sees().startswith("Correct")


async def test_a_foreign_groups_button_gives_nothing_away(singles):
    elsewhere = Place("stub", "w1", "c2")
    eve = singles.person("Eve", manages=True, place=elsewhere)
    await eve.calls("found", name="Other", zone=ZONE)
    _, action = singles.person("Bo").find("B")
    await eve.acts(action)
    assert "belongs to another group" in eve.sees()


async def test_today_rereads_ones_own_answer(singles):
    bo = singles.person("Bo")
    assert "choice A" in await bo.says("/today")
    await bo.clicks("B")
    assert "Correct: your first answer counts" in await bo.says("/today")
    await singles.at("2026-03-02 21:00")
    assert "No question is open" in await singles.person("Cy").says("/today")


async def test_downtime_of_ten_minutes_posts_late(singles):
    await singles.down_until("2026-03-03 09:10")
    assert len(singles.posts()) == 2


async def test_downtime_beyond_the_grace_is_skipped_and_said(singles):
    await singles.down_until("2026-03-03 12:31")
    assert len(singles.posts()) == 1
    ada = singles.person("Ada", manages=True)
    assert "skipped: It was 3 h 31 min late" in await ada.says("/status")


async def test_two_days_down_post_only_the_last(singles):
    await singles.down_until("2026-03-05 09:30")
    assert len(singles.posts()) == 2
    assert "Thu 5 Mar" in singles.posts()[-1]
    status = await singles.person("Ada", manages=True).says("/status")
    assert status.count("skipped: Rounds was not running") == 2


async def test_our_outage_breaks_no_streak(singles):
    bo = singles.person("Bo")
    await bo.clicks("B")
    await singles.down_until("2026-03-03 13:00")
    await singles.at("2026-03-04 09:00")
    bo.screen.clear()
    await bo.clicks("B")
    assert "streak 2" in bo.sees()


async def test_a_missed_day_breaks_a_streak(singles):
    bo = singles.person("Bo")
    await bo.clicks("B")
    await singles.at("2026-03-03 09:00")
    await singles.at("2026-03-03 20:00")
    await singles.at("2026-03-04 09:00")
    bo.screen.clear()
    await bo.clicks("B")
    assert "streak" not in bo.sees()


async def test_a_later_time_the_same_day_does_not_ask_twice(singles):
    ada = singles.person("Ada", manages=True)
    await ada.says("/setup daily_at:15:00 reveal_at:21:00")
    await singles.at("2026-03-02 15:00")
    assert len(singles.posts()) == 1
    await singles.at("2026-03-03 15:00")
    assert len(singles.posts()) == 2


async def test_moving_the_zone_west_does_not_ask_yesterday_again(singles):
    ada = singles.person("Ada", manages=True)
    await ada.says("/setup zone:Pacific/Honolulu daily_at:23:00 reveal_at:22:00")
    await singles.at("2026-03-02 23:00", "Pacific/Honolulu")
    assert len(singles.posts()) == 1
    await singles.at("2026-03-03 23:00", "Pacific/Honolulu")
    assert len(singles.posts()) == 2


async def test_the_clock_stepping_back_repeats_nothing(singles):
    await singles.at("2026-03-03 09:00")
    await singles.at("2026-03-03 08:30")
    await singles.at("2026-03-03 09:00")
    assert len(singles.posts()) == 2


async def test_questions_do_not_repeat_before_the_bank_is_used_up(singles):
    stems = set()
    for day in range(3, 8):
        await singles.at(f"2026-03-{day:02} 09:00")
    for text in singles.posts():
        stems.add(text.split("What is right for ")[1].split("?")[0])
    assert len(stems) == 6


async def test_weekdays_only_post_on_weekdays(singles):
    ada = singles.person("Ada", manages=True)
    await ada.says("/setup days:weekdays")
    await singles.at("2026-03-09 09:00")
    days = [text.split("·")[1].split()[0] for text in singles.posts()]
    assert days == ["Mon", "Tue", "Wed", "Thu", "Fri", "Mon"]


async def test_an_outage_while_a_post_was_open_is_excused(singles):
    bo = singles.person("Bo")
    await bo.clicks("B")
    await singles.at("2026-03-03 09:00")
    await singles.down_until("2026-03-03 21:00")
    await singles.at("2026-03-04 09:00")
    bo.screen.clear()
    await bo.clicks("B")
    assert "streak 2" in bo.sees()


async def test_a_post_that_never_arrived_is_skipped_at_its_reveal(singles):
    singles.messenger.faults = [NotSent("refused", 60) for _ in range(500)]
    await singles.at("2026-03-03 20:00")
    assert len(singles.posts()) == 1
    status = await singles.person("Ada", manages=True).says("/status")
    assert "skipped: It could not be delivered before its reveal." in status


async def test_a_lost_channel_sleeps_and_is_woken_by_setup(singles):
    ada = singles.person("Ada", manages=True)
    singles.messenger.faults = [PlaceGone("the channel was deleted")]
    await singles.at("2026-03-03 09:00")
    status = await ada.says("/status")
    assert "Nothing can be posted here" in status
    assert "failed: the channel was deleted" in status
    await ada.says("/setup daily_at:10:00")
    await singles.at("2026-03-04 10:00")
    assert "Wed 4 Mar" in singles.posts()[-1]


async def test_an_unknown_outcome_is_shown_and_posted_again_on_request(singles):
    ada = singles.person("Ada", manages=True)

    async def unreadable(to, nonce, since_ms):
        raise Unreadable("no permission to read")

    singles.messenger.find = unreadable
    await singles.at("2026-03-03 08:55")
    singles.messenger.faults = [OutcomeUnknown("timed out")]
    await singles.at("2026-03-03 09:10")
    assert len(singles.posts()) == 1
    assert "unknown, not repeated" in await ada.says("/status")
    label = next(b.label for b in buttons(ada) if b.label.startswith("Post again"))
    await ada.clicks(label)
    await singles.tick()
    assert len(singles.posts()) == 2
    bo = singles.person("Bo")
    await bo.clicks("B")
    assert bo.sees().startswith("Correct")
    await ada.clicks(label)
    assert "not stuck any more" in ada.sees()


def buttons(person):
    view = list(person.screen.values())[-1]
    return [b for block in view.blocks if isinstance(block, Buttons) for b in block.buttons]


async def test_reminders_are_off_until_asked_for_and_private(singles):
    bo, cy = singles.person("Bo"), singles.person("Cy")
    await bo.says("/me")
    assert "Reminders: off" in bo.sees()
    await bo.clicks("Turn reminders on")
    await cy.says("/me")
    await cy.clicks("Turn reminders on")
    await cy.says("/today")
    await cy.clicks("B")
    await singles.at("2026-03-02 17:59")
    assert singles.messenger.private == []
    await singles.at("2026-03-02 19:00")
    assert [user for user, _ in singles.messenger.private] == ["bo"]
    assert singles.messenger.private[0][1].title == "Still open · Mon 2 Mar"
    assert all("Still open" not in text for text in singles.channel())
    await bo.says("/me")
    assert "Reminders: off" in await bo.clicks("Turn reminders off")
    await singles.at("2026-03-03 19:30")
    assert len(singles.messenger.private) == 2
    assert singles.messenger.private[1][0] == "cy"


async def test_a_year_away_posts_nothing_early_and_keeps_the_ledger_short(singles):
    await singles.down_until("2027-03-09 08:00")
    assert len(singles.posts()) == 1
    await singles.at("2027-03-09 09:00")
    assert len(singles.posts()) == 2
    group = await singles.store.read(lambda tx: tx.groups.at(CHANNEL)[0])
    rows = await singles.store.read(lambda tx: tx.posts.ledger(group.id, 1000))
    assert len(rows) < 40


async def test_a_click_proves_that_an_unknown_post_was_posted(singles):
    async def unreadable(to, nonce, since_ms):
        raise Unreadable("no permission to read")

    singles.messenger.find = unreadable
    bo = singles.person("Bo")
    action = bo.find("B")[1]
    await singles.at("2026-03-03 08:55")
    singles.messenger.faults = [OutcomeUnknown("timed out")]
    await singles.at("2026-03-03 09:10")
    group = await singles.store.read(lambda tx: tx.groups.at(CHANNEL)[0])
    post = await singles.store.read(lambda tx: tx.posts.latest(group.id, "daily"))
    await bo.acts(ActionRef(action.name, (post.id, "B")))
    assert bo.sees().startswith("Correct")
    await singles.at("2026-03-03 21:00")
    status = await singles.person("Ada", manages=True).says("/status")
    assert "could not be delivered" not in status
    assert "key shown Tue 3 Mar" in status


async def test_a_group_founded_just_before_the_hour_has_one_question_that_day(world):
    await world.at("2026-03-02 08:59")
    ada = world.person("Ada", manages=True)
    await ada.calls("found", name="Evening coders", zone=ZONE)
    await world.down_until("2026-03-02 09:05")
    await world.later(1)
    assert len(world.posts()) == 1
    assert "skipped" not in await ada.says("/status")


async def test_a_reveal_that_fails_by_a_fault_of_ours_closes_and_is_drawn_later(singles):
    world = singles

    class Worn(CountingDice):
        """Dice that are out of ids for a while."""

        left = 2

        def new_id(self) -> str:
            if self.left:
                self.left -= 1
                raise OSError("no entropy")
            return super().new_id()

    await world.at("2026-03-02 19:59")
    worn = Worn(world.dice.count)
    world.due = Due(world.store, jobs(world.library, worn))
    await world.at("2026-03-02 20:00")
    assert worn.left == 0
    bo = world.person("Bo")
    assert "This one is closed" in await bo.clicks("A")
    assert "Key:" not in world.posts()[0]
    await world.at("2026-03-02 20:05")
    assert "Key:" in world.posts()[0]
