"""Commands, clicks and forms: in once, out to those who may see it."""

import asyncio
import json

import pytest

from bot.api import ActionCall, CommandCall, FormCall, MessageRef, Place, Post, View
from tests.adapters.web.demo import PNG, question
from tests.adapters.web.visitor import new_key


def place(visitor) -> Place:
    return Place("web", "", visitor.channel)


async def test_a_typed_line_goes_in_whole(ada, demo):
    row = await ada.types('/quiz topic:"e/m levels" 7')
    event = demo.events[-1]
    assert isinstance(event, CommandCall)
    assert event.typed == '/quiz topic:"e/m levels" 7'
    assert row.private
    assert "Only you can see this" in row.text
    assert 'You used /quiz topic:"e/m levels" 7' in row.text


async def test_a_button_of_the_page_sends_a_name_and_options(ada, demo):
    body = {"key": new_key(), "name": "quiz", "options": {"count": "7"}}
    status, answer = await ada.posts("/command", body)
    assert status == 200
    assert demo.events[-1].options == (("count", "7"),)
    assert "You used" in answer["row"]["html"]


async def test_a_public_answer_shows_the_command_and_nothing_of_what_was_typed(ada, grace):
    await ada.types('/leaderboard topic:"my secret worry"')
    row = (await grace.sees(3))[-1]
    assert "Ada used /leaderboard" in row.text
    assert "secret worry" not in row.html
    assert not row.private


async def test_an_error_of_a_public_command_is_for_you_alone(ada, grace):
    row = await ada.types("/leaderboard period:yesterday")
    assert row.private
    assert "not one of day, week, month, all" in row.text
    await ada.types("/leaderboard")
    texts = [row.text for row in await grace.sees(3)]
    assert not any("yesterday" in text for text in texts)


async def test_the_founding_command_cannot_be_sent_by_people(ada, demo):
    seen = len(demo.events)
    row = await ada.types("/found name:x")
    assert "There is no command /found" in row.text
    assert len(demo.events) == seen


async def test_anothers_private_rows_are_nowhere(ada, grace):
    mine = await ada.types("/secret")
    await ada.types("/leaderboard")
    live = await grace.sees(3)
    assert mine.id not in {row.id for row in live}
    older = await grace.look(f"/earlier?before={2**40}")
    _, page = await grace.get(f"/g/{grace.channel}")
    for text in (str(older), page, *(row.html for row in live)):
        assert "for Ada alone" not in text
        assert mine.id not in text
    body = {"key": new_key(), "action": "1|next", "values": [], "message": mine.id}
    _, answer = await grace.posts("/action", body)
    assert answer["row"]["id"] != mine.id
    assert "for Ada alone" in (await ada.sees(3))[2].html


async def test_a_private_row_is_still_there_after_a_reload(ada):
    await ada.types("/secret")
    _, page = await ada.get(f"/g/{ada.channel}")
    assert "for Ada alone" in page
    assert "Only you can see this" in page


async def test_a_click_carries_action_and_message(ada, page, demo):
    sent = await page.messenger.send(Post("n1", place(ada), question("Daily")))
    (row,) = [r for r in await ada.sees(2) if r.id == sent.id]
    answer = await ada.clicks(row, "C: E11.65")
    event = demo.events[-1]
    assert isinstance(event, ActionCall)
    assert (event.action.name, event.action.args) == ("answer", ("C",))
    assert event.message == sent
    assert answer.private
    assert "Correct: C" in answer.text


async def test_an_update_redraws_what_was_clicked(ada):
    row = await ada.types("/exam")
    updated = await ada.clicks(row, "Next")
    assert updated.id == row.id
    assert updated.born == row.born
    assert updated.seq > row.seq
    assert updated.edited
    assert "Practice 2 of 5" in updated.text
    assert "Only you can see this" in updated.text


async def test_an_update_cannot_redraw_what_does_not_offer_the_button(ada, grace, page):
    """Grace claims that her practice's Next stood on the group's daily question."""
    sent = await page.messenger.send(Post("n1", place(ada), question("Daily")))
    body = {"key": new_key(), "action": "1|next", "values": [], "message": sent.id}
    status, answer = await grace.posts("/action", body)
    assert status == 200
    assert answer["row"]["id"] != sent.id
    assert answer["row"]["private"]
    rows = await ada.look(f"/earlier?before={2**40}")
    assert "Daily" in next(r["html"] for r in rows["rows"] if r["id"] == sent.id)


