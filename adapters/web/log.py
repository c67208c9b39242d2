"""The message log: everything shown on the page stands here first, and streams read it."""

import json
from dataclasses import dataclass
from secrets import token_hex

from ulid import ULID

from adapters.web.bell import Bell
from adapters.web.file import PageFile, now_ms
from adapters.web.render import Drawn, draw
from bot.api import View

PAGE_ROWS = 60
"""How many messages the page opens with, and how many `Earlier messages` adds."""


@dataclass(frozen=True, slots=True)
class Message:
    """One row. `seq` moves at every edit, `born` never; `to_user` None is everyone."""

    seq: int
    born: int
    id: str
    channel: str
    to_user: str | None
    kind: str
    by_name: str
    by_line: str
    tone: str
    html: str
    actions: str
    sent_ms: int
    edited_ms: int | None

    def offers(self, action: str) -> bool:
        """Whether this encoded action stands on the message now."""
        return action in json.loads(self.actions)


@dataclass(frozen=True, slots=True)
class By:
    """Who asked for a message, and with which words."""

    name: str = ""
    line: str = ""


class Log:
    """The rows of `message` and `image`. Every write rings the channel's bell."""

    def __init__(self, file: PageFile, bell: Bell) -> None:
        """`file`: open as long as this is used."""
        self._file = file
        self._bell = bell

    async def say(
        self,
        channel: str,
        view: View,
        *,
        nonce: str | None = None,
        to_user: str | None = None,
        by: By | None = None,
    ) -> Message:
        """A new message; for a repeated nonce the first one, unchanged."""
        message_id = str(ULID())
        drawn = await self._draw(channel, message_id, view)
        return await self._add(
            channel, message_id, drawn, nonce=nonce, to_user=to_user, by=by or By(), kind="view"
        )

    async def note(self, channel: str, name: str, what: str) -> Message:
        """A short public line about a person: `Ada joined`."""
        drawn = Drawn(html=what, tone="plain", actions=(), images={})
        return await self._add(channel, str(ULID()), drawn, by=By(name), kind="note")

    async def edit(self, channel: str, message_id: str, view: View) -> Message | None:
        """The message now shows this; None when it is not in the channel."""
        drawn = await self._draw(channel, message_id, view)
        row = await self._file.one(
            "edit_message",
            id=message_id,
            channel=channel,
            html=drawn.html,
            tone=drawn.tone,
            actions=json.dumps(drawn.actions),
            now_ms=now_ms(),
        )
        self._bell.ring(channel)
        return Message(*row) if row else None

    async def seen_by(self, person: str, channel: str, message_id: str) -> Message | None:
        """The message if this person may see it."""
        row = await self._file.one("message", id=message_id, channel=channel, person=person)
        return Message(*row) if row else None

    async def since(self, person: str, channel: str, after: int, most: int = 200) -> list[Message]:
        """New and edited messages this person may see, in the order it happened."""
        rows = await self._file.rows(
            "message_since", channel=channel, after=after, person=person, most=most
        )
        return [Message(*row) for row in rows]

    async def before(
        self, person: str, channel: str, born: int, most: int = PAGE_ROWS
    ) -> list[Message]:
        """Messages that stand before `born` and this person may see, oldest first."""
        rows = await self._file.rows(
            "message_before", channel=channel, before=born, person=person, most=most
        )
        return [Message(*row) for row in reversed(rows)]

    async def newest_seq(self) -> int:
        """The last thing that happened anywhere on the page."""
        return await self._file.value("newest_seq")

    async def by_nonce(self, channel: str, nonce: str) -> str | None:
        """The id of the channel's message with this nonce."""
        row = await self._file.one("message_by_nonce", channel=channel, nonce=nonce)
        return str(row[0]) if row else None

    async def image(self, person: str, channel: str, image_id: str) -> bytes | None:
        """A picture on a message that this person may see."""
        row = await self._file.one("image", id=image_id, channel=channel, person=person)
        return bytes(row[0]) if row else None

    async def _draw(self, channel: str, message_id: str, view: View) -> Drawn:
        # A fresh name for every drawing: what a browser has kept is then never out of date.
        drawn = draw(view, message_id, f"/g/{channel}/image/{message_id}-{token_hex(4)}-")
        for url, png in drawn.images.items():
            image_id = url.rsplit("/", 1)[1]
            await self._file.change("add_image", id=image_id, message=message_id, png=png)
        return drawn

    async def _add(
        self,
        channel: str,
        message_id: str,
        drawn: Drawn,
        *,
        kind: str,
        by: By,
        nonce: str | None = None,
        to_user: str | None = None,
    ) -> Message:
        row = await self._file.one(
            "add_message",
            id=message_id,
            channel=channel,
            to_user=to_user,
            nonce=nonce,
            kind=kind,
            by_name=by.name,
            by_line=by.line,
            tone=drawn.tone,
            html=drawn.html,
            actions=json.dumps(drawn.actions),
            now_ms=now_ms(),
        )
        assert row is not None
        self._bell.ring(channel)
        return Message(*row)
