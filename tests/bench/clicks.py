"""Clicks on Discord, through real sockets: answers stored and then acknowledged.

A local Discord (REST and gateway) and the people who click are in this process, each bot is in
another. Everybody clicks the daily question that the bot itself has posted, once. The baseline is a
bare discord.py bot that acknowledges and stores nothing, in the same run.
"""

import asyncio
import os
import random
import signal
import sqlite3
import statistics
import sys
import tempfile
import time
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

from adapters.discord.limits import walk
from bot.chat.refs import Account, Place
from tests.adapters.discord.discord_server import CHANNEL, GUILD, local_discord, message
from tests.bench.fresh import ROOT
from tests.bench.town import town

PER_S, BURST, BURST_PER_S = 50, 3_000, 1_500
SLOWER_MOST, BURST_LEAST, LATEST_S = 2.0, 0.9, 3.0
PLACE = Place("discord", GUILD, CHANNEL)
_PAST = 30
_WARM_PER_S = 200
"""Before it is measured everybody has pressed something old: connections are open, code is warm,
and each one has been met since the start, as in a process that has run for a day."""


@dataclass(frozen=True, slots=True)
class Clicked:
    """Seconds from each click to its acknowledgement, from the first click to the last one of
    those, and of the bot's processor time.
    """

    waits_s: list[float]
    total_s: float
    busy_s: float

    @property
    def rate(self):
        """Acknowledgements a second."""
        return len(self.waits_s) / self.total_s

    @property
    def busy_ms(self):
        """The bot's processor time for each click."""
        return self.busy_s / len(self.waits_s) * 1e3

    def ms(self, percent):
        """A percentile in milliseconds."""
        return statistics.quantiles(self.waits_s, n=100)[percent - 1] * 1e3


def person(number):
    """The account of somebody who clicks."""
    return Account("discord", "", str(10_000 + number))


async def settled(folder, people):
    """A data folder with a group of many people and a daily question that is due now."""
    folder.mkdir()
    now_ms = int(time.time() * 1000)
    settings = {"people": people, "past": _PAST, "place": PLACE, "now_ms": now_ms, "person": person}
    async with town(folder, **settings) as made:
        await made.due.run(now_ms)


@asynccontextmanager
async def bot(kind, folder):
    """The local Discord, with a bot of that kind connected to it."""
    async with local_discord() as server:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bench.clicked", kind, str(folder)),
            cwd=ROOT,
            env=os.environ | {"DISCORD_BASE": server.base},
            stdout=asyncio.subprocess.DEVNULL,
        )
        try:
            await server.until(lambda: server.sockets, 60)
            yield server, process.pid
        finally:
            process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(process.wait(), 60) == 0


async def question(server, kind):
    """The daily question as it was posted; for a bot that posts nothing, one with a button."""
    if kind in {"bare", "storeless"}:
        button = {"type": 2, "style": 2, "label": "A", "custom_id": f"1|answer|{'0' * 26}|A"}
        return message("1456074443980999999", {"components": [{"type": 1, "components": [button]}]})
    return await server.until(lambda: next(iter(server.messages.values()), None), 60)


