"""/code at the page: found by words, opened, walked by button, seen by nobody else."""

from bot.codes.build import build
from bot.codes.format import NAME
from tests.codes.conftest import FIXTURES, TINY, silent


async def test_a_code_is_found_and_walked_in_private(someone, page_server):
    await page_server.stop()
    build(page_server.folder / NAME, FIXTURES, silent, TINY)
    await page_server.start()
    ada = await (await someone()).begins("Ada")
    grace = await (await someone()).joins(await ada.invite(), "Grace")
    await ada.types("/code htn with ckd")
    await ada.said("Codes for “htn with ckd”").wait_for()
    await ada.said("ICD-10-CM is published by NCHS").wait_for()
    await ada.types("/code E11.22")
    await ada.said("code to identify stage of chronic kidney disease (N18.1-N18.6)").wait_for()
    await ada.page.get_by_role("button", name="Up to E11.2").first.click()
    await ada.message("E11.2 · Type 2 diabetes mellitus with kidney complications").wait_for()
    assert await grace.said("Type 2 diabetes mellitus").count() == 0
