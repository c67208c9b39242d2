"""Hands an event to the core and puts its one reply where people see it: into the log, into a
dialog, or into the list of completions.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import assert_never

from adapters.web.article import wire
from adapters.web.catalog import choices
from adapters.web.forms import draw_form
from adapters.web.house import House
from adapters.web.log import By, Message
from adapters.web.rooms import Channel, Person
from adapters.web.sorry import OUR_FAULT, Sorry
from bot.api import (
    ActionCall,
    ActionRef,
    Ask,
    Audience,
    CommandCall,
    Event,
    FormCall,
    Paragraph,
    Quiet,
    Reply,
    Say,
    Suggest,
    Tone,
    Update,
    View,
    plain,
    text,
)

Answer = dict[str, object]

_LINE_CHARS = 200
_REMEMBERED = 2_000
OLD_BUTTON = View(
    "",
    (
        Paragraph(
            text(
                "This button is from an older version of the page. Use the command again for a "
                "fresh one."
            )
        ),
    ),
    tone=Tone.NOTICE,
)


class Desk:
    """One event in, one reply shown. Safe for any number at once."""

    def __init__(self, house: House) -> None:
        """Remembers nothing yet."""
        self._house = house
        self._running: OrderedDict[str, asyncio.Future[Answer]] = OrderedDict()

    def now_s(self) -> float:
        """A clock that never steps back."""
        return time.monotonic()

    async def once(self, key: str, work: Callable[[], Awaitable[Answer]]) -> Answer:
        """The answer to this key: a second submit waits for the first and gets the same. After a
        restart the log's nonce and the core's own memory of keys do the same.
        """
        running = self._running.get(key)
        if running is not None:
            return await asyncio.shield(running)
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._running[key] = future
        try:
            answer = await work()
        except BaseException:
            del self._running[key]
            future.set_exception(Sorry(OUR_FAULT))
            future.exception()  # read here, since often nobody waits beside us
            raise
        future.set_result(answer)
        while len(self._running) > _REMEMBERED and next(iter(self._running.values())).done():
            self._running.popitem(last=False)
        return answer

    async def hand_in(self, event: Event, person: Person, channel: Channel) -> Reply:
        """As `answer`, when only the reply matters."""
        reply = await self._house.core.handle(event)
        await self._show(event, reply, person, channel)
        return reply

    async def answer(self, event: Event, person: Person, channel: Channel) -> Answer:
        """What the browser is told; the log has it by then."""
        reply = await self._house.core.handle(event)
        return await self._show(event, reply, person, channel)

    async def old_button(self, key: str, person: Person, channel: Channel) -> Answer:
        """The reply to a button that this version cannot read."""
        message = await self._house.log.say(
            channel.id, OLD_BUTTON, nonce=f"reply:{channel.id}:{key}", to_user=person.id
        )
        return {"row": wire(message)}

    async def _show(self, event: Event, reply: Reply, person: Person, channel: Channel) -> Answer:
        match reply:
            case Say(view, private):
                everyone = self._house.core.stance(event).audience is Audience.EVERYONE
                message = await self._say(
                    event, view, person, channel, private=private or not everyone
                )
                if private and isinstance(event, FormCall):
                    # The form stays open with what was typed, to be mended and sent as anew.
                    ticket = self._ticket(event, event.action, person, channel)
                    return {"row": wire(message), "refused": plain(view), "ticket": ticket}
                return {"row": wire(message)}
            case Update(view):
                return {"row": wire(await self._update(event, view, person, channel))}
            case Ask(form):
                return {"form": draw_form(form, self._ticket(event, form.action, person, channel))}
            case Suggest(found):
                return {"choices": choices(found)}
            case Quiet():
                return {}
            case _:
                assert_never(reply)

    def _ticket(self, event: Event, action: ActionRef, person: Person, channel: Channel) -> str:
        """What a form is sent with: its own key, its action and its message, signed."""
        on = event.message if isinstance(event, ActionCall | FormCall) else None
        return self._house.sessions.seal(
            {
                "key": f"{event.key}+",
                "person": person.id,
                "channel": channel.id,
                "action": action.encode(),
                "message": on.id if on else "",
            }
        )

    async def _say(
        self, event: Event, view: View, person: Person, channel: Channel, *, private: bool
    ) -> Message:
        return await self._house.log.say(
            channel.id,
            view,
            # Apart, so that a refusal to the first try does not hide what the second one said.
            nonce=f"reply:{channel.id}:{event.key}:{'you' if private else 'all'}",
            to_user=person.id if private else None,
            by=By(person.name, _line(event, private=private)),
        )

    async def _update(self, event: Event, view: View, person: Person, channel: Channel) -> Message:
        """Redraws the message that was clicked; without one, a new message only you see."""
        on = event.message if isinstance(event, ActionCall | FormCall) else None
        edited = await self._house.log.edit(channel.id, on.id, view) if on else None
        return edited or await self._say(event, view, person, channel, private=True)


def _line(event: Event, *, private: bool) -> str:
    """The command that was asked; to others its name only, never what was typed after it."""
    if not isinstance(event, CommandCall) or event.name == "found":
        return ""
    if event.typed is None:
        return f"/{event.name}"
    return event.typed[:_LINE_CHARS] if private else event.typed.split(maxsplit=1)[0][:40]
