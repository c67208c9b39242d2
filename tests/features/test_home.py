"""Where a group's questions come to, and whom they are told to."""

from dataclasses import replace

import pytest

from bot.chat.abilities import PAGE
from bot.chat.events import Chosen, PingLost, PlaceLost
from bot.chat.mail import NotAllowed, NotSent, OutcomeUnknown
from bot.chat.refs import ActionRef, Place
from tests.world import CHANNEL, ZONE, _instant, founded

DAILY = Chosen("c2", "#daily")
CODERS = Chosen("r1", "Coders")
GONE = "The role was deleted."


@pytest.fixture
def world(world):
    """A platform with channels, roles, threads and events."""
    world.messenger.abilities = replace(PAGE, channels=True, pings=True, threads=True, events=True)
    return world


@pytest.fixture
async def ada(world):
    return await founded(world)


def at(channel: str) -> Place:
    return replace(CHANNEL, channel=channel)


async def homes(world):
    group = await world.store.read(lambda tx: tx.groups.at(CHANNEL)[0])
    return await world.store.read(lambda tx: tx.groups.homes(group.id))


async def more(ada, chosen=None, **values):
    await ada.says("/setup days:daily")
    await ada.clicks("More settings")
    await_ = {"channel": Chosen(ada.place.channel, "#study")} | (chosen or {})
    return await ada.fills(chosen=await_, **values)


