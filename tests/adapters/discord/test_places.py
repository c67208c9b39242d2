"""Servers and channels that come and go."""

from types import SimpleNamespace

import discord
import pytest

from adapters.discord import opening
from adapters.discord.door import DiscordNotOpened
from adapters.discord.places import greeting, where_to_speak
from tests.adapters.discord.seen import seen


async def asleep(town) -> str:
    from bot.api import Place

    place = Place("discord", str(town.guild.id), str(town.channel.id))
    found = await town.world.store.read(lambda tx: tx.groups.at(place))
    return found[1].asleep


async def test_a_deleted_channel_puts_its_home_to_sleep(town, ada):
    assert not await asleep(town)
    channel = town.client.get_channel(town.channel.id)
    with town.env._bot_scope():
        town.client.dispatch("guild_channel_delete", channel)
    await town.env.settle()
    assert await asleep(town) == "The channel was deleted."


async def test_a_removal_puts_every_home_of_the_server_to_sleep(town, ada):
    gone = {"id": str(town.guild.id)}
    with town.env._bot_scope():
        town.client._connection.parse_guild_delete(gone)
    await town.env.settle()
    assert await asleep(town) == "Rounds was removed from this server."


async def test_a_removal_is_one_event_for_the_whole_server(town, ada):
    told = []

    class Core:
        async def handle(self, event):
            told.append(event)

    from adapters.discord.places import REMOVED, server_lost
    from bot.api import Place

    await server_lost(Core(), town.client.get_guild(town.guild.id))
    assert [(e.place, e.reason) for e in told] == [
        (Place("discord", str(town.guild.id), ""), REMOVED)
    ]


async def test_an_outage_is_no_removal(town, ada):
    away = {"id": str(town.guild.id), "unavailable": True}
    with town.env._bot_scope():
        town.client._connection.parse_guild_delete(away)
    await town.env.settle()
    assert not await asleep(town)


async def test_set_up_wakes_a_home(town, ada):
    with town.env._bot_scope():
        town.client.dispatch("guild_channel_delete", town.client.get_channel(town.channel.id))
    await town.env.settle()
    await ada.types("setup", daily_at="10:00")
    assert not await asleep(town)


async def test_a_new_server_is_greeted_once_with_a_button_that_sets_up(town):
    guild = town.client.get_guild(town.guild.id)
    with town.env._bot_scope():
        town.client.dispatch("guild_join", guild)
    await town.env.settle()
    [greeted] = town.posts()
    assert "Rounds is here" in greeted
    assert greeted.labels == ("Set up this channel",)
    ada, eve = town.manager(), town.member("Eve")
    assert "Only a manager" in await eve.clicks("Set up this channel")
    opened = await ada.clicks("Set up this channel")
    assert opened.modal["title"] == "Set up the group"
    assert "exam" in opened.form


async def test_where_nobody_lets_us_speak_nothing_is_said():
    class Channel:
        def __init__(self, *, ours, everyones=True):
            self.ours, self.everyones = ours, everyones

        def permissions_for(self, who):
            may = self.ours if who == "me" else self.everyones
            return discord.Permissions(view_channel=may, send_messages=may)

    def guild(*channels, system=None):
        return SimpleNamespace(
            me="me", default_role="all", text_channels=channels, system_channel=system
        )

    closed, fine = Channel(ours=False), Channel(ours=True)
    hidden = Channel(ours=True, everyones=False)
    assert where_to_speak(guild(closed, hidden)) is None
    assert where_to_speak(guild(closed, hidden, fine)) is fine
    assert where_to_speak(guild(fine, system=hidden)) is hidden
    assert where_to_speak(guild(fine, system=closed)) is fine


def test_without_a_command_that_begins_there_is_no_button():
    assert len(greeting(()).blocks) == 1


async def test_commands_are_registered_only_when_they_have_changed(town):
    def puts():
        return [r for r in town.env.http_requests if r.method == "PUT"]

    assert len(puts()) == 1
    await town.restarts()
    assert len(puts()) == 1
    from adapters.discord.commands import payloads, payloads_of, sync

    core = town.world.core
    assert not await sync(town.client, payloads_of(core))
    # Without the menus of messages they are other commands.
    assert await sync(town.client, payloads(core.commands))
    assert await sync(town.client, payloads(core.commands), force=True)


async def test_trouble_with_registering_stops_nothing_else(town):
    town.env.inject_error("GET", "/applications/*/commands", status=403, code=50001)
    await town.restarts()
    assert town.client.is_ready()


def test_the_invite_asks_for_the_least():
    url = opening.invite_url("MTQ1NjA3NDQ0Mzk4MDgwMDAwMA.G.x")
    assert "client_id=1456074443980800000" in url
    assert "permissions=274878024704" in url
    assert "scope=bot+applications.commands" in url
    with pytest.raises(DiscordNotOpened, match="Copy the token again"):
        opening.invite_url("not a token")


async def test_intents_are_the_least(town):
    assert town.client.intents.value == discord.Intents(guilds=True).value == 1
    assert town.client.allowed_mentions.to_dict() == {"parse": []}
    assert seen(None).text == ""
