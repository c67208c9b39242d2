"""Practice as people live it."""

import pytest

from bot.chat.refs import ActionRef
from bot.packs.index import index
from tests.world import codes, founded, multi, open_world, sample_library, single


@pytest.fixture
async def world(tmp_path):
    """Six questions on guidelines, the last with two right options, and one on HCPCS."""
    pool = [single(f"g-{n}", key="A") for n in range(5)]
    pool += [multi("m-1"), single("h-1", topic="hcpcs")]
    async with open_world(tmp_path, index(pool, sample_library().exams.values())) as opened:
        await founded(opened)
        # The first daily question is closed: an open one may not be practised.
        await opened.at("2026-03-02 20:00")
        yield opened


@pytest.fixture
async def bo(world):
    return world.person("Bo")


async def test_a_run_from_question_to_summary(world, bo):
    assert "question 1 of 3" in await bo.says("/quiz topic:guidelines count:3")
    for n in range(3):
        assert (await bo.clicks("A")).startswith("Correct")
        label = "Next question" if n < 2 else "Show the summary"
        last = await bo.clicks(label)
    assert last.startswith("Practice done\nYou answered 3 of 3, 3 right (100 %).")
    assert "Conventions and general rules: 3 of 3" in last


async def test_a_run_resumes_where_you_were_even_after_a_restart(world, bo):
    await bo.says("/quiz count:3 topic:guidelines")
    await bo.clicks("A")
    world.restart()
    again = await bo.says("/quiz")
    assert "question 2 of 3" in again
    assert "Here is where you were" in again


async def test_naming_a_topic_starts_over(world, bo):
    await bo.says("/quiz count:3")
    assert "question 1 of 1" in await bo.says("/quiz topic:hcpcs")


async def test_unseen_first_then_missed(world, bo):
    await bo.says("/quiz topic:guidelines count:6")
    for letter in "ABAAA":
        await bo.clicks(letter)
        await bo.clicks("Next question")
    await bo.clicks("Stop here")
    assert "What is right for m-1" in await bo.says("/quiz topic:guidelines count:3")
    await bo.clicks("Choose 2", "A", "D")
    assert "What is right for g-1" in await bo.clicks("Next question")
    await bo.clicks("A")
    assert "What is right for g-0" in await bo.clicks("Next question")


async def test_only_first_contacts_earn_and_twenty_a_day(tmp_path):
    pool = [single(f"q{n:02}", key="A") for n in range(25)]
    async with open_world(tmp_path, index(pool)) as world:
        await founded(world)
        await world.at("2026-03-02 20:00")
        bo = world.person("Bo")
        for _ in range(2):
            await bo.says("/quiz count:20 topic:guidelines")
            for _ in range(19):
                await bo.clicks("A")
                await bo.clicks("Next question")
            await bo.clicks("A")
        assert "Bo · 20 · 100 % of 25" in await bo.says("/leaderboard all")


async def test_an_answered_slot_keeps_its_first_answer(world, bo):
    await bo.says("/quiz topic:guidelines count:2")
    ref, action = bo.find("B")
    await bo.acts(action, message=ref)
    wrong = await bo.acts(ActionRef("practice", (*action.args[:2], "A")), message=ref)
    assert wrong.startswith("Incorrect")
    assert "your first answer stands" in wrong


async def test_anothers_run_cannot_be_answered(world, bo):
    await bo.says("/quiz topic:guidelines count:2")
    _, action = bo.find("A")
    cy = world.person("Cy")
    assert "belongs to another group" in await cy.acts(action)


async def test_a_case_keeps_its_items_together_with_the_record(tmp_path):
    case = {"case": "k", "record": "Discharge summary. Two problems."}
    pool = [codes("k-1", ordered=True, **case), single("k-2", **case), single("z")]
    async with open_world(tmp_path, index(pool)) as world:
        await founded(world)
        await world.at("2026-03-02 20:00")
        bo = world.person("Bo")
        first = await bo.says("/quiz count:2")
        assert "Record: Discharge summary. Two problems." in first
        assert "in the right order" in first
        await bo.clicks("Type your answer")
        await bo.fills(codes="N18.30 E11.22")
        assert bo.sees().startswith("Incorrect")
        assert "Right answer: E11.22, N18.30" in bo.sees()
        assert "k-2" in await bo.clicks("Next question")


async def test_multi_names_how_many(tmp_path):
    async with open_world(tmp_path, index([multi("m-1")])) as world:
        await founded(world)
        await world.at("2026-03-02 20:00")
        bo = world.person("Bo")
        assert "Choose TWO" in await bo.says("/quiz")
        assert (await bo.clicks("Choose 2", "D", "A")).startswith("Correct")


async def test_stopping_without_an_answer_says_so(world, bo):
    await bo.says("/quiz")
    assert (await bo.clicks("Stop here")).startswith("Practice stopped")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("/quiz topic:hcpc", "There is no topic 'hcpc'. Did you mean hcpcs?"),
        ("/quiz exam:RHIT", "There is no exam 'RHIT'. Exams: CCA, CCS, CIC, CPC."),
        ("/quiz topic:hcpcs exam:cic", "Nothing to practise there"),
    ],
)
async def test_what_is_not_there_is_named(world, bo, line, sentence):
    assert sentence in await bo.says(line)


async def test_completion_offers_topics_and_exams(bo):
    assert await bo.completes("topics", "hc") == ["hcpcs"]
    assert await bo.completes("exams", "cc") == ["cca", "ccs"]
    assert await bo.completes("nothing", "x") == []


async def test_a_withdrawn_question_is_stepped_over(world, bo):
    await bo.says("/quiz topic:guidelines count:3")
    kept = [q for q in world.library.questions if q.id != "g-0"]
    world.restart(index(kept, world.library.exams.values()))
    assert "question 2 of 3" in await bo.says("/quiz")


async def test_the_open_daily_question_is_not_given_away(tmp_path):
    async with open_world(
        tmp_path, index([single("g-0", key="A"), single("g-1", key="A")])
    ) as world:
        await founded(world)
        bo = world.person("Bo")
        group = await world.store.read(lambda tx: tx.groups.at(bo.place)[0])
        daily = await world.store.read(lambda tx: tx.posts.latest(group.id, "daily").question_id)
        assert daily not in await bo.says("/quiz count:5")
        assert "question 1 of 1" in bo.sees()
        assert "Answer it with /today first" in await bo.acts(ActionRef("practise", (daily,)))
        await bo.says("/today")
        await bo.clicks("A")
        assert "question 1 of 2" in await bo.says("/quiz count:5")


async def test_a_run_steps_over_what_became_todays_question(tmp_path):
    pool = [single(f"g-{n}", key="A") for n in range(3)]
    async with open_world(tmp_path, index(pool)) as world:
        await founded(world)
        await world.at("2026-03-02 20:00")
        bo = world.person("Bo")
        await bo.says("/quiz count:3")
        await world.at("2026-03-03 09:00")
        group = await world.store.read(lambda tx: tx.groups.at(bo.place)[0])
        daily = await world.store.read(lambda tx: tx.posts.latest(group.id, "daily").question_id)
        asked = [await bo.says("/quiz")]
        for _ in range(2):
            run = await bo.clicks("A")
            asked.append(
                await bo.clicks("Next question" if "Next question" in run else "Show the summary")
            )
        assert not any(f"right for {daily}?" in text and "Practice · " in text for text in asked)
        assert asked[-1].startswith("Practice done")
