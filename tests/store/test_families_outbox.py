"""Letters: the state machine of one delivery to one home."""

from dataclasses import replace

import pytest

from bot.chat.refs import Place
from bot.domain.group import MailKind, MailState
from tests.store.rows import a_group, a_home, letter_of, new_id

LEASE = 60


def posted(tx, post_id="p1", home_id="h1", group_id="g1", at_ms=100):
    letter = letter_of(group_id, home_id, post_id, at_ms=at_ms)
    tx.outbox.post(letter)
    return letter


def redrawn(tx, post_id="p1", home_id="h1", group_id="g1", at_ms=100):
    letter = letter_of(group_id, home_id, post_id, MailKind.REDRAW, at_ms)
    tx.outbox.redraw(letter)
    return letter


def delivered(tx, message="m1", **given):
    """A post letter that has arrived."""
    letter = posted(tx, **given)
    tx.outbox.sent(tx.outbox.take(letter, letter.not_before_ms, LEASE), message, 150)
    return tx.outbox.get(letter.id)


def taken_redraw(tx, at_ms=200):
    """A redraw under way; its post has arrived."""
    delivered(tx)
    return tx.outbox.take(redrawn(tx, at_ms=at_ms), at_ms, LEASE)


def end(tx, letter, how):
    match how:
        case "sent":
            return tx.outbox.sent(letter, "m1", 300)
        case "failed":
            return tx.outbox.failed(letter, "no")
        case "unknown":
            return tx.outbox.unknown(letter, "no")
        case "retry":
            return tx.outbox.retry(letter, 900, "no")


def test_a_post_letter_is_one_a_post_and_home(tx):
    first = posted(tx)
    posted(tx)
    other = posted(tx, home_id="h2")
    assert tx.outbox.get(first.id) == first
    assert tx.outbox.of_post("p1") == [first, other]
    assert tx.outbox.get("nothing") is None


def test_ready_letters_are_due_posts_first_then_oldest(tx):
    delivered(tx)
    redraw = redrawn(tx, at_ms=50)
    later, sooner = posted(tx, "p2", at_ms=300), posted(tx, "p3", at_ms=200)
    posted(tx, "p4", at_ms=301)
    ready = [letter.id for letter in tx.outbox.ready(300, 10, "stub")]
    assert ready == [sooner.id, later.id, redraw.id]
    assert [letter.id for letter in tx.outbox.ready(300, 1, "stub")] == [sooner.id]


def test_a_taken_letter_is_sending_with_the_next_attempt(tx):
    letter = posted(tx)
    taken = tx.outbox.take(letter, 110, LEASE)
    assert taken == replace(
        letter, state=MailState.SENDING, attempt=1, first_try_ms=110, lease_until_ms=170
    )
    assert tx.outbox.get(letter.id) == taken


def test_of_two_takers_one_wins(tx):
    letter = posted(tx)
    assert tx.outbox.take(letter, 110, LEASE) is not None
    assert tx.outbox.take(letter, 110, LEASE) is None
    assert tx.outbox.take(letter, 999, LEASE) is None


def test_a_lease_that_has_ended_is_taken_over_once(tx):
    lost = tx.outbox.take(posted(tx), 110, LEASE)
    assert tx.outbox.ready(169, 10, "stub") == []
    assert tx.outbox.take(lost, 169, LEASE) is None
    assert tx.outbox.ready(170, 10, "stub") == [lost]
    again = tx.outbox.take(lost, 170, LEASE)
    assert (again.attempt, again.first_try_ms, again.lease_until_ms) == (2, 110, 230)
    assert tx.outbox.take(lost, 170, LEASE) is None
    assert not tx.outbox.sent(lost, "m1", 200)
    assert not tx.outbox.retry(lost, 200, "late")
    assert not tx.outbox.failed(lost, "late")
    assert not tx.outbox.unknown(lost, "late")
    assert tx.outbox.get(lost.id) == again
    assert tx.outbox.sent(again, "m2", 200)


