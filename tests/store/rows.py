"""Rows to fill the tables with, and the people to go with them."""

import itertools
from datetime import date

from bot.chat.refs import Account
from bot.domain.group import (
    Answer,
    Group,
    Home,
    Letter,
    MailKind,
    MailState,
    Member,
    Post,
    PostKind,
    PostState,
)
from bot.domain.periods import keys_for
from bot.ports import Score

DAY = date(2026, 11, 22)
_ids = itertools.count(1)


def new_id():
    """Ids in order, as ULIDs are."""
    return f"{next(_ids):026d}"


def a_group(tx, **settings):
    """A group in Chicago, stored."""
    group = Group(
        new_id(), "Coders", "America/Chicago", "cpc", "09:00", "mon,tue", "21:00", 1, **settings
    )
    tx.groups.add(group)
    return group


def a_home(tx, group_id, channel=None):
    """A home of a group, stored."""
    home = Home(new_id(), group_id, "stub", "w1", channel or new_id())
    tx.groups.add_home(home)
    return home


def a_member(tx, group_id, name="Ada", **settings):
    """A member with an account of their own, stored."""
    member = Member(new_id(), group_id, name, 5, **settings)
    tx.members.add_person(member.id, Account("stub", "w1", f"u{member.id}"), 5)
    tx.members.join(member)
    return member


def post_of(group_id, day=DAY, **given):
    """A daily post that is posted and open."""
    values = {
        "id": new_id(),
        "group_id": group_id,
        "kind": PostKind.DAILY,
        "local_date": day,
        "due_ms": day.toordinal() * 86_400_000,
        "state": PostState.CLAIMED,
        "question_id": "q1",
        "revision": 1,
        "reveal_due_ms": day.toordinal() * 86_400_000 + 43_200_000,
        "posted_ms": day.toordinal() * 86_400_000 + 1_000,
    }
    return Post(**values | given)


def answer_of(group_id, member_id, **given):
    """An answer; to a new practice run unless a post is given."""
    values = {
        "id": new_id(),
        "group_id": group_id,
        "member_id": member_id,
        "question_id": "q1",
        "revision": 1,
        "topic": "icd",
        "chosen": ("B",),
        "at_ms": 1_000,
        "local_date": DAY,
        "first": True,
        "credit_milli": 1000,
        "points": 10,
    }
    if "post_id" not in given:
        values |= {"practice_id": new_id(), "slot": 0}
    return Answer(**values | given)


def score(tx, answer):
    """Adds an answer to the boards, as the unit that records it does."""
    if answer.first or answer.post_id is not None:
        tx.boards.add(
            answer.group_id,
            answer.member_id,
            keys_for(answer.local_date, answer.topic),
            Score(answer.points, int(answer.credit_milli == 1000), 1, answer.at_ms),
        )


def letter_of(group_id, home_id, post_id, kind=MailKind.POST, at_ms=100):
    """A letter that may leave at an instant."""
    return Letter(
        new_id(), group_id, home_id, kind, post_id, MailState.CLAIMED, 0, at_ms, created_ms=at_ms
    )
