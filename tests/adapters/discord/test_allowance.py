"""What a token may do, over real sockets: shards, connects, posts a second, refused requests."""

import asyncio
import json
import time
from collections import deque

from discord.http import HTTPClient, Ratelimit

from adapters.discord import client
from adapters.discord.budget import INVALID_MOST
from adapters.discord.messenger import PER_S
from adapters.discord.opening import open_discord
from adapters.shared.pacing import Pacing
from bot.api import NotSent, Place, PlaceGone, Post
from tests.adapters.discord.discord_server import CHANNEL, GUILD, TOKEN, guild, member
from tests.adapters.discord.test_wire import PLACE, VIEW, words

OTHER_GUILD = str(int(GUILD) + (1 << 22))
"""A server of the next shard."""


async def test_two_shards_are_both_heard(server, world):
    server.shards = 2
    async with open_discord(world.core, TOKEN, strict=True) as line:
        await line.gateway.client.wait_until_ready()
        assert server.identifies == 2
        assert sorted(server.shard_of.values()) == [0, 1]
        assert server.shard(GUILD) != server.shard(OTHER_GUILD)
        joined = guild() | {"id": OTHER_GUILD}
        joined["roles"] = [joined["roles"][0] | {"id": OTHER_GUILD}]
        joined.pop("unavailable")
        await server.dispatch("GUILD_CREATE", joined)
        [greeted] = await server.until(lambda: server.asked("POST", f"/channels/{CHANNEL}/"))
        assert "Rounds is here" in words(greeted.body)
        for guild_id in (GUILD, OTHER_GUILD):
            data = {"id": "9", "name": "today", "type": 1}
            more = {"guild_id": guild_id, "member": member("77")}
            answered = await server.answer_to(await server.interacts(data, 2, **more))
            assert "no study group" in words(answered)


async def test_a_crash_loop_waits_before_it_connects_again(server, world, tmp_path, caplog):
    """Twenty processes before this one have connected within the hour."""
    caplog.set_level("INFO")
    kept = tmp_path / "discord-connects.json"
    times_s = [time.time() - n for n in range(20, 0, -1)]
    kept.write_text(json.dumps({"shards": 1, "times_s": times_s}))
    async with open_discord(world.core, TOKEN, folder=tmp_path):
        async with asyncio.timeout(20):
            while "connecting to Discord in 120 s" not in caplog.text:  # noqa: ASYNC110 - a log
                await asyncio.sleep(0.01)
        assert server.identifies == 0


async def test_connects_are_counted_for_the_next_process(server, world, tmp_path):
    for count in (1, 2):
        async with open_discord(world.core, TOKEN, folder=tmp_path) as line:
            await line.gateway.client.wait_until_ready()
        kept = json.loads((tmp_path / "discord-connects.json").read_text())
        assert (kept["shards"], len(kept["times_s"])) == (1, count)


async def test_rate_limits_are_swept_rarely_but_swept(monkeypatch):
    """Without it each post to a new channel looks through all the others."""
    now_s = 1000.0
    monkeypatch.setattr(client.time, "monotonic", lambda: now_s)
    http = HTTPClient(asyncio.get_running_loop())
    looked = []
    monkeypatch.setattr(Ratelimit, "is_inactive", lambda _: looked.append(1))
    client.sweep_rarely(http)
    for n in range(1_000):
        http.get_ratelimit(f"channel {n}")
    assert not looked
    now_s += 31.0
    http.get_ratelimit("one more")
    http.get_ratelimit("and another")
    assert len(looked) == 1_001


async def test_ten_thousand_posts_stay_under_the_pace(server, world):
    """A tenth of the time: 450 a second of ours are 45 of Discord's, which allows 50."""
    fast = 10
    async with open_discord(world.core, TOKEN, strict=True) as line:
        await line.gateway.client.wait_until_ready()
        line.messenger._pacing = Pacing(PER_S * fast)
        left = deque(range(10_000))

        async def work():
            while left:
                number = left.popleft()
                place = Place("discord", GUILD, str(int(CHANNEL) + number))
                await line.messenger.send(Post(f"n{number:024}", place, VIEW))

        await asyncio.gather(*(work() for _ in range(12)))
    times_s = [said.at_s for said in server.asked("POST", "/messages")]
    assert len(times_s) == len(server.messages) == 10_000
    assert 9_999 / (times_s[-1] - times_s[0]) <= PER_S * fast * 1.001
    first = 0
    for n, at_s in enumerate(times_s):
        while times_s[first] <= at_s - 1.0:
            first += 1
        assert n - first + 1 < 50 * fast


async def test_refused_requests_stop_long_before_the_address_is_banned(server, world):
    """Whoever goes on posting where it is refused is stopped after 2,000 of 10,000."""
    refused = {"message": "Missing Permissions", "code": 50013}
    server.answers += [("POST", "/messages", 403, refused, {})] * (INVALID_MOST + 100)
    async with open_discord(world.core, TOKEN, strict=True) as line:
        await line.gateway.client.wait_until_ready()
        line.messenger._pacing = Pacing(1e9)
        told = []
        while not told or isinstance(told[-1], PlaceGone):
            try:
                await line.messenger.send(Post("n" * 25, PLACE, VIEW))
            except (PlaceGone, NotSent) as fault:
                told.append(fault)
        assert "posting rests" in str(told[-1])
        assert len(told) == INVALID_MOST + 1
        # Answers to people go on: they are no part of it.
        assert "no study group" in words(await server.answer_to(await server.types("today")))
    assert len(server.asked("POST", "/messages")) == INVALID_MOST
