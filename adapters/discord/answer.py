"""The ways to answer one interaction, whichever of them are left.

Discord fixes with the first answer whether it is private, whether it is a form, and what an edit
of it changes. Source: Discord API, Receiving and Responding.
"""

from contextlib import suppress
from typing import Any

import discord
from discord import InteractionResponseType, InteractionType, ui

from adapters.discord.render import Drawn, draw
from adapters.discord.sentences import ELSEWHERE
from bot.api import View

_NOBODY = discord.AllowedMentions.none()
"""An edit does not take the client's own setting."""

_NEW = InteractionResponseType.deferred_channel_message


class Answer:
    """The answer to one interaction. Each method may raise what discord.py raises."""

    def __init__(self, interaction: discord.Interaction[Any], *, strict: bool = False) -> None:
        """`strict`: raise LimitBroken instead of showing less."""
        self._interaction = interaction
        self._strict = strict
        self._private = False
        self._shown = False

    @property
    def may_open_form(self) -> bool:
        """Discord opens a form as the first answer only, and never in reply to a form."""
        fresh = self._interaction.response.type is None
        return fresh and self._interaction.type is not InteractionType.modal_submit

    @property
    def _on_message(self) -> bool:
        """Whether there is a message that an update would change."""
        found = self._interaction
        pressed = found.type in {InteractionType.component, InteractionType.modal_submit}
        return pressed and found.message is not None

    async def defer(self, *, private: bool, new: bool = False) -> None:
        """Tells Discord that the answer comes. After a press nothing is fixed by it: the message
        may be updated, or another one said to anyone. `new`: the answer is a message in any case.
        """
        if self._interaction.response.type is not None:
            return
        self._private = private
        thinking = new or not self._on_message
        await self._interaction.response.defer(ephemeral=private, thinking=thinking)

    async def open(self, modal: ui.Modal) -> None:
        """Opens a form."""
        await self._interaction.response.send_modal(modal)

    async def say(self, view: View, *, private: bool, tag: str = "") -> None:
        """A new message. `tag` goes into its buttons' custom_ids."""
        drawn = draw(view, strict=self._strict, tag=tag)
        first = self._interaction.response
        if first.type is None:
            await first.send_message(view=drawn.view, files=drawn.files, ephemeral=private)
        elif first.type is _NEW and not self._shown and private == self._private:
            await self._interaction.edit_original_response(
                view=drawn.view, attachments=drawn.files, allowed_mentions=_NOBODY
            )
        elif first.type is _NEW and not self._shown:
            await self._turn_round(drawn, private=private)
        else:
            await self._follow_up(drawn, private=private)
        self._shown = True

    async def _turn_round(self, drawn: Drawn, *, private: bool) -> None:
        """Whether the answer is private was fixed too early, and the first follow-up after that
        would only fill it: a line that says nothing fills it, and goes when the answer is there.
        """
        line = draw(ELSEWHERE, strict=self._strict)
        await self._interaction.edit_original_response(view=line.view, allowed_mentions=_NOBODY)
        await self._follow_up(drawn, private=private)
        with suppress(discord.NotFound):
            await self._interaction.delete_original_response()

    async def _follow_up(self, drawn: Drawn, *, private: bool) -> None:
        await self._interaction.followup.send(
            view=drawn.view, files=drawn.files, ephemeral=private, wait=True
        )

    async def update(self, view: View) -> None:
        """The message that was pressed on now shows this; without one, a message only you see."""
        first = self._interaction.response
        if not self._on_message or first.type is _NEW:
            await self.say(view, private=True)
            return
        drawn = draw(view, strict=self._strict)
        if first.type is None:
            await first.edit_message(
                view=drawn.view, attachments=drawn.files, allowed_mentions=_NOBODY
            )
        else:
            await self._interaction.edit_original_response(
                view=drawn.view, attachments=drawn.files, allowed_mentions=_NOBODY
            )
        self._shown = True

    async def nothing(self, instead: View) -> None:
        """No answer; `instead` where Discord wants one."""
        first = self._interaction.response
        if self._on_message and first.type is not _NEW:
            if first.type is None:
                await first.defer()
            return
        await self.say(instead, private=True)
