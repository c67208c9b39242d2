"""Makes docs/discord.png from what the adapter sends: `python -m tests.house.discord`."""

import asyncio
import os
from pathlib import Path

from playwright.async_api import async_playwright

from tests.house.discord.page import page
from tests.house.discord.scenes import scenes

PICTURE = Path(__file__).parents[3] / "docs" / "discord.png"


async def main() -> None:
    """Plays a day on the local Discord and takes the picture of its messages."""
    shown = page(await scenes())
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        sheet = await browser.new_page(viewport={"width": 1200, "height": 800})
        await sheet.set_content(shown)
        await sheet.screenshot(path=PICTURE, full_page=True)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
