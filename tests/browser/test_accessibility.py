"""Nothing serious for axe-core, in light and dark; everything by keyboard; told to screen readers;
no wider than a telephone.
"""

import re

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

SCHEMES = ("light", "dark")
NARROW = {"width": 360, "height": 740}


async def check(screen, state: str) -> None:
    """Axe finds nothing serious or critical in this state."""
    found = await Axe().run(screen.page)
    bad = [
        (state, v["id"], [node["html"][:160] for node in v["nodes"]])
        for v in found.response["violations"]
        if v["impact"] in {"serious", "critical"}
    ]
    assert bad == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", [360, 1280])
async def test_axe_finds_nothing_serious(someone, scheme, width):
    size = {"width": width, "height": 800}
    # Without transitions: half-faded colours are nobody's.
    screen = await someone(color_scheme=scheme, viewport=size, reduced_motion="reduce")
    page = screen.page
    await check(screen, "welcome")
    await screen.begins("Ada <b>")
    await check(screen, "question of the day")
    await page.locator(".options button").first.click()
    await screen.said("Only you can see this").first.wait_for()
    await check(screen, "verdict")
    for name in ("Leaderboard", "Quiz", "Countdowns", "Exam", "Help"):
        count = await page.locator("article").count()
        await page.get_by_role("button", name=name, exact=True).click()
        await page.locator("article").nth(count).wait_for()
        await check(screen, name)
    await screen.types("/nonsense")
    await screen.said("There is no command").wait_for()
    await check(screen, "error")
    await screen.line.fill("/")
    await page.get_by_role("option").first.wait_for()
    await check(screen, "completions")
    await screen.types("/setup")
    await page.get_by_role("dialog").wait_for()
    await check(screen, "form")
    await page.get_by_label("Daily question at").fill("25:00")
    await page.get_by_role("button", name="Save").click()
    await page.locator("[aria-invalid=true]").wait_for()
    await check(screen, "form with an error")
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Invite").click()
    await page.locator("#people li").first.wait_for()
    await check(screen, "invite")
    await page.keyboard.press("Escape")
    await page.locator("summary").click()
    await check(screen, "menu")
    await page.get_by_role("button", name="Leave this group").click()
    await check(screen, "leave")
    await page.goto(page.url + "X")
    await check(screen, "not here")


async def focused(page) -> str:
    """What has the focus, in short."""
    return await page.evaluate(
        "(() => { const e = document.activeElement; return e.id || e.dataset.command ||"
        " e.dataset.action || e.className || e.tagName; })()"
    )


async def test_everything_works_by_keyboard(someone):
    screen = await someone()
    page, keys = screen.page, screen.page.keyboard
    assert await focused(page) == "name"
    await keys.type("Ada")
    await keys.press("Enter")
    await screen.ready()
    await page.locator(".options").first.wait_for()

    await keys.press("Tab")
    assert await focused(page) == "skip"
    await keys.press("Enter")
    assert await focused(page) == "line"

    await keys.type("/lead")
    option = page.get_by_role("option", selected=True)
    assert "/leaderboard" in await option.inner_text()
    assert await screen.line.get_attribute("aria-expanded") == "true"
    pointed = await screen.line.get_attribute("aria-activedescendant")
    assert await page.locator(f"#{pointed}").get_attribute("aria-selected") == "true"
    await keys.press("Enter")
    assert await screen.line.input_value() == "/leaderboard "
    await keys.type("period:m")
    await keys.press("Tab")
    assert await screen.line.input_value() == "/leaderboard period:month "
    assert await focused(page) == "line"
    await keys.press("Escape")
    assert await page.locator("#completions-box").is_hidden()
    await keys.press("Enter")
    await screen.message("Leaderboard").wait_for()
    assert await screen.line.input_value() == ""

    await keys.press("ArrowUp")
    assert await screen.line.input_value() == "/leaderboard period:month"
    await keys.press("ArrowDown")
    assert await screen.line.input_value() == ""

    await keys.type("/setup")
    await keys.press("Enter")
    await page.get_by_role("dialog").wait_for()
    assert await focused(page) == "f-exam"
    await keys.press("Tab")
    assert await focused(page) == "f-daily_at"
    await page.get_by_label("Daily question at").fill("25:00")
    await keys.press("Enter")
    error = page.locator("#f-daily_at-error")
    await error.wait_for()
    assert await focused(page) == "f-daily_at"
    assert await page.get_by_label("Daily question at").input_value() == "25:00"
    described = await page.get_by_label("Daily question at").get_attribute("aria-describedby")
    assert "f-daily_at-error" in described.split()
    await page.get_by_label("Daily question at").fill("09:30")
    await keys.press("Enter")
    await screen.message("Set-up").wait_for()
    assert await focused(page) == "line"

    await keys.type("/setup")
    await keys.press("Enter")
    await page.get_by_role("dialog").wait_for()
    await keys.press("Escape")
    await page.get_by_role("dialog").wait_for(state="hidden")
    assert await focused(page) == "line"


