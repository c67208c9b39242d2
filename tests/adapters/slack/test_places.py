"""Channels and workspaces that come and go."""

import asyncio

import pytest

from adapters.slack.people import Kept
from bot.api import Account, Actor, CommandCall, Place
from tests.adapters.slack.person import buttons
from tests.adapters.slack.slack_server import BOT_TOKEN, CHANNEL, TEAM, Plan
from tests.adapters.slack.town import founded, open_town

pytestmark = pytest.mark.slow


@pytest.fixture
async def town(tmp_path):
    async with open_town(tmp_path) as found:
        found.slack.grants[BOT_TOKEN].scopes |= {"channels:read", "groups:read"}
        yield found


@pytest.fixture
async def ada(town):
    return await founded(town)


async def asleep(town, channel=CHANNEL, team=TEAM) -> str:
    await town.idle()
    place = Place("slack", team, channel)
    return await town.world.store.read(lambda tx: tx.groups.at(place)[1].asleep)


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ({"type": "channel_archive", "user": "U1"}, "archived"),
        ({"type": "group_archive", "user": "U1"}, "archived"),
        ({"type": "channel_deleted"}, "deleted"),
        ({"type": "group_deleted"}, "deleted"),
        ({"type": "channel_left"}, "/invite @Rounds"),
        ({"type": "group_left"}, "/invite @Rounds"),
        ({"type": "member_left_channel", "user": f"U0BOT{TEAM[1:]}"}, "/invite @Rounds"),
    ],
)
async def test_a_lost_channel_sleeps_with_its_reason(town, ada, event, said):
    assert await asleep(town) == ""
    await town.slack.event({**event, "channel": CHANNEL})
    assert said in await asleep(town)


async def test_somebody_else_who_leaves_changes_nothing(town, ada):
    event = {"type": "member_left_channel", "user": ada.id, "channel": CHANNEL}
    await town.slack.event(event)
    assert await asleep(town) == ""


async def test_a_workspace_that_is_removed_takes_its_own_homes_only(town, ada):
    far = Place("slack", "T0OTHERS", "C0FAR")
    eve = Actor(Account("slack", "T0OTHERS", "U9"), "Eve", manages=True)
    await town.world.core.handle(CommandCall("k", eve, far, "found"))
    await town.slack.uninstalls(TEAM)
    assert "removed from this workspace" in await asleep(town)
    assert await asleep(town, far.channel, far.workspace) == ""


async def test_a_persons_token_that_is_revoked_is_not_the_bots(town, ada):
    await town.slack.event({"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}})
    assert await asleep(town) == ""


async def test_setting_up_again_wakes_it(town, ada):
    await town.slack.removes_bot()
    assert await asleep(town)
    town.slack.workspaces[TEAM].channels[CHANNEL].members.add(f"U0BOT{TEAM[1:]}")
    await ada.command("/setup daily_at:10:00")
    assert await asleep(town) == ""


async def test_an_invitation_is_answered_once_with_a_way_to_begin(town):
    fresh = town.slack.add_channel("fresh")
    bot = f"U0BOT{TEAM[1:]}"
    event = {"type": "member_joined_channel", "user": bot, "channel": fresh.id}
    for _ in range(2):
        await town.slack.event(event, known_id="Ev1")
    await town.idle()
    [greeting] = town.slack.messages(fresh.id)
    assert "Rounds is here" in greeting.words
    ada = town.person("Ada", manages=True, channel=fresh.id)
    await ada.click(greeting, "Set up this channel")
    await ada.until(lambda: ada.modal)
    assert buttons(greeting) == ["Set up this channel"]
    assert "Set up the group" in ada.modal.words


async def test_somebody_else_who_joins_is_not_greeted(town, ada):
    before = len(town.slack.messages())
    event = {"type": "member_joined_channel", "user": ada.id, "channel": CHANNEL}
    await town.slack.event(event)
    await town.idle()
    assert len(town.slack.messages()) == before


async def test_who_was_not_invited_is_told_so_at_set_up(town):
    closed = town.slack.add_channel("closed")
    closed.members.discard(f"U0BOT{TEAM[1:]}")
    ada = town.person("Ada", manages=True, channel=closed.id)
    await ada.command("/setup daily_at:09:00")
    await ada.sees("I lack an invitation (type /invite @Rounds)")


async def test_a_letter_to_a_channel_that_was_left_puts_it_to_sleep(town, ada):
    town.slack.workspaces[TEAM].channels[CHANNEL].members.clear()
    await town.world.at("2026-03-03 09:05")
    assert "/invite @Rounds" in await asleep(town)


async def test_the_maker_of_a_channel_manages_it(town):
    made = town.slack.add_channel("made")
    eve = town.person("Eve", channel=made.id)
    await eve.command("/setup daily_at:09:00")
    await eve.sees("Only a manager")
    info = {"id": made.id, "creator": eve.id, "is_member": True}
    town.opened.desk._responder._people.forget_room(TEAM, made.id)
    answer = {"ok": True, "channel": info, "error": ""}
    town.slack.plans.append(Plan("conversations.info", 200, answer, {}, after=False, lost=False))
    await eve.command("/setup daily_at:09:00")
    await eve.sees("Set-up")


async def test_an_answer_from_before_a_change_is_not_kept():
    kept, key = Kept(lambda: 0.0), (TEAM, CHANNEL)
    asked, go = asyncio.Event(), asyncio.Event()

    async def before():
        asked.set()
        await go.wait()
        return "before"

    async def after():
        return "after"

    first = asyncio.create_task(kept.get(key, before))
    await asked.wait()
    kept.forget(key)
    assert await kept.get(key, after) == "after"
    go.set()
    assert await first == "before"
    assert await kept.get(key, before) == "after"


async def test_a_closed_account_is_no_reason_to_lose_the_channel(town, ada):
    bob = town.person("Bob")
    await bob.command("/me")
    await bob.sees("Reminders: off")
    await bob.click(bob.private[-1], "Turn reminders on")
    await bob.sees("Reminders: on")
    await bob.deactivated()
    await town.world.at("2026-03-02 19:30")
    assert not bob.direct
    assert "user_not_found" in {c.error for c in town.slack.asked("chat.postMessage")}
    assert await asleep(town) == ""
