"""A process that claims, sends and marks, and may be killed at a named point on the way.

It is told by the environment: ROUNDS_URL, PLATFORM_PORT, START_MS (its clock then runs on from
there), KILL_AT (a point), KILL_NTH (at which time it gets there, from 1) and STAY_MS (how long it
looks for more to do at least). The points lie in the wrappers below, around the store and the
messenger: nothing in the product knows of them.
"""

import asyncio
import json
import os
import signal
import time
from pathlib import Path

from ulid import ULID

from bot.chat.abilities import PAGE
from bot.chat.mail import NotSent, OutcomeUnknown, Unreadable
from bot.chat.refs import MessageRef
from bot.product import compose, jobs
from bot.schedule.due import Due
from bot.schedule.outbox import Outbox
from bot.store.opening import open_store
from tests.world import sample_library

POINTS = (
    "before claim",
    "after claim",
    "after sending",
    "request left",
    "before mark",
    "after mark",
)

_units = {
    "together": ("before claim", "after claim"),
    "take": ("", "after sending"),
    "mark_sent": ("", "after mark"),
}


class Trap:
    """Kills this process the way a power cut would, when it gets to a point for the nth time."""

    def __init__(self, at: str, nth: int) -> None:
        self.at, self.left = at, nth

    def reached(self, point: str) -> None:
        if point and point == self.at:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


class TrappedStore:
    """The store, with a point before and after the units that matter."""

    def __init__(self, store, trap: Trap) -> None:
        self.store, self.trap, self.read = store, trap, store.read

    async def write(self, unit, *args, **kwargs):
        before, after = _units.get(unit.__name__, ("", ""))
        self.trap.reached(before)
        result = await self.store.write(unit, *args, **kwargs)
        # A claim of nothing, or a letter that another worker has, is not the point meant.
        if result:
            self.trap.reached(after)
        return result


class TrappedMessenger:
    """The stub platform over a socket, with a point after each step of a request."""

    platform = "stub"
    abilities = PAGE

    def __init__(self, port: int, trap: Trap, now_ms) -> None:
        self.port, self.trap, self.now_ms = port, trap, now_ms
        self.nonce_window_ms = 0

    async def ask(self, point: str = "", **question):
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except ConnectionError as refused:
            raise NotSent(str(refused)) from refused
        try:
            question |= {"now_ms": self.now_ms(), "worker": os.getpid()}
            writer.write(json.dumps(question).encode() + b"\n")
            await writer.drain()
            self.trap.reached(point)
            line = await reader.readline()
        finally:
            writer.close()
        if not line:
            raise OutcomeUnknown("the connection was closed")
        return json.loads(line)

    async def send(self, post) -> MessageRef:
        answer = await self.ask(
            "request left", op="send", nonce=post.nonce, channel=post.to.channel
        )
        self.trap.reached("before mark")
        return MessageRef(answer["id"])

    async def redraw(self, redraw) -> None:
        await self.ask(op="redraw", channel=redraw.to.channel)

    async def find(self, to, nonce, since_ms) -> MessageRef | None:
        answer = await self.ask(op="find", nonce=nonce, channel=to.channel, since_ms=since_ms)
        if answer.get("unreadable"):
            raise Unreadable("no permission to read")
        return MessageRef(answer["id"]) if answer["id"] else None


class Dice:
    """Ids that no two processes share."""

    def new_id(self) -> str:
        return str(ULID())


async def main() -> None:
    """Claims and sends until nothing moves any more."""
    start_ms, began = int(os.environ["START_MS"]), time.monotonic()

    def now_ms() -> int:
        return start_ms + int((time.monotonic() - began) * 1000)

    trap = Trap(os.environ.get("KILL_AT", ""), int(os.environ.get("KILL_NTH", "1")))
    messenger = TrappedMessenger(int(os.environ["PLATFORM_PORT"]), trap, now_ms)
    library = sample_library()
    async with open_store(os.environ["ROUNDS_URL"]) as opened:
        store = TrappedStore(opened, trap)
        due = Due(store, jobs(library, Dice()))
        outbox = Outbox(store, {"stub": messenger}, compose(library))
        messenger.nonce_window_ms = (await messenger.ask(op="hello"))["nonce_window_ms"]
        stays_until_ms = now_ms() + int(os.environ.get("STAY_MS", "0"))
        while True:
            moved = await due.run(now_ms()) + await outbox.drain(now_ms())
            if not moved and now_ms() >= stays_until_ms:
                return
            await asyncio.sleep(0.005)


if __name__ == "__main__":
    if not Path("bot").is_dir():
        raise SystemExit("run me in the project's folder")
    asyncio.run(main())
