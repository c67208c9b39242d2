"""One of several whole processes on a database: the ticker, the poster lock, and clicks answered.

It is told by the environment: ROUNDS_URL, PLATFORM_PORT, BEGAN_S (the machine's clock when it was
nine) and POSTER_TOKEN (empty: it posts without asking who else does, which the lock is meant to
spare and no post may depend on). It runs until it is killed.
"""

import asyncio
import os
import time

from bot.chat.events import ActionCall
from bot.chat.refs import Account, ActionRef, Actor, Place
from bot.chat.replies import Say
from bot.core import Core
from bot.packs.index import index
from bot.product import FEATURES, compose, jobs
from bot.schedule.due import Due
from bot.schedule.outbox import Outbox
from bot.schedule.ticker import Ticker
from bot.store.opening import open_store
from bot.store.presence import open_presence
from tests.schedule.kill.worker import Dice, Trap, TrappedMessenger
from tests.schedule.stage import NINE
from tests.world import sample_library, single

AT_ONCE = 4
"""People who click in this process at a time."""


class Clock:
    """Nine o'clock, and the machine's time since: the same in every process."""

    def __init__(self, began_s: float) -> None:
        self.began_s = began_s

    def now_ms(self) -> int:
        return NINE + int((time.time() - self.began_s) * 1000)


async def clicks(core: Core, platform: TrappedMessenger, store) -> None:
    """Takes clicks from the platform, and tells it of each that was answered with a verdict."""
    while True:
        click = await platform.ask(op="click")
        if not click:
            await asyncio.sleep(0.02)
            continue
        place = Place("stub", "", click["channel"])
        group, _ = await store.read(lambda tx, p=place: tx.groups.at(p))
        (post,) = await store.read(lambda tx, g=group.id: tx.posts.ledger(g, 1))
        event = ActionCall(
            click["key"],
            Actor(Account("stub", "", click["user"]), click["user"]),
            place,
            ActionRef("answer", (post.id, click["letter"])),
        )
        reply = await core.handle(event)
        if isinstance(reply, Say) and reply.view.title.startswith(("Correct", "Incorrect")):
            await platform.ask(op="acknowledged", nonce=click["key"])


async def main() -> None:
    clock, dice = Clock(float(os.environ["BEGAN_S"])), Dice()
    # Only questions that a letter answers.
    library = index((single(f"s-{n}") for n in range(5)), sample_library().exams.values())
    messenger = TrappedMessenger(int(os.environ["PLATFORM_PORT"]), Trap("", 0), clock.now_ms)
    url, token = os.environ["ROUNDS_URL"], os.environ["POSTER_TOKEN"]
    async with open_store(url) as store, open_presence(url) as presence:
        if token:
            presence.want("stub", token)
            await presence.look()
        messengers = {"stub": messenger}
        core = Core(store, library, clock, dice, FEATURES, messengers=messengers)
        outbox = Outbox(store, messengers, compose(library))
        due = Due(store, jobs(library, dice))
        ticker = Ticker(clock, store, due, outbox, posts_for=presence.posts_for)
        messenger.nonce_window_ms = (await messenger.ask(op="hello"))["nonce_window_ms"]
        ticker.start()
        await asyncio.gather(*(clicks(core, messenger, store) for _ in range(AT_ONCE)))


if __name__ == "__main__":
    asyncio.run(main())
