"""The board as people live it, and its proof: derived numbers follow the facts."""

import asyncio
from dataclasses import replace

import pytest

from bot.packs.index import index
from bot.units.regrade import regrade
from tests.world import founded, open_world, sample_library, single


@pytest.fixture
async def singles(tmp_path):
    library = index([single(f"s-{n}", key="B") for n in range(6)], sample_library().exams.values())
    async with open_world(tmp_path, library) as opened:
        await founded(opened)
        yield opened


async def test_empty_board_says_what_to_do(world, ada):
    assert "Nobody has points in this period yet" in await ada.says("/leaderboard")


async def test_places_points_accuracy_streak_and_end(singles):
    await singles.person("Bo").clicks("B")
    await singles.person("Cy").clicks("A")
    board = await singles.person("Bo").says("/leaderboard week")
    assert "1 · Bo · 10 · 100 % of 1 · 1" in board
    assert "2 · Cy · 2 · 0 % of 1 · 1" in board
    assert "Ends Mon 09 Mar 2026 00:00 America/Chicago" in board


async def test_own_place_is_shown_below_the_top(singles):
    for n in range(12):
        await singles.person(f"P{n:02}").clicks("B")
    cy = singles.person("Cy")
    await cy.clicks("A")
    board = await cy.says("/leaderboard all")
    assert "Cy: place 13 of 13, 2 points, 0 % right" in board
    assert board.count(" · 10 · ") == 10


async def test_a_hidden_member_is_on_no_board_and_sees_the_own_place_alone(singles):
    bo = singles.person("Bo")
    await bo.clicks("B")
    await bo.says("/me")
    assert "hidden: only you see your place" in await bo.clicks("Hide me from boards")
    cy = singles.person("Cy")
    await cy.clicks("A")
    for period in ("day", "week", "all"):
        assert "Bo" not in await cy.says(f"/leaderboard {period}")
    public = len(singles.channel())
    own = await bo.says("/leaderboard")
    assert "You are hidden from boards. Bo: place 1" in own
    assert len(singles.channel()) == public
    await bo.says("/me")
    await bo.clicks("Show me on boards")
    assert "1 · Bo" in await cy.says("/leaderboard")


async def test_day_and_topic_boards(singles):
    bo = singles.person("Bo")
    await bo.clicks("B")
    assert "Bo · 10" in await bo.says("/leaderboard day")
    assert "Bo · 10" in await bo.says("/leaderboard all guidelines")
    assert "Bo · 10" in await bo.says("/leaderboard month guidelines")
    await singles.at("2026-03-03 08:00")
    assert "Nobody has points" in await bo.says("/leaderboard day")
    assert "Bo · 10" in await bo.says("/leaderboard week")


async def test_other_periods_by_button_are_for_the_one_who_clicks(singles):
    bo = singles.person("Bo")
    await bo.clicks("B")
    await bo.says("/leaderboard")
    public = len(singles.channel())
    assert "Leaderboard · all time" in await bo.clicks("All time")
    assert len(singles.channel()) == public


async def test_a_hundred_and_thirty_at_once_are_each_counted_once(singles):
    people = [singles.person(f"P{n:03}") for n in range(130)]
    first = people[0].find("B")[1]
    clicks = [
        p.acts(replace(first, args=(first.args[0], "AB"[n % 2]))) for n, p in enumerate(people)
    ]
    again = [p.acts(first) for p in people]
    await asyncio.gather(*clicks, *again)
    group = await singles.store.read(lambda tx: tx.groups.at(people[0].place)[0])
    rows = await singles.store.read(lambda tx: tx.boards.top(group.id, "A", "", 1000))
    assert len(rows) == 130
    assert sum(r.answered for r in rows) == 130
    assert all(r.points == (10 if r.right else 2) for r in rows)
    await singles.later(10)
    assert "130 people have answered" in singles.posts()[-1]


async def test_boards_follow_a_corrected_key(singles):
    bo, cy = singles.person("Bo"), singles.person("Cy")
    await bo.clicks("B")
    await cy.clicks("C")
    await singles.store.write(regrade, singles.library, singles.dice, singles.clock.ms)
    corrected = [replace(q, key=("C",), revision=2) for q in singles.library.questions]
    singles.restart(index(corrected, singles.library.exams.values()))
    done = await singles.store.write(regrade, singles.library, singles.dice, singles.clock.ms)
    assert (done.questions, done.answers, done.groups) == (6, 2, 1)
    board = await bo.says("/leaderboard")
    assert "1 · Cy · 10 · 100 % of 1 · 1" in board
    assert "2 · Bo · 2 · 0 % of 1 · 1" in board
    assert (await bo.says("/today")).startswith("Incorrect")
    assert (
        await singles.store.write(regrade, singles.library, singles.dice, singles.clock.ms)
        == type(done)()
    )


async def test_a_streak_of_showing_up_survives_a_corrected_key(singles):
    bo = singles.person("Bo")
    await bo.clicks("B")
    await singles.store.write(regrade, singles.library, singles.dice, singles.clock.ms)
    corrected = [replace(q, key=("C",), revision=2) for q in singles.library.questions]
    singles.restart(index(corrected))
    await singles.store.write(regrade, singles.library, singles.dice, singles.clock.ms)
    assert "1 now, 1 best" in await bo.says("/me")
