"""Opening and closing the page, and the outbox's side of it."""

import asyncio
import sqlite3
from contextlib import closing

import pytest

from adapters.web.door import PageNotOpened
from adapters.web.page import open_page
from bot.api import (
    PAGE,
    MessageGone,
    MessageRef,
    Messenger,
    NotSent,
    Paragraph,
    Place,
    PlaceGone,
    Post,
    Redraw,
    Reply,
    Say,
    View,
    text,
)
from tests.adapters.web.demo import demo_core
from tests.adapters.web.visitor import new_key, visitor


def place(person) -> Place:
    return Place("web", "", person.channel)


async def test_a_port_in_use_is_said_in_a_sentence(page, opened, tmp_path):
    port = int(page.url.rsplit(":", 1)[1].rstrip("/"))
    with pytest.raises(PageNotOpened, match=rf"Port {port} on 127.0.0.1 is in use.*WEB_PORT"):
        async with opened(tmp_path / "other", port=port):
            pass


async def test_an_address_that_is_not_ours_is_said_in_a_sentence(opened, tmp_path):
    with pytest.raises(PageNotOpened, match=r"cannot listen on 192\.0\.2\.1 port"):
        async with opened(tmp_path, host="192.0.2.1"):
            pass


async def test_a_newer_file_is_refused(opened, tmp_path):
    connection = sqlite3.connect(tmp_path / "page.sqlite3")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(PageNotOpened, match="newer version of Rounds"):
        async with opened(tmp_path):
            pass


async def test_a_damaged_file_is_said_in_a_sentence(opened, tmp_path):
    (tmp_path / "page.sqlite3").write_bytes(b"not a database, not at all" * 100)
    with pytest.raises(PageNotOpened, match="cannot be used"):
        async with opened(tmp_path):
            pass


