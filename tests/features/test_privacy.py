"""What is kept about a member is theirs to see and to erase."""

import json

import pytest

from bot.packs.index import index
from tests.world import founded, open_world, sample_library, single


@pytest.fixture
async def singles(tmp_path):
    library = index([single(f"s-{n}", key="B") for n in range(6)], sample_library().exams.values())
    async with open_world(tmp_path, library) as opened:
        await founded(opened)
        yield opened


async def lived(singles, name):
    person = singles.person(name)
    await person.clicks("B")
    await person.says("/quiz count:2 topic:guidelines")
    await person.clicks("A")
    await person.says(f"/countdown add {name}s-day 2026-06-01 mine")
    return person


def data(shown: str) -> dict:
    return json.loads(shown[shown.index("{") : shown.rindex("}") + 1])


async def test_export_holds_ones_own_rows_and_nobody_elses(singles):
    bo, _ = await lived(singles, "Bo"), await lived(singles, "Cy")
    await bo.says("/privacy")
    shown = data(await bo.clicks("Show all my data"))
    assert shown["membership"][0]["name"] == "Bo"
    assert len(shown["answers"]) == 2
    assert [c["name"] for c in shown["countdowns"]] == ["Bos-day"]
    assert "Cy" not in json.dumps(shown)


async def test_erasing_asks_first_then_leaves_nothing(singles):
    bo, cy = await lived(singles, "Bo"), await lived(singles, "Cy")
    await bo.says("/privacy")
    assert "cannot be undone" in await bo.clicks("Erase my data")
    assert "It is erased" in await bo.clicks("Yes, erase it all")
    board = await cy.says("/leaderboard all")
    assert "Bo" not in board
    assert "Cy" in board
    await singles.at("2026-03-02 20:00")
    assert "B (key): 1 of 1" in singles.posts()[-1]
    account = await singles.store.read(lambda tx: tx.members.person(bo.actor.account))
    assert account is None


async def test_after_erasing_one_can_join_as_someone_new(singles):
    bo = await lived(singles, "Bo")
    await bo.says("/privacy")
    await bo.clicks("Erase my data")
    await bo.clicks("Yes, erase it all")
    assert "not a member of this group any more" in await bo.says("/me")
    assert "Nothing answered yet" in await bo.says("/me")
    assert "Correct" in await bo.clicks("B")


async def test_erasing_in_one_group_leaves_the_other(singles):
    bo = await lived(singles, "Bo")
    elsewhere = type(bo.place)("stub", "w1", "c2")
    there = singles.person("Bo", manages=True, place=elsewhere)
    await there.calls("found", name="Other", zone="UTC")
    await there.says("/countdown add Theirs 2026-06-01 mine")
    await bo.says("/privacy")
    await bo.clicks("Erase my data")
    await bo.clicks("Yes, erase it all")
    assert "Theirs" in await there.says("/countdown mine")
