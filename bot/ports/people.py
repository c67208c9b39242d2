"""Groups, their homes and their members, as tables."""

from collections.abc import Sequence
from typing import Protocol

from bot.chat.refs import Account, Membership, Place
from bot.domain.group import (
    Countdown,
    Group,
    Home,
    Member,
)


class Groups(Protocol):
    """Groups and their homes."""

    def at(self, place: Place) -> tuple[Group, Home] | None: ...
    def get(self, group_id: str) -> Group | None: ...
    def add(self, group: Group) -> None: ...
    def save(self, group: Group) -> None: ...
    def add_home(self, home: Home) -> None: ...
    def save_home(self, home: Home) -> None:
        """Writes everything of a home but its place."""
        ...

    def homes(self, group_id: str) -> list[Home]:
        """Every home of a group, sleeping and former ones too, oldest first."""
        ...

    def lost_in(self, platform: str, workspace: str) -> list[tuple[Group, Home]]:
        """Groups of a workspace whose place was lost, oldest first."""
        ...

    def ping_lost(self, platform: str, workspace: str, ping: str, notice: str) -> None:
        """The role is gone: homes that pinged it ping nobody, and their managers are to be told."""
        ...

    def notify(self, home_id: str, notice: str) -> None:
        """One more sentence that managers are to be told once."""
        ...

    def told(self, home: Home) -> None:
        """They were told what this home says; nothing when more has come meanwhile."""
        ...

    def home(self, home_id: str) -> Home | None: ...
    def sleep(self, home_id: str, reason: str) -> None: ...
    def sleep_workspace(self, platform: str, workspace: str, reason: str) -> None:
        """Every home of a workspace sleeps; one that sleeps already keeps its reason."""
        ...

    def wake(self, home_id: str) -> None: ...
    def memberships(self, account: Account) -> list[Membership]:
        """The account's groups by name, each with its places in the account's workspace."""
        ...


class Members(Protocol):
    """People: accounts belong to a person, a person is a member of groups."""

    def person(self, account: Account) -> str | None: ...
    def add_person(self, member_id: str, account: Account, at_ms: int) -> None: ...
    def get(self, group_id: str, member_id: str) -> Member | None: ...
    def join(self, member: Member) -> None: ...
    def save(self, member: Member) -> None: ...
    def count(self, group_id: str) -> int: ...
    def names(self, group_id: str, member_ids: Sequence[str]) -> dict[str, str]: ...
    def to_remind(self, group_id: str, post_id: str) -> list[str]:
        """Members who asked for reminders and have not answered the post."""
        ...

    def account_at(self, member_id: str, place: Place) -> Account | None:
        """The account by which a person can be reached where the place is."""
        ...


class Countdowns(Protocol):
    """Exam dates of groups and of single members."""

    def add(self, countdown: Countdown) -> bool:
        """False when the group (or this member) has one of that name already (case folded)."""
        ...

    def set_event(self, countdown_id: str, home_id: str) -> None:
        """Which home's workspace keeps it as an event; an empty id for none."""
        ...

    def remove(self, countdown_id: str) -> None: ...
    def of_group(self, group_id: str) -> list[Countdown]:
        """The group's own, by date."""
        ...

    def of_member(self, group_id: str, member_id: str) -> list[Countdown]:
        """The member's private ones, by date."""
        ...

    def get(self, group_id: str, countdown_id: str) -> Countdown | None: ...


class Privacy(Protocol):
    """Everything kept about one member of one group."""

    def export(self, group_id: str, member_id: str) -> dict[str, list[dict[str, object]]]:
        """Kind of row to its rows. Board rows are left out: they follow from the answers."""
        ...

    def erase(self, group_id: str, member_id: str) -> None:
        """Deletes it; the person and their accounts too when no other group knows them."""
        ...