async def test_a_folder_that_cannot_be_is_said_in_a_sentence(opened, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(PageNotOpened, match="cannot be made"):
        async with opened(tmp_path / "file" / "data"):
            pass


async def test_a_damaged_secret_is_said_in_a_sentence(opened, tmp_path):
    (tmp_path / "page.secret").write_text("")
    with pytest.raises(PageNotOpened, match="Delete it"):
        async with opened(tmp_path):
            pass


async def test_the_address_of_every_interface_is_localhost(opened, tmp_path):
    async with opened(tmp_path, host="0.0.0.0", access_key="k") as page:
        assert page.url.startswith("http://localhost:")


class SlowCore:
    """A core that takes its time over a command."""

    def __init__(self, demo) -> None:
        self.core = demo_core(demo)
        self.commands = self.core.commands
        self.stance = self.core.stance
        self.entered = asyncio.Event()
        self.go_on = asyncio.Event()

    async def handle(self, event) -> Reply:
        if getattr(event, "typed", None) == "/slow":
            self.entered.set()
            await self.go_on.wait()
            return Say(View("Done in time"))
        return await self.core.handle(event)


async def test_what_is_under_way_is_finished_before_the_page_closes(demo, tmp_path, someone):
    core = SlowCore(demo)
    async with open_page(core, tmp_path, port=0) as page:
        ada = await (await someone(page)).begins("Ada")
        typed = asyncio.create_task(ada.types("/slow"))
        await core.entered.wait()
        # The page closes first; then, on the next turns of the loop, the command goes on.
        asyncio.get_running_loop().call_later(0.05, core.go_on.set)
    assert "Done in time" in (await typed).text


async def test_a_browser_that_went_away_loses_nothing(demo, tmp_path):
    """The connection breaks while the core works; the same key later gets the same message."""
    core = SlowCore(demo)
    key = new_key()
    async with open_page(core, tmp_path, port=0) as page, visitor(page) as ada:
        await ada.begins("Ada")
        typed = asyncio.create_task(ada.types("/slow", key))
        await core.entered.wait()
        typed.cancel()
        with pytest.raises(asyncio.CancelledError):
            await typed
        core.go_on.set()
        row = await ada.types("/slow", key)
        assert "Done in time" in row.text
        rows = (await ada.look(f"/earlier?before={2**40}"))["rows"]
        assert sum("Done in time" in r["html"] for r in rows) == 1


class BrokenCore(SlowCore):
    """A core that breaks its promise never to raise."""

    async def handle(self, event) -> Reply:
        if getattr(event, "typed", None) == "/break":
            raise RuntimeError("secret detail")
        return await self.core.handle(event)


async def test_even_a_broken_core_gets_a_sentence(demo, tmp_path):
    async with open_page(BrokenCore(demo), tmp_path, port=0) as page, visitor(page) as ada:
        await ada.begins("Ada")
        status, answer = await ada.posts("/command", {"key": new_key(), "typed": "/break"})
        assert status == 500
        assert answer == {"error": "Try again. What was saved before is still there."}
        assert (await ada.types("/secret")).text


async def test_the_messenger_is_one(page):
    messenger: Messenger = page.messenger
    assert messenger.platform == "web"
    assert messenger.abilities == PAGE
    assert messenger.nonce_window_ms > 10**12


async def test_a_repeated_nonce_gives_the_first_message(ada, page):
    first = await page.messenger.send(Post("n1", place(ada), View("First")))
    again = await page.messenger.send(Post("n1", place(ada), View("Second")))
    assert first == again
    rows = await ada.sees(2)
    assert "First" in rows[-1].text
    assert await page.messenger.find(place(ada), "n1", 0) == first
    assert await page.messenger.find(place(ada), "n2", 0) is None


async def test_the_nonce_holds_over_a_restart(opened, tmp_path, someone):
    async with opened(tmp_path) as page:
        ada = await (await someone(page)).begins("Ada")
        first = await page.messenger.send(Post("n1", place(ada), View("First")))
    async with opened(tmp_path) as page:
        assert await page.messenger.send(Post("n1", place(ada), View("First"))) == first
        assert await page.messenger.find(place(ada), "n1", 0) == first


async def test_a_browser_cannot_take_a_posts_nonce(ada, page):
    await ada.types("/leaderboard", "key-n1-00000")
    assert await page.messenger.find(place(ada), "key-n1-00000", 0) is None


async def test_gone_is_gone(ada, page, someone):
    nowhere = Place("web", "", "0" * 26)
    with pytest.raises(PlaceGone):
        await page.messenger.send(Post("n1", nowhere, View("x")))
    with pytest.raises(PlaceGone):
        await page.messenger.redraw(Redraw(nowhere, MessageRef("x"), View("x")))
    with pytest.raises(MessageGone):
        await page.messenger.redraw(Redraw(place(ada), MessageRef("x"), View("x")))
    other = await (await someone()).begins("Eve")
    sent = await page.messenger.send(Post("n1", place(ada), View("x")))
    with pytest.raises(MessageGone):
        await page.messenger.redraw(Redraw(place(other), sent, View("x")))


async def test_a_locked_file_is_said_in_a_sentence(opened, tmp_path, someone, monkeypatch):
    """Another program holds the write lock for longer than we wait."""
    monkeypatch.setattr("adapters.web.file._BUSY_S", 0.05)
    async with opened(tmp_path) as page:
        ada = await (await someone(page)).begins("Ada")
        with closing(sqlite3.connect(tmp_path / "page.sqlite3", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            status, answer = await ada.posts("/command", {"key": new_key(), "typed": "/secret"})
            with pytest.raises(NotSent, match="locked"):
                await page.messenger.send(Post("n1", place(ada), View("x")))
            other.execute("ROLLBACK")
        assert status == 503
        assert answer["error"].startswith("The disk may be full or read-only.")
        assert (await page.messenger.send(Post("n1", place(ada), View("x")))).id


async def test_a_long_view_is_shown_whole(ada, page):
    lines = tuple(Paragraph(text(f"line {n}")) for n in range(200))
    await page.messenger.send(Post("n1", place(ada), View("Long", lines)))
    assert (await ada.sees(2))[-1].html.count("<p dir") == 200
