"""The channel, the role, the thread and the event of a group on Discord."""

import discord
import pytest

from tests.adapters.discord.seen import seen
from tests.adapters.discord.spec import assert_in_spec


def bot_may(town, **changes) -> None:
    """Gives the bot's own role permissions, or takes them away."""
    me = town.guild.me
    role = next(r for r in me.roles if r.managed)
    may = discord.Permissions(role.permissions.value)
    may.update(**changes)
    town.env.backend.edit_role(town.guild.id, role.id, {"permissions": may.value})


def requests(town, method: str, part: str) -> list:
    return [r for r in town.env.http_requests if r.method == method and part in r.path]


def posted(town) -> list[dict]:
    """The bodies of messages in channels."""
    found = requests(town, "POST", "/channels/")
    return [r.json for r in found if r.path.endswith("/messages")]


def everything_sent(town) -> list[dict]:
    """Every body that could ping somebody."""
    bodies = [r.json for r in town.env.http_requests if isinstance(r.json, dict)]
    return [
        b.get("data") or b
        for b in bodies
        if "components" in (b.get("data") or b) and b.get("type") != 9
    ]


async def more(ada, **values):
    await ada.types("setup", days="daily")
    await ada.clicks("More settings")
    home = {"channel": [ada.town.channel]}
    return await ada.fills(**(home | values))


class TestChannel:
    """A manager chooses the channel."""

    async def test_the_form_has_a_channel_and_a_role_to_choose(self, town, ada):
        await ada.types("setup", days="daily")
        shown = await ada.clicks("More settings")
        assert shown.form["channel"]["type"] == 8
        assert 15 not in shown.form["channel"]["channel_types"]
        assert shown.form["channel"]["default_values"] == [
            {"id": str(town.channel.id), "type": "channel"}
        ]
        assert shown.form["ping"]["type"] == 6
        assert not shown.form["ping"]["required"]
        callback = next(
            r for r in reversed(town.env.http_requests) if r.json and r.json.get("type") == 9
        )
        assert_in_spec("ModalInteractionCallbackRequest", callback.json)

    async def test_a_group_begins_in_the_channel_that_is_chosen(self, town):
        ada, daily = town.manager(), town.guild.create_text_channel("daily")
        await ada.types("setup", channel=daily, daily_at="09:00", reveal_at="20:00", zone="UTC")
        await town.at("2026-03-03 09:00")
        assert town.posts() == []
        assert "Daily question" in seen(daily.history()[-1])

    async def test_a_group_moves_by_the_form_and_its_old_button_still_answers(self, town, ada, bob):
        daily = town.guild.create_text_channel("daily")
        assert "Questions come to **\\#daily**" in await more(ada, channel=[daily])
        assert (await bob.clicks("A")).ephemeral
        await town.at("2026-03-04 09:00")
        assert "Daily question" in seen(daily.history()[-1])
        assert len([p for p in town.posts() if "Daily question" in p]) == 1

    async def test_a_thread_counts_as_the_channel_it_hangs_in(self, town):
        ada, daily = town.manager(), town.guild.create_text_channel("daily")
        thread = await town.client.get_channel(daily.id).create_thread(
            name="chat", type=discord.ChannelType.public_thread
        )
        await town.env.settle()
        [handle] = [t for t in daily.threads if t.id == thread.id]
        await ada.types("setup", channel=handle, daily_at="09:00", reveal_at="20:00", zone="UTC")
        await town.at("2026-03-03 09:00")
        assert "Daily question" in seen(daily.history()[-1])

    async def test_a_forum_is_refused_kindly(self, town):
        ada, forum = town.manager(), town.guild.create_forum_channel("help")
        thread = await town.client.get_channel(forum.id).create_thread(name="Hi", content="Hi")
        await town.env.settle()
        [handle] = [t for t in forum.threads if t.id == thread.thread.id]
        said = await ada.types("setup", channel=handle, daily_at="09:00")
        assert "is a place of separate posts" in said
        town.channel = handle
        assert "This is a place of separate posts" in await ada.types("setup", daily_at="09:00")

    async def test_the_chosen_channels_missing_permissions_are_named(self, town):
        ada = town.manager()
        closed = discord.PermissionOverwrite(send_messages=False)
        daily = town.guild.create_text_channel("daily", overwrites={town.guild.me: closed})
        said = await ada.types("setup", channel=daily, daily_at="09:00")
        assert "I lack Send Messages there" in said
        await town.at("2026-03-03 09:00")
        assert posted(town) == []

    async def test_a_deleted_channel_takes_no_group_with_it(self, town, ada, bob):
        await bob.clicks("A")
        daily = town.guild.create_text_channel("daily")
        town.env.backend.delete_channel(town.channel.id)
        await town.env.settle()
        town.channel = daily
        assert "Is it a group you had before?" in await ada.types("setup", daily_at="09:00")
        assert "is back" in await ada.clicks("Bring Study group here")
        await town.at("2026-03-04 09:00")
        assert "Daily question" in seen(daily.history()[-1])
        assert "Bob" in await bob.types("leaderboard", period="all")