class TestChannel:
    """A manager chooses where questions come to."""

    async def test_a_group_is_begun_in_the_channel_that_was_chosen(self, world):
        ada = world.person("Ada", manages=True)
        said = await ada.calls("setup", chosen={"channel": DAILY}, daily_at="09:00", zone=ZONE)
        assert "Question: 09:00" in said
        await world.at("2026-03-02 09:00")
        assert set(world.messenger.places.values()) == {"c2"}
        assert "no study group in this channel" in await ada.says("/today")

    async def test_the_buttons_of_a_set_up_from_elsewhere_mean_the_chosen_channel(self, world):
        ada = world.person("Ada", manages=True)
        assert "Set up the group" in await ada.calls("setup", chosen={"channel": DAILY})
        assert "25:00" in await ada.fills(daily_at="25:00")
        assert "Question: 10:00" in await ada.fills(daily_at="10:00", zone=ZONE)
        assert "paused" in await ada.clicks("Pause")
        assert "Next posts" in await ada.clicks("Resume")
        await ada.clicks("Post a test question")
        await ada.clicks("Change settings")
        assert "Question: 11:00" in await ada.fills(daily_at="11:00")
        await world.at("2026-03-02 11:00")
        assert list(world.messenger.places.values()) == ["c2", "c2"]

    async def test_a_group_moves_and_keeps_streaks_boards_and_its_old_buttons(self, world, ada):
        bo = world.person("Bo")
        await bo.clicks("A")
        said = await ada.calls("setup", chosen={"channel": DAILY})
        assert "Saved: channel" in said
        assert "Questions come to #daily from now on" in said
        await world.at("2026-03-03 09:00")
        assert list(world.messenger.places.values()) == ["c1", "c2"]
        there = world.person("Bo", place=at("c2"))
        assert "1" in await there.says("/leaderboard all")
        assert "2 now" not in await there.says("/me")
        await there.clicks("B")
        assert "2 now" in await there.says("/me")
        assert "2 now" in await bo.says("/me")

    async def test_a_question_open_during_the_move_is_answered_and_revealed_where_it_is(
        self, world, ada
    ):
        await ada.calls("setup", chosen={"channel": DAILY})
        bo = world.person("Bo")
        assert "Counted: 2 points" in await bo.clicks("A")
        await world.at("2026-03-02 20:00")
        assert "Key:" in world.posts()[0]
        assert list(world.messenger.places.values()) == ["c1"]

    async def test_it_moves_back_without_a_second_home_for_one_place(self, world, ada):
        await ada.calls("setup", chosen={"channel": DAILY})
        back = Chosen("c1", "#study")
        assert "Saved: channel" in await ada.calls("setup", chosen={"channel": back})
        found = await homes(world)
        assert [(h.channel, h.former) for h in found] == [("c1", False), ("c2", True)]
        await ada.calls("setup", chosen={"channel": DAILY})
        assert [(h.channel, h.former) for h in await homes(world)] == [("c1", True), ("c2", False)]

    async def test_settings_move_with_the_group(self, world, ada):
        assert "the role Coders" in await more(ada, {"ping": CODERS})
        assert "the role Coders" in await ada.calls("setup", chosen={"channel": DAILY})

    async def test_moving_by_the_form(self, world, ada):
        said = await more(ada, {"channel": DAILY})
        assert "Questions come to #daily from now on" in said
        await world.at("2026-03-03 09:00")
        assert list(world.messenger.places.values()) == ["c1", "c2"]

    async def test_where_a_value_cannot_be_nothing_is_moved_or_begun(self, world, ada):
        said = await ada.calls("setup", chosen={"channel": DAILY}, daily_at="25:00")
        assert "there is no such hour" in said
        assert [h.channel for h in await homes(world)] == ["c1"]
        eve = world.person("Eve", manages=True, place=at("c9"))
        assert "there is no such hour" in await eve.says("/setup daily_at:25:00")
        assert "no study group in this channel" in await eve.says("/today")

    async def test_what_is_missing_in_the_chosen_channel_is_named_and_nothing_saved(
        self, world, ada
    ):
        closed = replace(DAILY, lacks=("View Channel", "Send Messages"))
        said = await ada.calls("setup", chosen={"channel": closed}, daily_at="10:00")
        assert "I lack View Channel and Send Messages there" in said
        assert "may not post in #daily" in await more(ada, {"channel": closed})
        assert [h.channel for h in await homes(world)] == ["c1"]
        assert "Question: 09:00" in await ada.says("/setup days:daily")

    async def test_a_forum_cannot_be_chosen(self, world, ada):
        forum = replace(DAILY, fit=False)
        said = await ada.calls("setup", chosen={"channel": forum})
        assert "#daily is a place of separate posts" in said
        assert "#daily is a place of separate posts" in await more(ada, {"channel": forum})

    async def test_another_groups_channel_cannot_be_taken(self, world, ada):
        await world.person("Eve", manages=True, place=at("c2")).says("/setup days:daily")
        said = await ada.calls("setup", chosen={"channel": DAILY})
        assert "lives in that channel already" in said

    async def test_the_settings_of_a_group_elsewhere_are_its_managers_to_change(self, world, ada):
        eve = world.person("Eve", manages=True, place=at("c9"))
        study = {"channel": Chosen("c1", "#study")}
        assert "Question: 10:00" in await eve.calls("setup", chosen=study, daily_at="10:00")
        mallory = world.person("Mallory", place=at("c9"))
        assert "Only a manager" in await mallory.calls("setup", chosen=study, daily_at="12:00")
        assert "Question: 10:00" in await ada.says("/setup days:daily")

    async def test_only_a_manager_moves_a_group(self, world, ada):
        bo = world.person("Bo")
        await ada.says("/setup days:daily")
        assert "Only a manager" in await bo.acts(ada.find("More settings")[1])
        await ada.clicks("More settings")
        bo.screen["form"] = next(reversed(ada.screen.values()))
        assert "Only a manager" in await bo.fills({"channel": DAILY, "ping": CODERS})
        assert "Only a manager" in await bo.calls("setup", chosen={"channel": DAILY})
        assert [h.channel for h in await homes(world)] == ["c1"]

    async def test_where_channels_cannot_be_chosen_they_are_not_offered(self, world, ada):
        world.messenger.abilities = PAGE
        said = await ada.calls("setup", chosen={"channel": DAILY})
        assert "channel: not an option here" in said
        assert "channel" not in await ada.says("/help setup")
        await ada.says("/setup days:daily")
        with pytest.raises(AssertionError, match="sees no"):
            ada.find("More settings")
        assert "older version" in await ada.acts(ActionRef("more_form"))
        assert "older version" in await ada.acts(ActionRef("setup_form", ("c2",)))


