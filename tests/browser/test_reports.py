"""Reporting a question at the page: a button, a form, and who sees what came of it."""

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

OFFER = "Report this question"


async def serious(screen) -> list[str]:
    found = await Axe().run(screen.page)
    impacts = {"serious", "critical"}
    return [v["id"] for v in found.response["violations"] if v["impact"] in impacts]


async def test_a_report_goes_from_a_verdict_to_the_managers_status(someone):
    ada = await (await someone(reduced_motion="reduce")).begins("Ada")
    grace = await (await someone(reduced_motion="reduce")).joins(await ada.invite(), "Grace")
    page = grace.page
    await page.locator(".options button").first.click()
    await page.get_by_role("button", name=OFFER).click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("heading", name=OFFER).wait_for()
    await expect(dialog.get_by_label("What is wrong?")).to_be_focused()
    assert await serious(grace) == []

    await dialog.get_by_label("In your words").fill("<b>C</b> fits @everyone\nSee the note.")
    await dialog.get_by_role("button", name="Send the report").click()
    await dialog.get_by_text("Choose what is wrong.").first.wait_for()
    words = dialog.get_by_label("In your words")
    assert await words.input_value() == "<b>C</b> fits @everyone\nSee the note."
    await dialog.get_by_label("What is wrong?").select_option(label="The key is wrong")
    await dialog.get_by_role("button", name="Send the report").click()
    thanks = grace.message("Thank you, your report is in")
    await thanks.wait_for()
    await expect(dialog).to_be_hidden()
    assert "<b>C</b> fits @everyone" in await thanks.inner_text()
    assert await serious(grace) == []

    await ada.types("/status")
    status = ada.message("Status")
    await status.get_by_text("<b>C</b> fits @everyone").wait_for()
    assert await ada.message("Thank you, your report is in").count() == 0
    await status.get_by_role("button", name="View the report").click()
    report = ada.message("Report 1 of 1")
    await report.get_by_text("Grace").wait_for()
    # Ada has yet to answer it, so she is not shown its key here either.
    await report.get_by_text("you see key and reasons once you answered it").wait_for()
    await report.get_by_role("button", name="Dealt with").click()
    await ada.message("No report is open").wait_for()
    await grace.types("/status")
    await grace.said("Only a manager of this group may do that").wait_for()


async def test_a_report_is_taken_back(someone):
    ada = await (await someone()).begins("Ada")
    page = ada.page
    await page.locator(".options button").first.click()
    await page.get_by_role("button", name=OFFER).click()
    await page.get_by_label("What is wrong?").select_option(label="Unclear, or a typo")
    await page.get_by_role("button", name="Send the report").click()
    await page.get_by_role("button", name="Take it back").click()
    await ada.message("Your report is taken back").wait_for()
    assert await ada.message("Thank you, your report is in").count() == 0
    await ada.types("/status")
    await expect(ada.message("Status")).to_contain_text("none")
