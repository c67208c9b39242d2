"""What a start without a platform's token loads, against `import discord` alone."""

import tempfile

from tests.bench import fresh

SERVING = "import adapters.app.cli, adapters.app.serve, bot.store.tables"
"""All that `python -m bot run` imports before it opens anything."""

OFF = (
    "discord",
    "slack_bolt",
    "slack_sdk",
    "psycopg",
    "psycopg_pool",
    "asyncpg",
    "sqlalchemy",
    "alembic",
    "PIL",
    "matplotlib",
    "fsrs",
    "pydantic",
)
"""SDKs and drivers that a page on SQLite has no use for."""

_RUNNING = """
import asyncio, json, os, socket, sys
from pathlib import Path
from adapters.app.serve import running
from bot.config import load

async def main():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = load({{"ROUNDS_DATA": {folder!r}, "WEB_PORT": str(port)}})
    async with running(config):
        await asyncio.sleep(1.2)

asyncio.run(main())
print(json.dumps([name for name in {off!r} if name in sys.modules]))
"""


def loaded():
    """The modules of `OFF` that a running installation has loaded after a second."""
    with tempfile.TemporaryDirectory() as folder:
        return fresh.run(_RUNNING.format(folder=folder, off=OFF))


def rows(*, quick=False):
    """(name, measured, goal, ok) of each figure."""
    codes = {"ours": SERVING, "discord": "import discord"}
    medians = fresh.compared(codes, 3 if quick else 7)
    (ours_ms, ours_mib), (base_ms, base_mib) = medians["ours"], medians["discord"]
    ratio = ours_ms / base_ms
    held = f"{ours_mib:.0f} MiB, {base_mib:.0f} MiB"
    found = loaded()
    return [
        (
            "importing all that runs / import discord",
            f"{ratio:.2f}x (CPU {ours_ms:.0f} ms, {base_ms:.0f} ms; {held})",
            "<= 1.3x",
            ratio <= 1.3,
        ),
        (
            "SDKs and drivers loaded that are off",
            f"{len(found)}{': ' + ', '.join(found) if found else ''}",
            "0",
            not found,
        ),
    ]
