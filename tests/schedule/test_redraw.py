"""Redraws follow their post, many wishes in few requests; reminders go to one person."""

from dataclasses import replace

import pytest

from bot.chat.mail import MessageGone, NotSent, OutcomeUnknown, PlaceGone
from bot.chat.refs import Account
from bot.domain.group import Letter, MailKind, MailState, Post
from bot.ports import Tx
from bot.schedule.letters import LEASE_MS
from tests.schedule.stage import (
    DAY,
    HOUR,
    LATER,
    MINUTE,
    NINE,
    SECOND,
    Arrived,
    ask_redraw,
    home_of,
    letter_to,
    redraws,
)


class TestRedraw:
    """A public message follows its post: many wishes, few requests."""

    @pytest.fixture
    async def sent(self, store, outbox, post) -> Post:
        assert await outbox.drain(NINE) == 1
        return post

    async def test_many_wishes_are_one_request(self, store, outbox, platform, sent) -> None:
        for second in range(10, 50):
            await ask_redraw(store, sent, NINE + second * SECOND)
        await store.write(lambda tx: tx.posts.set_revealed(sent.id, NINE + 10 * SECOND))
        assert await outbox.drain(NINE + 9 * SECOND) == 0
        assert await outbox.drain(NINE + 10 * SECOND) == 1
        assert await outbox.drain(NINE + 60 * SECOND) == 0
        assert [(m.shows, m.redrawn) for m in platform.messages] == [("ada 2026-03-08 closed", 1)]

    async def test_a_wish_during_a_redraw_is_not_lost(self, store, outbox, platform, sent) -> None:
        async def wish_again(_mail) -> None:
            platform.before = None
            await ask_redraw(store, sent, NINE + 20 * SECOND)

        await ask_redraw(store, sent, NINE + 10 * SECOND)
        platform.before = wish_again
        assert await outbox.drain(NINE + 10 * SECOND) == 1
        assert await outbox.drain(NINE + 20 * SECOND) == 1
        assert platform.messages[0].redrawn == 2

    async def test_wishes_that_never_end_do_not_keep_a_drain_from_ending(
        self, store, outbox, platform, sent
    ) -> None:
        async def wish_again(_mail) -> None:
            await ask_redraw(store, sent, NINE)

        platform.before = wish_again
        await ask_redraw(store, sent, NINE)
        assert await outbox.drain(NINE) == 1
        assert await outbox.drain(NINE + SECOND) == 1

    async def test_a_redraw_asked_for_after_one_was_sent(
        self, store, outbox, platform, sent
    ) -> None:
        for minute in (1, 2, 3):
            await ask_redraw(store, sent, NINE + minute * MINUTE)
            assert await outbox.drain(NINE + minute * MINUTE) == 1
        assert platform.messages[0].redrawn == 3

    async def test_a_redraw_waits_for_its_post(self, store, outbox, platform, post) -> None:
        """The post arrived but its answer was lost; a reveal meanwhile must still be shown."""
        platform.faults = [Arrived(OutcomeUnknown("reset"))]
        await outbox.drain(NINE)
        await ask_redraw(store, post)
        await store.write(lambda tx: tx.posts.set_revealed(post.id, NINE))
        assert await outbox.drain(NINE + SECOND) == 0
        assert platform.messages[0].shows.endswith("open")
        await outbox.drain(LATER)
        await outbox.drain(LATER + 11 * SECOND)
        assert [m.shows for m in platform.messages] == ["ada 2026-03-08 closed"]

    async def test_a_redraw_of_a_post_that_never_went_is_over(
        self, store, outbox, platform, post
    ) -> None:
        platform.faults = [PlaceGone("gone")]
        await outbox.drain(NINE)
        await store.write(lambda tx: tx.groups.wake("ada-stub"))
        await ask_redraw(store, post)
        assert await outbox.drain(NINE + SECOND) == 0
        assert await redraws(store, post, NINE + DAY) == []
        assert platform.requests == 1

    @pytest.mark.parametrize("fault", [NotSent("throttled", 1), OutcomeUnknown("reset")])
    async def test_a_lost_redraw_is_simply_repeated(
        self, store, outbox, platform, sent, fault
    ) -> None:
        platform.faults = [fault]
        await ask_redraw(store, sent)
        assert await outbox.drain(NINE + SECOND) == 0
        assert await outbox.drain(NINE + 5 * SECOND) == 1
        assert platform.messages[0].redrawn == 1
        assert platform.finds == 0

    async def test_an_expired_redraw_is_simply_repeated(
        self, store, outbox, platform, sent
    ) -> None:
        await ask_redraw(store, sent)
        (letter,) = await redraws(store, sent, NINE)
        await store.write(lambda tx: tx.outbox.take(letter, NINE, LEASE_MS))
        assert await outbox.drain(LATER) == 1
        assert platform.finds == 0

    async def test_a_deleted_message_ends_it(self, store, outbox, platform, sent) -> None:
        platform.faults = [MessageGone("deleted")]
        await ask_redraw(store, sent)
        assert await outbox.drain(NINE + SECOND) == 0
        assert await redraws(store, sent, NINE + DAY) == []

    async def test_a_redraw_that_breaks_the_adapter_goes_back(
        self, store, outbox, platform, sent
    ) -> None:
        platform.faults = [KeyError("id")]
        await ask_redraw(store, sent)
        assert await outbox.drain(NINE + SECOND) == 0
        assert await outbox.drain(NINE + MINUTE) == 1


