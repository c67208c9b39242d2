"""The ledger of posts."""

from dataclasses import replace
from datetime import date, timedelta

from bot.domain.group import PostKind, PostState
from tests.store.rows import DAY, post_of


def posted(tx, group_id, day=DAY, **given):
    post = post_of(group_id, day, **given)
    assert tx.posts.add(post)
    return post


def test_a_post_comes_back_as_it_was_stored(tx):
    full = posted(tx, "g1", subject="s", reason="why", revealed_ms=9, excused=True)
    bare = posted(tx, "g1", reveal_due_ms=None, posted_ms=None, state=PostState.SKIPPED)
    assert tx.posts.get("g1", full.id) == full
    assert tx.posts.get("g1", bare.id) == bare
    assert tx.posts.get("g2", full.id) is None
    assert tx.posts.group_of(full.id) == "g1"
    assert tx.posts.group_of("nothing") is None


def test_a_local_date_has_one_post_of_a_kind_and_subject(tx):
    first = posted(tx, "g1")
    assert not tx.posts.add(post_of("g1", state=PostState.SKIPPED))
    posted(tx, "g1", kind=PostKind.COUNTDOWN, subject="c1")
    posted(tx, "g1", kind=PostKind.COUNTDOWN, subject="c2")
    posted(tx, "g1", DAY + timedelta(days=1))
    posted(tx, "g2")
    assert tx.posts.get("g1", first.id) == first


def test_the_latest_is_the_newest_claimed_date(tx):
    assert tx.posts.latest("g1", PostKind.DAILY) is None
    newest = posted(tx, "g1", DAY)
    posted(tx, "g1", DAY - timedelta(days=1), due_ms=10**15)
    posted(tx, "g1", DAY + timedelta(days=1), state=PostState.SKIPPED)
    posted(tx, "g1", DAY + timedelta(days=2), kind=PostKind.TEST)
    posted(tx, "g2", DAY + timedelta(days=3))
    assert tx.posts.latest("g1", "daily") == newest


def test_the_ledger_is_newest_first_by_due_instant(tx):
    posts = [posted(tx, "g1", DAY + timedelta(days=i)) for i in range(4)]
    posted(tx, "g2")
    assert tx.posts.ledger("g1", 3) == [posts[3], posts[2], posts[1]]


def test_posted_and_revealed_are_set_once(tx):
    post = posted(tx, "g1", posted_ms=None)
    tx.posts.set_posted(post.id, 100)
    tx.posts.set_posted(post.id, 200)
    assert tx.posts.set_revealed(post.id, 300)
    assert not tx.posts.set_revealed(post.id, 400)
    assert tx.posts.get("g1", post.id) == replace(post, posted_ms=100, revealed_ms=300)


def test_a_skipped_post_says_why(tx):
    post = posted(tx, "g1")
    tx.posts.skip(post.id, "It was too late.")
    assert tx.posts.get("g1", post.id) == replace(
        post, state=PostState.SKIPPED, reason="It was too late."
    )


def test_an_outage_excuses_what_was_open_in_it(tx):
    def open_between(number, posted_ms, reveal_due_ms, **given):
        day = DAY + timedelta(days=number)
        return posted(tx, "g1", day, posted_ms=posted_ms, reveal_due_ms=reveal_due_ms, **given)

    touched = [
        open_between(1, 50, 101),
        open_between(2, 199, 300),
        open_between(3, 120, 130),
        open_between(4, 10, 900),
    ]
    untouched = [
        open_between(5, 50, 100),
        open_between(6, 200, 300),
        open_between(7, None, 300),
        open_between(8, 50, 150, revealed_ms=60),
        open_between(9, 50, 150, kind=PostKind.TEST),
        open_between(10, 50, None),
    ]
    assert tx.posts.excuse_open(100, 200) == len(touched)
    assert tx.posts.excuse_open(100, 200) == 0
    assert all(tx.posts.get("g1", p.id) == replace(p, excused=True) for p in touched)
    assert all(tx.posts.get("g1", p.id) == p for p in untouched)


def test_one_post_can_be_excused(tx):
    post = posted(tx, "g1")
    tx.posts.excuse(post.id)
    assert tx.posts.get("g1", post.id) == replace(post, excused=True)


def test_due_reveals_are_claimed_posts_longest_due_first(tx):
    later = posted(tx, "g1", reveal_due_ms=200)
    sooner = posted(tx, "g2", reveal_due_ms=100, posted_ms=None)
    posted(tx, "g3", reveal_due_ms=300)
    posted(tx, "g4", reveal_due_ms=100, revealed_ms=100)
    posted(tx, "g5", reveal_due_ms=100, state=PostState.SKIPPED)
    posted(tx, "g6", reveal_due_ms=None)
    assert tx.posts.due_reveals(200, 10) == [sooner, later]
    assert tx.posts.due_reveals(200, 1) == [sooner]


def test_the_chain_is_of_posted_daily_posts_newest_first(tx):
    posts = [posted(tx, "g1", DAY + timedelta(days=i)) for i in range(5)]
    posted(tx, "g1", DAY - timedelta(days=1), posted_ms=None)
    posted(tx, "g1", DAY, kind=PostKind.TEST)
    posted(tx, "g2", DAY)
    assert tx.posts.chain("g1", posts[3].local_date, 3) == [posts[3], posts[2], posts[1]]
    assert tx.posts.chain("g1", date.max, 10) == posts[::-1]
    assert tx.posts.chain("g1", date.min, 10) == []


def test_a_question_was_last_used_on_its_newest_claimed_date(tx):
    posted(tx, "g1", DAY)
    posted(tx, "g1", DAY + timedelta(days=2))
    posted(tx, "g1", DAY + timedelta(days=1), question_id="q2")
    posted(tx, "g1", DAY + timedelta(days=3), state=PostState.SKIPPED)
    posted(tx, "g1", DAY + timedelta(days=4), question_id="")
    posted(tx, "g1", DAY + timedelta(days=5), kind=PostKind.TEST)
    posted(tx, "g2", DAY + timedelta(days=6))
    assert tx.posts.last_used("g1") == {
        "q1": DAY + timedelta(days=2),
        "q2": DAY + timedelta(days=1),
    }


def test_open_posts_with_a_question_are_found_in_every_group(tx):
    first, second = posted(tx, "g1"), posted(tx, "g2", question_id="q2")
    posted(tx, "g3", question_id="q3")
    posted(tx, "g4", revealed_ms=5)
    posted(tx, "g5", posted_ms=None)
    posted(tx, "g6", kind=PostKind.TEST)
    assert tx.posts.open_with_question(["q1", "q2", "q9"]) == [first, second]
    assert tx.posts.open_with_question([]) == []