class TestPing:
    """One role, with the daily question alone."""

    @pytest.fixture
    def role(self, town):
        return town.guild.create_role("Coders", mentionable=True)

    async def test_the_role_is_pinged_by_the_question_and_by_nothing_else(
        self, town, ada, bob, role
    ):
        assert "the role Coders" in await more(ada, ping=[role])
        await town.at("2026-03-04 09:00")
        await bob.clicks("A")
        await ada.types("setup", days="daily")
        await ada.clicks("Post a test question")
        await town.later(11)
        await town.at("2026-03-04 20:00")
        assert requests(town, "PATCH", "/messages/")
        told = [b for b in everything_sent(town) if b["allowed_mentions"].get("roles")]
        [question] = told
        # discord.py sends ids as numbers, which Discord takes as well as the text it describes.
        assert question["allowed_mentions"] == {"parse": [], "roles": [role.id]}
        assert question["components"][-1]["content"] == f"<@&{role.id}>"
        assert "Daily question" in str(question["components"])
        as_text = {"allowed_mentions": {"parse": [], "roles": [str(role.id)]}}
        assert_in_spec("MessageCreateRequest", question | as_text)
        others = [b["allowed_mentions"] for b in everything_sent(town) if b is not question]
        assert len(others) > 5
        assert all(found.get("parse") == [] and not found.get("roles") for found in others)

    async def test_everyone_is_refused(self, town, ada):
        said = await more(ada, ping=[town.guild.default_role])
        assert "Everyone is never told" in said
        await town.at("2026-03-04 09:00")
        assert not [b for b in posted(town) if b["allowed_mentions"].get("roles")]

    async def test_a_role_that_may_not_be_mentioned_is_refused_with_what_is_missing(
        self, town, ada
    ):
        quiet = town.guild.create_role("Quiet")
        bot_may(town, mention_everyone=False)
        said = await more(ada, ping=[quiet])
        assert "give me Mention @" in said.text.replace("\u200b", "")
        assert "All Roles" in said
        bot_may(town, mention_everyone=True)
        assert "the role Quiet" in await more(ada, ping=[quiet])

    async def test_a_deleted_role_is_dropped_and_told_once(self, town, ada, role):
        await more(ada, ping=[role])
        town.env.backend.delete_role(town.guild.id, role.id)
        await town.env.settle()
        await town.at("2026-03-04 09:00")
        assert not [b for b in posted(town) if b["allowed_mentions"].get("roles")]
        assert len([p for p in town.posts() if "Daily question" in p]) == 2
        assert "was deleted, so nobody is told any more" in await ada.types("status")
        assert "was deleted" not in await ada.types("status")

    async def test_a_role_deleted_while_we_were_away_stops_no_post(self, town, ada, role):
        await more(ada, ping=[role])
        guild = town.client.get_guild(town.guild.id)
        guild._remove_role(role.id)
        await town.at("2026-03-04 09:00")
        assert not [b for b in posted(town) if b["allowed_mentions"].get("roles")]
        assert len([p for p in town.posts() if "Daily question" in p]) == 2
        assert "nobody is told any more" in await ada.types("status")


class TestDiscussion:
    """A thread on the question at its reveal."""

    @pytest.fixture
    async def wanted(self, town, ada):
        assert "a thread opens when the key is shown" in await more(ada, threads=True)

    async def test_it_is_opened_on_the_post_after_the_key_is_drawn(self, town, ada, wanted):
        assert town.channel.threads == []
        await town.at("2026-03-03 20:00")
        [thread] = town.channel.threads
        [question] = [m for m in town.channel.history() if "Daily question" in seen(m)]
        assert thread.id == question.id
        order = [r for r in town.env.http_requests if str(question.id) in r.path]
        assert [r.path.rsplit("/", 1)[-1] for r in order] == [str(question.id), "threads"]
        body = order[-1].json
        assert body["name"].startswith("Tue 3 Mar · ")
        assert_in_spec("CreateTextThreadWithMessageRequest", body)
        assert "discussion opened" in await ada.types("status")

    @pytest.mark.parametrize(
        ("status", "code", "said"),
        [
            (400, 160004, "discussion opened"),
            (403, 50013, "may not open threads in this channel (Create Public Threads)"),
            (403, 50001, "may not open threads in this channel (Create Public Threads)"),
            (400, 160006, "as many open threads as Discord allows"),
            (429, 160006, "as many open threads as Discord allows"),
            (404, 10008, "The message was deleted"),
        ],
    )
    async def test_what_discord_says_is_understood_and_the_reveal_stands(
        self, town, ada, wanted, status, code, said
    ):
        town.env.inject_error("POST", "/channels/*/messages/*/threads", status=status, code=code)
        await town.at("2026-03-03 20:00")
        assert any("Key:" in p for p in town.posts())
        status_ = await ada.types("status")
        assert said in status_.text.replace("\\", "")
        assert "Nothing can be posted here" not in status_
        await town.at("2026-03-04 09:00")
        assert len([p for p in town.posts() if "Daily question" in p]) == 2

    async def test_a_server_error_is_tried_again(self, town, ada, wanted):
        town.env.inject_error("POST", "/channels/*/messages/*/threads", status=503, times=9)
        await town.at("2026-03-03 20:00")
        for _ in range(9):
            await town.later(900)
        assert len(town.channel.threads) == 1

    async def test_the_missing_permission_is_named_when_it_is_turned_on(self, town, ada):
        everyone = town.guild.default_role
        may = discord.Permissions(town.env.backend.get_role(town.guild.id, everyone.id).permissions)
        may.update(create_public_threads=False)
        town.env.backend.edit_role(town.guild.id, everyone.id, {"permissions": may.value})
        bot_may(town, create_public_threads=False)
        said = await more(ada, threads=True)
        assert "I lack Create Public Threads in the channel" in said
        await town.at("2026-03-03 20:00")
        assert town.channel.threads == []