def test_a_letter_that_is_not_due_cannot_be_taken(tx):
    assert tx.outbox.take(posted(tx, at_ms=200), 199, LEASE) is None


def test_a_sent_letter_keeps_its_message_and_is_ended(tx):
    letter = tx.outbox.take(posted(tx), 110, LEASE)
    assert tx.outbox.sent(letter, "m7", 120)
    assert not tx.outbox.sent(letter, "m8", 130)
    assert tx.outbox.get(letter.id) == replace(
        letter, state=MailState.SENT, message="m7", sent_ms=120, lease_until_ms=None
    )
    assert tx.outbox.ready(10**9, 10, "stub") == []


def test_a_retried_letter_waits_and_remembers_its_first_try(tx):
    letter = tx.outbox.take(posted(tx), 110, LEASE)
    assert tx.outbox.retry(letter, 500, "429")
    waiting = tx.outbox.get(letter.id)
    assert waiting == replace(
        letter, state=MailState.CLAIMED, not_before_ms=500, error="429", lease_until_ms=None
    )
    assert tx.outbox.ready(499, 10, "stub") == []
    again = tx.outbox.take(waiting, 500, LEASE)
    assert (again.attempt, again.first_try_ms) == (2, 110)
    tx.outbox.sent(again, "m1", 510)
    assert tx.outbox.get(letter.id).error == ""


@pytest.mark.parametrize("how", ["failed", "unknown"])
def test_a_manager_may_ask_for_an_ended_post_again(tx, how):
    letter = tx.outbox.take(posted(tx), 110, LEASE)
    assert not tx.outbox.again(letter.id, 400)
    assert end(tx, letter, how)
    ended = tx.outbox.get(letter.id)
    assert (ended.state, ended.error) == (MailState(how), "no")
    assert tx.outbox.ready(10**9, 10, "stub") == []
    assert tx.outbox.again(letter.id, 400)
    assert not tx.outbox.again(letter.id, 400)
    again = tx.outbox.take(tx.outbox.get(letter.id), 410, LEASE)
    assert (again.attempt, again.first_try_ms, again.error) == (2, 410, "")


def test_a_sent_post_and_a_redraw_are_not_asked_for_again(tx):
    sent = delivered(tx)
    redraw = tx.outbox.take(redrawn(tx), 200, LEASE)
    tx.outbox.failed(redraw, "no")
    assert not tx.outbox.again(sent.id, 400)
    assert not tx.outbox.again(redraw.id, 400)


def test_a_redraw_is_about_the_message_of_its_home(tx):
    delivered(tx, "m1")
    delivered(tx, "m2", home_id="h2")
    delivered(tx, "m3", post_id="p2")
    letter = redrawn(tx, home_id="h2")
    assert [r.message for r in tx.outbox.ready(200, 10, "stub")] == ["m2"]
    assert tx.outbox.take(letter, 200, LEASE).message == "m2"
    assert tx.outbox.get(letter.id).message == "m2"


def test_a_redraw_waits_until_its_post_has_arrived(tx):
    post = posted(tx)
    redraw = redrawn(tx)
    assert tx.outbox.ready(500, 10, "stub") == [post]
    taken = tx.outbox.take(post, 500, LEASE)
    assert tx.outbox.ready(500, 10, "stub") == []
    assert tx.outbox.soonest() == 560
    tx.outbox.sent(taken, "m1", 510)
    assert [letter.id for letter in tx.outbox.ready(510, 10, "stub")] == [redraw.id]


@pytest.mark.parametrize("how", ["failed", "unknown"])
def test_a_redraw_whose_post_ended_otherwise_is_handed_out_to_be_ended(tx, how):
    end(tx, tx.outbox.take(posted(tx), 100, LEASE), how)
    redraw = redrawn(tx)
    assert tx.outbox.ready(500, 10, "stub") == [redraw]
    assert tx.outbox.soonest() == 100


