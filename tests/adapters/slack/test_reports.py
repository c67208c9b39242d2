"""Reporting a question on Slack: a message's menu, the button, the form, and who may read."""

import pytest

from adapters.slack.inbound import origin_of
from bot.api import ActionRef
from bot.packs.index import index
from tests.adapters.slack.person import buttons
from tests.adapters.slack.slack_server import CHANNEL, TEAM
from tests.adapters.slack.town import MODES, founded, open_town
from tests.world import sample_library, single

pytestmark = pytest.mark.slow

OFFER = "Report this question"
BOT = f"U0BOT{TEAM[1:]}"


@pytest.fixture(params=MODES)
async def town(request, tmp_path):
    singles = (single(f"s-{n}") for n in range(4))
    library = index(singles, sample_library().exams.values())
    async with open_town(tmp_path, request.param, library) as found:
        yield found


@pytest.fixture
async def ada(town):
    return await founded(town)


@pytest.fixture
def bob(town, ada):
    return town.person("Bob")


async def complaints(town):
    return await town.world.store.read(lambda tx: tx.reports.complaints())


async def asks(person, message) -> str:
    """The form that the menu of a message opens."""
    assert (await person.shortcut(OFFER, message)).acked
    await person.until(lambda: person.modal and person.modal.body.get("submit"))
    return person.modal.body["title"]["text"]


async def test_the_menu_of_the_daily_post_opens_a_form_and_thanks_in_private(town, ada, bob):
    before = len(town.slack.messages())
    assert await asks(bob, town.posts()[-1]) == OFFER
    assert "What is right for" in bob.modal.words
    typed = "It is <!channel> <@U1> *C*."
    assert (await bob.submit({"What is wrong?": "key", "In your words": typed})).acked
    await bob.sees("Thank you, your report is in")
    assert [c.words for c in await complaints(town)] == [typed]
    assert len(town.slack.messages()) == before
    await bob.click(None, "Take it back")
    await bob.sees("taken back")
    assert await complaints(town) == []


async def test_the_menu_works_after_the_reveal_and_a_restart(town, ada, bob):
    await town.world.at("2026-03-02 20:05")
    await town.restarts()
    assert await asks(bob, town.posts()[-1]) == OFFER
    await town.restarts()
    await bob.submit({"What is wrong?": "wording"})
    await bob.sees("Thank you")
    await bob.close()
    assert await asks(bob, town.posts()[-1]) == "Change your report"


async def test_the_button_under_a_verdict_does_the_same(town, ada, bob):
    await bob.click(town.posts()[-1], "B")
    await bob.sees("Correct")
    await bob.click(bob.private[-1], OFFER)
    await bob.until(lambda: bob.modal)
    await bob.submit({"What is wrong?": "other"})
    await bob.sees("Say in a few words what it is.")
    await bob.submit({"What is wrong?": "other", "In your words": "The picture is missing."})
    await bob.sees("Thank you")
    assert len(await complaints(town)) == 1


async def test_a_message_that_is_no_question_gets_one_kind_private_sentence(town, ada, bob):
    await ada.command("/leaderboard")
    board = await town.slack.posted("Leaderboard")
    before = len(town.slack.messages())
    await bob.shortcut(OFFER, board)
    await bob.sees("shows no question of this group")
    assert "submit" not in bob.modal.body
    assert len(town.slack.messages()) == before


async def test_a_message_of_somebody_else_is_no_question(town, ada, bob):
    await bob.shortcut(OFFER, ada.writes("Which code is right?"))
    await bob.sees("shows no question of this group")


async def test_a_menu_that_comes_too_late_is_said_in_a_message(town, ada, bob):
    town.slack.plan("views.open", error="expired_trigger_id")
    await bob.shortcut(OFFER, town.posts()[-1])
    await bob.until(lambda: bob.private)
    assert bob.modal is None
    assert buttons(bob.private[-1]) == ["Open the form"]
    await bob.click(bob.private[-1], "Open the form")
    await bob.until(lambda: bob.modal)
    assert bob.modal.body["title"]["text"] == OFFER


async def test_strangers_join_by_it_and_without_a_group_are_told_how_to_begin(town):
    eve = town.person("Eve")
    await eve.shortcut(OFFER, eve.writes("Hello"))
    await eve.sees("no study group in this channel yet")


async def test_managers_read_it_in_status_and_others_do_not(town, ada, bob):
    await asks(bob, town.posts()[-1])
    await bob.submit({"What is wrong?": "citation", "In your words": "The section moved."})
    await bob.sees("Thank you")
    await ada.command("/quiz status")
    await ada.sees("The section moved.")
    await ada.click(ada.private[-1], "View the report")
    await ada.sees("Report 1 of 1")
    await bob.close()
    await bob.command("/quiz status")
    await bob.sees("Only a manager")
    assert "The section moved." not in bob.screen


async def test_in_a_direct_message_the_group_of_its_buttons_is_meant(town, ada, bob):
    """A reminder's buttons name their channel, also to somebody who is in two groups."""
    other = town.slack.add_channel("other")
    eve = town.person("Eve", manages=True, channel=other.id)
    await eve.command("/setup daily_at:09:00 reveal_at:20:00 zone:UTC")
    await eve.sees("Set-up")
    bob.channel = other.id
    await bob.command("/me")
    await bob.until(lambda: bob.private)
    bob.channel = CHANNEL
    await bob.command("/me")
    await bob.until(lambda: len(bob.private) == 2)
    await bob.click(bob.private[-1], "Turn reminders on")
    await bob.sees("Reminders: on")
    await town.world.at("2026-03-02 19:30")
    [reminder] = bob.direct
    assert await asks(bob, reminder) == OFFER
    await bob.submit({"What is wrong?": "wording"})
    await bob.sees("Thank you")
    assert len(await complaints(town)) == 1


def chosen_on(**author) -> dict:
    """A message shortcut on a message with two buttons, a select beside a section, and more."""
    answers = [{"type": "button", "action_id": f"1|answer|p1|{x}"} for x in "AB"]
    blocks = [
        {"type": "context", "block_id": "b1", "elements": [{"type": "mrkdwn", "text": "x"}]},
        {"type": "section", "block_id": "b2", "accessory": {"action_id": "1|report|q1"}},
        {"type": "actions", "block_id": "b3", "elements": answers},
        {"type": "actions", "block_id": "@C9|4", "elements": [{"action_id": "q1:8:B"}]},
    ]
    return {
        "type": "message_action",
        "callback_id": OFFER,
        "team": {"id": TEAM},
        "channel": {"id": "D1"},
        "user": {"id": "U1"},
        "trigger_id": "1",
        "message": {"ts": "5.1", "blocks": blocks, **author},
    }


@pytest.mark.parametrize("author", [{"user": BOT}, {"bot_id": "B7"}, {"user": BOT, "bot_id": "B8"}])
def test_our_own_messages_say_what_they_are_about(author):
    found = origin_of(chosen_on(**author), {BOT, "B7"})
    assert found.offers == (
        ActionRef("report", ("q1",)),
        ActionRef("answer", ("p1", "A")),
        ActionRef("answer", ("p1", "B")),
    )
    assert (found.message, found.channel) == ("5.1", "C9")


@pytest.mark.parametrize("author", [{"user": "U9", "bot_id": "B9"}, {"user": "", "bot_id": None}])
def test_only_our_own_messages_are_read(author):
    """Another app's buttons may look like ours."""
    found = origin_of(chosen_on(**author), {BOT, "B7"})
    assert (found.offers, found.channel) == ((), "D1")
