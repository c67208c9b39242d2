"""Makes docs/page.png from the running page: `python -m tests.house.picture`."""

import asyncio
import os
import sys
import tempfile
from pathlib import Path

from playwright.async_api import async_playwright

PICTURE = Path(__file__).parents[2] / "docs" / "page.png"
PORT = "8931"


async def main() -> None:
    """Starts Rounds in a folder of its own, answers today's question, takes the picture."""
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {"ROUNDS_DATA": folder, "WEB_PORT": PORT}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", env=env, stdout=asyncio.subprocess.PIPE
        )
        try:
            while b"Stop with" not in await process.stdout.readline():
                pass
            await _take(f"http://127.0.0.1:{PORT}/")
        finally:
            process.terminate()
            await process.wait()


async def _take(url: str) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = await browser.new_page(
            viewport={"width": 900, "height": 1250}, timezone_id="America/Chicago"
        )
        await page.goto(url)
        await page.get_by_label("Your name").fill("Ada")
        await page.keyboard.press("Enter")
        question = page.get_by_role("article").filter(has_text="Daily question")
        await question.get_by_role("button").first.click()
        await page.get_by_text("Only you can see this").last.wait_for()
        await page.wait_for_timeout(500)
        await page.screenshot(path=PICTURE)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
