"""A group's days on Discord, as its people live them: real discord.py, core and store."""

from contextlib import asynccontextmanager
from types import SimpleNamespace

import discord
import pytest
from discord import ui

from adapters.discord.ids import pressed
from adapters.discord.inbound import place_of
from bot.api import Account, ActionCall, Actor, Place
from bot.packs.index import index
from tests.adapters.discord.seen import seen as read
from tests.adapters.discord.town import founded, open_town
from tests.world import codes, multi, sample_library, single


@asynccontextmanager
async def town_of(folder, *questions):
    """A town whose bank has these questions; the first has just been posted."""
    library = index(questions, sample_library().exams.values())
    async with open_town(folder, library) as town:
        with town.env.time_context():
            yield town, await founded(town), town.member()


async def test_set_up_question_answer_reveal(town, ada, bob):
    question = town.posts()[-1]
    assert "Daily question" in question
    assert question.labels == ("A", "B", "C", "D")
    assert "Nobody has answered yet" in question
    assert "<t:" in question.text

    verdict = await bob.clicks("A")
    assert verdict.ephemeral
    assert "Correct" in verdict or "Incorrect" in verdict
    assert "ICD-10-CM Official Guidelines" in verdict

    await town.later(11)
    assert "1 person has answered" in town.posts()[-1]

    await town.at("2026-03-03 20:01")
    closed = town.posts()[-1]
    assert "closed" in closed
    assert "**Key:**" in closed.text
    assert closed.labels == ("Practise this question", "My answer", "Report this question")
    assert "your first answer counts" in await bob.clicks("My answer")
    assert len(town.posts()) == 1


async def test_a_double_click_counts_once(town, ada, bob):
    post = town.channel.history()[-1]
    first = await bob.clicks("A", on=post)
    again = await bob.clicks("B", on=post)
    assert "your first answer counts" in again
    assert first.ephemeral
    assert again.ephemeral
    await town.later(11)
    assert "1 person has answered" in town.posts()[-1]


async def test_a_restart_between_question_and_click(town, ada, bob):
    await town.restarts()
    assert "orrect" in await bob.clicks("A")
    await town.restarts()
    assert "your first answer counts" in await bob.clicks("B", on=town.channel.history()[-1])


async def test_a_restart_between_form_and_answer(tmp_path):
    async with town_of(tmp_path, codes("c-1")) as (town, _, bob):
        opened = await bob.clicks("Type your answer")
        assert opened.modal["title"] == "Your codes"
        assert "What is right for c-1?" in opened.modal["components"][0]["content"]
        await town.restarts()
        verdict = await bob.fills(codes="E11.22, N18.30")
        assert "Correct" in verdict
        assert verdict.ephemeral


async def test_a_form_that_comes_back_keeps_what_was_typed(tmp_path):
    async with town_of(tmp_path, codes("c-1")) as (_, _, bob):
        await bob.clicks("Type your answer")
        came_back = await bob.fills(codes=", ".join(f"A{n}" for n in range(40)))
        assert came_back.ephemeral
        assert "codes are too many" in came_back
        again = await bob.clicks("Open the form again")
        assert again.form["codes"]["value"].startswith("A0, A1")
        assert "Correct" in await bob.fills(codes="E11.22 N18.30")


async def test_after_a_restart_a_form_opens_with_what_is_saved(town, ada):
    opened = await ada.types("setup")
    assert opened.modal["title"] == "Set up the group"
    came_back = await ada.fills(
        exam=["cpc"], daily_at="99:00", zone="UTC", days="daily", reveal_at="20:00"
    )
    assert "there is no such hour" in came_back
    assert came_back.ephemeral


async def test_several_answers_are_a_select(tmp_path):
    async with town_of(tmp_path, multi("m-1")) as (town, _, bob):
        assert town.posts()[-1].choices == ("A", "B", "C", "D", "E")
        assert "Correct" in await bob.chooses("A", "D")