class TestLostChannel:
    """A deleted channel takes no group with it."""

    @pytest.fixture
    async def eve(self, world, ada):
        bo = world.person("Bo")
        await bo.clicks("A")
        await world.core.handle(PlaceLost("k", CHANNEL, "The channel was deleted."))
        return world.person("Eve", manages=True, place=at("c2"))

    async def test_a_lost_group_is_brought_to_another_channel_with_its_streaks(self, world, eve):
        said = await eve.says("/setup daily_at:09:00")
        assert "Is it a group you had before?" in said
        assert "Evening coders: The channel was deleted." in said
        assert "Evening coders is back" in await eve.clicks("Bring Evening coders here")
        await world.at("2026-03-03 09:00")
        assert list(world.messenger.places.values()) == ["c1", "c2"]
        assert "1" in await world.person("Bo", place=at("c2")).says("/leaderboard all")
        assert "not lost" not in await eve.says("/status")

    async def test_or_a_new_one_is_begun(self, world, eve):
        await eve.says("/setup")
        assert "Set up the group" in await eve.clicks("Begin a new group")
        assert "Question: 09:00" in await eve.fills()
        assert "Nobody has points" in await eve.says("/leaderboard all")

    async def test_for_a_channel_that_was_chosen_from_elsewhere(self, world, eve):
        lobby = world.person("Eve", manages=True, place=at("c9"))
        await lobby.calls("setup", chosen={"channel": DAILY})
        await lobby.clicks("Bring Evening coders here")
        await lobby.clicks("Change settings")
        assert "Question: 10:00" in await lobby.fills(daily_at="10:00")
        await world.at("2026-03-03 10:00")
        assert list(world.messenger.places.values()) == ["c1", "c2"]

    async def test_members_cannot_take_it_and_nobody_one_that_is_not_lost(self, world, eve):
        await eve.says("/setup")
        _, action = eve.find("Bring Evening coders here")
        bo = world.person("Bo", place=at("c3"))
        assert "Only a manager" in await bo.acts(action)
        far = world.person("Far", manages=True, place=replace(CHANNEL, workspace="w2"))
        assert "belongs to another group" in await far.acts(action)
        await eve.clicks("Bring Evening coders here")
        mo = world.person("Mo", manages=True, place=at("c3"))
        assert "has its channel" in await mo.acts(action)


class TestPing:
    """One role may be told of the daily question, and of nothing else."""

    async def test_the_role_is_told_of_each_question_and_of_nothing_else(self, world, ada):
        said = await more(ada, {"ping": CODERS})
        assert "Saved: role" in said
        assert "Told of each question: the role Coders" in said
        await ada.clicks("Post a test question")
        await ada.says("/countdown add CPC 2026-03-03")
        await world.at("2026-03-03 21:00")
        assert world.messenger.pings == ["r1"]
        assert world.messenger.redraws
        assert "the role Coders" in await ada.says("/status")

    async def test_nobody_is_told_unless_asked_and_it_can_be_turned_off(self, world, ada):
        await more(ada, {"ping": CODERS})
        assert "Saved: role" in await more(ada, ping="")
        await world.at("2026-03-03 21:00")
        assert world.messenger.pings == []

    async def test_everyone_is_refused(self, world, ada):
        said = await more(ada, {"ping": replace(CODERS, name="@everyone", fit=False)})
        assert "Everyone is never told" in said
        await world.at("2026-03-03 09:00")
        assert world.messenger.pings == []

    async def test_a_role_that_cannot_be_reached_names_what_is_missing(self, world, ada):
        role = replace(CODERS, lacks=("Mention All Roles",))
        assert "give me Mention All Roles in the channel" in await more(ada, {"ping": role})

    async def test_a_deleted_role_drops_the_setting_and_is_told_once(self, world, ada):
        await more(ada, {"ping": CODERS})
        await world.core.handle(PingLost("k", replace(CHANNEL, channel=""), "r1", GONE))
        await world.at("2026-03-03 09:00")
        assert world.messenger.pings == []
        assert len(world.posts()) == 2
        assert f"New: {GONE}" in await ada.says("/status")
        assert GONE not in await ada.says("/status")

    async def test_a_role_found_deleted_while_posting_stops_no_post(self, world, ada):
        await more(ada, {"ping": CODERS})
        world.messenger.roles_gone = {"r1"}
        await world.at("2026-03-04 09:00")
        assert len(world.posts()) == 3
        status = await ada.says("/status")
        assert status.count(GONE) == 1
        assert "the role Coders" not in status
        assert (await homes(world))[0].ping == ""


