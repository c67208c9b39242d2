"""One transaction over every table, and what runs it."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from bot.ports.answers import Answers, Boards, Keys, Practices, Streaks
from bot.ports.installs import Installs
from bot.ports.people import Countdowns, Groups, Members, Privacy
from bot.ports.posts import Outbox, Posts, Pulse, Schedules
from bot.ports.reports import Reports

P = ParamSpec("P")
T = TypeVar("T")


class Seen(Protocol):
    """Event keys, so that an event delivered twice has one effect."""

    def first(self, key: str, at_ms: int) -> bool: ...
    def purge(self, before_ms: int) -> None: ...


class Tx(Protocol):
    """One transaction: every family of rows."""

    @property
    def groups(self) -> Groups: ...
    @property
    def members(self) -> Members: ...
    @property
    def posts(self) -> Posts: ...
    @property
    def answers(self) -> Answers: ...
    @property
    def boards(self) -> Boards: ...
    @property
    def streaks(self) -> Streaks: ...
    @property
    def practices(self) -> Practices: ...
    @property
    def countdowns(self) -> Countdowns: ...
    @property
    def reports(self) -> Reports: ...
    @property
    def schedules(self) -> Schedules: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def seen(self) -> Seen: ...
    @property
    def installs(self) -> Installs: ...
    @property
    def keys(self) -> Keys: ...
    @property
    def privacy(self) -> Privacy: ...
    @property
    def pulse(self) -> Pulse: ...


class Store(Protocol):
    """Runs units of work."""

    async def write(
        self, unit: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Runs `unit` in one transaction; what it raises undoes only its own writes."""
        ...

    async def read(
        self, unit: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Runs `unit` read-only, beside the writers."""
        ...
