"""How fast a click on Slack is acknowledged: this adapter beside a Bolt app that only acknowledges,
each a process of its own against the tests' local Slack, in both modes.

Every click is somebody's first answer to the open question: a member joins, an answer is stored and
a verdict goes back. What is timed is from Slack's sending to the acknowledgement.
"""

import asyncio
import signal
import statistics
import sys
import tempfile
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from adapters.app.system import SystemClock, SystemDice
from bot.chat.events import CommandCall
from bot.chat.refs import Account, Actor, Place
from bot.core import Core
from bot.product import FEATURES, jobs
from bot.schedule.due import Due
from bot.store.opening import open_store
from tests.adapters.slack.slack_server import (
    APP_TOKEN,
    BOT_TOKEN,
    CHANNEL,
    SIGNING_SECRET,
    TEAM,
    local_slack,
)
from tests.app.process import ROOT, Running, environment, free_port
from tests.bench.town import bank

PER_S = 50
GOAL = 2.0
LIMIT_S = 1.0
RATES = (50, 100, 200, 300, 400, 600, 800, 1200)
QUESTION = {
    "type": "actions",
    "elements": [
        {
            "type": "button",
            "action_id": f"1|answer|01JXXXXXXXXXXXXXXXXXXXXXXX|{letter}",
            "text": {"type": "plain_text", "text": letter},
        }
        for letter in "ABCD"
    ],
}


def rows(*, quick=False):
    return asyncio.run(_rows(quick=quick))


async def _rows(*, quick):
    rounds_of, seconds, step_s = (1, 5, 2) if quick else (3, 10, 4)
    found = []
    for mode, name in (("socket", "Socket Mode"), ("http", "HTTP")):
        # In turns, so that a busy minute of the machine falls on both.
        turns = [
            [await _at_50(opened, mode, seconds) for opened in (bare_app, rounds)]
            for _ in range(rounds_of)
        ]
        bare, ours = (_middle(times) for times in zip(*turns, strict=True))
        most = [await _highest(opened, mode, step_s) for opened in (bare_app, rounds)]
        found += [
            (f"{name}, bare: ack at {PER_S}/s, p50 and p99", _ms(bare), "–", None),
            (f"{name}, Rounds: ack at {PER_S}/s, p50 and p99", _ms(ours), "–", None),
            (
                f"{name}: p99 at {PER_S}/s against the bare app",
                f"{ours[1] / bare[1]:.2f}x",
                f"<= {GOAL:g}x",
                ours[1] <= GOAL * bare[1],
            ),
            (
                f"{name}: most clicks a second with p99 under {LIMIT_S:g} s",
                f"{_worded(most[1])} (bare {_worded(most[0])})",
                "–",
                None,
            ),
        ]
    return found


def _ms(measured):
    return f"{measured[0] * 1000:.1f} and {measured[1] * 1000:.1f} ms"


def _worded(rate):
    return f"{rate} or more" if rate == RATES[-1] else str(rate)


def _middle(measured):
    """The median of every figure."""
    return [statistics.median(figures) for figures in zip(*measured, strict=True)]


async def _at_50(opened, mode, seconds):
    """p50 and p99."""
    async with _slack() as slack, opened(slack, mode) as message:
        await _clicks(slack, message, PER_S, 2)
        times = await _clicks(slack, message, PER_S, seconds)
        return statistics.median(times), _p99(times)


async def _highest(opened, mode, step_s):
    """The highest rate that held; 0 when none did."""
    async with _slack() as slack, opened(slack, mode) as message:
        await _clicks(slack, message, PER_S, 2)
        most = 0
        for rate in RATES:
            if _p99(await _clicks(slack, message, rate, step_s)) >= LIMIT_S:
                break
            most = rate
        return most


@asynccontextmanager
async def _slack():
    async with local_slack() as slack:
        slack.unlimited = True
        yield slack


def _p99(times):
    return sorted(times)[int(len(times) * 0.99)]


async def _clicks(slack, message, rate, seconds):
    """Clicks by as many people, evenly spread; how long each waited. One that fails counts as the
    three seconds after which Slack gives up.
    """
    loop = asyncio.get_running_loop()
    people = [slack.person(f"P{n}") for n in range(int(rate * seconds))]
    begin, waiting = loop.time(), []
    for n, person in enumerate(people):
        pause = begin + n / rate - loop.time()
        if pause > 0:
            await asyncio.sleep(pause)
        waiting.append(asyncio.create_task(person.click(message, "A")))
    told = await asyncio.gather(*waiting)
    slack.acked = getattr(slack, "acked", 0) + sum(one.acked for one in told)
    return [one.took_s if one.acked else 3.0 for one in told]


@asynccontextmanager
async def bare_app(slack, mode):
    """The bare app, and a message with four buttons."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.bench.bare_slack", mode, str(port)),
        cwd=ROOT,
        env=environment(**_settings(slack)),
        stdout=asyncio.subprocess.PIPE,
    )
    assert (await process.stdout.readline()).strip() == b"ready"
    await _reached(slack, mode, port)
    home = slack.workspaces[slack.team]
    try:
        yield slack.keep(home, home.channels[slack.channel], {"text": "?", "blocks": [QUESTION]})
    finally:
        process.send_signal(signal.SIGTERM)
        await process.wait()


@asynccontextmanager
async def rounds(slack, mode):
    """Rounds with a group in the channel, and its open daily question. In the end whoever was
    acknowledged has an answer in the database.
    """
    settings = _settings(slack)
    del settings["SLACK_SIGNING_SECRET" if mode == "socket" else "SLACK_APP_TOKEN"]
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder) / "rounds"
        (where / "data").mkdir(parents=True)
        await _founded(where / "data" / "rounds.sqlite3", slack.person("Ada", manages=True))
        running = Running(where, settings | {"LOG_LEVEL": "WARNING"})
        await asyncio.to_thread(running.start)
        try:
            await _reached(slack, mode, running.port)
            yield await slack.posted("Daily question")
        finally:
            await asyncio.to_thread(running.ends, signal.SIGTERM, 60.0)
        [(answers,)] = running.rows("SELECT count(*) FROM answer")
        assert answers >= slack.acked, (answers, slack.acked, running.err)


async def _founded(file, ada):
    """A group in the channel and a question of one letter for today, as if they were there."""
    utc_hour = datetime.now(UTC).hour
    ahead = 10 - utc_hour if utc_hour <= 22 else 11
    # Ten in the morning, far from the hour at which the key is shown. POSIX counts westwards.
    zone = f"Etc/GMT{-ahead:+d}"
    actor = Actor(Account("slack", TEAM, ada.id), "Ada", manages=True, zone=zone)
    options = (("name", "Coders"), ("zone", zone))
    async with open_store(f"sqlite:///{file}") as store:
        clock, dice = SystemClock(), SystemDice()
        core = Core(store, bank(), clock, dice, FEATURES)
        place = Place("slack", TEAM, CHANNEL)
        await core.handle(CommandCall("k1", actor, place, "found", options))
        await Due(store, jobs(bank(), dice)).run(clock.now_ms())


def _settings(slack):
    return {
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
    }


async def _reached(slack, mode, port):
    if mode == "socket":
        await slack.connected()
    else:
        slack.http(f"http://127.0.0.1:{port}/slack/events")
