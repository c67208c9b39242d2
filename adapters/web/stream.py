"""The live side of the page: server-sent events, read from the log, so that nothing is lost."""

import asyncio
import json
from contextlib import suppress

from aiohttp import web

from adapters.web.article import wire
from adapters.web.house import House
from adapters.web.sorry import Sorry

RETRY_MS = 1500
_BEAT_S = 20.0
"""Proxies close what is silent for 30 s or more."""


class Streams:
    """One stream for each open page."""

    def __init__(self, house: House) -> None:
        """`house.bell` wakes the streams and ends them."""
        self._house = house

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """GET stream: everything this person may see after `Last-Event-ID` (or `?after=`), then
        what happens. Each event's id is the message's seq; an edit comes as the message again.
        """
        response = web.StreamResponse(
            headers={
                "Content-Type": "text/event-stream; charset=utf-8",
                "Cache-Control": "no-store",
                "X-Accel-Buffering": "no",
            }
        )
        try:
            await self._house.member(request)
        except Sorry:
            # A browser cannot read a refusal's status here, and would ask for ever.
            await response.prepare(request)
            await response.write(b"event: gone\ndata: {}\n\n")
            return response
        after = await self._after(request)
        await response.prepare(request)
        await response.write(f"retry: {RETRY_MS}\nevent: ready\ndata: {{}}\n\n".encode())
        # The browser closes it: the usual end of a stream.
        with suppress(ConnectionResetError):
            await self._run(request, response, after)
        return response

    async def _after(self, request: web.Request) -> int:
        """Where to go on. A number from the future (the page's file was replaced by an older one)
        counts as the present.
        """
        given = request.headers.get("Last-Event-ID") or request.query.get("after", "")
        newest = await self._house.log.newest_seq()
        return min(int(given), newest) if given.isascii() and given.isdigit() else newest

    async def _run(self, request: web.Request, response: web.StreamResponse, after: int) -> None:
        bell, log = self._house.bell, self._house.log
        with bell.listen(request.match_info["channel"]) as ear:
            while not bell.closed:
                ear.clear()
                try:
                    person, channel = await self._house.member(request)
                except Sorry:
                    await response.write(b"event: gone\ndata: {}\n\n")
                    return
                messages = await log.since(person.id, channel.id, after)
                for message in messages:
                    after = message.seq
                    data = json.dumps(wire(message))
                    await response.write(f"id: {after}\ndata: {data}\n\n".encode())
                if messages:
                    continue
                try:
                    async with asyncio.timeout(_BEAT_S):
                        await ear.wait()
                except TimeoutError:
                    await response.write(b": still here\n\n")
