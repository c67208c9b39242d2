"""The first answer within 3 s, whatever happens behind it."""

import asyncio

import pytest

from adapters.discord import respond
from adapters.discord.respond import Desk
from bot.api import (
    ActionRef,
    Ask,
    Audience,
    Form,
    Input,
    Paragraph,
    Quiet,
    Say,
    Stance,
    Update,
    View,
    text,
)


def said(words: str) -> View:
    return View("", (Paragraph(text(words)),))


class Slow:
    """A core that takes its time."""

    def __init__(self, town, reply, stance, seconds):
        self.commands = town.world.core.commands
        self.reply, self._stance, self.seconds = reply, stance, seconds

    def stance(self, event):
        return self._stance

    async def handle(self, event):
        await asyncio.sleep(self.seconds)
        return self.reply


def test_the_deadlines_leave_room_before_discords_three_seconds():
    assert (respond.DEFER_S, respond.FORM_S) == (1.5, 2.5)


@pytest.fixture
def slow(town, ada, bob, monkeypatch):
    """Makes the core slow; a tenth of the real deadlines, so that nobody waits for them."""
    monkeypatch.setattr(respond, "DEFER_S", respond.DEFER_S / 10)
    monkeypatch.setattr(respond, "FORM_S", respond.FORM_S / 3)

    def make(reply, *, audience=Audience.ONLY_YOU, opens_form=False, seconds=0.3) -> Slow:
        core = Slow(town, reply, Stance(audience, opens_form), seconds)
        town.client._desk = Desk(core, strict=True)
        return core

    return make


async def answered(town, person, *, click="", command="leaderboard"):
    """What Discord heard first, and what is there in the end."""
    before = len(town.env.http_requests)
    if click:
        result = await person.actor.click(town.channel.history()[-1], label=click)
    else:
        result = await person.actor.slash(town.channel, command)
    first = town.env.http_requests[before].json
    shown = [m for m in (result.response, *result.followups) if m is not None]
    texts = [(m.components[0]["components"][0]["content"], m.ephemeral) for m in shown]
    return (first["type"], (first.get("data") or {}).get("flags", 0)), texts


async def test_a_slow_private_answer_is_deferred_privately(town, bob, slow):
    slow(Say(said("here it is")))
    waiting, shown = await answered(town, bob)
    assert waiting == (5, 64)
    assert shown == [("here it is", True)]


async def test_a_slow_public_answer_is_deferred_publicly(town, bob, slow):
    slow(Say(said("here it is")), audience=Audience.EVERYONE)
    waiting, shown = await answered(town, bob)
    assert waiting == (5, 0)
    assert shown == [("here it is", False)]


async def test_a_slow_refusal_of_a_public_command_is_private_all_the_same(town, bob, slow):
    slow(Say(said("only you see this"), private=True), audience=Audience.EVERYONE)
    _, shown = await answered(town, bob)
    assert shown == [("only you see this", True)]
    assert "only you see this" not in "".join(p.text for p in town.posts())


async def test_a_slow_press_is_acknowledged_and_answered(town, bob, slow):
    slow(Say(said("the verdict")))
    waiting, shown = await answered(town, bob, click="A")
    assert waiting == (6, 0)
    assert ("the verdict", True) in shown
    assert "Daily question" in town.posts()[-1]


async def test_a_slow_update_changes_the_message(town, bob, slow):
    slow(Update(said("changed")))
    await answered(town, bob, click="A")
    assert town.posts()[-1].text == "changed"


async def test_a_slow_nothing_leaves_the_message_alone(town, bob, slow):
    slow(Quiet())
    await answered(town, bob, click="A")
    assert "Daily question" in town.posts()[-1]


async def test_a_form_is_waited_for_and_never_deferred_at_the_usual_time(town, bob, slow):
    slow(Ask(Form("A form", ActionRef("f"), (Input("a", "A"),))), opens_form=True)
    waiting, _ = await answered(town, bob, command="today")
    assert waiting == (9, 0)


async def test_a_form_that_is_too_late_is_said_to_be(town, bob, slow):
    form = Form("A form", ActionRef("f"), (Input("a", "A"),), again=ActionRef("open_f"))
    slow(Ask(form), opens_form=True, seconds=1.0)
    result = await bob.actor.slash(town.channel, "today")
    made = result.response.components[0]["components"]
    assert "took too long" in made[0]["content"]
    assert made[1]["components"][0]["custom_id"] == "1|open_f"
    assert result.ephemeral


async def test_while_stopping_people_are_told_so(town, ada, bob):
    desk = town.client._desk
    assert await desk.drain(1.0)
    seen = await bob.clicks("A")
    assert seen.ephemeral
    assert "just restarting" in seen


@pytest.mark.parametrize("code", [10062, 40060])
async def test_nobody_waits_for_an_answer_any_more(town, ada, bob, code, caplog):
    town.env.inject_error("POST", "/interactions/*/callback", status=404, code=code, times=1)
    await bob.actor.click(town.channel.history()[-1], label="A")
    assert "reference" in caplog.text
    await town.later(11)
    assert "1 person has answered" in town.posts()[-1]
