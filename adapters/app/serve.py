"""Running everything in one process, and stopping it without losing anything."""

import asyncio
import logging
import shlex
import signal
import sys
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from adapters.app.codes import kept_codes
from adapters.app.keeping import nightly
from adapters.app.metrics import Metrics
from adapters.app.ops import Parts, open_ops
from adapters.app.platforms import open_platforms
from adapters.app.system import SystemClock, SystemDice, settle
from adapters.web.page import Page
from bot.codes.format import NAME
from bot.codes.shelf import Shelf
from bot.config import Config
from bot.core import Core
from bot.errors import StoreError
from bot.packs.index import Library
from bot.packs.reader import read
from bot.packs.schema import BUNDLED
from bot.ports import Messenger
from bot.product import FEATURES, compose, jobs
from bot.schedule.due import Due
from bot.schedule.outbox import Outbox
from bot.schedule.ticker import Ticker
from bot.store.opening import open_store
from bot.store.urls import is_postgres
from bot.units.regrade import regrade

log = logging.getLogger("rounds")


@dataclass(frozen=True, slots=True)
class Running:
    """Rounds while it runs."""

    page: Page | None
    library: Library
    shelf: Shelf
    discord_invite: str = ""


class Nudge:
    """Tells the pulse that mail may be waiting; nothing before there is one."""

    def __init__(self) -> None:
        self.ticker: Ticker | None = None

    def __call__(self) -> None:
        """Sends what is ready now."""
        if self.ticker is not None:
            self.ticker.nudge()


@asynccontextmanager
async def running(config: Config) -> AsyncGenerator[Running]:
    """Everything open and ticking until the block ends; then closed in the reverse order: the
    pulse finishes what it has in hand, the page answers what it was asked, the store closes.
    """
    clock, dice = SystemClock(), SystemDice()
    async with AsyncExitStack() as stack:
        library = await asyncio.to_thread(read, (BUNDLED, *config.packs))
        make_folder(config.data)
        store = await stack.enter_async_context(open_store(config.database_url))
        await store.write(regrade, library, dice, clock.now_ms())
        metrics = Metrics()
        messengers: dict[str, Messenger] = {}
        shelf = Shelf(config.data / NAME)
        shelf.open()
        core = Core(
            store,
            library,
            clock,
            dice,
            FEATURES,
            codes=shelf,
            messengers=messengers,
            watch=metrics,
        )
        nudge = Nudge()
        presence = None
        if is_postgres(config.database_url):
            from bot.store.presence import open_presence  # noqa: PLC0415 - loads psycopg

            presence = await stack.enter_async_context(open_presence(config.database_url))
        platforms = await stack.enter_async_context(
            open_platforms(config, core, store, clock, nudge, presence, messengers, metrics)
        )
        due = Due(store, jobs(library, dice))
        await due.resume(clock.now_ms())
        if presence:
            await presence.look()
        ticker = Ticker(
            clock,
            store,
            due,
            Outbox(store, messengers, compose(library), watch=metrics),
            (nightly(config),),
            presence.posts_for if presence else lambda _platform: True,
        )
        nudge.ticker = ticker
        ticker.start()
        stack.push_async_callback(ticker.stop)
        if config.ops_port is not None:
            parts = Parts(store, clock, lambda: ticker.quiet_s, platforms.hears)
            await stack.enter_async_context(
                open_ops(parts, metrics, config.ops_host, config.ops_port)
            )
        # Last, so that neither the page nor a platform waits for it.
        await stack.enter_async_context(
            kept_codes(shelf, config.data / NAME, build=config.builds_codes)
        )
        yield Running(platforms.page, library, shelf, platforms.discord_invite)


def make_folder(folder: Path) -> None:
    """The data folder, open to its owner only. Raises StoreError when it cannot be made."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The data folder {folder} cannot be made: {error.strerror}. Set ROUNDS_DATA to a "
            "folder that Rounds may write in."
        ) from error


async def serve(config: Config) -> int:
    """Runs until Ctrl-C or SIGTERM, drains, and gives the exit code 0."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, stop.set)
    async with running(config) as rounds:
        settle()
        say(banner(config, rounds))
        log.debug("Rounds runs: %s", config.database_shown)
        await stop.wait()
        say("Stopping: finishing what is under way ...")
    log.debug("Rounds has stopped")
    say("Stopped. Nothing was lost.")
    return 0


def banner(config: Config, rounds: Running) -> str:
    """Address, data, bank, and which platforms are on."""
    library = rounds.library
    errors = sum(problem.level == "error" for problem in library.problems)
    bank = f"{len(library.questions)} questions, {len(library.exams)} exams"
    if errors:
        plural = "problem" if errors == 1 else "problems"
        lint = shlex.join(("lint", *map(str, config.packs)))
        bank += f"; {errors} {plural}, see: python -m bot {lint}"
    return "\n".join(
        (
            f"Page:     {rounds.page.url if rounds.page else 'off, PAGE is off'}",
            f"Data:     {config.data.resolve()} ({config.database_shown})",
            f"Bank:     {bank}",
            f"Codes:    {codes_words(config, rounds.shelf)}",
            f"Discord:  {discord_words(rounds.discord_invite)}",
            f"Slack:    {slack_words(config)}",
            "Stop with Ctrl-C.",
        )
    )


def codes_words(config: Config, shelf: Shelf) -> str:
    """Which code sets can be looked up."""
    if shelf.releases():
        return ", ".join(f"{r.code_set} {r.edition}" for r in shelf.releases())
    if config.builds_codes:
        return "being made in the background, from what is installed"
    return "none, ROUNDS_CODES is off; see: python -m bot codes build"


def discord_words(invite: str) -> str:
    """Whether Discord is on, with the link that invites the bot to a server."""
    return f"on, invite it with {invite}" if invite else "off, DISCORD_TOKEN is not set"


def slack_words(config: Config) -> str:
    """Whether Slack is on, and how it reaches us."""
    if not config.slack_on:
        return "off, SLACK_BOT_TOKEN is not set"
    ways: list[str] = []
    if config.slack_app_token:
        ways.append("over Socket Mode")
    if config.slack_signing_secret:
        ways.append(f"by requests to {config.public_url or 'this server'}/slack/events")
    installs = (
        f"; install it at {config.public_url}/slack/install" if config.slack_client_id else ""
    )
    return f"on, {' and '.join(ways)}{installs}"


def say(line: str) -> None:
    """To the operator's terminal, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
