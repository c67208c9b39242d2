"""A bot that posts, in a process of its own: `python -m tests.bench.poster KIND FOLDER COUNT PACE`.

`ours`: so many groups' daily questions and a tenth as many redraws, all due at once, through the
real store, outbox, messenger and pacing. `bare`: discord.py sends as many messages of that size, as
many at once. Ends by itself.
"""

import asyncio
import os
import sys
from collections import deque
from datetime import UTC, datetime, timedelta
from pathlib import Path

from discord import ui
from discord.http import Route

from adapters.app.cli import Declared
from adapters.app.system import SystemClock, SystemDice, settle
from adapters.discord.budget import Connects
from adapters.discord.opening import open_discord
from adapters.shared.pacing import Pacing
from bot.domain.calendar import DAILY
from bot.domain.group import Group, Home, Letter, MailKind, MailState, Post, PostKind, PostState
from bot.domain.group import Schedule as Row
from bot.features.daily.jobs import PostDue
from bot.packs.reader import read
from bot.product import compose
from bot.schedule.due import Due
from bot.schedule.letters import LEASE_MS
from bot.schedule.outbox import AT_ONCE, Outbox
from bot.store.opening import open_store
from bot.units.letters import redraw
from tests.adapters.discord.discord_server import GUILD, TOKEN
from tests.bench.clicked import bare

FIRST_CHANNEL, FIRST_MESSAGE = 1456074444000000000, 1456074445000000000
REDRAWN = 10
"""One group in so many has an earlier post to redraw."""

_TEXT = "What is coded for this record, and why? " * 25


def filled(tx, count, library, now_ms):
    """Groups that are due now; some have an earlier post that waits for its redraw."""
    dice, now = SystemDice(), datetime.fromtimestamp(now_ms / 1000, UTC)
    pool = library.for_exam("cpc", on=now.date())
    at, reveal_at = f"{now:%H:%M}", f"{now + timedelta(hours=11):%H:%M}"
    for n in range(count):
        group = Group(dice.new_id(), f"Group {n}", "UTC", "cpc", at, DAILY, reveal_at, now_ms)
        home = Home(dice.new_id(), group.id, "discord", GUILD, str(FIRST_CHANNEL + n))
        tx.groups.add(group)
        tx.groups.add_home(home)
        tx.schedules.put(Row(group.id, now_ms, now.date()))
        if n % REDRAWN == 0:
            posted(tx, dice, home, pool[n % len(pool)], now, n)


def posted(tx, dice, home, question, now, n):
    """Yesterday's post, delivered, with a redraw that is due."""
    now_ms, day = int(now.timestamp() * 1000), now.date() - timedelta(days=1)
    post = Post(
        dice.new_id(),
        home.group_id,
        PostKind.DAILY,
        day,
        now_ms - 86_400_000,
        PostState.CLAIMED,
        question_id=question.id,
        revision=question.revision,
        reveal_due_ms=now_ms + 86_400_000,
        posted_ms=now_ms - 86_400_000,
    )
    tx.posts.add(post)
    made = Letter(
        *(dice.new_id(), home.group_id, home.id, MailKind.POST, post.id, MailState.CLAIMED),
        attempt=0,
        not_before_ms=0,
        created_ms=0,
    )
    tx.outbox.post(made)
    taken = tx.outbox.take(made, now_ms, LEASE_MS)
    tx.outbox.sent(taken, str(FIRST_MESSAGE + n), now_ms)
    redraw(tx, dice, post, now_ms)


async def ours(folder, count, per_s):
    """All of it through the outbox."""
    library, now_ms = read(), SystemClock().now_ms()
    folder.mkdir()
    async with open_store(f"sqlite:///{folder / 'rounds.sqlite3'}") as store:
        await store.write(filled, count, library, now_ms)
        due = Due(store, [PostDue(library, SystemDice())])
        await due.run(now_ms)
        async with open_discord(Declared(), TOKEN) as line:
            await line.gateway.client.wait_until_ready()
            line.messenger._pacing = Pacing(per_s)
            settle()
            outbox = Outbox(store, {"discord": line.messenger}, compose(library))
            arrived = await outbox.drain(now_ms)
        wanted = count + -(-count // REDRAWN)
        assert arrived == wanted, (arrived, wanted)


async def plain(count):
    """As many sends of discord.py's own."""
    async with bare() as client:
        await client.wait_until_ready()
        waiting = deque(range(count))

        async def work():
            while waiting:
                channel = client.get_partial_messageable(FIRST_CHANNEL + waiting.popleft())
                await channel.send(view=layout())

        await asyncio.gather(*(work() for _ in range(AT_ONCE)))


def layout():
    """A text with four buttons."""
    made = ui.LayoutView(timeout=None)
    row = ui.ActionRow(*(ui.Button(label=letter, custom_id=f"b{letter}") for letter in "ABCD"))
    made.add_item(ui.Container(ui.TextDisplay(_TEXT), row))
    made.stop()
    return made


if __name__ == "__main__":
    Route.BASE = os.environ["DISCORD_BASE"]
    Connects.pause_s = lambda *_: 0.0
    kind, where, many, pace = sys.argv[1:]
    if kind == "bare":
        asyncio.run(plain(int(many)))
    else:
        asyncio.run(ours(Path(where), int(many), float(pace)))
