"""The page as the outbox sees it."""

import sqlite3

from adapters.web.log import Log
from adapters.web.rooms import PLATFORM, Rooms
from bot.api import (
    PAGE,
    Abilities,
    MessageGone,
    MessageRef,
    NotSent,
    Place,
    PlaceGone,
    Post,
    Redraw,
)

_ALWAYS_MS = 100 * 365 * 24 * 3600 * 1000


class WebMessenger:
    """Puts posts into the log. A repeated nonce always gives back the first message."""

    def __init__(self, rooms: Rooms, log: Log) -> None:
        """Both open as long as this is used."""
        self._rooms = rooms
        self._log = log

    @property
    def platform(self) -> str:
        """The platform of the page's places and accounts."""
        return PLATFORM

    @property
    def abilities(self) -> Abilities:
        """The page draws everything."""
        return PAGE

    @property
    def nonce_window_ms(self) -> int:
        """The log keeps every nonce."""
        return _ALWAYS_MS

    async def send(self, post: Post) -> MessageRef:
        """Raises PlaceGone for a closed channel, NotSent when the file cannot be written."""
        try:
            await self._open(post.to)
            message = await self._log.say(
                post.to.channel,
                post.view,
                nonce=_nonce(post.nonce),
                to_user=post.only_for.user if post.only_for else None,
            )
        except sqlite3.Error as error:
            raise NotSent(f"the page's file could not be written: {error}") from error
        return MessageRef(message.id)

    async def redraw(self, redraw: Redraw) -> None:
        """Raises PlaceGone, MessageGone, or NotSent."""
        try:
            await self._open(redraw.to)
            done = await self._log.edit(redraw.to.channel, redraw.message.id, redraw.view)
        except sqlite3.Error as error:
            raise NotSent(f"the page's file could not be written: {error}") from error
        if done is None:
            raise MessageGone(redraw.message.id)

    async def find(self, to: Place, nonce: str, since_ms: int) -> MessageRef | None:
        """The post with this nonce; `since_ms` is not needed, the whole log is read."""
        del since_ms
        found = await self._log.by_nonce(to.channel, _nonce(nonce))
        return MessageRef(found) if found else None

    async def _open(self, place: Place) -> None:
        if await self._rooms.channel(place.channel) is None:
            raise PlaceGone("the channel was closed when its last member left")


def _nonce(nonce: str) -> str:
    """Apart from the nonces of replies, which browsers have a say in."""
    return f"post:{nonce}"