class TestDiscussion:
    """A thread on each question, never before its key."""

    async def test_it_opens_at_the_reveal_and_not_before(self, world, ada):
        said = await more(ada, threads="yes")
        assert "Saved: discussion" in said
        assert "Discussion: a thread opens when the key is shown" in said
        await world.at("2026-03-02 19:59")
        assert world.messenger.threads == {}
        await world.at("2026-03-02 20:00")
        [title] = world.messenger.threads.values()
        assert title.startswith("Mon 2 Mar · ")
        assert "Key:" in world.posts()[0]
        assert "discussion opened" in await ada.says("/status")
        await world.at("2026-03-03 20:00")
        assert len(world.messenger.threads) == 2

    async def test_it_is_off_until_a_manager_wants_it(self, world, ada):
        await world.at("2026-03-02 21:00")
        assert world.messenger.threads == {}
        await more(ada, threads="yes")
        assert "Saved: discussion" in await more(ada, threads="")
        await world.at("2026-03-03 21:00")
        assert world.messenger.threads == {}

    async def test_what_is_missing_is_named_when_it_is_turned_on(self, world, ada):
        closed = Chosen("c1", "#study", lacks_for={"threads": ("Create Public Threads",)})
        said = await more(ada, {"channel": closed}, threads="yes")
        assert "I lack Create Public Threads in the channel" in said
        await world.at("2026-03-02 21:00")
        assert world.messenger.threads == {}

    async def test_a_permission_lost_later_stops_no_reveal_and_is_told(self, world, ada):
        await more(ada, threads="yes")
        world.messenger.optional_faults = [NotAllowed("It lacks Create Public Threads.")]
        await world.at("2026-03-02 20:10")
        assert "Key:" in world.posts()[0]
        status = await ada.says("/status")
        assert "discussion not opened: It lacks Create Public Threads." in status
        assert "Nothing can be posted here" not in status
        await world.at("2026-03-03 20:00")
        assert len(world.messenger.threads) == 1

    async def test_an_unknown_outcome_is_tried_again_and_leaves_one_thread(self, world, ada):
        await more(ada, threads="yes")
        world.messenger.optional_faults = [OutcomeUnknown("The connection broke.")]
        await world.at("2026-03-02 20:00")
        assert world.messenger.threads == {}
        await world.later(60)
        assert len(world.messenger.threads) == 1

    async def test_the_key_is_drawn_before_the_thread(self, world, ada):
        await more(ada, threads="yes")
        await world.at("2026-03-02 19:59")
        world.messenger.faults = [NotSent("asks to wait", 120)]
        await world.at("2026-03-02 20:00")
        assert "Key:" not in world.posts()[0]
        assert world.messenger.threads == {}
        await world.later(121)
        assert "Key:" in world.posts()[0]
        assert len(world.messenger.threads) == 1


