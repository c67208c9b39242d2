"""Lost answers: what is looked for, sent again, or called unknown and never repeated."""

import asyncio

import pytest

from bot.chat.mail import NotSent, OutcomeUnknown
from bot.domain.group import MailState
from bot.schedule import delivery
from bot.schedule.letters import LEASE_MS
from tests.schedule.stage import (
    DAY,
    HOUR,
    LATER,
    MINUTE,
    NINE,
    SECOND,
    Arrived,
    letters_of,
    only_letter,
    posted_ms,
)


class TestOutcomeUnknown:
    """The answer was lost: nothing is repeated before it is known that it may be."""

    @pytest.fixture(params=["reset", "arrived, then reset", "timeout", "a fault of the adapter"])
    def lose(self, request, platform, monkeypatch) -> bool:
        """Loses the first request's answer. True when the message had arrived."""
        match request.param:
            case "reset":
                platform.faults = [OutcomeUnknown("reset")]
            case "arrived, then reset":
                platform.faults = [Arrived(OutcomeUnknown("reset"))]
            case "timeout":
                monkeypatch.setattr(delivery, "HTTP_MS", 10)
                platform.before = self.never_answers(platform)
            case _:
                platform.faults = [KeyError("id")]
        return request.param.startswith("arrived")

    @staticmethod
    def never_answers(platform):
        async def hang(_mail) -> None:
            platform.before = None
            await asyncio.Event().wait()

        return hang

    async def test_it_stays_with_its_taker_until_the_lease_ends(
        self, store, outbox, platform, post, lose
    ) -> None:
        assert await outbox.drain(NINE) == 0
        letter = await only_letter(store, post.id)
        assert letter.state is MailState.SENDING
        assert letter.first_try_ms is not None
        assert await outbox.drain(NINE + LEASE_MS - 1) == 0
        assert platform.requests == 1
        assert platform.finds == 0

    async def test_with_history_it_is_looked_for(self, store, outbox, platform, post, lose) -> None:
        await outbox.drain(NINE)
        assert await outbox.drain(LATER) == 1
        assert platform.finds == 1
        assert platform.requests == (1 if lose else 2)
        assert len(platform.messages) == 1
        assert (await only_letter(store, post.id)).state is MailState.SENT
        assert await posted_ms(store, post) >= LATER

    async def test_without_history_it_is_unknown_and_never_repeated(
        self, store, outbox, platform, post, lose
    ) -> None:
        platform.readable = False
        await outbox.drain(NINE)
        for now in (LATER, NINE + HOUR, NINE + DAY):
            assert await outbox.drain(now) == 0
        assert (await only_letter(store, post.id)).state is MailState.UNKNOWN
        assert platform.requests == 1
        assert len(platform.messages) == int(lose)

    async def test_within_the_nonce_window_the_same_nonce_is_sent_again(
        self, store, outbox, platform, post, lose
    ) -> None:
        platform.readable = False
        platform.nonce_window_ms = 5 * MINUTE
        await outbox.drain(NINE)
        assert await outbox.drain(LATER) == 1
        assert platform.finds == 0
        assert platform.requests == 2
        assert len(platform.messages) == 1

    async def test_after_the_nonce_window_it_is_looked_for(
        self, store, outbox, platform, post, lose
    ) -> None:
        platform.nonce_window_ms = LATER - NINE
        await outbox.drain(NINE)
        assert await outbox.drain(LATER) == 1
        assert platform.finds == 1
        assert platform.requests == (1 if lose else 2)
        assert len(platform.messages) == 1

    async def test_a_nonce_window_that_ends_during_the_request_is_not_trusted(
        self, store, outbox, platform, post
    ) -> None:
        platform.faults = [OutcomeUnknown("reset")]
        platform.nonce_window_ms = LATER - NINE + delivery.HTTP_MS
        await outbox.drain(NINE)
        assert await outbox.drain(LATER) == 1
        assert platform.finds == 1


class TestLooking:
    """Looking for a lost post can fail too."""

    @pytest.mark.parametrize(
        "fault", [NotSent("throttled"), OutcomeUnknown("reset"), TimeoutError(), KeyError("id")]
    )
    async def test_a_look_that_fails_is_repeated_and_nothing_is_sent(
        self, store, outbox, platform, post, fault
    ) -> None:
        platform.faults = [Arrived(OutcomeUnknown("reset"))]
        platform.find_faults = [fault]
        await outbox.drain(NINE)
        assert await outbox.drain(LATER) == 0
        assert (await only_letter(store, post.id)).state is MailState.SENDING
        assert await outbox.drain(LATER + LEASE_MS + 5 * SECOND) == 1
        assert len(platform.messages) == 1

    async def test_after_a_day_of_failing_it_is_unknown(
        self, store, outbox, platform, post
    ) -> None:
        platform.faults = [OutcomeUnknown("reset")]
        platform.find_faults = [NotSent("throttled")] * 2
        await outbox.drain(NINE)
        await outbox.drain(NINE + HOUR)
        assert (await only_letter(store, post.id)).state is MailState.SENDING
        await outbox.drain(NINE + DAY + HOUR)
        letter = await only_letter(store, post.id)
        assert (letter.state, letter.error) == (
            MailState.UNKNOWN,
            "It could not be looked for: throttled",
        )

    async def test_an_adapter_that_breaks_on_a_post_does_not_break_on_it_for_ever(
        self, store, outbox, platform, post
    ) -> None:
        now = NINE
        platform.faults = [KeyError("id")] * 100
        for _ in range(20):
            await outbox.drain(now)
            now += LEASE_MS + 5 * SECOND
        assert (await only_letter(store, post.id)).state is MailState.UNKNOWN
        assert platform.requests == delivery.MOST_FAULTS

    async def test_a_clock_that_steps_back_repeats_nothing(
        self, store, outbox, platform, post
    ) -> None:
        platform.faults = [Arrived(OutcomeUnknown("reset"))]
        await outbox.drain(NINE + HOUR)
        assert await outbox.drain(NINE + MINUTE) == 0
        assert platform.requests == 1
        assert await outbox.drain(LATER + HOUR) == 1
        assert len(platform.messages) == 1


async def test_asking_again_posts_an_unknown_letter(store, outbox, platform, post) -> None:
    """A manager's wish is the only way from unknown to a second request."""
    platform.readable = False
    platform.faults = [OutcomeUnknown("reset")]
    await outbox.drain(NINE)
    await outbox.drain(LATER)
    letter = await only_letter(store, post.id)
    assert await store.write(lambda tx: tx.outbox.again(letter.id, NINE + HOUR))
    assert await outbox.drain(NINE + HOUR) == 1
    assert (await only_letter(store, post.id)).state is MailState.SENT
    assert await letters_of(store, post.id) == [await only_letter(store, post.id)]
