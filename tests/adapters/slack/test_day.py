"""A day of a study group on Slack, in both modes: the conversation that the page and Discord have
as well.
"""

import pytest

from bot.packs.index import index
from tests.adapters.slack.person import buttons
from tests.adapters.slack.slack_server import CHANNEL, TEAM
from tests.adapters.slack.town import MODES, founded, open_town
from tests.world import codes, multi, sample_library, single

pytestmark = pytest.mark.slow

both_modes = pytest.mark.parametrize("mode", MODES)


def library(*questions):
    return index(questions, sample_library().exams.values())


@pytest.fixture(params=MODES)
async def town(request, tmp_path):
    singles = (single(f"s-{n}") for n in range(4))
    async with open_town(tmp_path, request.param, library(*singles)) as found:
        yield found


@pytest.fixture
async def ada(town):
    """A manager who has set the channel up."""
    return await founded(town)


@pytest.fixture
def bob(town, ada):
    """A member."""
    return town.person("Bob")


async def test_a_question_is_answered_once_and_revealed(town, ada, bob):
    post = town.posts()[-1]
    assert buttons(post) == ["A", "B", "C", "D"]
    assert "A: choice A of" in post.blocks[-2]["elements"][0]["accessibility_label"]
    await bob.click(post, "B")
    assert "✅ Correct" in await bob.sees("Correct")
    await bob.click(post, "C")
    await bob.sees("your first answer counts")
    await town.world.later(11)
    assert "1 person has answered" in town.posts()[-1].words
    await town.world.at("2026-03-02 20:05")
    revealed = town.posts()[-1]
    assert revealed.ts == post.ts
    assert "closed" in revealed.words
    assert "Key: B" in revealed.words
    assert buttons(revealed) == ["Practise this question", "My answer", "Report this question"]
    await bob.click(revealed, "My answer")
    await bob.sees("You answered")


async def test_a_double_click_counts_once(town, ada, bob):
    post = town.posts()[-1]
    await bob.click(post, "B")
    await bob.sees("Correct")
    await bob.repeat()
    await town.idle()
    assert len(bob.private) == 1
    assert "1 person" in (await _after_tally(town)).words


async def _after_tally(town):
    await town.world.later(11)
    return town.posts()[-1]


async def test_a_redelivery_after_a_restart_counts_once(town, ada, bob):
    await bob.click(town.posts()[-1], "B")
    await bob.sees("Correct")
    kind, payload = bob.again
    await town.restarts()
    told = await town.slack.line.deliver(kind, payload)
    await town.idle()
    assert told.acked
    assert "1 person" in (await _after_tally(town)).words


async def test_the_board_is_for_everyone(town, ada, bob):
    await bob.click(town.posts()[-1], "B")
    await bob.sees("Correct")
    await bob.command("/leaderboard month")
    board = await town.slack.posted("Leaderboard")
    assert "Bob" in board.words
    assert not board.only_for
    await ada.command("/quiz leaderboard")
    assert "Bob" in (await town.slack.posted("Leaderboard · this week")).text


async def test_a_countdown_is_set_and_counted(town, ada, bob):
    await ada.command('/countdown add "Spring CPC" 2026-03-14')
    await ada.sees("Spring CPC")
    await bob.command("/quiz countdown list")
    assert "12 days" in (await town.slack.posted("Spring CPC")).text


async def test_practice_stays_in_one_window(town, ada, bob):
    await bob.command("/quiz count:2")
    await bob.until(lambda: bob.modal)
    opened = bob.modal.id
    assert "question 1 of 2" in bob.modal.words
    await bob.click(None, "B")
    await bob.sees("Correct · 1 of 2")
    await bob.click(None, "Next question")
    await bob.sees("question 2 of 2")
    await bob.click(None, "B")
    await bob.sees("Correct · 2 of 2")
    await bob.click(None, "Show the summary")
    assert "2 right" in await bob.sees("Practice done")
    assert bob.modal.id == opened
    assert not bob.private


async def test_privacy_shows_takes_and_erases(town, ada, bob):
    await bob.click(town.posts()[-1], "B")
    await bob.sees("Correct")
    await bob.command("/privacy")
    await bob.sees("Privacy")
    label = next(b for b in buttons(bob.private[-1]) if "rase" in b)
    await bob.click(bob.private[-1], label)
    sure = await bob.until(lambda: [b for b in buttons(bob.private[-1]) if "rase" in b])
    await bob.click(bob.private[-1], sure[0])
    await bob.sees("rased")
    assert await town.world.core.memberships(_account(bob)) == ()


