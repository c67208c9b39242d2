"""One event on its way through a handler: who, where, when, and the ports it may use."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Concatenate, Generic, ParamSpec, TypeVar

from bot.chat.abilities import Abilities
from bot.chat.events import ActionCall, CommandCall, FormCall, MessageCall, SuggestCall
from bot.chat.refs import Actor, Place
from bot.commands.declare import Needs
from bot.commands.registry import Registry
from bot.domain.group import Group, Home, Member, current_home
from bot.errors import Refusal
from bot.ports import Codes, Dice, Packs, Store, Tx

E_co = TypeVar(
    "E_co", bound=CommandCall | MessageCall | ActionCall | FormCall | SuggestCall, covariant=True
)
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Here:
    """The group, home and member an event is about, resolved inside its transaction.

    `home` is where questions come to now, also when the event is from a channel that the group has
    left.
    """

    group: Group
    home: Home
    me: Member
    manages: bool
    now_ms: int


@dataclass(frozen=True, slots=True)
class Turn(Generic[E_co]):
    """What a handler is given. Units of work run through it are guarded: no group, no member or
    no right raises a Refusal before the unit is called.
    """

    event: E_co
    now_ms: int
    needs: Needs
    store: Store
    packs: Packs
    codes: Codes
    dice: Dice
    registry: Registry
    abilities: Abilities = field(default_factory=Abilities)

    def at(self, place: Place) -> "Turn[E_co]":
        """The same turn in another place of the platform."""
        return replace(self, event=replace(self.event, place=place))

    async def read(
        self, unit: Callable[Concatenate[Tx, Here, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Runs `unit(tx, here, …)` read-only."""

        def guarded(tx: Tx) -> T:
            return unit(tx, self._enter(tx), *args, **kwargs)

        return await self.store.read(guarded)

    async def write(
        self, unit: Callable[Concatenate[Tx, Here, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Runs `unit(tx, here, …)` in one transaction. The unit is idempotent by its rows."""

        def guarded(tx: Tx) -> T:
            return unit(tx, self._enter(tx), *args, **kwargs)

        return await self.store.write(guarded)

    async def once(
        self, unit: Callable[Concatenate[Tx, Here, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """As `write`, for units that are not idempotent: an event delivered twice raises
        Refusal("seen") the second time and changes nothing.
        """

        def guarded(tx: Tx) -> T:
            here = self._enter(tx)
            if not tx.seen.first(self.event.key, self.now_ms):
                raise Refusal("seen")
            return unit(tx, here, *args, **kwargs)

        return await self.store.write(guarded)

    def _enter(self, tx: Tx) -> Here:
        here = enter(tx, self.event.actor, self.event.place, self.now_ms)
        if self.needs is Needs.MANAGER and not here.manages:
            raise Refusal("managers_only")
        return here


def enter(tx: Tx, actor: Actor, place: Place, now_ms: int) -> Here:
    """Who and where, from rows. Raises Refusal: `no_group`, `not_member`."""
    found = tx.groups.at(place)
    if found is None:
        raise Refusal("no_group")
    group, home = found
    person = tx.members.person(actor.account)
    me = tx.members.get(group.id, person) if person is not None else None
    if me is None:
        raise Refusal("not_member")
    home = current_home(home, tx.groups.homes(group.id) if home.former else ())
    return Here(group, home, me, actor.manages or me.manager, now_ms)
