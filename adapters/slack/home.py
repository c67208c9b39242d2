"""The home tab: a member's own page, put together from what the declarations put on it.

Source: Slack, App Home; views.publish.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from adapters.slack.door import Door
from adapters.slack.ids import PICK_GROUP, Meta
from adapters.slack.inbound import Origin
from adapters.slack.limits import (
    OPTION_CHARS,
    PLACEHOLDER_CHARS,
    SELECT_OPTIONS,
    VIEW_BLOCKS,
    WINDOW,
    LimitBroken,
    view_problems,
)
from adapters.slack.line import Line
from adapters.slack.render import Pen, fitted, option, plain_text
from adapters.slack.sentences import IN_ROW, NO_GROUP, button_of
from adapters.slack.spans import Element
from bot.api import (
    Actor,
    Buttons,
    CommandCall,
    Dashboard,
    Membership,
    Needs,
    Place,
    Say,
    View,
    cut_words,
)

_OVERHEAD = 12
"""Blocks kept for the group, the buttons and what stands between the sections."""


@dataclass(frozen=True, slots=True)
class Page:
    """A home tab: what Slack is sent, and the views that stand on it."""

    body: Element
    views: tuple[View, ...]


class Homes:
    """Draws home tabs. Whoever asks sees their own groups only."""

    def __init__(self, core: Door, line: Line, *, strict: bool = False) -> None:
        """`strict`: raise LimitBroken for what Slack would refuse."""
        self._core = core
        self._line = line
        self._strict = strict

    async def page(self, origin: Origin, actor: Actor) -> Page:
        """The tab about the group of the origin's channel; about their first one when that is none
        of theirs.
        """
        groups = await self._core.memberships(origin.account)
        group = next((g for g in groups if g.place.channel == origin.channel), None)
        group = group or (groups[0] if groups else None)
        pen = Pen()
        views: list[View] = []
        if group is None:
            pen.view(NO_GROUP)
        else:
            _pick(pen, groups, group)
            manages = actor.manages or group.manages
            self._buttons(pen, manages=manages)
            views = await self._sections(pen, origin, actor, group.place)
        meta = Meta(group.place.channel if group else "")
        body: Element = {
            "type": "home",
            "blocks": pen.blocks[:VIEW_BLOCKS],
            "private_metadata": meta.encode(),
        }
        problems = view_problems(body) if self._strict else []
        if problems:
            raise LimitBroken(problems)
        return Page(body, tuple(views))

    async def publish(self, origin: Origin, page: Page) -> None:
        """Shows it. Raises what requests raise."""
        body = {"user_id": origin.user, "view": page.body}
        await self._line.call(origin.workspace, "views.publish", body)

    async def _sections(self, pen: Pen, origin: Origin, actor: Actor, place: Place) -> list[View]:
        shown = [c for c in self._core.commands if c.dashboard is Dashboard.SHOWN]
        room = replace(
            WINDOW,
            blocks=max((VIEW_BLOCKS - _OVERHEAD) // max(len(shown), 1) - 4, 4),
            view_chars=WINDOW.view_chars // 3,
        )
        views: list[View] = []
        for command in shown:
            key = f"{origin.key}:home:{command.name}"
            reply = await self._core.handle(CommandCall(key, actor, place, command.name))
            if isinstance(reply, Say):
                views.append(reply.view)
                pen.divider()
                pen.view(fitted(reply.view, room, strict=self._strict))
        return views

    def _buttons(self, pen: Pen, *, manages: bool) -> None:
        offered = [
            button_of(command)
            for command in self._core.commands
            if command.dashboard is Dashboard.BUTTON
            and (manages or command.needs is not Needs.MANAGER)
        ]
        for i in range(0, len(offered), IN_ROW):
            pen.block(Buttons(tuple(offered[i : i + IN_ROW]), "Commands"))


def _pick(pen: Pen, groups: Sequence[Membership], group: Membership) -> None:
    """The group's name; a list to choose from where there are several."""
    pen.header(View(group.group))
    if len(groups) == 1:
        return
    once = {g.place.channel: g for g in groups}
    options = [option(cut_words(g.group, OPTION_CHARS), c) for c, g in once.items()]
    chosen = option(cut_words(group.group, OPTION_CHARS), group.place.channel)
    pen.row(
        [
            {
                "type": "static_select",
                "action_id": PICK_GROUP,
                "placeholder": plain_text(cut_words("Another group", PLACEHOLDER_CHARS)),
                "options": [chosen, *(o for o in options if o != chosen)][:SELECT_OPTIONS],
                "initial_option": chosen,
            }
        ]
    )
