"""What is done when a way to answer is shut: triggers that expired, addresses that are used up,
windows that are full, cores that are slow.
"""

import asyncio

import pytest

from adapters.slack import desk as module
from adapters.slack.ids import Meta
from adapters.slack.inbound import unescaped
from bot.packs.index import index
from tests.adapters.slack.person import buttons
from tests.adapters.slack.slack_server import CHANNEL, TEAM
from tests.adapters.slack.town import founded, open_town
from tests.world import codes, sample_library, single

pytestmark = pytest.mark.slow


@pytest.fixture
async def town(tmp_path):
    singles = (single(f"s-{n}") for n in range(4))
    library = index(singles, sample_library().exams.values())
    async with open_town(tmp_path, library=library) as found:
        yield found


@pytest.fixture
async def ada(town):
    return await founded(town)


@pytest.fixture
def bob(town, ada):
    return town.person("Bob")


def slowed(town, monkeypatch, by_s: float) -> None:
    """The core takes its time from now on."""
    handle = town.world.core.handle

    async def slow(event):
        await asyncio.sleep(by_s)
        return await handle(event)

    monkeypatch.setattr(town.world.core, "handle", slow)


async def test_a_window_that_cannot_be_opened_any_more_is_a_message(town, bob):
    town.slack.plan("views.open", error="expired_trigger_id")
    await bob.command("/quiz count:1")
    await bob.sees("question 1 of 1")
    assert bob.modal is None
    await bob.click(bob.private[-1], "B")
    await bob.sees("orrect · 1 of 1")
    # Pressed in a message, the message changes.
    assert len(bob.private) == 1
    assert bob.private[0].edits == 1


async def test_a_form_that_cannot_be_opened_any_more_has_a_button(town, ada):
    town.slack.plan("views.open", error="expired_trigger_id")
    await ada.command("/setup")
    await ada.sees("took too long to open the form")
    await ada.click(ada.private[-1], "Open the form")
    await ada.sees("Daily question at")
    town.slack.plan("views.open", error="expired_trigger_id")
    await ada.command("/countdown add")
    await ada.sees("took too long to open the form")
    await ada.click(ada.private[-1], "Open the form")
    await ada.until(lambda: "Countdown add" in ada.modal.words)


async def test_an_address_that_is_used_up_leaves_direct_messages(town, bob):
    town.slack.plan("response_url", status=404, error="used_url")
    await bob.click(town.posts()[-1], "B")
    await bob.until(lambda: bob.direct)
    assert "Correct" in bob.direct[-1].words
    assert not bob.private


async def test_a_public_answer_without_an_address_is_a_post(town, bob):
    town.slack.plan("response_url", status=404, error="expired_url")
    await bob.command("/leaderboard")
    await town.slack.posted("Leaderboard")
    assert "Leaderboard" in str(town.slack.asked("chat.postMessage")[-1].args["text"])


async def test_where_nobody_may_speak_the_person_alone_is_told(town, ada):
    home = town.slack.workspaces[TEAM]
    home.channels[CHANNEL].members.discard(home.bot)
    town.slack.plan("response_url", status=404, error="expired_url")
    await ada.command("/leaderboard")
    await ada.sees("Leaderboard")
    assert ada.private[-1].only_for == ada.id


async def test_a_slow_core_is_waited_for_in_the_window(tmp_path, monkeypatch):
    library = index((codes("c-1"),), sample_library().exams.values())
    async with open_town(tmp_path, library=library) as town:
        ada = await founded(town)
        await ada.click(town.posts()[-1], "Type your answer")
        await ada.until(lambda: ada.modal)
        label = ada.modal.body["blocks"][-1]["label"]["text"]
        monkeypatch.setattr(module, "ANSWER_S", 0.05)
        slowed(town, monkeypatch, 0.4)
        told = await ada.submit({label: "E11.22, N18.30"})
        assert told.took_s < 0.4
        assert "takes longer than usual" in ada.modal.words
        await ada.sees("Correct")
        assert "Correct" in ada.modal.words


async def test_a_slow_core_never_holds_an_acknowledgement_up(town, bob, monkeypatch):
    slowed(town, monkeypatch, 0.5)
    told = await bob.click(town.posts()[-1], "B")
    assert told.took_s < 0.5
    await bob.sees("Correct")


