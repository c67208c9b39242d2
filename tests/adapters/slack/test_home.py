"""The home tab: everything of one member in one place."""

import pytest

from bot.api import Account, Actor, CommandCall, Dashboard, Membership, Place
from bot.packs.index import index
from tests.adapters.slack.block_kit import view_problems
from tests.adapters.slack.person import buttons, controls, options
from tests.adapters.slack.slack_server import CHANNEL, TEAM
from tests.adapters.slack.town import founded, open_town
from tests.world import sample_library, single

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
async def bob(town, ada):
    """A member, who has looked at the help."""
    bob = town.person("Bob")
    await bob.command("/me")
    await bob.sees("Shown as: Bob")
    return bob


async def home_of(town, person):
    assert (await person.opens_home()).acked
    await town.idle()
    assert view_problems(person.home.body) == []
    return person.home


async def test_it_shows_everything_and_offers_the_rest(town, ada, bob):
    home = await home_of(town, bob)
    for part in ("Study group", "Daily question", "Leaderboard", "Countdowns", "Streak: 0 now"):
        assert part in home.words, part
    assert {"Practise", "Privacy", "Help"} <= set(buttons(home))
    assert "Settings" not in buttons(home)
    assert {"Settings", "Status"} <= set(buttons(await home_of(town, ada)))
    shown = [c.name for c in town.world.core.commands if c.dashboard is Dashboard.SHOWN]
    assert shown == ["today", "leaderboard", "countdown mine", "me"]


async def test_the_question_is_answered_there_and_the_answer_stays(town, bob):
    home = await home_of(town, bob)
    await bob.click(home, "B")
    assert "✅ Correct" in await bob.sees("Correct")
    await town.idle()
    assert "your first answer counts" in bob.home.words
    assert "The rationale of" in bob.home.words
    again = await home_of(town, bob)
    assert "Your answer: B" in again.words
    assert len(bob.private) == 1  # of /me


async def test_what_the_tab_shows_is_not_said_beside_it(town, bob):
    home = await home_of(town, bob)
    await bob.click(home, "Turn reminders on")
    await bob.until(lambda: "Reminders: on" in bob.home.words)
    await town.idle()
    assert bob.modal is None


async def test_practice_opens_a_window(town, bob):
    home = await home_of(town, bob)
    await bob.click(home, "Practise")
    await bob.sees("question 1 of")
    await bob.click(None, "B")
    await bob.sees("orrect · 1 of 3")
    assert bob.modal


async def test_the_board_from_there_is_private(town, bob):
    home = await home_of(town, bob)
    before = len(town.slack.messages())
    await bob.click(home, "This month")
    await bob.sees("Leaderboard · this month")
    assert len(town.slack.messages()) == before


async def test_settings_open_as_a_form(town, ada):
    home = await home_of(town, ada)
    await ada.click(home, "Settings")
    await ada.sees("Set up the group")
    await ada.submit({"Daily question at": "10:15"})
    await ada.sees("Saved: daily at.")


async def test_a_stranger_is_told_how_to_begin(town):
    eve = town.person("Eve")
    home = await home_of(town, eve)
    assert "in no study group here yet" in home.words
    assert "/invite @Rounds" in home.words
    assert buttons(home) == []


async def test_of_several_groups_one_is_chosen_and_kept(town, ada):
    other = town.slack.add_channel("other")
    account = Account("slack", TEAM, ada.id)
    actor = Actor(account, "Ada", manages=True)
    place = Place("slack", TEAM, other.id)
    options_of = (("name", "Morning coders"),)
    await town.world.core.handle(CommandCall("k", actor, place, "found", options_of))
    assert await town.world.core.memberships(account) == (
        Membership("Morning coders", place, manages=True),
        Membership("Study group", Place("slack", TEAM, CHANNEL), manages=True),
    )
    home = await home_of(town, ada)
    assert home.words.startswith("Morning coders")
    names = [o["text"]["text"] for _, e in controls(home) for o in options(e)]
    assert names == ["Morning coders", "Study group"]
    await ada.choose(home, "Study group")
    await ada.until(lambda: ada.home.words.startswith("Study group"))
    await ada.command("/help")
    await town.idle()
    assert (await home_of(town, ada)).words.startswith("Study group")


async def test_the_other_tabs_draw_nothing(town, bob):
    told = await town.slack.event({"type": "app_home_opened", "user": bob.id, "tab": "messages"})
    await town.idle()
    assert told.acked
    assert bob.home is None


async def test_a_tab_is_about_ones_own_groups_only(town, ada):
    eve = town.person("Eve")
    home = await home_of(town, eve)
    home.body["private_metadata"] = f'{{"c":"{CHANNEL}"}}'
    assert "in no study group here yet" in (await home_of(town, eve)).words


async def test_at_its_fullest_it_is_within_a_hundred_blocks(town, ada, bob):
    for n in range(14):
        await ada.command(f'/countdown add "Exam number {n} of the spring" 2026-05-{n + 1:02}')
    for n in range(30):
        person = town.person(f"A person with a rather long name, number {n}")
        await person.click(town.posts()[-1], "B")
        await person.sees("Correct")
    home = await home_of(town, bob)
    assert len(home.body["blocks"]) <= 100
    assert "Reminders" in home.words