def processor_s(pid):
    """Processor time that a process has used so far, all its threads together."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def clicked(server, pid, shown, people, per_s, ids):
    """All of them click at an even pace, whether or not earlier clicks have been answered."""
    loop = asyncio.get_running_loop()
    sent, start, busy_s = {}, loop.time(), processor_s(pid)
    for n, who in enumerate(people):
        wait_s = start + n / per_s - loop.time()
        if wait_s > 0:
            await asyncio.sleep(wait_s)
        at_s = loop.time()
        number = await server.clicks(random.choice(ids), shown, user=person(who).user)
        sent[number] = at_s
    acks = {}
    async with asyncio.timeout(120):
        while len(acks) < len(sent):
            await asyncio.sleep(0.05)
            acks = {
                number: said
                for said in server.said
                if said.path.endswith("/callback") and (number := said.path.split("/")[2]) in sent
            }
    last = max(said.at_s for said in acks.values())
    waits = [acks[number].at_s - at_s for number, at_s in sent.items()]
    busy_s = processor_s(pid) - busy_s
    return Clicked(waits, last - start, busy_s), [said.body for said in acks.values()]


async def measured(kind, count, per_s):
    """One bot, warmed up, and then so many clicks."""
    with tempfile.TemporaryDirectory() as found:
        folder = Path(found) / "data"
        if kind not in {"bare", "storeless"}:
            await settled(folder, count)
        async with bot(kind, folder) as (server, pid):
            shown = await question(server, kind)
            ids = [c["custom_id"] for c in walk(shown["components"]) if c["type"] == 2]
            await clicked(server, pid, shown, range(count), _WARM_PER_S, [f"1|mine|{'0' * 26}"])
            server.said.clear()
            done, bodies = await clicked(server, pid, shown, range(count), per_s, ids)
        if kind == "bare":
            assert all(body["type"] == 6 for body in bodies)
            return done
        # Each was shown a verdict, or told that it comes; with a store, each answer is on the disk.
        assert all(body["type"] in {5, 6} or "orrect" in str(body) for body in bodies)
        if kind != "storeless":
            with closing(sqlite3.connect(folder / "rounds.sqlite3")) as database:
                asked = "SELECT count(*) FROM answer WHERE post_id = ?"
                post = shown_post(shown)
                [(stored,)] = database.execute(asked, (post,)).fetchall()
                assert stored == count, (stored, count)
        return done


def shown_post(shown):
    """The id of the post that a message shows."""
    first = next(c for c in walk(shown["components"]) if c["type"] == 2)
    return first["custom_id"].split("|")[2]


async def compared(kinds, count, per_s, times):
    """Each kind so many times, in shuffled rounds."""
    found = {kind: [] for kind in kinds}
    for _ in range(times):
        for kind in random.sample(kinds, len(kinds)):
            found[kind].append(await measured(kind, count, per_s))
    return found


def middle(runs, figure):
    """The median of a figure over runs."""
    return statistics.median(figure(run) for run in runs)


def steady(found):
    """Rows of 50 clicks a second."""
    p50, p99 = (
        {kind: middle(runs, lambda run, p=p: run.ms(p)) for kind, runs in found.items()}
        for p in (50, 99)
    )
    busy = {kind: middle(runs, lambda run: run.busy_ms) for kind, runs in found.items()}
    table = []
    for words, figure, goal in (("p50", p50, None), ("p99", p99, SLOWER_MOST)):
        ratio = figure["ours"] / figure["bare"]
        table.append(
            (
                f"{PER_S} clicks/s: answer stored and acked, {words} / bare discord.py's ack",
                f"{ratio:.2f}x ({figure['ours']:.1f} ms, {figure['bare']:.1f} ms)",
                f"<= {goal:.0f}x" if goal else "",
                ratio <= goal if goal else None,
            )
        )
    table.append(
        (
            f"{PER_S} clicks/s: processor time a click / bare discord.py's",
            f"{busy['ours'] / busy['bare']:.2f}x ({busy['ours']:.1f} ms, {busy['bare']:.1f} ms)",
            "",
            None,
        )
    )
    for kind, words, goal in (
        ("threaded", "drawn in a thread", SLOWER_MOST),
        ("inline", "drawn on the loop", None),
    ):
        ratio = p99[kind] / p99["ours"]
        table.append(
            (
                f"{PER_S} clicks/s, a picture every 150 ms {words}: p99 / without pictures",
                f"{ratio:.2f}x ({p99[kind]:.1f} ms, {p99['ours']:.1f} ms)",
                f"<= {goal:.0f}x" if goal else "",
                ratio <= goal if goal else None,
            )
        )
    return table


def burst(found, count):
    """Rows of a burst."""
    rate = {kind: middle(runs, lambda run: run.rate) for kind, runs in found.items()}
    busy = {kind: middle(runs, lambda run: run.busy_ms) for kind, runs in found.items()}
    longest = {kind: middle(runs, lambda run: max(run.waits_s)) for kind, runs in found.items()}
    ratio = rate["ours"] / rate["storeless"]
    name = f"{count:,} clicks at {BURST_PER_S:,}/s"
    return [
        (
            f"{name}: acks a second, with the store / without",
            f"{ratio:.2f}x ({rate['ours']:,.0f}/s, {rate['storeless']:,.0f}/s)",
            f">= {BURST_LEAST}x",
            ratio >= BURST_LEAST,
        ),
        (
            f"{name}: acks a second, with the store / bare discord.py's",
            f"{rate['ours'] / rate['bare']:.2f}x ({rate['ours']:,.0f}/s, {rate['bare']:,.0f}/s)",
            "",
            None,
        ),
        (
            f"{name}: processor time a click, with the store / without",
            (
                f"{busy['ours'] / busy['storeless']:.2f}x ({busy['ours']:.1f} ms, "
                f"{busy['storeless']:.1f} ms; bare {busy['bare']:.1f} ms)"
            ),
            "",
            None,
        ),
        (
            f"{name}: the longest wait for an ack",
            (
                f"{longest['ours']:.2f} s (without the store {longest['storeless']:.2f} s, "
                f"bare {longest['bare']:.2f} s)"
            ),
            f"<= {LATEST_S:.0f} s",
            longest["ours"] <= LATEST_S,
        ),
    ]


async def both(*, quick):
    """Steady clicks and a burst."""
    times, clicks = (1, 400) if quick else (3, 750)
    at_pace = await compared(["bare", "ours", "threaded", "inline"], clicks, PER_S, times)
    count = BURST // 3 if quick else BURST
    at_once = await compared(["bare", "ours", "storeless"], count, BURST_PER_S, times)
    return steady(at_pace) + burst(at_once, count)


def rows(*, quick=False):
    """(name, measured, goal, ok) of each figure."""
    return asyncio.run(both(quick=quick))


if __name__ == "__main__":
    for row in rows(quick="--quick" in sys.argv):
        print(*row, sep=" | ")
