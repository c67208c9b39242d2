"""The state machine of a letter: every fault, every recovery, and who may hold up whom."""

import asyncio

import pytest

from bot.chat.mail import MessageGone, NotSent, OutcomeUnknown, PlaceGone
from bot.chat.views import View
from bot.domain.group import Letter, MailKind, MailState, Post
from bot.errors import StoreError
from bot.ports import Store, Tx
from bot.schedule import delivery
from bot.schedule.letters import LEASE_MS, NONCE_CHARS, nonce_of
from bot.schedule.outbox import AT_ONCE, Outbox
from tests.schedule.stage import (
    DAY,
    HOUR,
    MINUTE,
    NINE,
    SECOND,
    Arrived,
    StubPlatform,
    add_group,
    add_post,
    home_of,
    ids,
    letter_to,
    letters_of,
    only_letter,
    shown,
    until,
)

LATER = NINE + LEASE_MS + 5 * SECOND


@pytest.fixture
def platform() -> StubPlatform:
    return StubPlatform()


@pytest.fixture
def outbox(store: Store, platform: StubPlatform) -> Outbox:
    return Outbox(store, {"stub": platform}, shown)


@pytest.fixture
async def post(store: Store) -> Post:
    """One group with one home, and its post waiting."""

    def unit(tx: Tx) -> Post:
        add_group(tx, "ada")
        return add_post(tx, "ada")

    return await store.write(unit)


async def posted_ms(store: Store, post: Post) -> int | None:
    found = await store.read(lambda tx: tx.posts.get(post.group_id, post.id))
    return found.posted_ms


async def ask_redraw(store: Store, post: Post, at_ms: int = NINE) -> None:
    letter = letter_to(home_of(post.group_id), post, MailKind.REDRAW, at_ms)
    await store.write(lambda tx: tx.outbox.redraw(letter))


async def redraws(store: Store, post: Post, now_ms: int) -> list[Letter]:
    ready = await store.read(lambda tx: tx.outbox.ready(now_ms, 100))
    return [x for x in ready if x.kind is MailKind.REDRAW and x.post_id == post.id]


async def test_a_waiting_letter_arrives_once(store, outbox, platform, post) -> None:
    assert await outbox.drain(NINE) == 1
    assert await outbox.drain(NINE + SECOND) == 0
    letter = await only_letter(store, post.id)
    assert letter.state is MailState.SENT
    assert [(m.id, m.channel, m.shows) for m in platform.messages] == [
        (letter.message, "#ada", "ada 2026-03-08 open")
    ]
    assert NINE <= await posted_ms(store, post) < NINE + SECOND


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
    assert await posted_ms(store, post) < NINE + SECOND


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
        assert await outbox.drain(NINE + 29 * SECOND) == 0
        assert await outbox.drain(NINE + 31 * SECOND) == 1
        assert len(platform.messages) == 1
        assert (await only_letter(store, post.id)).error == ""

    async def test_pauses_grow_to_a_quarter_of_an_hour(self, store, outbox, platform, post) -> None:
        now, pauses = NINE, []
        for _ in range(12):
            platform.faults = [NotSent("refused", retry_s=0.1)]
            await outbox.drain(now)
            waits = (await only_letter(store, post.id)).not_before_ms
            pauses.append(round((waits - now) / SECOND))
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
        assert await outbox.drain(NINE + LEASE_MS - SECOND) == 0
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
        assert letter.not_before_ms >= NINE + 2 * SECOND
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

    async def test_a_taker_that_stood_still_does_not_send(
        self, store, platform, post, monkeypatch
    ) -> None:
        """Between taking and sending the machine slept: the letter may be another's by now."""
        leap = asyncio.get_running_loop().time
        slept = 0.0

        def broken_clock(tx: Tx, letter: Letter) -> View | None:
            nonlocal slept
            slept = 55.0
            return shown(tx, letter)

        monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: leap() + slept)
        assert await Outbox(store, {"stub": platform}, broken_clock).drain(NINE) == 0
        assert platform.requests == 0
        assert (await only_letter(store, post.id)).state is MailState.SENDING

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


class FailingStore:
    """A store that raises `error` for the units of work in `names`."""

    def __init__(self, store: Store, names: set[str], error: Exception) -> None:
        self.store, self.names, self.error = store, names, error

    async def write(self, unit, *args, **kwargs):
        self._check(unit)
        return await self.store.write(unit, *args, **kwargs)

    async def read(self, unit, *args, **kwargs):
        self._check(unit)
        return await self.store.read(unit, *args, **kwargs)

    def _check(self, unit) -> None:
        if unit.__name__ in self.names:
            raise self.error


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
