"""People at the page together: live, private, and over broken connections."""

import re

from playwright.async_api import expect

from bot.api import Place, Post, View


def channel(screen) -> Place:
    return Place("web", "", screen.page.url.rsplit("/", 1)[1])


async def titles(screen) -> list[str]:
    return await screen.page.locator("article h2").all_inner_texts()


async def test_two_browsers_see_each_other_live(someone):
    ada = await (await someone()).begins("Ada")
    grace = await (await someone()).joins(await ada.invite(), "Grace")
    await ada.said("Grace joined").wait_for()
    await grace.types("/leaderboard")
    await ada.said("Grace used /leaderboard").wait_for()
    await grace.said("Grace used /leaderboard").wait_for()
    await grace.types("/me")
    await grace.said("You used /me").wait_for()
    await ada.types("/countdown list")
    await grace.said("Ada used /countdown").wait_for()
    assert await ada.said("used /me").count() == 0
    await ada.page.reload()
    await ada.ready()
    assert await ada.said("used /me").count() == 0
    assert await grace.said("used /me").count() == 1


async def test_an_answer_is_secret_and_the_count_is_seen_by_all(someone):
    ada = await (await someone()).begins("Ada")
    grace = await (await someone()).joins(await ada.invite(), "Grace")
    await grace.page.locator(".options button").first.click()
    await grace.said("Only you can see this").first.wait_for()
    verdict = grace.page.locator("article.only-you h2").last
    assert re.match(r"(Correct|Incorrect)", await verdict.inner_text())
    await ada.said(re.compile("1 (person|has|have|answered)|Answered.* 1")).wait_for()
    assert await ada.page.locator("article.only-you").all_inner_texts() == []


async def test_a_stopped_server_is_said_and_caught_up_with(someone, page_server):
    ada = await (await someone()).begins("Ada")
    grace = await (await someone()).joins(await ada.invite(), "Grace")
    await ada.said("Grace joined").wait_for()
    before = await ada.page.locator("article").count()
    await page_server.stop()
    await ada.page.get_by_text("Connection lost. Trying again…").wait_for()
    await page_server.start()
    await page_server.page.messenger.send(Post("n1", channel(ada), View("While you were away")))
    for screen in (ada, grace):
        await screen.message("While you were away").wait_for()
        await screen.page.locator("#lost").wait_for(state="hidden")
        assert (await titles(screen)).count("While you were away") == 1
    await ada.types("/leaderboard")
    await grace.said("Ada used /leaderboard").wait_for()
    ids = await ada.page.locator("article").evaluate_all("(all) => all.map((e) => e.id)")
    assert len(ids) == len(set(ids)) == before + 2


async def test_a_dropped_network_loses_nothing(someone, page_server):
    ada = await (await someone()).begins("Ada")
    await ada.context.set_offline(True)
    await page_server.page.messenger.send(Post("n1", channel(ada), View("Unseen")))
    await ada.context.set_offline(False)
    await ada.message("Unseen").wait_for()
    assert (await titles(ada)).count("Unseen") == 1


async def test_a_command_whose_answer_was_lost_is_done_once(someone):
    """The server took it, the answer never arrived: the page asks again under the same key."""
    ada = await (await someone()).begins("Ada")
    keys: list[str] = []

    async def lose_the_first(route) -> None:
        keys.append(route.request.post_data_json["key"])
        if len(keys) == 1:
            await route.fetch()
            await route.abort("connectionreset")
        else:
            await route.continue_()

    await ada.page.route("**/command", lose_the_first)
    await ada.types("/leaderboard")
    await ada.message("Leaderboard").wait_for()
    await expect(ada.line).to_have_value("")
    assert len(keys) == 2
    assert len(set(keys)) == 1
    assert await ada.said("Ada used /leaderboard").count() == 1


async def test_a_double_click_is_one_click(someone):
    ada = await (await someone()).begins("Ada")
    await ada.page.locator(".options button").first.dblclick()
    await ada.said("Only you can see this").first.wait_for()
    await ada.types("/me")
    await ada.said("You used /me").wait_for()
    assert await ada.page.locator("article.only-you").count() == 2


