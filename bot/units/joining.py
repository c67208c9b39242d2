"""Becoming a member of a place's group."""

from dataclasses import replace

from bot.chat.refs import Actor, Place
from bot.domain.group import Member
from bot.ports import Tx


def admit(tx: Tx, actor: Actor, place: Place, name: str, new_id: str, now_ms: int) -> bool:
    """Makes the actor a member of the place's group at first contact, and keeps their shown name in
    step with the platform's unless they chose one. False: no group lives there.
    """
    found = tx.groups.at(place)
    if found is None:
        return False
    group, _ = found
    person = tx.members.person(actor.account)
    if person is None:
        person = new_id
        tx.members.add_person(person, actor.account, now_ms)
    member = tx.members.get(group.id, person)
    if member is None:
        tx.members.join(Member(person, group.id, name, now_ms))
    elif not member.named_self and member.name != name:
        tx.members.save(replace(member, name=name))
    return True