@pytest.mark.parametrize(("second", "kept"), [(150, 150), (900, 200)])
def test_a_waiting_redraw_keeps_the_earlier_time(tx, second, kept):
    delivered(tx)
    first = redrawn(tx, at_ms=200)
    redrawn(tx, at_ms=second)
    assert tx.outbox.get(first.id) == replace(first, not_before_ms=kept, message="m1")
    assert tx.outbox.depth("g1") == {"claimed": 1, "sent": 1}


def test_forty_clicks_are_one_edit(tx):
    delivered(tx)
    for click in range(40):
        redrawn(tx, at_ms=10_000 + click)
    [letter] = tx.outbox.ready(20_000, 99, "stub")
    assert letter.not_before_ms == 10_000


@pytest.mark.parametrize("how", ["sent", "failed", "unknown"])
def test_an_ended_redraw_is_claimed_anew_and_its_attempt_keeps_growing(tx, how):
    first = taken_redraw(tx)
    end(tx, first, how)
    assert tx.outbox.get(first.id).state is MailState(how)
    redrawn(tx, at_ms=400)
    anew = tx.outbox.get(first.id)
    assert (anew.state, anew.attempt, anew.not_before_ms) == (MailState.CLAIMED, 1, 400)
    taken = tx.outbox.take(anew, 410, LEASE)
    assert (taken.attempt, taken.first_try_ms) == (2, 410)
    assert not tx.outbox.sent(first, "m1", 420)
    assert tx.outbox.sent(taken, "m1", 420)


@pytest.mark.parametrize("how", ["sent", "failed", "unknown"])
def test_a_redraw_asked_for_under_way_follows_afterwards(tx, how):
    letter = taken_redraw(tx)
    redrawn(tx, at_ms=260)
    redrawn(tx, at_ms=240)
    redrawn(tx, at_ms=250)
    assert tx.outbox.get(letter.id) == letter
    assert end(tx, letter, how)
    anew = tx.outbox.get(letter.id)
    assert (anew.state, anew.attempt, anew.not_before_ms) == (MailState.CLAIMED, 1, 240)
    assert anew.first_try_ms is None
    assert end(tx, tx.outbox.take(anew, 300, LEASE), how)
    assert tx.outbox.get(letter.id).state is MailState(how)


def test_a_retried_redraw_covers_what_was_asked_meanwhile(tx):
    letter = taken_redraw(tx)
    redrawn(tx, at_ms=250)
    assert end(tx, letter, "retry")
    anew = tx.outbox.get(letter.id)
    assert (anew.state, anew.not_before_ms) == (MailState.CLAIMED, 900)
    assert end(tx, tx.outbox.take(anew, 900, LEASE), "sent")
    assert tx.outbox.get(letter.id).state is MailState.SENT


def test_a_redraw_whose_lease_ended_still_owes_what_was_asked_meanwhile(tx):
    letter = taken_redraw(tx)
    redrawn(tx, at_ms=250)
    again = tx.outbox.take(letter, 260, LEASE)
    tx.outbox.sent(again, "m1", 270)
    assert tx.outbox.get(letter.id).state is MailState.CLAIMED


def test_a_redraw_that_fails_leaves_its_post_alone(tx):
    letter = taken_redraw(tx)
    [post] = tx.outbox.of_post("p1")
    tx.outbox.failed(letter, "Unknown message")
    assert tx.outbox.of_post("p1") == [post]
    assert post.state is MailState.SENT


def test_the_soonest_is_what_can_be_taken_next(tx):
    assert tx.outbox.soonest() is None
    posted(tx, "p2", at_ms=500)
    assert tx.outbox.soonest() == 500
    letter = posted(tx, "p3", at_ms=300)
    assert tx.outbox.soonest() == 300
    taken = tx.outbox.take(letter, 310, LEASE)
    assert tx.outbox.soonest() == 370
    tx.outbox.sent(taken, "m1", 320)
    assert tx.outbox.soonest() == 500


