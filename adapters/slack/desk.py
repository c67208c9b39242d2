"""Takes in everything that Slack brings, once each, and lets nothing be lost that was acknowledged.

Slack hears of it at once, or within its three seconds where the answer is in what it hears.
"""

import asyncio
import logging
import zlib
from collections.abc import Awaitable, Callable, Container
from typing import Any

from adapters.shared.draining import UnderWay
from adapters.slack.answer import Answer
from adapters.slack.faults import TROUBLE
from adapters.slack.inbound import Origin, Surface, home_opened, origin_of
from adapters.slack.limits import Payload
from adapters.slack.line import Line, note
from adapters.slack.once import Once
from adapters.slack.places import Places
from adapters.slack.respond import Responder
from adapters.slack.sentences import RESTARTING, our_fault
from bot.api import Fault

log = logging.getLogger("rounds.slack")

ANSWER_S = 2.2
"""What is sent in, or completed, is answered in the acknowledgement, for which Slack waits 3 s."""

WHOLE_S = 60.0
"""The longest an interaction may take in all: no request may hold a shutdown up for ever."""

Acknowledge = Callable[..., Awaitable[Any]]
"""Bolt's `ack`."""


class Desk:
    """Answers interactions and events. Safe for any number at once; never raises."""

    def __init__(
        self, responder: Responder, places: Places, line: Line, *, strict: bool = False
    ) -> None:
        """`strict`: raise LimitBroken instead of showing less."""
        self._responder = responder
        self._places = places
        self._line = line
        self._strict = strict
        self._once = Once()
        self.under_way = UnderWay()

    async def take(self, body: Payload, ack: Acknowledge, own: Container[str] = ()) -> None:
        """One interaction, to its end. `own` are the ids under which we post in its workspace. A
        fault of ours is logged under a reference that the person is told.
        """
        with self.under_way:
            try:
                await self._taken(body, ack, own)
            except Exception:
                log.exception("Slack sent what could not be read")
                await _quietly(ack)

    async def happened(self, body: Payload, bot_user: str, ack: Acknowledge) -> None:
        """One event, to its end: channels and workspaces that come and go, home tabs opened."""
        with self.under_way:
            try:
                await ack()
                if self._once.begin(f"slack:{body.get('event_id', '')}") is not None:
                    return
                async with asyncio.timeout(WHOLE_S):
                    at_home = home_opened(body)
                    if at_home is not None:
                        await self._responder.draw_home(at_home)
                    elif body["event"]["type"] != "app_home_opened":
                        await self._places.happened(body, bot_user)
            except (*TROUBLE, Fault) as error:
                note(error, "an event could not be answered")
            except Exception:
                log.exception("event %s failed", body.get("event_id"))
                await _quietly(ack)

    async def drain(self, within_s: float) -> bool:
        """Takes nothing new, and waits for what is under way; whether all of it ended in time."""
        return await self.under_way.drain(within_s)

    async def _taken(self, body: Payload, ack: Acknowledge, own: Container[str]) -> None:
        if body.get("type") == "view_closed":
            await ack()
            return
        origin = origin_of(body, own)
        if origin.surface is Surface.TYPING:
            await ack(options=await self._responder.completions(body, origin, ANSWER_S))
            return
        before = self._once.begin(origin.key)
        if before is not None:
            given = await before if origin.surface is Surface.SUBMITTED else None
            await ack(**(given or {}))
            return
        answer = Answer(origin, self._line, strict=self._strict)
        if origin.surface is not Surface.SUBMITTED:
            await ack()
            self._once.end(origin.key, None)
            await self._work(body, origin, answer)
            return
        work = asyncio.ensure_future(self._work(body, origin, answer))
        given = await answer.acknowledgement(ANSWER_S)
        self._once.end(origin.key, given)
        await ack(**(given or {}))
        await work

    async def _work(self, body: Payload, origin: Origin, answer: Answer) -> None:
        # The same however often the same thing is brought.
        reference = f"{zlib.crc32(origin.key.encode()):08x}"
        try:
            async with asyncio.timeout(WHOLE_S):
                if self.under_way.draining:
                    await answer.say(RESTARTING, refused=True)
                else:
                    await self._responder.respond(body, origin, answer)
        except (*TROUBLE, Fault) as error:
            note(error, f"reference {reference}")
            await answer.sorry(our_fault(reference))
        except Exception:
            log.exception("interaction failed, reference %s", reference)
            await answer.sorry(our_fault(reference))
        finally:
            answer.nothing()


async def _quietly(ack: Acknowledge) -> None:
    """Acknowledges once more where that may not have been done: Slack would say that the app does
    not answer.
    """
    try:
        await ack()
    except Exception:
        log.exception("Slack could not be acknowledged")
