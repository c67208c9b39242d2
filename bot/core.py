"""The door: every event goes in here, and exactly one reply comes out."""

import logging
from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from typing import TypeVar, assert_never

from bot.chat.abilities import Abilities
from bot.chat.clean import clean, clean_lines, clean_name
from bot.chat.events import (
    ActionCall,
    CommandCall,
    Event,
    FormCall,
    MessageCall,
    PingLost,
    PlaceLost,
    SuggestCall,
)
from bot.chat.refs import Account, Actor, Membership, Place
from bot.chat.replies import Quiet, Reply, Say, Stance, Suggest
from bot.chat.text import text
from bot.chat.views import Form, Paragraph, Tone, View
from bot.commands.bind import bind
from bot.commands.declare import Command, Feature, MessageCommand, Needs
from bot.commands.options import lacks_options, options_form
from bot.commands.parse import parse
from bot.commands.registry import Registry
from bot.commands.turn import Turn
from bot.errors import Refusal, StoreError
from bot.ports import Clock, Codes, Dice, Messenger, Outcome, Packs, Store, Tx, Unwatched, Watch
from bot.units.joining import admit
from bot.units.unloaded import Unloaded

log = logging.getLogger("rounds.core")

_KNOWN_MOST = 50_000
_LEAST = Abilities()

_STORE_DOWN = (
    "The database cannot be used right now. Try again in a moment: whatever was saved meanwhile is "
    "never counted twice."
)

E = TypeVar("E", CommandCall, MessageCall, ActionCall, FormCall, SuggestCall)


