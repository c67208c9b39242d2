"""Hands what somebody did to the core, and shows its one reply."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any, assert_never

from adapters.slack.answer import Answer
from adapters.slack.door import Door
from adapters.slack.home import Homes
from adapters.slack.inbound import (
    FrontDoor,
    Happened,
    Origin,
    PickGroup,
    Silent,
    Surface,
    read,
)
from adapters.slack.limits import OPTION_VALUE_CHARS, SUGGESTIONS, Payload
from adapters.slack.line import Line
from adapters.slack.people import People
from adapters.slack.render import option
from adapters.slack.sentences import NOT_HERE, OLD_BUTTON, form_again, menu, with_usage
from bot.api import (
    RUN,
    ActionCall,
    ActionRef,
    Actor,
    Ask,
    Audience,
    CommandCall,
    Form,
    Quiet,
    Reply,
    Say,
    StaleRef,
    Stance,
    Suggest,
    Update,
)


class Responder:
    """One event in, one reply shown."""

    def __init__(
        self,
        core: Door,
        line: Line,
        people: People,
        *,
        on_mail: Callable[[], None] | None = None,
        strict: bool = False,
    ) -> None:
        """`on_mail` is called when the core may have put mail into the outbox."""
        self._core = core
        self._people = people
        self._homes = Homes(core, line, strict=strict)
        self._on_mail = on_mail
        # The word whose command reaches all the others: the first that is declared.
        self._front = core.commands[0].name.split(" ")[0] if core.commands else ""
        self._words = frozenset(c.name.split(" ")[0] for c in core.commands)

    async def respond(self, body: Payload, origin: Origin, answer: Answer) -> None:
        """One interaction. Raises what requests raise."""
        if origin.direct and origin.surface is not Surface.HOME:
            found = await self._only_group(origin)
            if found is None:
                return await answer.say(NOT_HERE)
            origin = found
            answer.about(origin)
        actor, lacks = await asyncio.gather(
            self._people.actor(origin), self._people.lacking(origin)
        )
        try:
            event = read(body, origin, actor, self._front, self._words, lacks)
        except StaleRef:
            return await answer.say(OLD_BUTTON)
        except FrontDoor:
            return await answer.say(menu(self._core.commands, self._front))
        except Silent:
            return None
        except PickGroup as picked:
            await self._draw_home(replace(origin, channel=picked.channel), actor)
            return None
        return await self._handle(event, origin, answer)

    async def _handle(self, event: Happened, origin: Origin, answer: Answer) -> None:
        if isinstance(event, CommandCall) and origin.surface is not Surface.SUBMITTED:
            form = self._core.asks(event)
            if form is not None:
                await self._ask(form, event, answer)
                return
        stance = self._core.stance(event)
        reply = await self._core.handle(event)
        if self._on_mail is not None:
            self._on_mail()
        if origin.surface is Surface.HOME:
            await self._at_home(reply, event, stance, origin, answer)
        else:
            await self._show(reply, event, stance, answer)

    async def _show(self, reply: Reply, event: Happened, stance: Stance, answer: Answer) -> None:
        match reply:
            case Say(view, private) if stance.audience is Audience.EVERYONE and not private:
                await answer.tell_all(view)
            case Say(view, private):
                if stance.window and not private and await answer.open(view):
                    return
                if private and isinstance(event, CommandCall) and self._at_front(event.typed or ""):
                    view = with_usage(view, self._usage, self._front)
                await answer.say(view, refused=private)
            case Update(view):
                await answer.update(view)
            case Ask(form):
                await self._ask(form, event, answer)
            case Quiet():
                answer.nothing()
            case Suggest():
                raise TypeError("completions for what is no completion")
            case _:
                assert_never(reply)

    async def _at_home(
        self, reply: Reply, event: Happened, stance: Stance, origin: Origin, answer: Answer
    ) -> None:
        """Everything there is for one person. What the tab shows anyway is not said beside it."""
        page = await self._homes.page(origin, event.actor)
        match reply:
            case Say(view) | Update(view) if view not in page.views:
                await answer.say(view)
            case Say() | Update():
                pass
            case _:
                await self._show(reply, event, stance, answer)
        await self._homes.publish(origin, page)

    async def _ask(self, form: Form, event: Happened, answer: Answer) -> None:
        """Opens the form, or says with a button why it cannot be opened now."""
        if not await answer.ask(form):
            await answer.say(form_again(form, self._opener(form, event)))

    def _opener(self, form: Form, event: Happened) -> ActionRef | None:
        """What opens the form again: what it says itself, or an action of its own name."""
        if form.again is not None or form.action.name == RUN:
            return form.again or form.action
        own = ActionCall(event.key, event.actor, event.place, form.action)
        return form.action if self._core.stance(own).opens_form else None

    async def completions(
        self, body: Payload, origin: Origin, within_s: float
    ) -> list[dict[str, Any]]:
        """What the core suggests; nothing when it takes longer than `within_s` seconds."""
        try:
            async with asyncio.timeout(within_s):
                actor = Actor(origin.account, origin.name)
                event = read(body, origin, actor, self._front, self._words)
                reply = await self._core.handle(event)
        except (StaleRef, TimeoutError):
            return []
        found = reply.choices if isinstance(reply, Suggest) else ()
        fit = [c for c in found if c.label and len(c.value) < OPTION_VALUE_CHARS]
        return [option(c.label, c.value) for c in fit[:SUGGESTIONS]]

    async def _only_group(self, origin: Origin) -> Origin | None:
        """In direct messages: the same in the channel of the only group they are in."""
        groups = await self._core.memberships(origin.account)
        places = {g.place for g in groups}
        return replace(origin, channel=places.pop().channel) if len(places) == 1 else None

    async def draw_home(self, origin: Origin) -> None:
        """The home tab, opened."""
        await self._draw_home(origin, await self._people.actor(origin))

    async def _draw_home(self, origin: Origin, actor: Actor) -> None:
        await self._homes.publish(origin, await self._homes.page(origin, actor))

    def _at_front(self, typed: str) -> bool:
        """Whether the front door's own command got words: perhaps a command was meant."""
        return typed.split(" ", maxsplit=1)[0] == self._front

    @property
    def _usage(self) -> str:
        """How the front door's own command is typed; then the words that it leads to."""
        own = next(c.usage for c in self._core.commands if c.name.split(" ")[0] == self._front)
        words = dict.fromkeys(c.name.split(" ")[0] for c in self._core.commands)
        return f"{own}, or /{self._front} with one of: {', '.join(words)}"
