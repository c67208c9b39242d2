"""Rounds with Slack alone, as a process that a test stops with SIGTERM. Prints the port that it
serves, and how many runs of practice its database holds in the end.
"""

import asyncio
import os
import signal
import sqlite3
import sys
from pathlib import Path

from aiohttp import web

from adapters.app.system import SystemClock, SystemDice
from adapters.slack.opening import open_slack
from adapters.slack.tokens import OneToken
from bot.core import Core
from bot.product import FEATURES
from bot.store.opening import open_store
from tests.adapters.slack.slack_server import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET
from tests.world import sample_library


def one_token(client):
    return OneToken(client, BOT_TOKEN)


async def main(folder: Path, mode: str) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    url = os.environ["SLACK_API_URL"]
    by = {"app_token": APP_TOKEN} if mode == "socket" else {"signing_secret": SIGNING_SECRET}
    async with open_store(f"sqlite:///{folder / 'rounds.sqlite3'}") as store:
        core = Core(store, sample_library(), SystemClock(), SystemDice(), FEATURES)
        async with open_slack(core, one_token, **by, api_url=url) as slack:
            app = web.Application()
            app.add_routes(slack.routes)
            runner = web.AppRunner(app)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            print("serving", runner.addresses[0][1], flush=True)
            await stop.wait()
            await runner.cleanup()


if __name__ == "__main__":
    where = Path(sys.argv[1])
    asyncio.run(main(where, sys.argv[2]))
    with sqlite3.connect(where / "rounds.sqlite3") as database:
        [(count,)] = database.execute("SELECT count(*) FROM practice").fetchall()
    print(count)
