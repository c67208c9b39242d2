"""The door is total: it gives one reply to whatever goes in and wrong."""

import logging

from bot.chat.events import ActionCall, CommandCall, FormCall, PlaceLost, SuggestCall
from bot.chat.plain import plain
from bot.chat.refs import RUN, Account, ActionRef, Membership, Place
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
        assert typed("/quiz") == Stance(Audience.ONLY_YOU, window=True)
        assert typed("/setup").opens_form
        assert typed("/nonsense") == Stance()
        action = ActionCall("k", ada.actor, CHANNEL, ActionRef("answer_codes", ("p",)))
        assert world.core.stance(action).opens_form
        assert world.core.stance(PlaceLost("k", CHANNEL, "x")) == Stance()


async def test_a_lost_workspace_puts_its_own_homes_to_sleep_only(tmp_path):
    async with open_world(tmp_path) as world:
        places = (Place("stub", "w1", "c1"), Place("stub", "w1", "c2"), Place("stub", "w2", "c1"))
        for place in places:
            await world.person("Ada", manages=True, place=place).calls("found")
        assert await world.core.handle(PlaceLost("k", Place("stub", "w1", ""), "gone")) == Quiet()
        homes = await world.store.read(lambda tx: [tx.groups.at(place)[1] for place in places])
        assert [home.asleep for home in homes] == ["gone", "gone", ""]


async def test_an_accounts_groups_are_those_it_is_in_where_it_is(tmp_path):
    async with open_world(tmp_path) as world:
        ada = world.person("Ada", manages=True)
        await ada.calls("found", name="Zebras")
        other = world.person("Ada", manages=True, place=Place("stub", "w1", "c2"))
        await other.calls("found", name="Apes")
        await world.person("Ada", manages=True, place=Place("stub", "w2", "c3")).calls("found")
        bob = world.person("Bob")
        await bob.says("/me")
        assert await world.core.memberships(ada.actor.account) == (
            Membership("Apes", other.place, manages=True),
            Membership("Zebras", CHANNEL, manages=True),
        )
        assert await world.core.memberships(bob.actor.account) == (Membership("Zebras", CHANNEL),)
        assert await world.core.memberships(Account("stub", "w2", "nobody")) == ()


async def test_a_missing_option_is_asked_for_as_a_form(tmp_path):
    async with open_world(tmp_path) as world:
        ada = await founded(world)

        def asked(line):
            return world.core.asks(CommandCall("k", ada.actor, CHANNEL, "", typed=line))

        form = asked('/countdown add "Spring CPC"')
        assert form.action == ActionRef(RUN, ("countdown add",))
        assert [(i.name, i.value, i.required) for i in form.inputs[:2]] == [
            ("name", "Spring CPC", True),
            ("date", "", True),
        ]
        assert asked("/countdown add CPC 2027-03-14") is None
        assert asked("/leaderboard") is None
        assert asked("/countdown") is None
        assert asked("/nonsense") is None