def test_depth_is_of_one_group(tx):
    delivered(tx)
    posted(tx, "p2")
    posted(tx, "p3")
    posted(tx, "p4", "h2", "g2")
    assert tx.outbox.depth("g1") == {"claimed": 2, "sent": 1}
    assert tx.outbox.depth("g2") == {"claimed": 1}
    assert tx.outbox.depth("g3") == {}


def test_letters_of_another_platform_are_not_given_and_those_without_a_home_to_anybody(tx):
    group = a_group(tx)
    here = a_home(tx, group.id)
    there = replace(a_home(tx, group.id), platform="other")
    tx.groups.add_home(replace(there, id=new_id(), channel="c9"))
    there = tx.groups.at(Place("other", "w1", "c9"))[1]
    ours = posted(tx, "p1", home_id=here.id)
    theirs = posted(tx, "p1", home_id=there.id)
    lost = posted(tx, "p1", home_id="gone")
    assert tx.outbox.ready(300, 10, "stub") == [ours, lost]
    assert tx.outbox.ready(300, 10, "other") == [theirs, lost]
    assert tx.outbox.ready(300, 1, "other") == [theirs]


def discussed(tx, post_id="p1", home_id="h1"):
    letter = letter_of("g1", home_id, post_id, MailKind.THREAD)
    tx.outbox.post(letter)
    return letter


def test_a_thread_waits_for_its_post_and_for_the_redraw_before_it(tx):
    post, thread = posted(tx), discussed(tx)
    assert tx.outbox.ready(500, 10, "stub") == [post]
    tx.outbox.sent(tx.outbox.take(post, 500, LEASE), "m7", 500)
    redraw = redrawn(tx, at_ms=500)
    assert [letter.id for letter in tx.outbox.ready(500, 10, "stub")] == [redraw.id]
    tx.outbox.sent(tx.outbox.take(tx.outbox.get(redraw.id), 500, LEASE), "m7", 500)
    [ready] = tx.outbox.ready(500, 10, "stub")
    assert (ready.id, ready.kind, ready.message) == (thread.id, MailKind.THREAD, "m7")


def test_a_thread_is_asked_for_once_and_found_beside_its_post(tx):
    post, thread = delivered(tx), discussed(tx)
    discussed(tx)
    tx.outbox.sent(tx.outbox.take(tx.outbox.get(thread.id), 500, LEASE), "m1", 500)
    discussed(tx)
    assert tx.outbox.ready(500, 10, "stub") == []
    assert [x.id for x in tx.outbox.of_post("p1", MailKind.THREAD)] == [thread.id]
    assert tx.outbox.of_post("p1") == [post]


def asked_event(tx, at_ms=100):
    letter = letter_of("g1", "h1", "countdown", MailKind.EVENT, at_ms)
    tx.outbox.redraw(letter)
    return letter


def test_an_event_is_one_row_that_keeps_its_own_id_until_it_is_forgotten(tx):
    first = asked_event(tx)
    tx.outbox.sent(tx.outbox.take(first, 100, LEASE), "e1", 110)
    asked_event(tx, 200)
    [again] = tx.outbox.ready(200, 10, "stub")
    assert (again.id, again.message) == (first.id, "e1")
    taken = tx.outbox.take(again, 200, LEASE)
    asked_event(tx, 210)
    assert tx.outbox.failed(taken, "deleted")
    tx.outbox.forget(first.id)
    [anew] = tx.outbox.ready(300, 10, "stub")
    assert (anew.id, anew.message) == (first.id, "")


def test_events_and_threads_leave_after_everything_else(tx):
    delivered(tx)
    thread, event = discussed(tx), asked_event(tx)
    later = posted(tx, "p2", at_ms=400)
    assert [x.id for x in tx.outbox.ready(500, 10, "stub")] == [later.id, event.id, thread.id]
