"""The state machine of a letter: it waits, arrives, goes back, fails, and says why."""

import pytest

from bot.chat.mail import MessageGone, NotSent, OutcomeUnknown, PlaceGone
from bot.chat.views import View
from bot.domain.group import Letter, MailState
from bot.errors import StoreError
from bot.ports import Tx
from bot.schedule.letters import LEASE_MS, NONCE_CHARS, nonce_of
from bot.schedule.outbox import Outbox
from tests.schedule.stage import (
    HOUR,
    LATER,
    MINUTE,
    NINE,
    SECOND,
    Arrived,
    FailingStore,
    StubPlatform,
    add_group,
    add_post,
    home_of,
    ids,
    letter_to,
    only_letter,
    posted_ms,
    shown,
)


async def test_a_waiting_letter_arrives_once(store, outbox, platform, post) -> None:
    assert await outbox.drain(NINE) == 1
    assert await outbox.drain(NINE + SECOND) == 0
    letter = await only_letter(store, post.id)
    assert letter.state is MailState.SENT
    assert [(m.id, m.channel, m.shows) for m in platform.messages] == [
        (letter.message, "#ada", "ada 2026-03-08 open")
    ]
    assert await posted_ms(store, post) == NINE


async def test_a_letter_waits_for_its_time(outbox, platform, post) -> None:
    assert await outbox.drain(NINE - 1) == 0
    assert platform.requests == 0


async def test_a_later_home_does_not_move_the_time_of_posting(store, post) -> None:
    await store.write(lambda tx: tx.groups.add_home(home_of("ada", "other")))
    await store.write(lambda tx: tx.outbox.post(letter_to(home_of("ada", "other"), post)))
    stub, other = StubPlatform(), StubPlatform("other")
    assert await Outbox(store, {"stub": stub}, shown).drain(NINE) == 1
    assert await Outbox(store, {"other": other}, shown).drain(NINE + HOUR) == 1
    assert len(stub.messages) == len(other.messages) == 1
    assert await posted_ms(store, post) == NINE


def test_the_nonce_is_short_enough_for_discord_and_tells_letters_apart() -> None:
    some = [ids.new_id() for _ in range(100)]
    assert all(len(letter_id) == 26 for letter_id in some)
    nonces = {nonce_of(letter_id) for letter_id in some}
    assert {len(nonce) for nonce in nonces} == {NONCE_CHARS}
    assert len(nonces) == 100


