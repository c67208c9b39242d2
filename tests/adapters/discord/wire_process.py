"""Rounds with Discord alone, as a process that a test stops with SIGTERM. Prints how many runs of
practice its database holds in the end.
"""

import asyncio
import os
import signal
import sqlite3
import sys
from pathlib import Path

from discord.http import Route

from adapters.app.system import SystemClock, SystemDice
from adapters.discord.opening import open_discord
from bot.core import Core
from bot.product import FEATURES
from bot.store.opening import open_store
from tests.adapters.discord.discord_server import TOKEN
from tests.world import sample_library


async def main(folder: Path) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with open_store(f"sqlite:///{folder / 'rounds.sqlite3'}") as store:
        messengers = {}
        core = Core(
            store, sample_library(), SystemClock(), SystemDice(), FEATURES, messengers=messengers
        )
        async with open_discord(core, TOKEN) as discord:
            messengers["discord"] = discord.messenger
            await stop.wait()


if __name__ == "__main__":
    Route.BASE = os.environ["DISCORD_BASE"]
    where = Path(sys.argv[1])
    asyncio.run(main(where))
    with sqlite3.connect(where / "rounds.sqlite3") as database:
        [(count,)] = database.execute("SELECT count(*) FROM practice").fetchall()
    print(count)
