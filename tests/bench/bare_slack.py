"""A Bolt app that acknowledges every click and does nothing else: what the adapter is held against.

`python -m tests.bench.bare_slack socket|http PORT`, with SLACK_API_URL and the tokens in the
environment. Prints `ready` when it can be clicked.
"""

import asyncio
import os
import re
import signal
import sys

import aiohttp
from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient


async def main(mode: str, port: int) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with aiohttp.ClientSession() as session:
        url, token = os.environ["SLACK_API_URL"], os.environ.pop("SLACK_BOT_TOKEN")
        client = AsyncWebClient(token, base_url=url, session=session)
        app = AsyncApp(client=client, signing_secret=os.environ["SLACK_SIGNING_SECRET"])

        @app.action(re.compile(".*"))
        async def acknowledge(ack):
            await ack()

        if mode == "socket":
            handler = AsyncSocketModeHandler(app, os.environ["SLACK_APP_TOKEN"])
            await handler.connect_async()
        else:
            runner = web.AppRunner(app.web_app(path="/slack/events"), access_log=None)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", port).start()
        print("ready", flush=True)
        await stop.wait()
        if mode == "socket":
            handler.client.auto_reconnect_enabled = False
            await handler.close_async()
        else:
            await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
