"""/drill as people use it: privately, without end, without a trace, and after a restart."""

import pytest

from bot.chat.replies import Audience
from bot.codes.shelf import Shelf
from tests.codes.conftest import PART, shelved, silent
from tests.world import founded, open_world


@pytest.fixture(scope="module")
def codes(tmp_path_factory):
    with shelved(tmp_path_factory.mktemp("codes"), None, silent, PART) as shelf:
        yield shelf


async def test_only_the_one_who_asks_sees_it(world, ada):
    (command,) = (c for c in world.core.commands if c.name == "drill")
    assert command.audience is Audience.ONLY_YOU
    before = world.channel()
    await ada.says("/drill")
    await ada.clicks("A")
    assert world.channel() == before


async def test_an_item_a_verdict_and_the_next(ada):
    asked = await ada.says("/drill header")
    assert asked.startswith("Tabular drill")
    assert "ICD-10-CM · FY2026" in asked
    assert "no points, no streak, no topic score" in asked
    said = await ada.clicks("B")
    assert said.startswith(("Correct · Tabular drill", "Incorrect · Tabular drill"))
    assert "Source: ICD-10-CM Tabular, category" in said
    assert "(FY2026)" in said
    assert said.count("is complete in FY2026") + said.count("is a header: ") == 4
    following = await ada.clicks("Next")
    assert following.startswith("Tabular drill")
    assert following != asked


async def test_another_kind_is_a_click_away(ada):
    await ada.says("/drill header")
    assert "Which code reports the fracture?" in await ada.clicks("7th characters of fractures")
    assert "Per the Excludes1 note at " in await ada.clicks("Excludes1 traps")
    said = await ada.clicks("A")
    assert "both may be coded" in said


async def test_one_letter_of_four_is_right(ada):
    await ada.says("/drill header")
    _, action = ada.find("A")
    kind, stamp, seed, _ = action.args
    verdicts = [
        (await ada.acts(type(action)(action.name, (kind, stamp, seed, letter)))).split(" · ")[0]
        for letter in "ABCD"
    ]
    assert sorted(verdicts) == ["Correct", "Incorrect", "Incorrect", "Incorrect"]


async def test_a_button_pressed_twice_says_the_same_before_and_after_a_restart(world, ada):
    await ada.says("/drill header")
    ref, action = ada.find("A")
    once = await ada.acts(action, message=ref)
    assert await ada.acts(action, message=ref) == once
    world.restart()
    assert await ada.acts(action, message=ref) == once
    _, following = ada.find("Next")
    assert await ada.acts(following, message=ref) == await ada.acts(following, message=ref)


async def test_nothing_is_kept_of_it(world, ada):
    before = await ada.says("/me")
    board = await ada.says("/leaderboard all")
    for _ in range(4):
        await ada.says("/drill header")
        for letter in "ABCD":
            await ada.clicks(letter)
            await ada.says("/drill header")
    assert await ada.says("/me") == before
    assert await ada.says("/leaderboard all") == board


async def test_an_item_of_other_tables_is_out_of_date(world, ada, tmp_path):
    await ada.says("/drill header")
    ref, action = ada.find("A")
    kind, _, seed, letter = action.args
    old = type(action)(action.name, (kind, "0badf00d.1", seed, letter))
    said = await ada.acts(old, message=ref)
    assert said.startswith("This drill is out of date")
    assert "Nothing is lost" in said
    assert (await ada.clicks("New drill")).startswith("Tabular drill")


@pytest.mark.parametrize(
    "args", [(), ("header",), ("header", "x", "y", "A"), ("nonsense", "x", "0" * 12, "A")]
)
async def test_a_forged_button_is_refused(ada, args):
    await ada.says("/drill header")
    _, action = ada.find("A")
    assert "Tabular drill" not in await ada.acts(type(action)("drill_answer", args))
    kind, stamp, seed, _ = action.args
    said = await ada.acts(type(action)("drill_answer", (kind, stamp, seed, "Z")))
    assert not said.startswith(("Correct", "Incorrect"))


async def test_without_code_sets_it_says_who_can_help(tmp_path):
    async with open_world(tmp_path) as world:
        ada = await founded(world)
        assert "python -m bot codes build" in await ada.says("/drill")


async def test_while_they_are_being_made_it_asks_for_patience(tmp_path):
    shelf = Shelf(tmp_path / "codes.sqlite3")
    shelf.set_building(on=True)
    async with open_world(tmp_path, codes=shelf) as world:
        ada = await founded(world)
        assert "are being prepared" in await ada.says("/drill header")


async def test_a_stranger_is_not_served(tmp_path, codes):
    async with open_world(tmp_path, codes=codes) as world:
        assert "Tabular drill" not in await world.person("Eve").says("/drill")
