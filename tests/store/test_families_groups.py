"""Groups, homes, people and memberships."""

import sqlite3
from dataclasses import replace

import pytest

from bot.chat.refs import Account, Membership, Place
from bot.domain.group import Home, Member
from tests.store.rows import a_group, a_home, a_member, new_id


def test_a_group_comes_back_as_it_was_stored(tx):
    group = a_group(tx)
    paused = a_group(tx, paused=True)
    assert tx.groups.get(group.id) == group
    assert tx.groups.get(paused.id) == paused
    assert tx.groups.get("nobody") is None


def test_saving_a_group_writes_every_setting(tx):
    group, other = a_group(tx), a_group(tx)
    changed = replace(
        group,
        name="Night 'owls'; --",
        zone="UTC",
        exam="ccs",
        daily_at="10:30",
        days="sat",
        reveal_at="20:00",
        paused=True,
    )
    tx.groups.save(changed)
    assert tx.groups.get(group.id) == changed
    assert tx.groups.get(other.id) == other


def test_a_place_leads_to_its_group_and_home(tx):
    group = a_group(tx)
    home = a_home(tx, group.id, "c9")
    assert tx.groups.at(Place("stub", "w1", "c9")) == (group, home)
    assert tx.groups.at(Place("stub", "w2", "c9")) is None
    assert tx.groups.at(Place("other", "w1", "c9")) is None
    assert tx.groups.home(home.id) == home
    assert tx.groups.home("nowhere") is None


def test_homes_are_those_of_one_group_oldest_first(tx):
    group, other = a_group(tx), a_group(tx)
    first, second = a_home(tx, group.id), a_home(tx, group.id)
    a_home(tx, other.id)
    assert tx.groups.homes(group.id) == [first, second]


def test_a_home_sleeps_with_a_reason_until_it_wakes(tx):
    group = a_group(tx)
    home, other = a_home(tx, group.id), a_home(tx, group.id)
    tx.groups.sleep(home.id, "The channel is gone.")
    assert tx.groups.homes(group.id) == [replace(home, asleep="The channel is gone."), other]
    tx.groups.wake(home.id)
    assert tx.groups.homes(group.id) == [home, other]


def test_memberships_are_the_places_of_ones_own_groups(tx):
    group, other = a_group(tx), a_group(tx)
    tx.groups.save(replace(other, name="Apes"))
    home, far = a_home(tx, group.id), a_home(tx, other.id)
    tx.groups.add_home(Home(new_id(), other.id, "stub", "w2", "c1"))
    ada = a_member(tx, group.id, manager=True)
    account = Account("stub", "w1", f"u{ada.id}")
    mine = Membership(group.name, Place("stub", "w1", home.channel), manages=True)
    assert tx.groups.memberships(account) == [mine]
    tx.members.join(replace(ada, group_id=other.id, manager=False))
    apes = Membership("Apes", Place("stub", "w1", far.channel))
    assert tx.groups.memberships(account) == [apes, mine]
    assert tx.groups.memberships(Account("stub", "w2", f"u{ada.id}")) == []


def test_a_workspace_that_is_lost_puts_its_homes_to_sleep_and_no_others(tx):
    group, other = a_group(tx), a_group(tx)
    lost, deleted, elsewhere = a_home(tx, group.id), a_home(tx, other.id), a_home(tx, group.id)
    tx.groups.sleep(deleted.id, "The channel was deleted.")
    tx.groups.add_home(replace(elsewhere, id=new_id(), workspace="w2"))
    tx.groups.sleep_workspace("stub", "w1", "Removed.")
    reasons = {h.asleep for h in (*tx.groups.homes(group.id), *tx.groups.homes(other.id))}
    assert reasons == {"Removed.", "The channel was deleted.", ""}
    assert tx.groups.home(lost.id).asleep == "Removed."
    assert tx.groups.home(deleted.id).asleep == "The channel was deleted."
    assert [h.workspace for h in tx.groups.homes(group.id) if not h.asleep] == ["w2"]


def test_a_place_belongs_to_one_home(tx):
    import psycopg

    group = a_group(tx)
    a_home(tx, group.id, "c1")
    with pytest.raises((sqlite3.IntegrityError, psycopg.errors.UniqueViolation)):
        tx.groups.add_home(Home(new_id(), group.id, "stub", "w1", "c1"))


def test_an_account_leads_to_its_person(tx):
    account = Account("stub", "w1", "u1")
    assert tx.members.person(account) is None
    tx.members.add_person("p1", account, 5)
    assert tx.members.person(account) == "p1"
    assert tx.members.person(Account("stub", "w2", "u1")) is None


def test_a_person_may_have_several_accounts(tx):
    tx.members.add_person("p1", Account("stub", "w1", "u1"), 5)
    tx.members.add_person("p1", Account("other", "", "77"), 9)
    assert tx.members.person(Account("stub", "w1", "u1")) == "p1"
    assert tx.members.person(Account("other", "", "77")) == "p1"