async def test_a_question_is_practised_by_keyboard(someone):
    """Focus never falls out of a message that redraws itself."""
    screen = await (await someone()).begins()
    page, keys = screen.page, screen.page.keyboard
    await screen.types("/quiz count:2")
    quiz = page.locator("article.only-you").last
    await quiz.locator(".options button").nth(1).focus()
    await keys.press("Enter")
    await screen.said(re.compile("^(Correct|Incorrect)")).first.wait_for()
    inside = page.locator("article:focus-within")
    await expect(inside).to_have_count(1)
    await page.get_by_role("button", name="Next").last.focus()
    await keys.press("Space")
    await page.locator("article.only-you .options").last.wait_for()
    await expect(inside).to_have_count(1)


async def test_tab_leaves_an_empty_command_box(someone):
    screen = await (await someone()).begins()
    await screen.line.focus()
    await screen.page.keyboard.press("Tab")
    assert await focused(screen.page) == "primary"


async def test_screen_readers_hear_what_is_new_and_only_that(someone):
    ada = await (await someone()).begins("Ada")
    live = ada.page.locator("#live")
    await ada.types("/leaderboard period:yesterday")
    await expect(live).to_contain_text("Only you can see this. ")
    await expect(live).to_contain_text("not one of day, week, month, all")
    await ada.page.reload()
    await ada.ready()
    await ada.page.locator("article").first.wait_for()
    assert await live.inner_text() == ""
    grace = await (await someone()).joins(await ada.invite(), "Grace")
    await expect(live).to_have_text("Grace joined")
    assert await grace.page.locator("#live").inner_text() == ""
    assert await ada.page.get_by_role("log").get_attribute("aria-live") == "off"


async def test_answer_buttons_say_letter_and_text(someone):
    screen = await (await someone()).begins()
    buttons = screen.page.locator(".options button")
    for letter, button in zip("ABCD", await buttons.all(), strict=False):
        name = await button.get_attribute("aria-label")
        assert name.startswith(f"{letter}: choice ")


async def wide(page) -> list[str]:
    """What makes the page wider than the screen."""
    return await page.evaluate(
        """() => [document.scrollingElement, ...document.querySelectorAll(
            "body, header, main, .messages, dialog[open], article, .composer, .card")]
          .filter((e) => e.scrollWidth > e.clientWidth + 1)
          .map((e) => `${e.tagName}.${e.className} ${e.scrollWidth} > ${e.clientWidth}`)"""
    )


async def small(page) -> list[str]:
    """Controls below 44 px."""
    return await page.evaluate(
        """() => [...document.querySelectorAll(
            "button, summary, select, input:not([type=checkbox]), .sheet a, .check, [role=option]")]
          .filter((e) => e.checkVisibility() && e.getClientRects().length)
          .map((e) => [e, e.getBoundingClientRect()])
          .filter(([e, r]) => r.height < 43.5 || r.width < 43.5)
          .map(([e, r]) => `${e.outerHTML.slice(0, 80)} ${r.width}x${r.height}`)"""
    )


async def test_a_narrow_telephone_is_wide_enough(someone):
    long = "Supercalifragilisticexpialidociousness <3"
    screen = await someone(viewport=NARROW, has_touch=True)
    page = screen.page
    assert await wide(page) == []
    await screen.begins(long)
    for name in ("Leaderboard", "Quiz", "Countdowns", "Exam", "Help"):
        count = await page.locator("article").count()
        await page.get_by_role("button", name=name, exact=True).click()
        await page.locator("article").nth(count).wait_for()
    await screen.types("/nonsense" + "x" * 120)
    await screen.said("There is no command").wait_for()
    assert await wide(page) == []
    assert await small(page) == []
    await screen.line.fill("/")
    await page.get_by_role("option").first.wait_for()
    assert await wide(page) == []
    assert await small(page) == []
    await screen.types("/setup")
    await page.get_by_role("dialog").wait_for()
    assert await wide(page) == []
    assert await small(page) == []
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Invite").click()
    await page.locator("#people li").first.wait_for()
    assert await wide(page) == []
    await page.keyboard.press("Escape")
    await page.locator("summary").click()
    assert await wide(page) == []
    assert await small(page) == []


async def test_without_javascript_the_page_says_what_it_needs(someone):
    screen = await someone(java_script_enabled=False)
    sentence = "Rounds needs JavaScript: please turn it on for this page."
    await expect(screen.page.locator(".noscript")).to_have_text(sentence)