def _account(person):
    from bot.chat.refs import Account

    return Account("slack", TEAM, person.id)


async def test_restarts_between_question_and_click(town, ada, bob):
    post = town.posts()[-1]
    await town.restarts()
    await bob.click(post, "A")
    await bob.sees("orrect")
    await town.restarts()
    await bob.click(post, "B")
    await bob.sees("your first answer counts")


async def test_every_command_answers(town, ada):
    for command in town.world.core.commands:
        before = len(town.slack.calls)
        needed = " ".join(f"{o.name}:2027-03-14" for o in command.options if o.required)
        told = await ada.command(f"/quiz {command.name} {needed}".strip())
        assert told.acked
        await town.idle()
        answers = [
            call
            for call in town.slack.calls[before:]
            if call.method in {"response_url", "views.open", "chat.postMessage"}
        ]
        assert answers, command.name
        said = str([call.args for call in answers])
        assert "on our side" not in said, command.name


async def test_every_word_is_a_command_of_its_own(town, ada, bob):
    await bob.command("/today")
    await bob.sees("Daily question")
    await bob.command("/help exam")
    await bob.sees("/exam")
    await bob.command("/exam cpc")
    await bob.sees("CPC")


async def test_the_front_door_is_a_private_menu(town, ada, bob):
    await bob.command("/quiz")
    await bob.sees("Choose, or type")
    labels = buttons(bob.private[-1])
    assert labels[0] == "Practise"
    assert {"Leaderboard", "Countdown list", "Privacy", "Help", "Settings"} <= set(labels)
    await bob.click(bob.private[-1], "Countdown add")
    await bob.until(lambda: bob.modal)
    assert "Name" in bob.modal.words
    await bob.submit({"Name": "My CPC", "Date": "2026-03-20", "Mine": ["Mine"]})
    await bob.sees("My CPC")
    await bob.command("/anything-else")
    await town.idle()
    assert len([m for m in bob.private if "Choose, or type" in m.words]) == 2


async def test_what_was_not_understood_comes_with_its_usage(town, ada, bob):
    await bob.command("/quiz ledaerboard")
    shown = await bob.sees("Usage: /quiz [topic]")
    assert "or /quiz with one of: quiz, today, code" in shown
    await bob.command("/countdown")
    await bob.sees("/countdown add name date")
    await bob.command("/leaderboard period:decade")
    shown = await bob.sees("is not one of day")
    assert shown.count("Usage: /leaderboard [period") == 1
    assert not [m for m in town.slack.messages(CHANNEL) if "Usage" in m.words]


async def test_a_missing_option_opens_the_options(town, ada):
    await ada.command('/countdown add "Spring CPC"')
    await ada.until(lambda: ada.modal)
    assert ada.modal.body["blocks"][1]["element"]["initial_value"] == "Spring CPC"
    await ada.submit({"Date": "someday"})
    await ada.until(lambda: ada.modal.errors)
    assert "is not a date" in str(ada.modal.errors)
    await ada.submit({"Date": "2026-03-14"})
    await ada.sees("12 days")


async def test_settings_are_a_form_that_completes_and_keeps_what_is_wrong(town, ada):
    await ada.command("/setup")
    await ada.until(lambda: ada.modal)
    assert ada.modal.words.startswith("Set up the group")
    assert await ada.completes("Time zone", "chicago") == ["America/Chicago"]
    await ada.submit({"Daily question at": "99:00"})
    await ada.until(lambda: ada.modal.errors)
    assert "there is no such hour" in str(ada.modal.errors)
    await ada.submit({"Daily question at": "10:30"})
    await ada.sees("Saved: daily at.")


async def test_members_may_not_do_what_managers_may(town, ada, bob):
    await bob.command("/countdown add CPC 2027-03-14")
    await bob.sees("Only a manager")
    assert bob.private[-1].only_for == bob.id


async def test_strangers_are_told_how_to_begin(town):
    eve = town.person("Eve")
    await eve.command("/today")
    await eve.sees("no study group in this channel yet")
    assert not town.slack.messages(CHANNEL)


