"""Reporting a question: who sends it, who sees it, and who does not."""

from dataclasses import replace

import pytest

from bot.chat.events import FormCall, MessageCall
from bot.chat.plain import plain
from bot.chat.refs import ActionRef, MessageRef, Place
from bot.chat.replies import Stance
from bot.chat.views import Form, Paragraph, View
from bot.domain.report import MOST_OPEN, Complaint, Reason
from bot.features.reports.views import for_operator
from bot.packs.index import index
from tests.world import CHANNEL, ZONE, codes, founded, open_world, sample_library, single

OFFER = "Report this question"


@pytest.fixture
async def world(tmp_path):
    """A group with its first daily question, of four options, the key always B."""
    library = index([single(f"s-{n}", key="B") for n in range(30)], sample_library().exams.values())
    async with open_world(tmp_path, library) as opened:
        await founded(opened)
        yield opened


@pytest.fixture
async def ada(world):
    return world.person("Ada", manages=True)


@pytest.fixture
async def bo(world):
    return world.person("Bo")


async def reports(person, reason="key", words="It should be C, see I.B.14."):
    await person.clicks(OFFER)
    return await person.fills(reason=reason, words=words)


async def complaints(world):
    return await world.store.read(lambda tx: tx.reports.complaints())


def form_of(person) -> Form:
    shown = next(reversed(person.screen.values()))
    assert isinstance(shown, Form)
    return shown


async def test_a_verdict_offers_it_and_the_report_is_thanked_privately(world, bo):
    await bo.clicks("B")
    asked = await bo.clicks(OFFER)
    assert asked.startswith("Report this question\nWhat is right for s-")
    before = len(world.channel())
    thanks = await bo.fills(reason="second", words="C fits as well.\nSee the note.")
    assert thanks.startswith("Thank you, your report is in")
    assert "A second answer can be defended" in thanks
    assert "C fits as well.\nSee the note." in thanks
    assert "What happens next." in thanks
    assert len(world.channel()) == before
    [complaint] = await complaints(world)
    assert (complaint.reason, complaint.words) == (Reason.SECOND, "C fits as well.\nSee the note.")


@pytest.mark.parametrize("way", ["again", "today", "mine", "test", "practice"])
async def test_every_verdict_offers_it(world, ada, bo, way):
    await bo.clicks("B")
    bo.screen.clear()
    match way:
        case "again":
            await bo.clicks("B")
        case "today":
            await bo.says("/today")
        case "mine":
            await world.at("2026-03-02 20:00")
            await bo.clicks("My answer")
        case "test":
            await ada.says("/setup days:daily")
            await ada.clicks("Post a test question")
            await world.tick()
            await bo.clicks("B")
        case "practice":
            await world.at("2026-03-02 20:00")
            await bo.says("/quiz count:2")
            await bo.clicks("B")
    own = [v for v in bo.screen.values() if isinstance(v, View)]
    assert f"[{OFFER}]" in plain(own[-1])
    assert "Thank you" in await reports(bo)


async def test_a_revealed_post_offers_it_to_all(world, bo):
    await world.at("2026-03-02 20:00")
    assert f"[{OFFER}]" in world.posts()[-1]
    assert "Thank you" in await reports(bo)


async def test_the_menu_of_the_daily_post_opens_the_same_form(world, bo):
    assert "What is right for s-" in await bo.chooses_on(OFFER)
    assert form_of(bo).action.name == "report"
    assert "Thank you" in await bo.fills(reason="wording")
    await world.at("2026-03-02 20:00")
    again = await bo.chooses_on(OFFER)
    assert "Change your report" in again
    assert form_of(bo).inputs[0].value == "wording"
    assert len(await complaints(world)) == 1


async def test_the_menu_knows_questions_of_other_kinds(tmp_path):
    async with open_world(tmp_path, index([codes("c-1")])) as world:
        await founded(world)
        bo = world.person("Bo")
        assert "What is right for c-1?" in await bo.chooses_on(OFFER)


async def test_reporting_an_open_question_gives_nothing_away(world, bo):
    await bo.chooses_on(OFFER)
    said = await bo.fills(reason="key", words="Which?")
    assert "because of" not in said
    assert "rationale" not in said


async def test_the_menu_of_any_other_message_is_answered_kindly(world, bo):
    await bo.says("/leaderboard")
    assert "shows no question of this group" in await bo.chooses_on(OFFER)
    world.messenger.messages["x"] = View("Something else", (Paragraph(("words",)),))
    assert "shows no question of this group" in await bo.chooses_on(OFFER, "x")
    forged = (ActionRef("answer", ("no-such-post", "A")), ActionRef("answer"), ActionRef("gone"))
    event = MessageCall("k9", bo.actor, CHANNEL, OFFER, MessageRef("x"), forged)
    reply = await world.core.handle(event)
    assert "shows no question of this group" in plain(reply.view)


async def test_a_menu_of_an_older_version_is_answered(world, bo):
    assert "There is no command /Gone" in await bo.chooses_on("Gone")
    event = MessageCall("k", bo.actor, CHANNEL, "Gone")
    assert world.core.stance(event) == Stance()
    assert world.core.stance(replace(event, name=OFFER)).opens_form