class Core:
    """Rounds without a platform. Safe for any number of concurrent events."""

    def __init__(
        self,
        store: Store,
        packs: Packs,
        clock: Clock,
        dice: Dice,
        features: Iterable[Feature],
        codes: Codes | None = None,
        messengers: Mapping[str, Messenger] | None = None,
        watch: Watch | None = None,
    ) -> None:
        """Collects what the features declare. Opens nothing. Without `codes` none is loaded.
        `messengers` by platform may change while running; they are asked for nothing but their
        abilities. `watch` is told of events.
        """
        self.registry = Registry(features)
        self._store = store
        self._packs = packs
        self._codes: Codes = codes or Unloaded()
        self._clock = clock
        self._dice = dice
        self._watch = watch or Unwatched()
        self._messengers = messengers or {}
        self._known: dict[tuple[Account, Place], str] = {}

    @property
    def commands(self) -> tuple[Command, ...]:
        """The commands that people may see, in the order they are declared."""
        return self.registry.shown()

    @property
    def message_commands(self) -> tuple[MessageCommand, ...]:
        """The commands of message menus, in the order they are declared."""
        return tuple(self.registry.message_commands.values())

    def stance(self, event: Event) -> Stance:
        """Who will see the answer and whether it is a form; for anything unknown: only you."""
        match event:
            case CommandCall():
                try:
                    command = self._command(event)[0]
                except Refusal:
                    return Stance()
                return Stance(command.audience, command.opens_form, command.window)
            case MessageCall():
                found = self.registry.message_commands.get(event.name)
                return Stance(found.audience, found.opens_form) if found else Stance()
            case ActionCall():
                action = self.registry.actions.get(event.action.name)
                if action is None:
                    return Stance()
                return Stance(action.audience, action.opens_form, action.window)
            case FormCall():
                form = self.registry.forms.get(event.action.name)
                return Stance(form.audience) if form else Stance()
            case SuggestCall() | PlaceLost() | PingLost():
                return Stance()
            case _:
                assert_never(event)

    def asks(self, event: CommandCall) -> Form | None:
        """The command's options as a form, when a required one is missing; None: it can run, or is
        no command. Sent in, the form runs the command.
        """
        try:
            command, options = self._command(event)
        except Refusal:
            return None
        return options_form(command, options) if lacks_options(command, options) else None

    async def memberships(self, account: Account) -> tuple[Membership, ...]:
        """The groups that an account is in, by name, with each place of them on its platform and
        in its workspace. Raises StoreError.
        """
        return await self._store.read(_memberships, account)

    async def handle(self, event: Event) -> Reply:
        """One reply to one event. Never raises: a refusal is worded, a fault of ours is logged
        under a reference that the person is told.
        """
        began_s = self._watch.now_s()
        reply, outcome = await self._answer(event)
        kind, name = self._about(event)
        platform = event.place.platform
        self._watch.handled(platform, kind, name, outcome, self._watch.now_s() - began_s)
        return reply

    async def _answer(self, event: Event) -> tuple[Reply, Outcome]:
        try:
            return await self._route(event), Outcome.OK
        except Refusal as refusal:
            if refusal.code == "not_member" and not isinstance(event, PlaceLost | PingLost):
                self._known.pop((event.actor.account, event.place), None)
            return Say(self._refused(refusal), private=True), Outcome.REFUSED
        except StoreError as error:
            log.error("event %s: %s", event.key, error)  # noqa: TRY400 - the sentence is enough
            return Say(_trouble(_STORE_DOWN), private=True), Outcome.STORE
        except Exception:
            reference = self._dice.new_id()[-8:]
            log.exception("event %s failed, reference %s", event.key, reference)
            sentence = (
                "Something went wrong on our side and nothing was saved. Try again; if it "
                f"happens again, tell a manager this reference: {reference}."
            )
            return Say(_trouble(sentence), private=True), Outcome.FAULT

    def _about(self, event: Event) -> tuple[str, str]:
        """Kind and declared name of an event, for counting: nothing that anybody typed."""
        match event:
            case CommandCall():
                try:
                    return "command", self._command(event)[0].name
                except Refusal:
                    return "command", ""
            case MessageCall():
                known = {command.name for command in self.message_commands}
                return "message", _declared(event.name, known)
            case ActionCall():
                return "action", _declared(event.action.name, self.registry.actions)
            case FormCall():
                return "form", _declared(event.action.name, self.registry.forms)
            case SuggestCall():
                return "suggest", _declared(event.suggester, self.registry.suggesters)
            case PlaceLost() | PingLost():
                return "lost", ""
            case _:
                assert_never(event)

    async def _route(self, event: Event) -> Reply:
        match event:
            case CommandCall():
                return await self._run_command(event)
            case MessageCall():
                return await self._run_on_message(event)
            case ActionCall():
                action = self.registry.actions.get(event.action.name)
                if action is None or not event.action.readable:
                    raise Refusal("stale")
                await self._admit(event.actor, event.place, action.needs)
                return await action.run(self._turn(event, action.needs))
            case FormCall():
                form = self.registry.forms.get(event.action.name)
                if form is None or not event.action.readable:
                    raise Refusal("stale")
                await self._admit(event.actor, event.place, form.needs)
                values = {name: clean_lines(value) for name, value in event.values.items()}
                return await form.run(self._turn(replace(event, values=values), form.needs))
            case SuggestCall():
                return await self._complete(event)
            case PlaceLost() | PingLost():
                await self._store.write(_lose, event)
                return Quiet()
            case _:
                assert_never(event)

    def _command(self, event: CommandCall) -> tuple[Command, tuple[tuple[str, str], ...]]:
        if event.typed is not None:
            line = parse(event.typed, self.registry)
            return line.command, line.options
        command = self.registry.commands.get(event.name)
        if command is None:
            typed = clean(event.name)[:40]
            raise Refusal("no_command", typed=typed, nearest=self.registry.nearest(typed))
        return command, event.options

    async def _run_command(self, event: CommandCall) -> Reply:
        command, options = self._command(event)
        args = bind(command.on(self._abilities(event.place)), options)
        event = replace(event, name=command.name, options=options)
        await self._admit(event.actor, event.place, command.needs)
        return await command.run(self._turn(event, command.needs), args)

    async def _complete(self, event: SuggestCall) -> Suggest:
        suggester = self.registry.suggesters.get(event.suggester)
        if suggester is None:
            return Suggest(())
        try:
            return Suggest(await suggester.run(self._turn(event, Needs.MEMBER)))
        except Refusal:
            return Suggest(())

    async def _run_on_message(self, event: MessageCall) -> Reply:
        command = self.registry.message_commands.get(event.name)
        if command is None:
            raise Refusal("no_command", typed=clean(event.name)[:40], nearest="")
        event = replace(event, offers=tuple(o for o in event.offers if o.readable))
        await self._admit(event.actor, event.place, command.needs)
        return await command.run(self._turn(event, command.needs))

    def _turn(self, event: E, needs: Needs) -> Turn[E]:
        return Turn(
            event,
            self._now(),
            needs,
            self._store,
            self._packs,
            self._codes,
            self._dice,
            self.registry,
            self._abilities(event.place),
        )

    def _abilities(self, place: Place) -> Abilities:
        messenger = self._messengers.get(place.platform)
        return messenger.abilities if messenger else _LEAST

    async def _admit(self, actor: Actor, place: Place, needs: Needs) -> None:
        """Makes the actor a member of the place's group at first contact, and keeps their shown
        name in step with the platform's.
        """
        if needs is Needs.NOBODY:
            return
        name = clean_name(actor.name)
        who = (actor.account, place)
        if self._known.get(who) == name:
            return
        if await self._store.write(admit, actor, place, name, self._dice.new_id(), self._now()):
            if len(self._known) >= _KNOWN_MOST:
                self._known.clear()
            self._known[who] = name

    def _now(self) -> int:
        return self._clock.now_ms()

    def _refused(self, refusal: Refusal) -> View:
        return _trouble(self.registry.say(refusal.code, refusal.facts))


def _declared(name: str, known: Container[str]) -> str:
    return name if name in known else ""


def _trouble(sentence: str) -> View:
    return View("", (Paragraph(text(sentence)),), tone=Tone.NOTICE)


def _memberships(tx: Tx, account: Account) -> tuple[Membership, ...]:
    return tuple(tx.groups.memberships(account))


def _lose(tx: Tx, event: PlaceLost | PingLost) -> None:
    place = event.place
    if isinstance(event, PingLost):
        tx.groups.ping_lost(place.platform, place.workspace, event.ping, event.reason)
    elif not place.channel:
        tx.groups.sleep_workspace(place.platform, place.workspace, event.reason)
    elif found := tx.groups.at(place):
        tx.groups.sleep(found[1].id, event.reason)