async def test_what_could_not_be_sent_stays_in_the_box(someone):
    ada = await (await someone()).begins("Ada")
    await ada.page.route("**/command", lambda route: route.abort("connectionrefused"))
    await ada.types("/leaderboard period:month")
    await ada.page.get_by_text("No connection, so that was not sent.").wait_for()
    assert await ada.line.input_value() == "/leaderboard period:month"


async def test_groups_are_begun_switched_and_left(someone):
    ada = await (await someone()).begins("Ada")
    page = ada.page
    await page.locator("summary").click()
    await page.get_by_role("button", name="New group").click()
    await page.get_by_label("Group name").fill("CCS <2027>")
    await page.get_by_role("button", name="Start the group").click()
    await page.get_by_role("heading", name="CCS <2027>", exact=True).wait_for()
    await ada.ready()
    await page.locator("summary").click()
    await page.get_by_role("link", name="My study group").click()
    await page.get_by_role("heading", name="My study group", exact=True).wait_for()
    await ada.ready()
    await page.locator("summary").click()
    await page.get_by_role("button", name="Leave this group").click()
    await page.get_by_role("button", name="Leave the group").click()
    await page.get_by_role("heading", name="CCS <2027>", exact=True).wait_for()


async def test_a_stranger_sees_a_kind_page(someone):
    ada = await (await someone()).begins("Ada")
    stranger = await (await someone()).begins("Eve")
    await stranger.page.goto(ada.page.url)
    await stranger.page.get_by_role("heading", name="That is not here").wait_for()
    await stranger.page.get_by_role("link", name="Back to Rounds").click()
    await stranger.ready()


async def test_times_are_shown_in_the_readers_zone(someone, page_server):
    tokyo = await (await someone(timezone_id="Asia/Tokyo", locale="en-GB")).begins("Ada")
    shown = await tokyo.page.locator("time.stamp").first.inner_text()
    local = await tokyo.page.evaluate(
        "new Date(document.querySelector('time.stamp').dateTime).toLocaleTimeString('en-GB',"
        " {hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Tokyo'})"
    )
    assert shown == local
    await tokyo.said("Asia/Tokyo").first.wait_for()


async def test_completions_of_options_come_from_declarations_and_core(someone):
    ada = await (await someone()).begins("Ada")
    page = ada.page
    await ada.line.press_sequentially("/quiz ")
    await page.get_by_role("option").first.wait_for()
    labels = await page.get_by_role("option").locator(".label").all_inner_texts()
    assert labels == ["topic:", "exam:", "count:"]
    assert await page.locator("#usage code").inner_text() == "/quiz [topic] [exam] [count 1–20]"
    await ada.line.press_sequentially("exam:cp")
    await page.get_by_role("option", name=re.compile("CPC")).first.wait_for()
    await page.get_by_role("option", name=re.compile("CPC")).first.click()
    assert re.fullmatch(r"/quiz exam:\S+ ", await ada.line.input_value(), re.IGNORECASE)
    await ada.line.fill("/leaderboard period:")
    labels = await page.get_by_role("option").locator(".label").all_inner_texts()
    assert labels == ["day", "week", "month", "all"]


async def test_a_form_completes_its_fields(someone):
    ada = await (await someone()).begins("Ada")
    page = ada.page
    await ada.types("/setup")
    zone = page.get_by_role("combobox", name=re.compile("Time zone"))
    await zone.fill("")
    await zone.press_sequentially("Asia/Tok")
    await page.get_by_role("option", name="Asia/Tokyo").wait_for()
    await zone.press("ArrowDown")
    await zone.press("Enter")
    assert await zone.input_value() == "Asia/Tokyo"
    assert await page.get_by_role("dialog").is_visible()
    await page.get_by_role("button", name="Save").click()
    await ada.message("Set-up").wait_for()
    await ada.message("Set-up").get_by_text("Asia/Tokyo").first.wait_for()


async def test_hostile_names_are_only_names(someone):
    name = "<img src=x onerror=alert(1)>@everyone"
    ada = await (await someone()).begins(name)
    await ada.types("/leaderboard")
    await ada.said("<img src=x onerror=alert(1)>@everyone used /leaderboard").wait_for()
    assert await ada.page.locator("article img").count() == 0