async def test_where_no_group_is_the_menu_says_so(world):
    eve = world.person("Eve", place=Place("stub", "w1", "nowhere"))
    assert "no study group in this channel yet" in await eve.chooses_on(OFFER)


async def test_a_second_report_updates_the_first(world, bo):
    await bo.clicks("B")
    await reports(bo)
    assert "Change your report" in await bo.clicks(OFFER)
    assert [i.value for i in form_of(bo).inputs] == ["key", "It should be C, see I.B.14."]
    changed = await bo.fills(reason="citation", words="")
    assert changed.startswith("Your report is changed")
    [complaint] = await complaints(world)
    assert (complaint.reason, complaint.words) == (Reason.CITATION, "")


async def test_the_same_form_delivered_twice_is_one_report(world, bo):
    await bo.clicks("B")
    await bo.clicks(OFFER)
    values = {"reason": "key", "words": "once"}
    for _ in range(2):
        await world.core.handle(FormCall("same", bo.actor, CHANNEL, form_of(bo).action, values))
    assert len(await complaints(world)) == 1


async def test_it_can_be_taken_back_once(world, bo):
    await bo.clicks("B")
    await reports(bo)
    _, action = bo.find("Take it back")
    assert (await bo.clicks("Take it back")).startswith("Your report is taken back")
    assert await complaints(world) == []
    assert "taken back or dealt with already" in await bo.acts(action)
    assert "Thank you" in await reports(bo)


async def test_what_is_dealt_with_cannot_be_taken_back(world, ada, bo):
    await bo.clicks("B")
    await reports(bo)
    await ada.says("/status")
    await ada.clicks("Dealt with")
    assert "taken back or dealt with already" in await bo.clicks("Take it back")


async def test_nobody_takes_anothers_report_back(world, bo):
    await bo.clicks("B")
    await reports(bo)
    _, action = bo.find("Take it back")
    cy = world.person("Cy")
    assert "taken back or dealt with already" in await cy.acts(action)
    assert len(await complaints(world)) == 1


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"reason": "", "words": "x"}, "Choose what is wrong."),
        ({"reason": "nonsense", "words": "x"}, "Choose what is wrong."),
        ({"reason": "other", "words": " \n "}, "Say in a few words what it is."),
        ({"reason": "key", "words": "x" * 1001}, "That is 1,001 characters; 1,000 are the most."),
    ],
)
async def test_a_form_that_cannot_be_used_comes_back_with_its_reason(world, bo, values, sentence):
    await bo.clicks("B")
    await bo.clicks(OFFER)
    again = await bo.fills(**values)
    assert f"({sentence})" in again
    assert form_of(bo).inputs[1].value == values["words"].strip()[:1000]
    assert await complaints(world) == []


async def test_twenty_open_reports_are_the_most(tmp_path):
    pool = [single(f"q-{n:02}", key="B") for n in range(MOST_OPEN + 2)]
    async with open_world(tmp_path, index(pool)) as world:
        ada = await founded(world)
        bo = world.person("Bo")
        for question in pool[:MOST_OPEN]:
            await bo.acts(ActionRef("report", (question.id,)))
            await bo.fills(reason="key")
        one_more = ActionRef("report", (pool[-1].id,))
        assert "You have 20 open reports in this group" in await bo.acts(one_more)
        event = FormCall("k", bo.actor, CHANNEL, one_more, {"reason": "key", "words": ""})
        assert "which is the most" in plain((await world.core.handle(event)).view)
        assert "Change your report" in await bo.acts(ActionRef("report", (pool[0].id,)))
        await ada.says("/status")
        await ada.clicks("Dealt with")
        assert "Report this question" in await bo.acts(one_more)
        cy = world.person("Cy")
        assert "Report this question" in await cy.acts(one_more)


async def test_a_withdrawn_question_has_nothing_to_report(world, bo):
    assert "withdrawn from the bank already" in await bo.acts(ActionRef("report", ("gone",)))
    assert "older version" in await bo.acts(ActionRef("report"))


async def test_status_shows_the_newest_and_how_many(world, ada, bo):
    assert "Open reports: none" in await ada.says("/status")
    await bo.clicks("B")
    await reports(bo)
    await world.later(60)
    cy = world.person("Cy")
    await cy.clicks("A")
    await reports(cy, "wording", "@everyone **look** <b>here</b>")
    status = await ada.says("/status")
    assert "Open reports: 2" in status
    assert "Question: s-" in status
    assert "revision 1" in status
    assert "Reason: Unclear, or a typo" in status
    assert "From: Cy" in status
    assert "@everyone **look** <b>here</b>" in status
    assert "It should be C" not in status