@both_modes
async def test_typed_codes_keep_the_form_open_with_the_error(tmp_path, mode):
    async with open_town(tmp_path, mode, library(codes("c-1"))) as town:
        ada = await founded(town)
        await ada.click(town.posts()[-1], "Type your answer")
        await ada.until(lambda: ada.modal)
        assert "What is right for c-1?" in ada.modal.words
        label = ada.modal.body["blocks"][-1]["label"]["text"]
        await ada.submit({label: ", ".join(f"A{n:02}" for n in range(40))})
        await ada.until(lambda: ada.modal.errors)
        assert "too many" in str(ada.modal.errors)
        await town.restarts()
        await ada.submit({label: "E11.22, N18.30"})
        assert "Correct" in await ada.sees("Correct")
        assert ada.modal.words.startswith("✅ Correct")


@both_modes
async def test_codes_are_practised_in_one_window(tmp_path, mode):
    # One of them is the open daily question, which practice leaves out.
    async with open_town(tmp_path, mode, library(codes("c-1"), codes("c-2"))) as town:
        ada = await founded(town)
        await ada.command("/quiz count:1")
        await ada.until(lambda: ada.modal)
        opened = ada.modal.id
        await ada.click(None, "Type your answer")
        await ada.sees("Your codes")
        label = ada.modal.body["blocks"][-1]["label"]["text"]
        await ada.submit({label: "E11.22, N18.30"})
        await ada.sees("Correct")
        assert ada.modal.id == opened
        assert len(town.slack.workspaces[TEAM].modals[ada.id]) == 1


@both_modes
async def test_several_answers_are_chosen_and_then_sent(tmp_path, mode):
    async with open_town(tmp_path, mode, library(multi("m-1"))) as town:
        ada = await founded(town)
        post = town.posts()[-1]
        await ada.choose(post, "A: choice A of m-1", "D: choice D of m-1")
        await town.idle()
        assert len(ada.private) == 1  # of the set-up
        await ada.click(post, "Choose 2")
        await ada.sees("✅ Correct")


async def test_a_reminder_is_answered_in_direct_messages(town, ada, bob):
    await bob.command("/me")
    await bob.sees("Reminders: off")
    await bob.click(bob.private[-1], "Turn reminders on")
    await bob.sees("Reminders: on")
    await town.world.at("2026-03-02 19:30")
    assert bob.direct, "nobody was reminded"
    await bob.click(bob.direct[-1], "B")
    await bob.until(lambda: "Correct" in "".join(m.words for m in bob.direct) + bob.screen)
    assert "1 person" in (await _after_tally(town)).words


async def test_names_that_would_ping_are_letters(town, ada):
    eve = town.person("<!channel> <@U1> *E* https://evil.example")
    await eve.click(town.posts()[-1], "B")
    await eve.sees("Correct")
    await eve.command("/leaderboard")
    board = await town.slack.posted("Leaderboard")
    assert "<!channel>" not in board.text
    assert "&lt;!channel&gt;" in board.text
    assert "<!channel> <@U1> *E* https://evil.exampl" in board.words
    kinds = {b["type"] for b in board.blocks}
    assert kinds <= {"header", "rich_text", "actions", "context"}


async def test_the_outbox_is_told_when_there_may_be_mail(town, ada, bob):
    town.told.clear()
    await bob.click(town.posts()[-1], "A")
    await town.idle()
    assert town.told == [1]


@pytest.mark.parametrize("action_id", ["q1:8:B", "0|answer|x|A", "1|no_such_action|x", "1||"])
async def test_an_old_button_gets_a_kind_private_sentence(town, ada, bob, action_id):
    post = town.posts()[-1]
    post.blocks[-2]["elements"][0]["action_id"] = action_id
    told = await bob.click(post, "A")
    assert told.acked
    await bob.sees("from an older version")


async def test_a_live_counter_costs_one_update_in_ten_seconds(town, ada, bob):
    before = len(town.slack.asked("chat.update"))
    for n in range(6):
        person = town.person(f"P{n}")
        await person.click(town.posts()[-1], "A")
        await person.sees("orrect")
    await town.world.later(5)
    assert len(town.slack.asked("chat.update")) == before
    await town.world.later(6)
    assert len(town.slack.asked("chat.update")) == before + 1
    assert "6 people" in town.posts()[-1].words


async def test_the_fallback_text_says_the_whole_question(town, ada):
    post = town.posts()[-1]
    for part in ("Daily question", "What is right for", "choice D of", "Nobody has answered"):
        assert part in post.text
