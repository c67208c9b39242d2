"""Someone at the page without a browser: cookies, tokens, clicks, and a stream that is read."""

import html
import itertools
import json
import re
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import ClientSession, CookieJar

from adapters.web.page import Page

_numbers = itertools.count(1)


def new_key() -> str:
    """A fresh submission key."""
    return f"key-{next(_numbers):08d}"


def hidden(page: str, name: str) -> str:
    """The value of the first hidden field of that name."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, page
    return html.unescape(found[1])


@dataclass
class Row:
    """A message as a stream or a reply brought it."""

    id: str
    seq: int
    born: int
    edited: bool
    private: bool
    html: str

    @property
    def text(self) -> str:
        """Its words, as one line."""
        bare = re.sub(r"<[^>]*>", " ", self.html)
        return " ".join(html.unescape(bare).split())

    def action(self, words: str) -> str:
        """The encoded action of the button or select with these words."""
        for tag, inner in re.findall(
            r"(<(?:button|form)[^>]*data-action[^>]*>)(.*?)</(?:button|form)>", self.html, re.DOTALL
        ):
            if words in html.unescape(tag + inner):
                found = re.search(r'data-action="([^"]*)"', tag)
                assert found
                return html.unescape(found[1])
        raise AssertionError(f"no {words!r} in {self.html}")


@dataclass
class Visitor:
    """One browser's worth of cookies."""

    page: Page
    http: ClientSession
    channel: str = ""
    token: str = ""
    shown: dict[str, Row] = field(default_factory=dict)

    def at(self, path: str) -> str:
        return self.page.url.rstrip("/") + path

    async def get(self, path: str, **more) -> tuple[int, str]:
        async with self.http.get(self.at(path), **more) as response:
            return response.status, await response.text()

    async def look(self, path: str) -> dict:
        async with self.http.get(self.at(f"/g/{self.channel}{path}")) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def begins(self, name: str = "Ada", zone: str = "America/Chicago") -> "Visitor":
        """The first visit: gives a name and stands in a group."""
        _, page = await self.get("/")
        await self.founds(page, name=name, zone=zone)
        return self

    async def founds(self, page: str, **values: str) -> None:
        """Sends the form of a page that founds a group."""
        form = {"token": hidden(page, "token"), "key": hidden(page, "key")} | values
        async with self.http.post(self.at("/found"), data=form) as response:
            await self.stands(str(response.url.path), await response.text())

    async def stands(self, path: str, page: str) -> None:
        """Takes the group's page as a browser would."""
        assert path.startswith("/g/"), page
        self.channel = path.removeprefix("/g/")
        self.token = hidden(page, "token")

    async def joins(self, invite: str, name: str) -> "Visitor":
        """Follows an invite link, and presses the button."""
        _, page = await self.get(invite)
        data = {"token": hidden(page, "token"), "zone": "Europe/Berlin", "name": name}
        async with self.http.post(self.at(invite), data=data) as response:
            await self.stands(str(response.url.path), await response.text())
        return self

    async def invite(self) -> str:
        """The path of the group's invite link."""
        _, page = await self.get(f"/g/{self.channel}")
        found = re.search(r'data-path="(/join/[^"]+)"', page)
        assert found
        return found[1]

    async def posts(self, path: str, body: dict, **headers: str) -> tuple[int, dict]:
        """Posts JSON to the channel as the page's script does."""
        sent = {"X-Rounds-Token": self.token} | headers
        address = self.at(f"/g/{self.channel}{path}")
        async with self.http.post(address, json=body, headers=sent) as response:
            return response.status, await response.json()

    async def types(self, line: str, key: str = "") -> Row:
        """Sends a command line; the message it got."""
        status, answer = await self.posts("/command", {"key": key or new_key(), "typed": line})
        assert status == 200, answer
        return Row(**answer["row"])

    async def asks(self, line: str) -> str:
        """Sends a command line that opens a form; its HTML."""
        _, answer = await self.posts("/command", {"key": new_key(), "typed": line})
        return answer["form"]

    async def clicks(self, row: Row, words: str, *values: str, key: str = "") -> Row:
        """Presses a button; the message it got."""
        body = {
            "key": key or new_key(),
            "action": row.action(words),
            "values": list(values),
            "message": row.id,
        }
        status, answer = await self.posts("/action", body)
        assert status == 200, answer
        return Row(**answer["row"])

    async def sends(self, form: str, **values: str) -> dict:
        """Sends a form; the whole answer."""
        ticket = re.search(r'data-ticket="([^"]*)"', form)
        assert ticket
        body = {"ticket": html.unescape(ticket[1]), "values": values}
        status, answer = await self.posts("/form", body)
        assert status == 200, answer
        return answer

    @asynccontextmanager
    async def stream(self, after: int = 0, *, as_header: bool = False):
        """An open stream: an async function that gives the next event as (name, id, data)."""
        query, headers = (f"?after={after}", {})
        if as_header:
            query, headers = ("", {"Last-Event-ID": str(after)})
        address = self.at(f"/g/{self.channel}/stream{query}")
        async with self.http.get(address, headers=headers) as response:
            assert response.status == 200
            yield lambda: read_event(response)

    async def sees(self, count: int, after: int = 0) -> list[Row]:
        """The next `count` messages of a fresh stream."""
        async with self.stream(after) as following:
            rows = []
            while len(rows) < count:
                name, _, data = await following()
                if name == "message":
                    rows.append(Row(**data))
            return rows


async def read_event(response) -> tuple[str, str, dict]:
    """The next event of a stream, comments left out. Raises EOFError at its end."""
    name, number, data = "message", "", None
    while True:
        line = (await response.content.readline()).decode()
        if not line:
            raise EOFError
        key, _, value = line.rstrip("\n").partition(": ")
        if key == "event":
            name = value
        elif key == "id":
            number = value
        elif key == "data":
            data = json.loads(value)
        elif line == "\n" and data is not None:
            return name, number, data


@asynccontextmanager
async def visitor(page: Page):
    """A browser that has not been here before."""
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as http:
        yield Visitor(page, http)
