"""The door is total: it gives one reply to whatever goes in and wrong."""

import logging

from bot.chat.events import ActionCall, CommandCall, FormCall, PlaceLost, SuggestCall
from bot.chat.plain import plain
from bot.chat.refs import ActionRef
from bot.chat.replies import Audience, Quiet, Say, Stance, Suggest
from bot.commands.declare import Action, Command, Feature
from bot.core import Core
from tests.world import CHANNEL, founded, open_world


async def explodes(turn, *args):
    raise ValueError("secret of the inside")


FAULTY = Feature(
    "faulty",
    commands=(Command("explode", "Explodes", explodes, audience=Audience.EVERYONE),),
    actions=(Action("explode", explodes),),
)


async def test_a_fault_of_ours_is_told_with_a_reference_and_logged(tmp_path, caplog):
    async with open_world(tmp_path) as world:
        ada = await founded(world)
        core = Core(world.store, world.library, world.clock, world.dice, (FAULTY,))
        event = CommandCall("k", ada.actor, CHANNEL, "explode")
        reply = await core.handle(event)
    assert isinstance(reply, Say)
    assert reply.private
    said = plain(reply.view)
    assert "Something went wrong on our side" in said
    assert "secret" not in said
    reference = said.rsplit(": ", 1)[1].rstrip(".")
    assert any(reference in record.getMessage() for record in caplog.records)


async def test_a_closed_database_is_a_sentence_without_its_path(tmp_path, caplog):
    async with open_world(tmp_path) as world:
        ada = await founded(world)
    said = await ada.says("/leaderboard")
    assert said.startswith("The database cannot be used right now.")
    assert str(tmp_path) not in said
    assert any(record.levelno == logging.ERROR for record in caplog.records)


async def test_unknown_things_get_a_sentence(tmp_path):
    async with open_world(tmp_path) as world:
        ada = await founded(world)
        assert "older version" in await ada.acts(ActionRef("gone", ("x",)))
        form = FormCall("k", ada.actor, CHANNEL, ActionRef("gone"), {})
        assert "older version" in plain((await world.core.handle(form)).view)
        suggest = SuggestCall("k", ada.actor, CHANNEL, "gone", "x")
        assert await world.core.handle(suggest) == Suggest(())


async def test_a_lost_place_puts_its_home_to_sleep(tmp_path):
    async with open_world(tmp_path) as world:
        await founded(world)
        assert await world.core.handle(PlaceLost("k", CHANNEL, "channel deleted")) == Quiet()
        home = await world.store.read(lambda tx: tx.groups.at(CHANNEL)[1])
        assert home.asleep == "channel deleted"


async def test_stances_are_known_before_anything_runs(tmp_path):
    async with open_world(tmp_path) as world:
        ada = world.person("Ada")

        def typed(line):
            return world.core.stance(CommandCall("k", ada.actor, CHANNEL, "", typed=line))

        assert typed("/leaderboard week").audience is Audience.EVERYONE
        assert typed("/quiz") == Stance(Audience.ONLY_YOU)
        assert typed("/setup").opens_form
        assert typed("/nonsense") == Stance()
        action = ActionCall("k", ada.actor, CHANNEL, ActionRef("answer_codes", ("p",)))
        assert world.core.stance(action).opens_form
        assert world.core.stance(PlaceLost("k", CHANNEL, "x")) == Stance()
