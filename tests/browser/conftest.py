"""A real browser at the real product. Only the question bank is small, so that every question has
four lettered options.
"""

import os
import shutil
import socket
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from adapters.app import serve
from bot.config import load
from bot.packs.index import index
from bot.packs.reader import read
from bot.packs.schema import BUNDLED
from tests.world import single

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WAIT_MS = 15_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs a browser, and shares one."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.timeout(300))
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
            item.add_marker(pytest.mark.xdist_group("browser"))


def find_chromium() -> str:
    """The browser's path: CHROMIUM, or the usual names. Fails in one line when there is none."""
    given = os.environ.get("CHROMIUM", "")
    for name in (given, *NAMES):
        found = name and shutil.which(name)
        if found:
            return found
    return pytest.fail(
        "No Chromium for the browser tests: apt install chromium, or set CHROMIUM to its path.",
        pytrace=False,
    )


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where the browser is."""
    return find_chromium()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium):
    """One browser for all tests; each test opens contexts of its own."""
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield started
        await started.close()


@cache
def small_bank(_paths: object):
    """Twelve questions with four options, and the real exams."""
    exams = read((BUNDLED / "exams",)).exams
    questions = [single(f"s-{n}", key="ABCD"[n % 4]) for n in range(12)]
    return index(questions, exams.values())


@dataclass
class PageServer:
    """The product on one port, which can be stopped and started again over the same data."""

    folder: Path
    port: int
    stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    page: object = None
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    async def start(self) -> None:
        values = {"ROUNDS_DATA": str(self.folder), "WEB_PORT": str(self.port)}
        values |= {"ROUNDS_CODES": "off"} | self.settings
        rounds = await self.stack.enter_async_context(serve.running(load(values)))
        self.page = rounds.page

    async def stop(self) -> None:
        await self.stack.aclose()
        self.stack = AsyncExitStack()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest_asyncio.fixture(loop_scope="session")
async def page_server(tmp_path, monkeypatch):
    """The running product."""
    monkeypatch.setattr(serve, "read", small_bank)
    server = PageServer(tmp_path, free_port())
    await server.start()
    yield server
    await server.stop()


@dataclass
class Screen:
    """Someone at a browser, and what went wrong there."""

    page: Page
    context: BrowserContext
    troubles: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    async def begins(self, name: str = "Ada") -> "Screen":
        """The first visit, until the question of the day is there."""
        await self.page.get_by_label("Your name").fill(name)
        await self.page.get_by_role("button", name="Start").click()
        await self.ready()
        await self.page.locator(".options").first.wait_for()
        return self

    async def ready(self) -> None:
        """The group's page with its scripts running."""
        await self.page.locator("body[data-ready=yes]").wait_for()

    @property
    def line(self):
        return self.page.get_by_role("combobox", name="Command")

    async def types(self, line: str) -> None:
        """Types a command and sends it."""
        await self.line.fill(line)
        await self.page.get_by_role("button", name="Send").click()

    def said(self, words):
        """Words in the list of messages."""
        return self.page.locator("#list").get_by_text(words)

    def message(self, title: str):
        """The message with this title."""
        return self.page.get_by_role("article", name=title)

    async def joins(self, invite: str, name: str) -> "Screen":
        await self.page.goto(invite)
        await self.page.get_by_label("Your name").fill(name)
        await self.page.get_by_role("button", name="Join the group").click()
        await self.ready()
        return self

    async def invite(self) -> str:
        """Copies the invite link from its dialog."""
        await self.page.get_by_role("button", name="Invite").click()
        link = await self.page.get_by_label("Invite link").input_value()
        await self.page.keyboard.press("Escape")
        return link


@pytest_asyncio.fixture(loop_scope="session")
async def someone(browser: Browser, page_server):
    """Opens browsers of people who have not been here before, at the page's address."""
    async with AsyncExitStack() as stack:
        screens: list[Screen] = []

        async def make(path: str = "", **settings) -> Screen:
            usual = {"viewport": {"width": 1100, "height": 800}, "timezone_id": "America/Chicago"}
            context = await browser.new_context(**(usual | settings))
            stack.push_async_callback(context.close)
            context.set_default_timeout(WAIT_MS)
            page = await context.new_page()
            screen = Screen(page, context)
            page.on("pageerror", lambda error: screen.troubles.append(str(error)))
            page.on("console", lambda m: m.type == "error" and screen.troubles.append(m.text))
            page.on("request", lambda request: screen.requests.append(request.url))
            await page.goto(page_server.url + path)
            screens.append(screen)
            return screen

        yield make
        for screen in screens:
            foreign = [url for url in screen.requests if not url.startswith(page_server.url)]
            assert foreign == []
            broken = [t for t in screen.troubles if "Failed to load resource" not in t]
            assert [t for t in broken if "ERR_" not in t] == []
