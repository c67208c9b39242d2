"""Slack as the outbox sees it."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from adapters.slack.faults import is_throttled, looking, understood
from adapters.slack.ids import PLATFORM
from adapters.slack.limits import MESSAGE, UPDATE_CHARS
from adapters.slack.line import Line
from adapters.slack.rates import POST_GAP_S, TIER_3_GAP_S, Rates
from adapters.slack.render import draw, fallback
from bot.api import Abilities, MessageRef, NotSent, Place, Post, Redraw

EVENT_TYPE = "rounds_post"
"""What a message's metadata is called, by which a lost post is found again."""

_PAGE, _PAGES = 200, 10


class SlackMessenger:
    """Posts and redraws. One for all workspaces: it keeps the pace of each."""

    def __init__(
        self,
        line: Line,
        rates: Rates | None = None,
        *,
        on_told: Callable[[str], None] | None = None,
        strict: bool = False,
    ) -> None:
        """`strict`: raise LimitBroken instead of showing less. `on_told` hears `throttled`."""
        self._on_told = on_told
        self._line = line
        self._rates = rates or Rates()
        self._strict = strict

    @property
    def platform(self) -> str:
        """The platform of Slack's places and accounts."""
        return PLATFORM

    @property
    def abilities(self) -> Abilities:
        """What a message can show."""
        return MESSAGE

    @property
    def nonce_window_ms(self) -> int:
        """Slack posts again whatever it is sent again: a lost post is looked for."""
        return 0

    async def send(self, post: Post) -> MessageRef:
        """Raises the faults of `bot.chat.mail`. What is for one person goes out as a direct
        message, whose buttons know the channel that they are about.
        """
        private = post.only_for is not None
        to = post.only_for.user if post.only_for else post.to.channel
        drawn = draw(post.view, channel=post.to.channel if private else "", strict=self._strict)
        body: dict[str, Any] = {
            "channel": to,
            "text": drawn.text,
            "blocks": drawn.blocks,
            "metadata": {"event_type": EVENT_TYPE, "event_payload": {"nonce": post.nonce}},
            "unfurl_links": False,
            "unfurl_media": False,
        }
        key = ("post", post.to.workspace, to)
        await self._rates.turn(key, POST_GAP_S)
        with self._resting(key), understood():
            answer = await self._line.say(post.to.workspace, "chat.postMessage", body)
        return MessageRef(str(answer["ts"]))

    async def redraw(self, redraw: Redraw) -> None:
        """Raises the faults of `bot.chat.mail`."""
        drawn = draw(redraw.view, strict=self._strict)
        body: dict[str, Any] = {
            "channel": redraw.to.channel,
            "ts": redraw.message.id,
            "text": fallback(redraw.view, UPDATE_CHARS),
            "blocks": drawn.blocks,
        }
        key = ("update", redraw.to.workspace)
        await self._rates.turn(key, TIER_3_GAP_S)
        with self._resting(key), understood():
            await self._line.say(redraw.to.workspace, "chat.update", body)

    async def find(self, to: Place, nonce: str, since_ms: int) -> MessageRef | None:
        """Our own message with the nonce in its metadata. Raises Unreadable where the history is
        closed to us: without the scopes channels:history and groups:history.
        """
        oldest = since_ms / 1000
        params: dict[str, Any] = {
            "channel": to.channel,
            "oldest": f"{oldest:.6f}",
            "limit": _PAGE,
            "include_all_metadata": "true",
        }
        key = ("history", to.workspace)
        for _ in range(_PAGES):
            await self._rates.turn(key, TIER_3_GAP_S)
            with self._resting(key), looking():
                answer = await self._line.ask(to.workspace, "conversations.history", params)
            messages: list[dict[str, Any]] = answer.get("messages") or []
            for message in messages:
                metadata: dict[str, Any] = message.get("metadata") or {}
                payload: dict[str, Any] = metadata.get("event_payload") or {}
                if metadata.get("event_type") == EVENT_TYPE and payload.get("nonce") == nonce:
                    return MessageRef(str(message["ts"]))
            if not answer.get("has_more") or not messages:
                return None
            params["latest"] = messages[-1]["ts"]
        raise NotSent("There was too much to look through.", 60.0)

    @contextmanager
    def _resting(self, key: tuple[str, ...]) -> Generator[None]:
        """Remembers how long Slack asks us to wait, so that nobody else asks meanwhile."""
        try:
            yield
        except NotSent as fault:
            if is_throttled(fault):
                self._rates.rest(key, fault.retry_s)
                if self._on_told is not None:
                    self._on_told("throttled")
            raise
