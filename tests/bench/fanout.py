"""10,000 channels due in one minute: posts through the real store, outbox, messenger and pacing, to
a local Discord in another process that answers after 200 ms, as a far one does.

At the product's own pace 10,000 posts take four minutes, so that pace is measured for half a
minute and all 10,000 at ten times of it. Without pacing and waiting: what the code itself can do,
against bare discord.py that sends as many messages of that size.
"""

import asyncio
import os
import random
import statistics
import sys
import tempfile
from pathlib import Path

from adapters.discord.messenger import PER_S
from bot.schedule.outbox import AT_ONCE
from tests.adapters.discord.discord_server import local_discord, message
from tests.bench.fresh import ROOT
from tests.bench.poster import FIRST_MESSAGE, REDRAWN

POSTS, AT_OWN_PACE, FASTER = 10_000, 1_350, 10
FAR_S = 0.2
WITHIN = 0.95
UNPACED = 1e9


async def posted(kind, count, per_s, answers_after_s=0.0):
    """When each post and each redraw reached Discord, in seconds."""
    async with local_discord() as server:
        server.answers_after_s = answers_after_s
        for n in range(0, count, REDRAWN):
            number = str(FIRST_MESSAGE + n)
            server.messages[number] = message(number, {})
        with tempfile.TemporaryDirectory() as folder:
            where = str(Path(folder) / "data")
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.bench.poster", kind, where, str(count), str(per_s)),
                cwd=ROOT,
                env=os.environ | {"DISCORD_BASE": server.base},
            )
            assert await asyncio.wait_for(process.wait(), 300) == 0
        posts = [said.at_s for said in server.asked("POST", "/messages")]
        redraws = [said.at_s for said in server.asked("PATCH", "/messages")]
        assert len(posts) == count, (len(posts), count)
        return posts, redraws


def rate(times_s):
    """Requests a second from the first one to the last one."""
    return (len(times_s) - 1) / (times_s[-1] - times_s[0])


def most_in_a_second(times_s):
    """The most requests in any one second."""
    most, first = 0, 0
    for n, at_s in enumerate(times_s):
        while times_s[first] <= at_s - 1.0:
            first += 1
        most = max(most, n - first + 1)
    return most


async def measure(*, quick):
    """Each row's figures."""
    own, all_of_them = (AT_OWN_PACE // 6, POSTS // 5) if quick else (AT_OWN_PACE, POSTS)
    table = []
    for count, per_s, far_s in ((own, PER_S, FAR_S), (all_of_them, PER_S * FASTER, 0.0)):
        posts, redraws = await posted("ours", count, per_s, far_s)
        reached = rate(posts)
        late = sum(at_s > redraws[0] for at_s in posts)
        far = f", answered after {far_s * 1000:.0f} ms" if far_s else ""
        table += [
            (
                f"{count:,} posts at {per_s:.0f}/s{far}: reached / asked for",
                (
                    f"{reached / per_s:.2f}x ({reached:.1f}/s, most in a second "
                    f"{most_in_a_second(sorted(posts + redraws))})"
                ),
                f">= {WITHIN}x",
                reached >= WITHIN * per_s,
            ),
            (
                (
                    f"{count:,} posts and {len(redraws):,} redraws due at once: "
                    "posts that came after a redraw"
                ),
                f"{late:,}",
                f"<= {AT_ONCE}, those under way",
                late <= AT_ONCE,
            ),
        ]
    found = {"ours": [], "bare": []}
    for _ in range(1 if quick else 3):
        for kind in random.sample(list(found), 2):
            found[kind].append(rate((await posted(kind, all_of_them // 2, UNPACED))[0]))
    ours, bare = (statistics.median(found[kind]) for kind in ("ours", "bare"))
    table.append(
        (
            "posts a second without pacing, drawn, sent and marked / bare discord.py that sends",
            f"{ours / bare:.2f}x ({ours:,.0f}/s, {bare:,.0f}/s)",
            "",
            None,
        )
    )
    return table


def rows(*, quick=False):
    """(name, measured, goal, ok) of each figure."""
    return asyncio.run(measure(quick=quick))


if __name__ == "__main__":
    for row in rows(quick="--quick" in sys.argv):
        print(*row, sep=" | ")