@pytest.mark.parametrize("action", ["", "0|next", "2|next", "1", "1|", "x" * 200, "<script>"])
async def test_an_old_button_says_what_to_do(ada, demo, action):
    seen = len(demo.events)
    body = {"key": new_key(), "action": action, "values": [], "message": "x"}
    status, answer = await ada.posts("/action", body)
    assert status == 200
    assert answer["row"]["private"]
    assert "This button is from an older version of the page." in answer["row"]["html"]
    assert len(demo.events) == seen


async def test_an_action_that_nobody_declares_gets_a_sentence(ada):
    body = {"key": new_key(), "action": "1|vanished|x", "values": [], "message": "x"}
    _, answer = await ada.posts("/action", body)
    assert "This button is from an older version of the bot" in answer["row"]["html"]


async def test_a_select_sends_its_values(ada, demo):
    row = await ada.types("/countdown list")
    answer = await ada.clicks(row, "Codes that fit", "a", "c")
    assert demo.events[-1].values == ("a", "c")
    assert "You chose a, c" in answer.text


async def test_nothing_to_show_is_an_answer_too(ada):
    body = {"key": new_key(), "action": "1|nothing", "values": [], "message": "x"}
    assert await ada.posts("/action", body) == (200, {})


async def test_a_form_opens_keeps_what_was_typed_and_is_taken(ada, demo):
    form = await ada.asks("/setup")
    again = await ada.sends(form, name="CCS <b>", daily_at="25:00", note="line 1\nline 2")
    assert 'value="CCS &lt;b&gt;"' in again["form"]
    assert "25:00 is not a time of day." in again["form"]
    assert ">\nline 1\nline 2</textarea>" in again["form"]
    first = demo.events[-1].key
    done = await ada.sends(again["form"], name="CCS", daily_at="08:00")
    assert "Saved: CCS" in done["row"]["html"]
    assert not done["row"]["private"]
    event = demo.events[-1]
    assert isinstance(event, FormCall)
    assert event.key != first
    assert event.values == {"name": "CCS", "daily_at": "08:00"}
    assert event.message is None


async def test_a_form_sent_twice_is_one_event(ada, demo):
    form = await ada.asks("/setup")
    seen = len(demo.events)
    answers = await asyncio.gather(
        *(ada.sends(form, name="CCS", daily_at="08:00") for _ in range(4))
    )
    assert len({answer["row"]["id"] for answer in answers}) == 1
    assert len(demo.events) == seen + 1


async def test_a_form_knows_the_message_it_was_opened_from(ada, demo):
    (welcome,) = await ada.sees(1)
    body = {"key": new_key(), "action": "1|settings", "values": [], "message": welcome.id}
    _, answer = await ada.posts("/action", body)
    await ada.sends(answer["form"], name="CCS", daily_at="08:00")
    assert demo.events[-1].message == MessageRef(welcome.id)


async def test_a_forms_ticket_fits_nobody_else_and_cannot_be_made(ada, grace, demo):
    form = await ada.asks("/setup")
    ticket = form.split('data-ticket="')[1].split('"')[0]
    seen = len(demo.events)
    for visitor, given in ((grace, ticket), (ada, ticket + "x"), (ada, ""), (ada, "x.y")):
        status, answer = await visitor.posts("/form", {"ticket": given, "values": {}})
        assert status == 400
        assert answer["error"].startswith("Nothing was done")
    assert len(demo.events) == seen


async def test_a_refused_form_says_why_to_you_alone(ada):
    form = await ada.asks("/setup")
    answer = await ada.sends(form, name="refuse", daily_at="08:00")
    assert answer["row"]["private"]
    assert "That name is taken." in answer["row"]["html"]
    assert answer["refused"] == "That name is taken."


async def test_a_refused_form_can_be_mended_and_sent_again(ada):
    answer = await ada.sends(await ada.asks("/setup"), name="refuse", daily_at="08:00")
    again = f'data-ticket="{answer["ticket"]}"'
    done = await ada.sends(again, name="CCS", daily_at="08:00")
    assert "Saved: CCS" in done["row"]["html"]


async def test_the_same_event_twice_is_one_message(ada, demo):
    key = new_key()
    seen = len(demo.events)
    rows = await asyncio.gather(*(ada.types("/leaderboard", key) for _ in range(5)))
    assert len({row.id for row in rows}) == 1
    assert len(demo.events) == seen + 1