async def test_a_form_that_is_sent_twice_is_answered_twice_with_the_same(town, ada):
    await ada.command("/setup")
    await ada.until(lambda: ada.modal)
    first = await ada.submit({"Daily question at": "99:00"})
    again = await ada.repeat()
    assert first.ack["response_action"] == "errors"
    assert again.ack == first.ack


async def test_a_second_word_in_a_window_stands_on_top(town, bob):
    await bob.command("/quiz count:2")
    await bob.until(lambda: bob.modal)
    first = bob.modal
    block = first.body["blocks"][-2]["elements"][0]
    block["action_id"] = "1|no_such_action|x"
    await bob.click(None, "A")
    await bob.sees("from an older version")
    assert bob.modal is not first
    await bob.close()
    assert bob.modal is first


async def test_with_three_windows_it_takes_the_place(town, bob):
    await bob.command("/quiz count:2")
    await bob.until(lambda: bob.modal)
    first = bob.modal
    first.body["blocks"][-2]["elements"][0]["action_id"] = "1|no_such_action|x"
    town.slack.plan("views.push", error="push_limit_reached")
    await bob.click(None, "A")
    await bob.sees("from an older version")
    assert bob.modal is first


async def test_a_name_that_cannot_be_had_holds_nobody_up(town, ada, monkeypatch):
    monkeypatch.setattr("adapters.slack.people.ASK_S", 0.05)
    eve = town.person("Eve")
    for method in ("users.info", "conversations.info"):
        town.slack.plan(method, status=429, retry_after=30)
    await eve.click(town.posts()[-1], "B")
    await eve.sees("Correct")
    await eve.command("/me")
    # The payload's own name: Slack asked us not to ask again so soon.
    await eve.sees("Shown as: eve")
    assert len(town.slack.asked("users.info")) == 2


async def test_many_who_press_at_once_are_asked_about_once_each(town, ada):
    people = [town.person(f"P{n}") for n in range(5)]
    post = town.posts()[-1]
    await asyncio.gather(*(p.click(post, "B") for p in people for _ in range(2)))
    await town.idle()
    assert len(town.slack.asked("users.info")) == 1 + len(people)


async def test_in_direct_messages_the_only_group_is_meant(town, bob):
    await bob.click(town.posts()[-1], "B")
    await bob.sees("Correct")
    bob.team.channel(bob.id)
    bob.channel = f"D{bob.id[1:]}"
    await bob.command("/today")
    await bob.sees("your first answer counts")
    eve = town.person("Eve")
    eve.team.channel(eve.id)
    eve.channel = f"D{eve.id[1:]}"
    await eve.command("/today")
    await eve.sees("works in the channels that it was invited to")


async def test_a_button_of_another_group_changes_nothing(town, ada, bob):
    post = town.posts()[-1]
    other = town.slack.add_channel("other")
    eve = town.person("Eve", manages=True, channel=other.id)
    await eve.command("/setup daily_at:09:00 reveal_at:20:00 zone:UTC")
    await eve.sees("Set-up")
    away = type(post)(post.team, other.id, "1.000001", post.body, post.author)
    town.slack.workspaces[TEAM].channels[other.id].messages[away.ts] = away
    await eve.click(away, "B")
    await eve.sees("belongs to another group")


async def test_a_window_knows_its_channel_after_a_restart(town, bob):
    await bob.command("/quiz count:2")
    await bob.until(lambda: bob.modal)
    assert Meta.decode(bob.modal.body["private_metadata"]).channel == CHANNEL
    await town.restarts()
    await bob.click(None, "B")
    await bob.sees("orrect · 1 of 2")


async def test_a_menu_is_no_dead_end(town, ada):
    await ada.command("/quiz")
    await ada.sees("Choose, or type")
    menu = ada.private[-1]
    for label in buttons(menu):
        before = len(town.slack.calls)
        await ada.click(menu, label)
        await town.idle()
        assert len(town.slack.calls) > before, label
    assert "on our side" not in ada.screen


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("countdown add CPC", "countdown add CPC"),
        ("&lt;b&gt; &amp;amp;", "<b> &amp;"),
        ("<@U1|ada> <#C1|study> <!here>", "@ada #study @here"),
        ("<http://a.example|a.example> <https://b.example>", "a.example https://b.example"),
        ("a < b", "a < b"),
    ],
)
def test_what_slack_writes_is_read_as_it_was_typed(written, typed):
    assert unescaped(written) == typed
