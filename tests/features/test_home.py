"""Where a group's questions come to, and whom they are told to."""

from dataclasses import replace

import pytest

from bot.chat.abilities import PAGE
from bot.chat.events import Chosen, PingLost, PlaceLost
from bot.chat.refs import Place
from tests.world import CHANNEL, ZONE, founded

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
        from bot.chat.refs import ActionRef

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
