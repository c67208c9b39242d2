"""The stub platform with people who click: a click goes out again until somebody answers it."""

import time
from dataclasses import dataclass, field

from tests.schedule.kill.platform import Platform

AGAIN_S = 2.0
PEOPLE = 6
"""Clicks at each post, of another person each."""


@dataclass
class Click:
    """One press of a button, and when a worker was last told of it."""

    key: str
    user: str
    channel: str
    letter: str
    told_s: float = 0
    workers: set[int] = field(default_factory=set)

    def told(self, worker: int) -> dict:
        self.told_s = time.monotonic()
        self.workers.add(worker)
        return {
            "key": self.key,
            "user": self.user,
            "channel": self.channel,
            "letter": self.letter,
        }


@dataclass
class Crowd(Platform):
    """`sending`: the workers whose post is shown and not yet answered, by the post's nonce."""

    waiting: dict[str, Click] = field(default_factory=dict)
    acknowledged: dict[str, Click] = field(default_factory=dict)
    sending: dict[str, int] = field(default_factory=dict)
    clicked: int = 0

    async def answer(self, op: str, now_ms: int, worker: int, nonce="", **more) -> dict:
        match op:
            case "click":
                self._press()
                return self._next(worker)
            case "acknowledged":
                if click := self.waiting.pop(nonce, None):
                    self.acknowledged[nonce] = click
                return {}
            case "send":
                self.sending[nonce] = worker
                try:
                    return await super().answer(op, now_ms, worker, nonce, **more)
                finally:
                    self.sending.pop(nonce, None)
        return await super().answer(op, now_ms, worker, nonce, **more)

    def _press(self) -> None:
        """Everybody who sees a new message presses one of its letters."""
        for message in self.messages[self.clicked :]:
            for n in range(PEOPLE):
                key = f"{message.id}-{n}"
                letter = "ABCD"[(self.clicked + n) % 4]
                self.waiting[key] = Click(key, f"u{n}", message.channel, letter)
            self.clicked += 1

    def _next(self, worker: int) -> dict:
        now_s = time.monotonic()
        for click in self.waiting.values():
            if not click.told_s or now_s - click.told_s > AGAIN_S:
                return click.told(worker)
        return {}