async def test_the_same_event_after_a_restart_is_one_message(opened, tmp_path, someone):
    key = new_key()
    async with opened(tmp_path) as page:
        ada = await (await someone(page)).begins("Ada")
        first = await ada.types("/leaderboard", key)
    async with opened(tmp_path) as page:
        ada.page = page
        again = await ada.types("/leaderboard", key)
        assert again.id == first.id
        assert again.seq == first.seq


async def test_nobody_can_use_up_anothers_key(ada, grace):
    key = new_key()
    theirs = await grace.types("/leaderboard", key)
    mine = await ada.types("/leaderboard", key)
    assert mine.id != theirs.id


@pytest.mark.parametrize(
    ("typed", "found"), [("", 4), ("mod", 1), ("DIA", 1), ("nothing", 0), ("x" * 5000, 0)]
)
async def test_completions_come_from_the_core(ada, typed, found):
    body = {"key": new_key(), "suggester": "topics", "typed": typed}
    status, answer = await ada.posts("/suggest", body)
    assert status == 200
    assert len(answer["choices"]) == found


async def test_an_unknown_suggester_completes_nothing(ada):
    body = {"key": new_key(), "suggester": "secrets", "typed": ""}
    assert await ada.posts("/suggest", body) == (200, {"choices": []})


async def test_the_catalog_holds_what_people_may_type(ada):
    _, page = await ada.get(f"/g/{ada.channel}")
    address = page.split('data-catalog="')[1].split('"')[0]
    async with ada.http.get(ada.at(address)) as response:
        commands = {command["name"]: command for command in await response.json()}
    assert "found" not in commands
    assert commands["quiz"]["usage"] == "/quiz [topic] [count 1–20]"
    assert commands["quiz"]["options"][0]["suggest"] == "topics"
    assert [c["value"] for c in commands["leaderboard"]["options"][0]["choices"]] == [
        "day",
        "week",
        "month",
        "all",
    ]
    for name in ("today", "quiz", "leaderboard", "countdown list", "exam", "help"):
        assert f'data-command="{name}"' in page


async def test_a_picture_is_seen_by_those_who_see_its_message(ada, grace, someone):
    row = await ada.types("/countdown list")
    address = row.html.split('<img src="')[1].split('"')[0]
    for visitor in (ada, grace):
        async with visitor.http.get(visitor.at(address)) as response:
            assert response.status == 200
            assert response.content_type == "image/png"
            assert await response.read() == PNG
    stranger = await (await someone()).begins("Eve")
    assert (await stranger.get(address))[0] == 404


async def test_older_messages_come_in_pages(ada, page):
    for number in range(130):
        await page.messenger.send(Post(f"n{number}", place(ada), View(f"Post {number}")))
    _, html = await ada.get(f"/g/{ada.channel}")
    assert "Post 129<" in html
    assert "Post 70<" in html
    assert "Post 69<" not in html
    oldest = min(int(born) for born in _borns(html))
    older = await ada.look(f"/earlier?before={oldest}")
    assert [row["html"].split("</h2>")[0].split(">")[-1] for row in older["rows"]] == [
        f"Post {number}" for number in range(10, 70)
    ]
    assert older["more"]
    oldest = older["rows"][0]["born"]
    last = await ada.look(f"/earlier?before={oldest}")
    assert len(last["rows"]) == 11
    assert not last["more"]


def _borns(html: str) -> list[str]:
    return [part.split('"')[0] for part in html.split('data-born="')[1:]]


@pytest.mark.parametrize("before", ["", "x", "-1", "9" * 30, "1.5"])
async def test_a_bad_page_number_gets_a_sentence(ada, before):
    assert (await ada.get(f"/g/{ada.channel}/earlier?before={before}"))[0] == 400


def test_the_catalog_leaves_out_what_the_page_cannot():
    from adapters.web.catalog import Catalog
    from bot.commands.registry import Registry
    from bot.product import FEATURES

    catalog = json.loads(Catalog(Registry(FEATURES).shown())._body)
    setup = next(c for c in catalog if c["name"] == "setup")
    assert "exam" in [o["name"] for o in setup["options"]]
    assert "channel" not in [o["name"] for o in setup["options"]]
    assert "channel" not in setup["usage"]