class TestEvent:
    """An exam date as an event of the server; the countdown is the truth."""

    MAKE = "Also make it a server event"

    @pytest.fixture
    async def dated(self, world, ada):
        await ada.says("/countdown add CPC 2026-04-10 08:30")
        assert "is being made" in await ada.clicks(self.MAKE)
        await world.tick()
        return world.messenger.events

    async def test_it_is_made_on_request_alone_with_the_days_hours(self, world, ada):
        await ada.says("/countdown add CPC 2026-04-10 08:30")
        await world.tick()
        assert world.messenger.events == {}
        await ada.clicks(self.MAKE)
        await world.tick()
        [event] = world.messenger.events.values()
        assert event.title == "CPC"
        assert event.starts_ms == _instant("2026-04-10 08:30", ZONE)
        assert event.ends_ms == _instant("2026-04-10 23:59", ZONE)
        assert "CPC (also a server event)" in await ada.says("/countdown mine")

    async def test_a_date_without_a_time_is_the_whole_day(self, world, ada):
        await ada.says("/countdown add CPC 2026-04-10")
        await ada.says("/countdown mine")
        await ada.clicks("Also make CPC a server event")
        await ada.acts(ada.find("Also make CPC a server event")[1])
        await world.tick()
        [event] = world.messenger.events.values()
        assert event.starts_ms == _instant("2026-04-10 00:00", ZONE)

    async def test_removing_the_countdown_removes_it(self, world, ada, dated):
        await ada.says("/countdown remove CPC")
        await world.tick()
        assert dated == {}

    async def test_it_alone_can_be_removed_and_made_again(self, world, ada, dated):
        await ada.says("/countdown mine")
        assert "being removed" in await ada.clicks("Remove the server event of CPC")
        await world.tick()
        assert dated == {}
        assert "CPC: Fri 10 Apr" in await ada.says("/countdown mine")
        await ada.clicks("Also make CPC a server event")
        await world.tick()
        assert len(dated) == 1

    async def test_changing_the_exam_date_changes_it(self, world, ada):
        await ada.says("/setup exam:cpc exam_date:2026-04-10")
        await ada.says("/countdown mine")
        await ada.clicks("Also make CPC exam a server event")
        await world.tick()
        [before] = world.messenger.events
        await ada.says("/setup exam_date:2026-05-01")
        await world.tick()
        assert list(world.messenger.events) == [before]
        assert world.messenger.events[before].starts_ms == _instant("2026-05-01 00:00", ZONE)

    async def test_it_follows_the_group_to_another_channel(self, world, ada, dated):
        await ada.calls("setup", chosen={"channel": DAILY})
        await world.tick()
        assert list(world.messenger.event_places.values()) == ["c2"]
        await world.person("Ada", manages=True, place=at("c2")).says("/countdown remove CPC")
        await world.tick()
        assert dated == {}

    async def test_deleted_by_hand_it_is_noticed_and_not_made_again(self, world, ada):
        dated = world.messenger.events
        await ada.says("/countdown add CPC 2026-03-05")
        await ada.clicks(self.MAKE)
        await world.tick()
        dated.clear()
        # A day before the exam the group is reminded of it, and the event is looked after.
        await world.at("2026-03-04 09:00")
        assert dated == {}
        status = await ada.says("/status")
        assert "New: CPC: It was deleted by hand." in status
        assert "deleted by hand" not in await ada.says("/status")
        assert "also a server event" not in await ada.says("/countdown mine")
        await ada.clicks("Also make CPC a server event")
        await world.tick()
        assert len(dated) == 1

    async def test_an_unknown_outcome_leaves_one_event(self, world, ada):
        await ada.says("/countdown add CPC 2026-04-10")
        world.messenger.optional_faults = [OutcomeUnknown("The connection broke.")]
        await ada.clicks(self.MAKE)
        await world.tick()
        await ada.says("/countdown remove CPC")
        await world.later(60)
        assert world.messenger.events == {}

    async def test_what_is_missing_is_named_at_once_and_later(self, world, ada):
        await ada.says("/countdown add CPC 2026-04-10")
        _, action = ada.find(self.MAKE)
        lacks = {"events": ("Create Events",)}
        assert "I lack Create Events" in await ada.acts(action, lacks_for=lacks)
        world.messenger.optional_faults = [NotAllowed("It lacks Create Events.")]
        await ada.acts(action)
        await world.tick()
        assert world.messenger.events == {}
        status = await ada.says("/status")
        assert "New: CPC: It lacks Create Events." in status
        assert "Nothing can be posted here" not in status

    async def test_only_managers_and_only_dates_of_the_group(self, world, ada):
        await ada.says("/countdown add CPC 2026-04-10")
        _, action = ada.find(self.MAKE)
        bo = world.person("Bo")
        assert "Only a manager" in await bo.acts(action)
        await bo.says("/countdown mine")
        with pytest.raises(AssertionError, match="sees no"):
            bo.find("Also make CPC a server event")
        own = world.person("Cy", manages=True)
        await own.says("/countdown add Mine 2026-04-10 mine")
        with pytest.raises(AssertionError, match="sees no"):
            own.find(self.MAKE)

    async def test_a_date_that_has_begun_is_too_late(self, world, ada):
        await ada.says("/countdown add CPC 2026-03-03 08:00")
        _, action = ada.find(self.MAKE)
        await world.at("2026-03-03 09:00")
        assert "has begun already" in await ada.acts(action)

    async def test_where_there_are_no_events_none_is_offered(self, world, ada):
        await ada.says("/countdown add CPC 2026-04-10")
        _, action = ada.find(self.MAKE)
        world.messenger.abilities = PAGE
        assert "older version" in await ada.acts(action)
        await ada.says("/countdown add CCS 2026-04-10")
        assert "server event" not in ada.sees()
        await ada.says("/countdown mine")
        assert "server event" not in ada.sees()