class TestReminder:
    """A private letter to one member: the group's home is none of its business."""

    @pytest.fixture
    async def reminder(self, store, outbox, platform, post) -> Letter:
        """Ready, and its post is out."""
        letter = replace(
            letter_to(home_of("ada"), post, MailKind.REMINDER, NINE + HOUR), member_id="bo"
        )

        def unit(tx: Tx) -> None:
            tx.members.add_person("bo", Account("stub", "", "u7"), NINE)
            tx.outbox.remind(letter)

        await store.write(unit)
        assert await outbox.drain(NINE) == 1
        platform.requests = 0
        return letter

    async def state(self, store, reminder) -> MailState:
        return (await store.read(lambda tx: tx.outbox.get(reminder.id))).state

    async def test_it_goes_to_the_member_alone(self, store, outbox, platform, reminder) -> None:
        seen = []

        async def note(mail) -> None:
            seen.append(mail.only_for)

        platform.before = note
        assert await outbox.drain(NINE + HOUR) == 1
        assert seen == [Account("stub", "", "u7")]

    async def test_a_member_out_of_reach_does_not_put_the_home_to_sleep(
        self, store, outbox, platform, reminder
    ) -> None:
        platform.faults = [PlaceGone("Direct messages are closed.")]
        assert await outbox.drain(NINE + HOUR) == 0
        assert await self.state(store, reminder) is MailState.FAILED
        assert (await store.read(lambda tx: tx.groups.home("ada-stub"))).asleep == ""

    async def test_a_lost_one_is_never_simply_repeated(
        self, store, outbox, platform, reminder
    ) -> None:
        platform.readable = False
        platform.faults = [Arrived(OutcomeUnknown("reset"))]
        await outbox.drain(NINE + HOUR)
        await outbox.drain(LATER + HOUR)
        assert await self.state(store, reminder) is MailState.UNKNOWN
        assert platform.requests == 1

    async def test_a_member_without_an_account_there_is_left_out(
        self, store, outbox, platform, post
    ) -> None:
        letter = replace(letter_to(home_of("ada"), post, MailKind.REMINDER), member_id="nobody")
        await store.write(lambda tx: tx.outbox.remind(letter))
        assert await outbox.drain(NINE) == 1  # the post
        assert await self.state(store, letter) is MailState.FAILED