async def test_practice_stays_in_one_private_message(tmp_path):
    # One of them is the open daily question, which practice leaves out.
    async with town_of(tmp_path, *(single(f"s-{n}") for n in range(3))) as (_, _, bob):
        begun = await bob.types("quiz", count=2)
        assert begun.ephemeral
        assert "question 1 of 2" in begun
        assert "1 of 2" in await bob.clicks("B")
        assert "question 2 of 2" in await bob.clicks("Next question")
        await bob.clicks("B")
        assert "Practice done" in await bob.clicks("Show the summary")
        # Each press changed the message it stood on; none said another.
        assert [r.response for r in bob.shown[1:]] == [None] * 4 or {
            r.response.id for r in bob.shown
        } == {bob.shown[0].response.id}


async def test_every_command_answers(town, ada):
    for command in town.world.core.commands:
        if command.name == "setup":
            continue
        needed = {o.name: "2027-03-14" for o in command.options if o.required}
        seen = await ada.types(command.name, **needed)
        assert seen.text or seen.modal, command.name
        assert "on our side" not in seen, command.name


async def test_public_answers_are_public_and_refusals_are_not(town, ada, bob):
    assert not (await bob.types("leaderboard")).ephemeral
    assert not (await bob.types("countdown list")).ephemeral
    refused = await bob.types("countdown add", name="CPC", date="2027-03-14")
    assert refused.ephemeral
    assert "Only a manager" in refused


async def test_strangers_are_told_how_to_begin(town):
    eve = town.member("Eve")
    seen = await eve.types("today")
    assert seen.ephemeral
    assert "no study group in this channel yet" in seen


async def test_a_member_is_not_shown_what_managers_use(town, ada, bob):
    assert "setup" in ada.actor.available_commands(town.channel)
    assert "setup" not in bob.actor.available_commands(town.channel)


async def test_a_button_of_another_group_changes_nothing(town, ada, bob):
    post = town.channel.history()[-1]
    other = town.guild.create_text_channel("other")
    town.channel = other
    await ada.types("setup", daily_at="09:00", reveal_at="20:00", zone="UTC")
    action = pressed(read(post).ids[0]).action
    eve = Actor(Account("discord", "", "99"), "Eve")
    place = Place("discord", str(town.guild.id), str(other.id))
    reply = await town.world.core.handle(ActionCall("k", eve, place, action))
    assert "belongs to another group" in reply.view.blocks[0].text[0]


@pytest.mark.parametrize("custom_id", ["q1:8:B", "0|answer|x|A", "1|no_such_action|x"])
async def test_an_old_button_gets_a_kind_private_sentence(town, ada, bob, custom_id):
    view = ui.View(timeout=None)
    view.add_item(ui.Button(label="old", custom_id=custom_id))
    view.stop()
    channel = town.client.get_channel(town.channel.id)
    await channel.send("An old message", view=view)
    seen = await bob.clicks("old", on=town.channel.history()[-1])
    assert seen.ephemeral
    assert "from an older version" in seen


async def test_completion_comes_from_the_core(town, ada, bob):
    assert "guidelines" in await bob.completes("quiz", "topic", "gui")
    assert await bob.completes("countdown remove", "name", "") == []
    assert await ada.completes("setup", "zone", "chicago") == ["America/Chicago"]


async def test_names_that_would_ping_are_letters(town, ada):
    eve = town.member("@everyone <@1> **E**")
    await eve.clicks("A", on=town.channel.history()[-1])
    board = await eve.types("leaderboard")
    assert "@everyone" not in board.text
    assert "\\<@" in board.text or "@\u200b" in board.text
    assert all(not m.mention_everyone for m in town.channel.history())


async def test_the_outbox_is_told_when_there_may_be_mail(town, ada, bob):
    told = []
    town.client._desk._on_mail = lambda: told.append(1)
    await bob.clicks("A")
    assert told == [1]


async def test_a_question_of_a_thread_is_its_channels(town, ada, bob):
    thread = object.__new__(discord.Thread)
    thread.parent_id = town.channel.id
    found = SimpleNamespace(guild_id=town.guild.id, channel_id=5, channel=thread)
    assert place_of(found).channel == str(town.channel.id)
