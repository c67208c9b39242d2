"""Hands an interaction to the core and shows its one reply, the first answer within 3 s.

Source of the deadlines and types: Discord API, Receiving and Responding.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Any, assert_never

import aiohttp
import discord
from discord import InteractionType

from adapters.discord import inbound
from adapters.discord.answer import Answer
from adapters.discord.commands import suggesters
from adapters.discord.door import Door
from adapters.discord.drafts import Drafts
from adapters.discord.form import open_modal
from adapters.discord.limits import CHOICE_CHARS, SUGGESTIONS
from adapters.discord.sentences import (
    DONE,
    NOT_HERE,
    OLD_BUTTON,
    RESTARTING,
    form_came_back,
    our_fault,
)
from adapters.shared.deadline import in_time
from adapters.shared.draining import UnderWay
from bot.api import (
    ActionCall,
    ActionRef,
    Ask,
    Audience,
    Choice,
    Form,
    FormCall,
    Quiet,
    Reply,
    Say,
    StaleRef,
    Stance,
    Suggest,
    Update,
    cut_words,
)

log = logging.getLogger("rounds.discord")

DEFER_S = 1.5
"""When an answer is not there by then, Discord is told that it comes."""

FORM_S = 2.5
"""A form must be the first answer, so it is waited for nearly as long as Discord waits."""

WHOLE_S = 60.0
"""The longest an interaction may take in all: no request may hold a shutdown up for ever."""

_REFERENCE_CHARS = 8
_UNKNOWN_INTERACTION, _ANSWERED = 10062, 40060


class Desk:
    """Answers interactions. Safe for any number at once; never raises."""

    def __init__(
        self, core: Door, on_mail: Callable[[], None] | None = None, *, strict: bool = False
    ) -> None:
        """`on_mail` is called when the core may have put mail into the outbox."""
        self._core = core
        self._on_mail = on_mail
        self._strict = strict
        self._suggesters = suggesters(core.commands)
        self._drafts = Drafts()
        self.under_way = UnderWay()

    async def take(self, interaction: discord.Interaction[Any]) -> None:
        """One interaction, to its end. A fault of ours is logged under a reference that the person
        is told.
        """
        with self.under_way:
            answer = Answer(interaction, strict=self._strict)
            try:
                async with asyncio.timeout(WHOLE_S):
                    await self._take(interaction, answer)
            except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
                _note(interaction, error)
                if isinstance(error, discord.HTTPException) and not _expected(error):
                    await self._apologize(interaction, answer)
            except Exception:
                reference = str(interaction.id)[-_REFERENCE_CHARS:]
                log.exception("interaction %s failed, reference %s", interaction.id, reference)
                await self._apologize(interaction, answer)

    async def drain(self, within_s: float) -> bool:
        """Takes nothing new, and waits for what is under way; whether all of it ended in time."""
        return await self.under_way.drain(within_s)

    async def _take(self, interaction: discord.Interaction[Any], answer: Answer) -> None:
        completes = interaction.type is InteractionType.autocomplete
        if self.under_way.draining:
            return None if completes else await answer.say(RESTARTING, private=True)
        try:
            arrived = inbound.read(interaction, self._suggesters)
        except StaleRef:
            return await answer.say(OLD_BUTTON, private=True)
        except inbound.NotHere:
            return None if completes else await answer.say(NOT_HERE, private=True)
        event = arrived.event
        if completes:
            return await _complete(interaction, await self._core.handle(event))
        stance = self._core.stance(event)

        async def late() -> None:
            await answer.defer(
                private=stance.opens_form or stance.audience is Audience.ONLY_YOU,
                new=stance.opens_form,
            )

        within_s = FORM_S if stance.opens_form else DEFER_S
        reply = await in_time(self._core.handle(event), within_s, late)
        if self._on_mail is not None:
            self._on_mail()
        await self._show(reply, arrived, stance, answer)
        return None

    async def _show(
        self, reply: Reply, arrived: inbound.Arrived, stance: Stance, answer: Answer
    ) -> None:
        match reply:
            case Say(view, private):
                everyone = stance.audience is Audience.EVERYONE and not private
                await answer.say(view, private=not everyone)
            case Update(view):
                await answer.update(view)
            case Ask(form):
                await self._ask(form, arrived, answer)
            case Quiet():
                await answer.nothing(DONE)
            case Suggest():
                raise TypeError("completions for what is no completion")
            case _:
                assert_never(reply)

    async def _ask(self, form: Form, arrived: inbound.Arrived, answer: Answer) -> None:
        """Opens the form, or says with a button why it cannot be opened now."""
        event = arrived.event
        user = event.actor.account.user
        if answer.may_open_form:
            typed = self._drafts.find(user, arrived.tag)
            await answer.open(open_modal(form, typed, strict=self._strict))
            return
        typed = event.values if isinstance(event, FormCall) else {}
        tag = self._drafts.keep(user, typed) if typed else ""
        view = form_came_back(form, self._opener(form, event))
        await answer.say(view, private=True, tag=tag)

    def _opener(self, form: Form, event: inbound.Happened) -> ActionRef | None:
        """What opens the form again: what it says itself, or an action of its own name."""
        if form.again is not None:
            return form.again
        own = ActionCall(event.key, event.actor, event.place, form.action)
        return form.action if self._core.stance(own).opens_form else None

    async def _apologize(self, interaction: discord.Interaction[Any], answer: Answer) -> None:
        if interaction.type is InteractionType.autocomplete:
            return
        reference = str(interaction.id)[-_REFERENCE_CHARS:]
        try:
            async with asyncio.timeout(DEFER_S):
                await answer.say(our_fault(reference), private=True)
        except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
            _note(interaction, error)


async def _complete(interaction: discord.Interaction[Any], reply: Reply) -> None:
    found = reply.choices if isinstance(reply, Suggest) else ()
    choices = [
        discord.app_commands.Choice(name=cut_words(c.label, CHOICE_CHARS), value=c.value)
        for c in found
        if _can_show(c)
    ]
    await interaction.response.autocomplete(choices[:SUGGESTIONS])


def _can_show(choice: Choice) -> bool:
    return bool(choice.label) and 1 <= len(choice.value) <= CHOICE_CHARS


def _expected(error: discord.HTTPException) -> bool:
    """Nobody is waiting any more: too late, or answered by another process of ours."""
    return error.code in {_UNKNOWN_INTERACTION, _ANSWERED}


def _note(interaction: discord.Interaction[Any], error: Exception) -> None:
    reference = str(interaction.id)[-_REFERENCE_CHARS:]
    log.warning("interaction %s, reference %s: %s", interaction.id, reference, error or "no answer")