def test_an_account_never_gets_a_second_owner(tx):
    import psycopg

    tx.members.add_person("p1", Account("stub", "w1", "u1"), 5)
    with pytest.raises((sqlite3.IntegrityError, psycopg.errors.UniqueViolation)):
        tx.members.add_person("p2", Account("stub", "w1", "u1"), 9)


def test_a_member_comes_back_as_it_was_stored(tx):
    group = a_group(tx)
    ada = a_member(tx, group.id)
    bob = a_member(tx, group.id, "Bob", manager=True, hidden=True, named_self=True)
    assert tx.members.get(group.id, ada.id) == ada
    assert tx.members.get(group.id, bob.id) == bob
    assert tx.members.count(group.id) == 2


def test_joining_twice_changes_nothing_and_saving_does(tx):
    group = a_group(tx)
    ada = a_member(tx, group.id)
    tx.members.join(replace(ada, name="Eve", manager=True))
    assert tx.members.get(group.id, ada.id) == ada
    tx.members.save(replace(ada, name="Ada L.", named_self=True, hidden=True))
    assert tx.members.get(group.id, ada.id) == replace(
        ada, name="Ada L.", named_self=True, hidden=True
    )


def test_a_person_is_another_member_in_another_group(tx):
    group, other = a_group(tx), a_group(tx)
    ada = a_member(tx, group.id)
    assert tx.members.get(other.id, ada.id) is None
    tx.members.join(Member(ada.id, other.id, "Countess", 7))
    tx.members.save(replace(ada, name="Ada L."))
    assert tx.members.names(group.id, [ada.id]) == {ada.id: "Ada L."}
    assert tx.members.names(other.id, [ada.id]) == {ada.id: "Countess"}


def test_names_are_those_asked_for(tx):
    group, other = a_group(tx), a_group(tx)
    people = [a_member(tx, group.id, f"N{i}") for i in range(300)]
    stranger = a_member(tx, other.id)
    asked = [p.id for p in people[5:]] + [stranger.id, "nobody"]
    assert tx.members.names(group.id, asked) == {p.id: p.name for p in people[5:]}
    assert tx.members.names(group.id, []) == {}


def test_a_home_keeps_its_settings(tx):
    group = a_group(tx)
    home = Home(
        new_id(), group.id, "stub", "w1", "c5", "lost", True, "r1", "Cod'ers", True, "Be told."
    )
    tx.groups.add_home(home)
    assert tx.groups.home(home.id) == home
    assert tx.groups.at(Place("stub", "w1", "c5")) == (group, home)
    changed = replace(
        home, asleep="", former=False, ping="", ping_name="", threads=False, notice=""
    )
    other = a_home(tx, group.id)
    tx.groups.save_home(changed)
    assert tx.groups.homes(group.id) == [changed, other]


def test_groups_that_lost_their_place_are_those_of_one_workspace(tx):
    lost, well, moved = a_group(tx), a_group(tx), a_group(tx)
    home = a_home(tx, lost.id)
    a_home(tx, well.id)
    left = a_home(tx, moved.id)
    tx.groups.save_home(replace(left, former=True, asleep="Deleted."))
    tx.groups.add_home(Home(new_id(), well.id, "stub", "w2", "c1", "Deleted."))
    tx.groups.sleep(home.id, "Deleted.")
    assert tx.groups.lost_in("stub", "w1") == [(lost, replace(home, asleep="Deleted."))]


def test_a_role_that_is_gone_is_dropped_where_it_was_chosen(tx):
    group = a_group(tx)
    homes = [a_home(tx, group.id) for _ in range(3)]
    pings = [
        replace(h, ping=p, ping_name="R") for h, p in zip(homes, ("r1", "r1", "r2"), strict=True)
    ]
    pings[1] = replace(pings[1], notice="Before.")
    for home in pings:
        tx.groups.save_home(home)
    tx.groups.ping_lost("stub", "w2", "r1", "Gone.")
    assert tx.groups.homes(group.id) == pings
    tx.groups.ping_lost("stub", "w1", "r1", "Gone.")
    assert tx.groups.homes(group.id) == [
        replace(homes[0], notice="Gone."),
        replace(homes[1], notice="Before. Gone."),
        pings[2],
    ]


def test_what_managers_were_told_is_not_told_again_and_news_is(tx):
    group = a_group(tx)
    home = a_home(tx, group.id)
    tx.groups.notify(home.id, "One.")
    seen = tx.groups.home(home.id)
    tx.groups.notify(home.id, "Two.")
    tx.groups.told(seen)
    assert tx.groups.home(home.id).notice == "One. Two."
    tx.groups.told(tx.groups.home(home.id))
    assert tx.groups.home(home.id).notice == ""