class TestNotSent:
    """The platform surely did not take it: it goes back, later and later."""

    async def test_it_is_tried_again_after_the_asked_pause(
        self, store, outbox, platform, post
    ) -> None:
        platform.faults = [NotSent("throttled", retry_s=30)]
        assert await outbox.drain(NINE) == 0
        letter = await only_letter(store, post.id)
        assert (letter.state, letter.error) == (MailState.CLAIMED, "throttled")
        assert await outbox.drain(NINE + 30 * SECOND - 1) == 0
        assert await outbox.drain(NINE + 30 * SECOND) == 1
        assert len(platform.messages) == 1
        assert (await only_letter(store, post.id)).error == ""

    async def test_pauses_grow_to_a_quarter_of_an_hour(self, store, outbox, platform, post) -> None:
        now, pauses = NINE, []
        for _ in range(12):
            platform.faults = [NotSent("refused", retry_s=0.1)]
            await outbox.drain(now)
            waits = (await only_letter(store, post.id)).not_before_ms
            pauses.append((waits - now) // SECOND)
            now = waits
        assert pauses[:4] == [2, 4, 8, 16]
        assert pauses[-3:] == [900, 900, 900]
        assert await outbox.drain(now) == 1

    async def test_it_never_goes_back_while_an_earlier_try_may_have_arrived(
        self, store, platform, post
    ) -> None:
        """Inside the nonce window: throttled now says nothing about the first try."""
        platform.nonce_window_ms = 5 * MINUTE
        platform.faults = [Arrived(OutcomeUnknown("reset")), NotSent("throttled", retry_s=1)]
        outbox = Outbox(store, {"stub": platform}, shown)
        await outbox.drain(NINE)
        await outbox.drain(LATER)
        assert (await only_letter(store, post.id)).state is MailState.SENDING
        platform.nonce_window_ms = 0  # the platform has forgotten the nonce meanwhile
        assert await outbox.drain(NINE + 10 * MINUTE) == 1
        assert len(platform.messages) == 1


class TestPlaceGone:
    """The channel is gone: the home sleeps, and says why."""

    async def test_the_letter_fails_and_the_home_sleeps(
        self, store, outbox, platform, post
    ) -> None:
        platform.faults = [PlaceGone("The channel was deleted.")]
        assert await outbox.drain(NINE) == 0
        letter = await only_letter(store, post.id)
        assert (letter.state, letter.error) == (MailState.FAILED, "The channel was deleted.")
        home = await store.read(lambda tx: tx.groups.home("ada-stub"))
        assert home.asleep == "The channel was deleted."
        assert await posted_ms(store, post) is None

    async def test_letters_to_a_sleeping_home_fail_with_its_reason(
        self, store, outbox, platform, post
    ) -> None:
        await store.write(lambda tx: tx.groups.sleep("ada-stub", "We were removed."))
        await outbox.drain(NINE)
        letter = await only_letter(store, post.id)
        assert (letter.state, letter.error) == (MailState.FAILED, "We were removed.")
        assert platform.requests == 0

    async def test_a_lost_post_to_a_gone_place_is_unknown(
        self, store, outbox, platform, post
    ) -> None:
        platform.faults = [OutcomeUnknown("reset")]
        platform.find_faults = [PlaceGone("gone")]
        await outbox.drain(NINE)
        await outbox.drain(LATER)
        assert (await only_letter(store, post.id)).state is MailState.UNKNOWN
        assert (await store.read(lambda tx: tx.groups.home("ada-stub"))).asleep == "gone"

    async def test_a_lost_post_to_a_home_that_fell_asleep_is_unknown(
        self, store, outbox, platform, post
    ) -> None:
        platform.faults = [OutcomeUnknown("reset")]
        await outbox.drain(NINE)
        await store.write(lambda tx: tx.groups.sleep("ada-stub", "We were removed."))
        await outbox.drain(LATER)
        assert (await only_letter(store, post.id)).state is MailState.UNKNOWN


class TestDrawing:
    """Composing is a unit of work too, and may find nothing or fail."""

    async def test_nothing_to_post_any_more_fails_with_the_reason(
        self, store, outbox, platform, post
    ) -> None:
        await store.write(lambda tx: tx.posts.skip(post.id, "too late"))
        assert await outbox.drain(NINE) == 0
        letter = await only_letter(store, post.id)
        assert letter.state is MailState.FAILED
        assert letter.error == "There was nothing to post any more."

    async def test_a_letter_that_cannot_be_drawn_stops_no_other_and_ends(
        self, store, platform, post
    ) -> None:
        def broken(tx: Tx, letter: Letter) -> View | None:
            if letter.group_id == "ada":
                raise ZeroDivisionError
            return shown(tx, letter)

        await store.write(lambda tx: add_group(tx, "bob"))
        other = await store.write(lambda tx: add_post(tx, "bob"))
        outbox = Outbox(store, {"stub": platform}, broken)
        assert await outbox.drain(NINE) == 1
        assert (await only_letter(store, other.id)).state is MailState.SENT
        letter = await only_letter(store, post.id)
        assert letter.state is MailState.CLAIMED
        assert letter.error == "A fault in Rounds: ZeroDivisionError."
        assert letter.not_before_ms == NINE + 2 * SECOND
        for n in range(1, 10):
            await outbox.drain(NINE + n * HOUR)
        assert (await only_letter(store, post.id)).state is MailState.FAILED
        assert platform.requests == 1

    async def test_a_lost_post_that_cannot_be_drawn_is_never_put_back(
        self, store, outbox, platform, post
    ) -> None:
        def broken(tx: Tx, letter: Letter) -> View | None:
            raise ZeroDivisionError

        platform.faults = [Arrived(OutcomeUnknown("reset"))]
        await outbox.drain(NINE)
        await Outbox(store, {"stub": platform}, broken).drain(LATER)
        assert (await only_letter(store, post.id)).state is MailState.SENDING
        assert await outbox.drain(LATER + LEASE_MS + 5 * SECOND) == 1
        assert len(platform.messages) == 1

    async def test_a_deleted_original_is_not_posted_again(
        self, store, outbox, platform, post
    ) -> None:
        platform.faults = [MessageGone("deleted")]
        await outbox.drain(NINE)
        letter = await only_letter(store, post.id)
        assert (letter.state, letter.error) == (MailState.FAILED, "The message was deleted.")


class TestStoreTrouble:
    """A store that cannot be used stops mail, loses none and raises nothing."""

    async def test_mail_waits_for_the_store(self, store, platform, post, caplog) -> None:
        failing = FailingStore(store, {"take"}, StoreError("The disk is full."))
        outbox = Outbox(failing, {"stub": platform}, shown)
        assert await outbox.drain(NINE) == 0
        assert "The disk is full." in caplog.text
        failing.names = set()
        assert await outbox.drain(NINE + SECOND) == 1

    @pytest.mark.parametrize("error", [StoreError("The disk is full."), ZeroDivisionError()])
    async def test_a_mark_that_fails_is_a_lost_answer(self, store, platform, post, error) -> None:
        failing = FailingStore(store, {"mark_sent"}, error)
        outbox = Outbox(failing, {"stub": platform}, shown)
        assert await outbox.drain(NINE) == 0
        assert (await only_letter(store, post.id)).state is MailState.SENDING
        failing.names = set()
        assert await outbox.drain(LATER) == 1
        assert len(platform.messages) == 1

    @pytest.mark.parametrize("error", [StoreError("The disk is full."), ZeroDivisionError()])
    async def test_reading_that_fails_raises_nothing(
        self, store, platform, post, error, caplog
    ) -> None:
        outbox = Outbox(FailingStore(store, {"waiting"}, error), {"stub": platform}, shown)
        assert await outbox.drain(NINE) == 0
        assert "mail of stub waits" in caplog.text

    async def test_setting_aside_that_fails_raises_nothing(
        self, store, platform, post, caplog
    ) -> None:
        failing = FailingStore(store, {"take", "set_aside"}, ZeroDivisionError())
        assert await Outbox(failing, {"stub": platform}, shown).drain(NINE) == 0
        assert "cannot be set aside" in caplog.text
        assert (await only_letter(store, post.id)).state is MailState.CLAIMED

    async def test_an_arrival_after_the_lease_is_logged(
        self, store, outbox, platform, post, caplog
    ) -> None:
        async def another_takes_it(_mail) -> None:
            platform.before = None
            letter = await only_letter(store, post.id)
            taken = await store.write(lambda tx: tx.outbox.take(letter, LATER, LEASE_MS))
            assert taken is not None

        platform.before = another_takes_it
        assert await outbox.drain(NINE) == 0
        assert "no longer ours" in caplog.text
        letter = await only_letter(store, post.id)
        assert (letter.state, letter.attempt) == (MailState.SENDING, 2)