class TestEvent:
    """The exam date as a scheduled event."""

    MAKE = "Also make it a server event"

    @pytest.fixture
    async def made(self, town, ada):
        await ada.types("countdown add", name="CPC", date="2026-04-10", time="08:30", zone="UTC")
        assert "is being made" in await ada.clicks(self.MAKE)
        await town.tick()

    def events(self, town):
        return list(town.env.backend.get_guild(town.guild.id).scheduled_events.values())

    async def test_its_body_is_as_discord_describes_it(self, town, ada, made):
        [event] = self.events(town)
        [request] = requests(town, "POST", "/scheduled-events")
        assert_in_spec("ExternalScheduledEventCreateRequest", request.json)
        assert request.json["scheduled_start_time"] == "2026-04-10T08:30:00+00:00"
        assert request.json["scheduled_end_time"] == "2026-04-10T23:59:00+00:00"
        assert str(town.channel.id) in request.json["entity_metadata"]["location"]
        assert event.name == "CPC"

    async def test_removing_the_countdown_removes_it(self, town, ada, made):
        await ada.types("countdown remove", name="CPC")
        await town.tick()
        assert self.events(town) == []

    async def test_changing_the_date_changes_it(self, town, ada):
        await ada.types("setup", exam="cpc", exam_date="2026-04-10")
        await ada.types("countdown mine")
        await ada.clicks("Also make CPC exam a server event")
        await town.tick()
        await ada.types("setup", exam_date="2026-05-01")
        await town.tick()
        [event] = self.events(town)
        assert str(event.scheduled_start_time).startswith("2026-05-01T00:00")
        [request] = requests(town, "PATCH", "/scheduled-events/")
        assert_in_spec("ExternalScheduledEventPatchRequestPartial", request.json)

    async def test_deleted_by_hand_it_is_noticed_and_not_made_again(self, town, ada, made):
        [event] = self.events(town)
        town.env.backend.delete_scheduled_event(town.guild.id, event.id)
        await ada.types("setup", days="daily")
        for day in range(4, 12):
            await town.at(f"2026-03-{day:02} 09:00")
        assert self.events(town) == []
        assert "was deleted by hand" in await ada.types("status")

    async def test_one_whose_making_had_no_known_outcome_is_not_made_twice(self, town, ada):
        await ada.types("countdown add", name="CPC", date="2026-04-10", zone="UTC")
        made = town.client.http.create_guild_scheduled_event

        async def breaks(*args, **kwargs):
            town.client.http.create_guild_scheduled_event = made
            await made(*args, **kwargs)
            raise ConnectionResetError(104, "reset")

        town.client.http.create_guild_scheduled_event = breaks
        await ada.clicks(self.MAKE)
        await town.tick()
        assert len(self.events(town)) == 1
        await town.later(60)
        assert len(self.events(town)) == 1
        assert len(requests(town, "POST", "/scheduled-events")) == 1
        await ada.types("countdown remove", name="CPC")
        await town.tick()
        assert self.events(town) == []

    @pytest.mark.parametrize(
        ("status", "code", "said"),
        [
            (403, 50013, "may not keep events on this server (Create Events)"),
            (400, 30038, "as many events as Discord allows"),
            (400, 50035, "does not take this date"),
        ],
    )
    async def test_what_discord_refuses_is_told_and_posting_goes_on(
        self, town, ada, status, code, said
    ):
        await ada.types("countdown add", name="CPC", date="2026-04-10", zone="UTC")
        town.env.inject_error("POST", "/guilds/*/scheduled-events", status=status, code=code)
        await ada.clicks(self.MAKE)
        await town.tick()
        told = await ada.types("status")
        assert said in told.text.replace("\\", "")
        assert "Nothing can be posted here" not in told
        await town.at("2026-03-04 09:00")
        assert len([p for p in town.posts() if "Daily question" in p]) == 2

    async def test_the_missing_permission_is_named(self, town, ada):
        bot_may(town, create_events=False)
        await ada.types("countdown add", name="CPC", date="2026-04-10")
        assert "I lack Create Events" in await ada.clicks(self.MAKE)
        assert self.events(town) == []

    async def test_gone_already_it_is_gone(self, town, ada, made):
        [event] = self.events(town)
        town.env.backend.delete_scheduled_event(town.guild.id, event.id)
        await ada.types("countdown remove", name="CPC")
        await town.tick()
        assert "CPC" not in (await ada.types("status")).text
