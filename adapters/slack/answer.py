"""The ways to answer somebody, whichever of them are left.

A message is answered at its response_url, five times in half an hour; a modal is opened with a
trigger, once and within three seconds; what was sent in is answered by its acknowledgement; the
home tab is drawn anew. Source: Slack, Handling user interaction; Modals.
"""

import asyncio
import logging
from typing import Any

from slack_sdk.errors import SlackApiError

from adapters.slack.faults import TROUBLE, error_of
from adapters.slack.form import draw_form, error_on_first, errors_of
from adapters.slack.ids import Meta
from adapters.slack.inbound import Origin, Surface
from adapters.slack.line import Line, note
from adapters.slack.render import draw, window
from adapters.slack.sentences import WORKING
from bot.api import Fault, Form, View, plain

log = logging.getLogger("rounds.slack")

_LATE = frozenset({"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"})
_FULL = "push_limit_reached"

Ack = dict[str, Any] | None
"""What an acknowledgement says; None: nothing."""


class Answer:
    """The answer to one thing somebody did. Each method may raise what requests raise."""

    def __init__(self, origin: Origin, line: Line, *, strict: bool = False) -> None:
        """`strict`: raise LimitBroken instead of showing less."""
        self._origin = origin
        self._line = line
        self._strict = strict
        self._triggered = False
        self._acked: asyncio.Future[Ack] = asyncio.get_running_loop().create_future()

    @property
    def surface(self) -> Surface:
        """Where it was done."""
        return self._origin.surface

    def about(self, origin: Origin) -> None:
        """The channel that is meant has been found."""
        self._origin = origin

    async def acknowledgement(self, within_s: float) -> Ack:
        """What was decided in that time; after it, a modal that says to wait."""
        try:
            async with asyncio.timeout(within_s):
                return await asyncio.shield(self._acked)
        except TimeoutError:
            later = _replaced(window(WORKING, self._origin.meta, strict=self._strict))
            self._acked.set_result(later)
            return later

    def nothing(self) -> None:
        """No answer; a modal that was sent in closes."""
        self._ack(None)

    async def say(self, view: View, *, refused: bool = False) -> None:
        """For this person alone. `refused`: what they sent in may stay open to be mended."""
        match self.surface:
            case Surface.SUBMITTED if refused and self._mendable(view):
                return
            case Surface.SUBMITTED:
                await self._in_window(self._window(view))
            case Surface.WINDOW:
                await self._over(view)
            case Surface.HOME | Surface.SHORTCUT if await self.open(view):
                return
            case _:
                await self._whisper(view)

    async def open(self, view: View) -> bool:
        """In a window of its own; whether it could still be opened."""
        match self.surface:
            case Surface.SUBMITTED | Surface.WINDOW:
                await self._in_window(self._window(view))
                return True
            case _:
                return await self._open(self._window(view))

    async def tell_all(self, view: View) -> None:
        """For everyone in the channel. Where we may not speak, for this person alone, with why."""
        origin = self._origin
        drawn = draw(view, strict=self._strict)
        body = {"text": drawn.text, "blocks": drawn.blocks, **_QUIET}
        if self.surface in {Surface.COMMAND, Surface.MESSAGE} and not origin.direct:
            # At the response_url even a channel that we were not invited to can be answered.
            said = {"response_type": "in_channel", "replace_original": False}
            if await self._line.respond(origin.answer_url, said | body):
                return
        try:
            channel = {"channel": origin.channel}
            await self._line.say(origin.workspace, "chat.postMessage", channel | body)
        except (SlackApiError, Fault) as error:
            note(error, "a public answer could not be posted")
            await self.say(view)
            return
        self.nothing()

    async def update(self, view: View) -> None:
        """What was pressed on now shows this; what cannot be changed is said anew."""
        origin = self._origin
        match self.surface:
            case Surface.WINDOW:
                await self._in_window(self._window(view))
            case Surface.MESSAGE if origin.answer_url:
                await self._replace(view)
            case Surface.SUBMITTED if origin.meta.answer_url and origin.meta.private:
                await self._replace(view)
                self.nothing()
            case _:
                await self.say(view)

    async def ask(self, form: Form) -> bool:
        """Opens a form; errors go to the inputs of the one that was sent in. Whether it could."""
        if self.surface is Surface.SUBMITTED:
            errors = errors_of(form, self._origin.view)
            if errors and not self._acked.done():
                self._ack({"response_action": "errors", "errors": errors})
                return True
        drawn = draw_form(form, self._meta(), strict=self._strict)
        if self.surface in {Surface.SUBMITTED, Surface.WINDOW}:
            await self._in_window(drawn)
            return True
        return await self._open(drawn)

    async def sorry(self, view: View) -> None:
        """One sentence after a fault, in whichever way is left; nothing when there is none."""
        try:
            if self._triggered and self.surface in {Surface.HOME, Surface.SHORTCUT}:
                await self._whisper(view)
            else:
                await self.say(view)
        except (*TROUBLE, Fault) as error:
            note(error, "somebody could not be told of a fault")
        finally:
            self._ack(None)

    def _ack(self, body: Ack) -> None:
        if not self._acked.done():
            self._acked.set_result(body)

    def _meta(self) -> Meta:
        """What a window remembers of where it was opened from."""
        origin = self._origin
        if self.surface in {Surface.WINDOW, Surface.SUBMITTED}:
            return origin.meta
        if self.surface is not Surface.MESSAGE:
            return Meta(origin.channel)
        return Meta(origin.channel, origin.message, origin.answer_url, private=origin.ephemeral)

    def _window(self, view: View) -> dict[str, Any]:
        return window(view, self._meta(), strict=self._strict)

    def _mendable(self, view: View) -> bool:
        """Puts a refusal beside the first input of what was sent in, if it has any."""
        errors = error_on_first(plain(view), self._origin.view)
        if not errors or self._acked.done():
            return False
        self._ack({"response_action": "errors", "errors": errors})
        return True

    async def _in_window(self, drawn: dict[str, Any]) -> None:
        """The window that stands there now shows this."""
        if self.surface is Surface.SUBMITTED and not self._acked.done():
            self._ack(_replaced(drawn))
            return
        body = {"view_id": self._origin.view["id"], "view": drawn}
        await self._line.call(self._origin.workspace, "views.update", body)

    async def _over(self, view: View) -> None:
        """On top of the window, so that what it shows is not lost; in its place where there are
        three of them already.
        """
        drawn = self._window(view)
        try:
            self._triggered = True
            body = {"trigger_id": self._origin.trigger, "view": drawn}
            await self._line.call(self._origin.workspace, "views.push", body)
        except SlackApiError as error:
            if error_of(error) not in {*_LATE, _FULL}:
                raise
            await self._in_window(drawn)

    async def _open(self, drawn: dict[str, Any]) -> bool:
        if self._triggered or not self._origin.trigger:
            return False
        self._triggered = True
        body = {"trigger_id": self._origin.trigger, "view": drawn}
        try:
            await self._line.call(self._origin.workspace, "views.open", body)
        except SlackApiError as error:
            if error_of(error) not in _LATE:
                raise
            return False
        return True

    async def _whisper(self, view: View) -> None:
        """A message that only this person sees; without a response_url a direct one."""
        origin = self._origin
        channel = origin.channel if origin.direct else ""
        if origin.answer_url:
            drawn = draw(view, channel=channel, strict=self._strict)
            said = {"response_type": "ephemeral", "replace_original": False}
            body = {"text": drawn.text, "blocks": drawn.blocks, **_QUIET}
            if await self._line.respond(origin.answer_url, said | body):
                return
        drawn = draw(view, channel=origin.channel, strict=self._strict)
        body = {"channel": origin.user, "text": drawn.text, "blocks": drawn.blocks, **_QUIET}
        await self._line.say(origin.workspace, "chat.postMessage", body)

    async def _replace(self, view: View) -> None:
        origin = self._origin
        drawn = draw(view, strict=self._strict)
        body = {"text": drawn.text, "blocks": drawn.blocks, "replace_original": True, **_QUIET}
        if not await self._line.respond(origin.answer_url, body):
            await self._whisper(view)


_QUIET = {"unfurl_links": False, "unfurl_media": False}


def _replaced(drawn: dict[str, Any]) -> dict[str, Any]:
    return {"response_action": "update", "view": drawn}