async def test_a_manager_reads_one_after_another_and_deals_with_them(world, ada, bo):
    await bo.clicks("B")
    await reports(bo)
    await world.later(60)
    cy = world.person("Cy")
    await cy.clicks("A")
    await reports(cy, "citation", "")
    await world.at("2026-03-02 20:00")
    await ada.says("/status")
    first = await ada.clicks("View the 2 reports")
    assert first.startswith("Report 1 of 2")
    assert "From: Cy" in first
    assert "because of C" in first
    assert "Key: B" in first
    second = await ada.clicks("Next report")
    assert second.startswith("Report 2 of 2")
    assert "From: Bo" in second
    left = await ada.clicks("Dealt with")
    assert left.startswith("Report 1 of 1")
    assert "From: Cy" in left
    assert "No report is open" in await ada.clicks("Dealt with")
    assert "Open reports: none" in await ada.says("/status")
    assert await complaints(world) == []


async def test_dealing_with_it_from_status_keeps_status_and_tells_what_is_left(world, ada, bo):
    for n in range(2):
        await bo.acts(ActionRef("report", (f"s-{n}",)))
        await bo.fills(reason="key")
    await ada.says("/status")
    _, action = ada.find("Dealt with")
    assert "1 more is open." in await ada.clicks("Dealt with")
    assert "1 more is open." in await ada.acts(action)
    assert (await ada.clicks("View the next")).startswith("Report 1 of 1")
    await ada.says("/status")
    assert "No other report is open." in await ada.clicks("Dealt with")


async def test_a_manager_who_has_yet_to_answer_is_not_shown_the_key(world, ada, bo):
    await bo.clicks("B")
    await reports(bo, words="")
    await ada.says("/status")
    shown = await ada.clicks("View the report")
    assert "choice B" in shown
    assert "you see key and reasons once you answered it" in shown
    assert "because of" not in shown
    assert "Key:" not in shown
    await ada.says("/today")
    await ada.clicks("A")
    await ada.says("/status")
    assert "because of B" in await ada.clicks("View the report")


async def test_what_became_of_the_question_since_is_said(world, ada, bo):
    await bo.acts(ActionRef("report", ("s-29",)))
    await bo.fills(reason="key")
    exams = world.library.exams.values()
    world.restart(index([replace(q, revision=2) for q in world.library.questions], exams))
    await ada.says("/status")
    assert "mended since: revision 2." in await ada.clicks("View the report")
    world.restart(index([q for q in world.library.questions if q.id != "s-29"], exams))
    assert "withdrawn from the bank since" in await ada.clicks("View the report")


async def test_other_members_never_see_or_close_a_report(world, ada, bo):
    await bo.clicks("B")
    await reports(bo)
    await ada.says("/status")
    cy = world.person("Cy")
    for label in ("View the report", "Dealt with"):
        _, action = ada.find(label)
        for person in (cy, bo):
            assert "Only a manager of this group may do that" in await person.acts(action)
    assert len(await complaints(world)) == 1


async def test_another_groups_manager_sees_and_closes_nothing(world, ada, bo):
    await bo.clicks("B")
    await reports(bo)
    await ada.says("/status")
    eve = world.person("Eve", manages=True, place=Place("stub", "w1", "c2"))
    await eve.calls("found", name="Other", zone=ZONE)
    assert "Open reports: none" in await eve.says("/status")
    assert "No report is open" in await eve.acts(ActionRef("reports"))
    _, settle = ada.find("Dealt with")
    assert "belongs to another group" in await eve.acts(settle)
    own = ActionRef("reports", (settle.args[0],))
    assert "taken back or dealt with already" in await eve.acts(own)
    assert len(await complaints(world)) == 1


async def test_a_report_taken_back_meanwhile_is_gone_for_managers(world, ada, bo):
    await bo.clicks("B")
    await reports(bo)
    await ada.says("/status")
    await bo.clicks("Take it back")
    assert "or it is gone" in await ada.clicks("Dealt with")
    assert "No report is open" in await ada.clicks("View the report")


async def test_ones_own_data_holds_the_report_and_erasing_takes_it(world, ada, bo):
    await bo.clicks("B")
    await reports(bo)
    cy = world.person("Cy")
    await cy.clicks("B")
    await reports(cy, words="Cy's words")
    await bo.says("/privacy")
    exported = await bo.clicks("Show all my data")
    assert "It should be C, see I.B.14." in exported
    assert "Cy's words" not in exported
    await bo.clicks("Erase my data")
    await bo.clicks("Yes, erase it all")
    assert [c.words for c in await complaints(world)] == ["Cy's words"]
    assert "Open reports: 1" in await ada.says("/status")


def test_the_operator_reads_them_by_question_without_people():
    said = for_operator(
        [
            Complaint("a-1", 1, Reason.WORDING, ""),
            Complaint("b-2", 1, Reason.KEY, "It is C.\nSee I.B.14."),
            Complaint("b-2", 2, Reason.KEY, ""),
            Complaint("b-2", 2, Reason.OTHER, "The record is cut."),
        ]
    )
    assert said.splitlines() == [
        "4 reports open, 2 questions.",
        "",
        "b-2 (revision 1, 2): 3 reports",
        "  2 × The key is wrong",
        "      “It is C. / See I.B.14.”",
        "  1 × Something else",
        "      “The record is cut.”",
        "",
        "a-1 (revision 1): 1 report",
        "  1 × Unclear, or a typo",
    ]
    assert for_operator([]) == "No report is open."
