"""Reporting a question on Discord: a message's menu, the button, the form, and who may read."""

from types import SimpleNamespace

import pytest
from discord import ui

from adapters.discord.answer import Answer
from adapters.discord.ids import pressed
from adapters.discord.inbound import _on_message
from bot.api import Account, ActionCall, Actor, MessageRef, Place, plain
from tests.adapters.discord.seen import seen

OFFER = "Report this question"


def post_of(town):
    return town.channel.history()[-1]


async def complaints(town):
    return await town.world.store.read(lambda tx: tx.reports.complaints())


async def test_the_menu_of_the_daily_post_opens_a_form_and_thanks_in_private(town, ada, bob):
    opened = await bob.chooses_on(OFFER, post_of(town))
    assert opened.modal["title"] == OFFER
    assert "What is right for" in opened.modal["components"][0]["content"]
    reason, words = opened.form["reason"], opened.form["words"]
    assert [o["value"] for o in reason["options"]] == [
        "key",
        "second",
        "edition",
        "wording",
        "citation",
        "other",
    ]
    assert (words["style"], words["max_length"], words["required"]) == (2, 1000, False)
    thanks = await bob.fills(reason=["key"], words="It is <@1> @everyone **C**.")
    assert thanks.ephemeral
    assert "Thank you, your report is in" in thanks
    assert "@everyone" not in thanks.text
    assert "\\*\\*C\\*\\*" in thanks.text
    assert [c.words for c in await complaints(town)] == ["It is <@1> @everyone **C**."]
    taken = await bob.clicks("Take it back")
    assert "taken back" in taken
    assert await complaints(town) == []


async def test_the_menu_works_after_the_reveal_and_a_restart(town, ada, bob):
    await town.at("2026-03-03 20:01")
    await town.restarts()
    opened = await bob.chooses_on(OFFER, post_of(town))
    assert opened.modal["title"] == OFFER
    await town.restarts()
    assert "Thank you" in await bob.fills(reason=["wording"])
    again = await bob.chooses_on(OFFER, post_of(town))
    assert again.modal["title"] == "Change your report"
    assert [o["value"] for o in again.form["reason"]["options"] if o.get("default")] == ["wording"]


async def test_the_button_under_a_verdict_does_the_same(town, ada, bob):
    verdict = await bob.clicks("A")
    assert OFFER in verdict.labels
    opened = await bob.clicks(OFFER)
    assert opened.modal["title"] == OFFER
    came_back = await bob.fills(reason=["other"], words="")
    assert came_back.ephemeral
    assert "Say in a few words what it is." in came_back
    again = await bob.clicks("Open the form again")
    assert [o["value"] for o in again.form["reason"]["options"] if o.get("default")] == ["other"]
    assert "Thank you" in await bob.fills(reason=["other"], words="The picture is missing.")


async def test_a_message_that_is_no_question_gets_one_kind_private_sentence(town, ada, bob):
    board = await bob.types("leaderboard")
    assert not board.ephemeral
    refused = await bob.chooses_on(OFFER, post_of(town))
    assert refused.ephemeral
    assert refused.modal is None
    assert "shows no question of this group" in refused


async def test_a_message_of_somebody_else_is_no_question(town, ada, bob):
    await bob.actor.send(town.channel, "Which code is right?")
    refused = await bob.chooses_on(OFFER, post_of(town))
    assert refused.ephemeral
    assert "shows no question of this group" in refused


@pytest.mark.parametrize(("author", "offers"), [("7", 2), ("8", 0)])
def test_only_our_own_messages_are_read(author, offers):
    """Another bot's buttons may look like ours."""
    buttons = [{"type": 2, "custom_id": f"1|answer|p1|{x}"} for x in "AB"]
    row = {"type": 17, "components": [{"type": 1, "components": buttons}]}
    message = {"id": "5", "author": {"id": author}, "components": [row]}
    data = {"name": OFFER, "target_id": "5", "resolved": {"messages": {"5": message}}}
    found = SimpleNamespace(client=SimpleNamespace(user=SimpleNamespace(id=7)))
    event = _on_message(found, data, "k", None, None)
    assert len(event.offers) == offers
    assert event.message == MessageRef("5")


async def test_old_buttons_on_our_own_message_are_no_question(town, ada, bob):
    view = ui.View(timeout=None)
    for custom_id in ("q1:8:B", "0|answer|x|A", "1|answer|no-such-post|A"):
        view.add_item(ui.Button(label="old", custom_id=custom_id))
    view.stop()
    await town.client.get_channel(town.channel.id).send("An old message", view=view)
    refused = await bob.chooses_on(OFFER, post_of(town))
    assert "shows no question of this group" in refused


async def test_strangers_join_by_it_and_without_a_group_are_told_how_to_begin(town):
    eve = town.member("Eve")
    await town.client.get_channel(town.channel.id).send("Hello")
    seen_ = await eve.chooses_on(OFFER, post_of(town))
    assert seen_.ephemeral
    assert "no study group in this channel yet" in seen_


async def test_managers_read_it_in_status_and_others_do_not(town, ada, bob):
    await bob.chooses_on(OFFER, post_of(town))
    await bob.fills(reason=["citation"], words="The section moved.\n# not a heading")
    status = await ada.types("status")
    assert status.ephemeral
    for words in ("**Open reports**: 1", "The citation is wrong", "**From**: Bob"):
        assert words in status
    assert "> The section moved.\n> \\# not a heading" in status
    assert "status" not in bob.actor.available_commands(town.channel)
    shown = await ada.clicks("View the report")
    assert shown.ephemeral
    assert "Report 1 of 1" in shown
    message = ada.shown[-1].response
    # Whatever a forged press says, the core looks at who pressed.
    bobs = Actor(Account("discord", "", str(bob.actor.id)), "Bob")
    place = Place("discord", str(town.guild.id), str(town.channel.id))
    for n, custom_id in enumerate((*status.ids, *shown.ids)):
        press = ActionCall(f"forged{n}", bobs, place, pressed(custom_id).action)
        assert "Only a manager" in plain((await town.world.core.handle(press)).view)
    assert len(await complaints(town)) == 1
    assert "No report is open" in await ada.clicks("Dealt with", on=message)
    assert await complaints(town) == []


async def test_a_form_that_was_too_late_is_offered_by_a_button(town, ada, bob, monkeypatch):
    post = post_of(town)
    monkeypatch.setattr(Answer, "may_open_form", property(lambda self: False))
    late = await bob.chooses_on(OFFER, post)
    assert late.ephemeral
    assert late.labels == ("Open the form again",)
    monkeypatch.undo()
    opened = await bob.clicks("Open the form again")
    assert opened.modal["title"] == OFFER


async def test_the_post_itself_shows_nothing_of_a_report(town, ada, bob):
    before = seen(post_of(town)).text
    await bob.chooses_on(OFFER, post_of(town))
    await bob.fills(reason=["key"], words="secret words")
    await town.later(60)
    assert seen(post_of(town)).text == before
