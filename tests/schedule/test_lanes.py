"""Who may hold up whom, and who may not: platforms, posts, drains, a machine that stops."""

import asyncio

import pytest

from bot.chat.mail import OutcomeUnknown
from bot.chat.views import View
from bot.domain.group import Letter, MailState, Post
from bot.ports import Tx
from bot.schedule.letters import LEASE_MS
from bot.schedule.outbox import AT_ONCE, Outbox
from tests.schedule.stage import (
    MINUTE,
    NINE,
    SECOND,
    StubPlatform,
    add_group,
    add_post,
    ask_redraw,
    only_letter,
    shown,
    until,
)


class TestHoldingUp:
    """Who may wait for whom."""

    async def test_a_platform_that_is_off_keeps_its_letters_and_holds_nobody_up(
        self, store, outbox, platform
    ) -> None:
        def unit(tx: Tx) -> list[Post]:
            made = []
            for n in range(200):
                add_group(tx, f"off{n}", ["off"])
                made.append(add_post(tx, f"off{n}"))
            add_group(tx, "ada")
            made.append(add_post(tx, "ada"))
            return made

        posts = await store.write(unit)
        assert await outbox.drain(NINE) == 1
        off = StubPlatform("off")
        assert (await only_letter(store, posts[0].id)).state is MailState.CLAIMED
        assert await Outbox(store, {"off": off}, shown).drain(NINE) == 200
        assert len({m.channel for m in off.messages}) == 200

    async def test_a_slow_platform_holds_up_no_other(self, store) -> None:
        def unit(tx: Tx) -> None:
            for n in range(40):
                add_group(tx, f"slow{n}", ["slow"])
                add_post(tx, f"slow{n}")
            add_group(tx, "ada")
            add_post(tx, "ada")

        await store.write(unit)
        gate = asyncio.Event()

        async def wait(_mail) -> None:
            await gate.wait()

        slow, stub = StubPlatform("slow", before=wait), StubPlatform()
        outbox = Outbox(store, {"slow": slow, "stub": stub}, shown)
        draining = asyncio.create_task(outbox.drain(NINE))
        await until(lambda: stub.messages and slow.requests == AT_ONCE)
        for _ in range(50):
            await asyncio.sleep(0)
        assert slow.requests == AT_ONCE
        gate.set()
        assert await draining == 41
        assert slow.requests == 40

    async def test_nobody_waits_for_the_slowest_letter_of_a_batch(self, store) -> None:
        """One request hangs; all the others of three batches go out meanwhile."""

        def unit(tx: Tx) -> None:
            for n in range(90):
                add_group(tx, f"g{n}")
                add_post(tx, f"g{n}")

        await store.write(unit)
        gate = asyncio.Event()

        async def hang(_mail) -> None:
            if stub.requests == 1:
                await gate.wait()

        stub = StubPlatform(before=hang)
        draining = asyncio.create_task(Outbox(store, {"stub": stub}, shown).drain(NINE))
        await until(lambda: len(stub.messages) == 89)
        gate.set()
        assert await draining == 90

    async def test_posts_leave_before_redraws(self, store, outbox, platform, post) -> None:
        await outbox.drain(NINE)
        await ask_redraw(store, post)
        order: list[str] = []

        async def note(mail) -> None:
            order.append(type(mail).__name__)

        def unit(tx: Tx) -> None:
            for n in range(20):
                add_group(tx, f"new{n}")
                add_post(tx, f"new{n}")

        await store.write(unit)
        platform.before = note
        assert await outbox.drain(NINE + SECOND) == 21
        assert 20 - AT_ONCE <= order.index("Redraw") <= 20

    async def test_the_pace_is_kept_before_a_letter_is_taken(self, store, platform, post) -> None:
        states = []

        async def pace(place) -> None:
            assert place.channel == "#ada"
            states.append((await only_letter(store, post.id)).state)

        outbox = Outbox(store, {"stub": platform}, shown, {"stub": pace})
        assert await outbox.drain(NINE) == 1
        assert states == [MailState.CLAIMED]

    @pytest.mark.parametrize(("slept_s", "sends"), [(50, 1), (51, 0)])
    async def test_a_taker_that_stood_still_does_not_send(
        self, store, platform, post, passed_ms, slept_s, sends
    ) -> None:
        """Between taking and sending the machine slept: the letter may be another's by now."""

        def slow(tx: Tx, letter: Letter) -> View | None:
            passed_ms[0] = slept_s * SECOND
            return shown(tx, letter)

        assert await Outbox(store, {"stub": platform}, slow).drain(NINE) == sends
        assert platform.requests == sends

    async def test_a_lease_counts_from_taking_not_from_the_start_of_a_long_drain(
        self, store, platform, post, passed_ms
    ) -> None:
        async def pace(_place) -> None:
            passed_ms[0] += 3 * MINUTE

        platform.faults = [OutcomeUnknown("reset")]
        await Outbox(store, {"stub": platform}, shown, {"stub": pace}).drain(NINE)
        letter = await only_letter(store, post.id)
        assert letter.lease_until_ms == NINE + 3 * MINUTE + LEASE_MS

    async def test_halting_finishes_what_is_in_hand(self, store, platform) -> None:
        def unit(tx: Tx) -> None:
            for n in range(40):
                add_group(tx, f"g{n}")
                add_post(tx, f"g{n}")

        await store.write(unit)
        outbox = Outbox(store, {"stub": platform}, shown)

        async def halt(_mail) -> None:
            outbox.halt()

        platform.before = halt
        arrived = await outbox.drain(NINE)
        assert arrived == platform.requests == len(platform.messages) <= AT_ONCE
        assert await outbox.drain(NINE) == 0

    async def test_two_drains_at_once_send_each_letter_once(self, store) -> None:
        def unit(tx: Tx) -> None:
            for n in range(100):
                add_group(tx, f"g{n}")
                add_post(tx, f"g{n}")

        await store.write(unit)
        platform = StubPlatform()
        drains = [Outbox(store, {"stub": platform}, shown).drain(NINE) for _ in range(3)]
        assert sum(await asyncio.gather(*drains)) == 100
        assert len(platform.messages) == len({m.channel for m in platform.messages}) == 100
