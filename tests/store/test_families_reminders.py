"""Reminders: who asked for one, of which post, and the letter that carries it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.refs import Account, Place
from bot.domain.group import MailKind, Member, PostState
from tests.store.rows import DAY, a_group, a_member, answer_of, letter_of, new_id, post_of


def test_those_who_asked_and_have_not_answered_are_reminded(tx):
    group, other = a_group(tx), a_group(tx)
    late = a_member(tx, group.id, reminders=True)
    done = a_member(tx, group.id, reminders=True)
    a_member(tx, group.id)
    a_member(tx, other.id, reminders=True)
    tx.answers.add(answer_of(group.id, done.id, post_id="p1"))
    assert tx.members.get(group.id, late.id) == late
    assert tx.members.to_remind(group.id, "p1") == [late.id]
    tx.members.save(replace(late, reminders=False))
    assert tx.members.to_remind(group.id, "p1") == []


def test_a_person_is_reached_by_their_account_where_the_place_is(tx):
    tx.members.add_person("p1", Account("slack", "w1", "u1"), 5)
    tx.members.add_person("p1", Account("discord", "", "77"), 9)
    assert tx.members.account_at("p1", Place("slack", "w1", "c")) == Account("slack", "w1", "u1")
    assert tx.members.account_at("p1", Place("slack", "w2", "c")) is None
    assert tx.members.account_at("p2", Place("slack", "w1", "c")) is None


def test_open_posts_that_close_soon_are_reminded_of_once(tx):
    soon = post_of("g1", reveal_due_ms=200)
    posts = [
        soon,
        post_of("g2", reveal_due_ms=201),
        post_of("g3", reveal_due_ms=100),
        post_of("g4", reveal_due_ms=200, posted_ms=None),
        post_of("g5", reveal_due_ms=200, revealed_ms=90),
        post_of("g6", reveal_due_ms=200, state=PostState.SKIPPED),
        post_of("g1", DAY + timedelta(days=1), reveal_due_ms=None),
    ]
    for post in posts:
        tx.posts.add(post)
    assert tx.posts.due_reminders(100, 200, 10) == [soon]
    assert tx.posts.set_reminded(soon.id)
    assert not tx.posts.set_reminded(soon.id)
    assert tx.posts.due_reminders(100, 200, 10) == []


@pytest.fixture
def reminders(tx):
    """Reminders of two members, asked for twice, behind a post and its redraw."""
    post, redraw = (letter_of("g1", "h1", "p1", kind) for kind in (MailKind.POST, MailKind.REDRAW))
    tx.outbox.post(post)
    tx.outbox.sent(tx.outbox.take(post, 100, 60), "m1", 110)
    made = [
        replace(letter_of("g1", "h1", "p1", MailKind.REMINDER), member_id=member_id)
        for member_id in ("m1", "m2")
    ]
    for letter in made:
        tx.outbox.remind(letter)
        tx.outbox.remind(replace(letter, id=f"9{letter.id[1:]}"))
    tx.outbox.redraw(redraw)
    return redraw, made


def test_a_member_is_reminded_of_a_post_once_after_public_mail(tx, reminders):
    redraw, made = reminders
    ready = tx.outbox.ready(500, 10, "stub")
    assert [letter.id for letter in ready] == [redraw.id, made[0].id, made[1].id]
    assert ready[1:] == [tx.outbox.get(letter.id) for letter in made]
    assert [letter.member_id for letter in ready] == ["", "m1", "m2"]


def test_a_reminder_is_no_post_letter(tx, reminders):
    _, made = reminders
    assert len(tx.outbox.of_post("p1")) == 1
    taken = tx.outbox.take(made[0], 500, 60)
    assert tx.outbox.failed(taken, "They take no direct messages.")
    assert not tx.outbox.again(taken.id, 600)
    assert tx.outbox.of_post("p1")[0].message == "m1"


def test_an_account_without_a_workspace_is_found_anywhere_on_its_platform(tx):
    group = a_group(tx)
    member = Member(new_id(), group.id, "Ada", 5)
    tx.members.add_person(member.id, Account("stub", "", "ada"), 5)
    tx.members.join(member)
    found = tx.members.account_at(member.id, Place("stub", "w9", "c1"))
    assert found == Account("stub", "", "ada")
