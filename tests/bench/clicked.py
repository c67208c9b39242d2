"""A bot in a process of its own, for people to click: `python -m tests.bench.clicked KIND FOLDER`.

`bare`: discord.py that acknowledges each click and does no more. `ours`: the whole product as
`make run` starts it. `storeless`: our adapter before a core that always says the same verdict.
`threaded` and `inline`: ours, and a picture drawn every 150 ms, off the loop or on it. Stops with
SIGTERM. `DISCORD_BASE` is where Discord answers.
"""

import asyncio
import os
import signal
import sys
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import discord
from discord.http import Route

from adapters.app.cli import Declared
from adapters.app.serve import running
from adapters.app.system import settle
from adapters.discord.budget import Connects
from adapters.discord.opening import open_discord
from bot.api import Paragraph, Say, Tone, View, text
from bot.config import load
from tests.adapters.discord.discord_server import TOKEN
from tests.bench.picture import board
from tests.bench.start import free_port

EVERY_S = 0.15
_VERDICT = View(
    "Incorrect",
    tuple(
        Paragraph(text(f"{letter}. {'Why this option is not the key. ' * 6}")) for letter in "ABCD"
    ),
    tone=Tone.BAD,
)


class Storeless(Declared):
    """Says the same to everything; nothing is looked up or stored."""

    async def handle(self, event):
        """A verdict of the usual length."""
        return Say(_VERDICT, private=True)


class Bare(discord.AutoShardedClient):
    """Acknowledges and no more."""

    async def on_interaction(self, interaction):
        """The least that Discord takes."""
        await interaction.response.defer()


@asynccontextmanager
async def bare():
    """As our own client is made, where it matters for speed."""
    client = Bare(
        intents=discord.Intents(guilds=True),
        member_cache_flags=discord.MemberCacheFlags.none(),
        chunk_guilds_at_startup=False,
        max_messages=None,
    )
    await client.login(TOKEN)
    task = asyncio.create_task(client.connect())
    try:
        yield client
    finally:
        await client.close()
        await asyncio.wait({task})


@asynccontextmanager
async def ours(folder):
    """The composition root's own."""
    settings = {"ROUNDS_DATA": str(folder), "WEB_PORT": str(free_port()), "DISCORD_TOKEN": TOKEN}
    async with running(load(settings)):
        yield


async def drawing(kind):
    """A picture every 150 ms, for ever."""
    loop, turn = asyncio.get_running_loop(), 0
    next_s = loop.time()
    while True:
        turn, next_s = turn + 1, next_s + EVERY_S
        if kind == "threaded":
            await asyncio.to_thread(board, turn)
        else:
            board(turn)
        await asyncio.sleep(max(0.0, next_s - loop.time()))


def opened(kind, folder):
    """The bot of that kind."""
    match kind:
        case "bare":
            return bare()
        case "storeless":
            return open_discord(Storeless(), TOKEN)
        case _:
            return ours(folder)


async def main(kind, folder):
    """Runs until it is told to stop."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with opened(kind, folder):
        if kind != "bare":
            settle()
        draws = kind in {"threaded", "inline"}
        artist = asyncio.create_task(drawing(kind)) if draws else None
        await stop.wait()
        if artist is not None:
            artist.cancel()
            with suppress(asyncio.CancelledError):
                await artist


if __name__ == "__main__":
    Route.BASE = os.environ["DISCORD_BASE"]
    # Connecting is not what is measured; the local gateway has no allowance.
    Connects.pause_s = lambda *_: 0.0
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
