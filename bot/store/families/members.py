"""Rows of people, their accounts and their memberships."""

import json
from collections.abc import Sequence

from bot.chat.refs import Account, Place
from bot.domain.group import Member
from bot.store.statements import Statements


class MemberRows:
    """People, and who they are in each group. See `bot.ports.Members`."""

    __slots__ = ("_sql",)

    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    def person(self, account: Account) -> str | None:
        """The id of the person who owns an account."""
        row = self._sql.one(
            "person",
            platform=account.platform,
            workspace=account.workspace,
            user_id=account.user,
        )
        return row[0] if row else None

    def add_person(self, member_id: str, account: Account, at_ms: int) -> None:
        """A person with an account; another account when the person is known already.

        An account that has an owner is an error, never a silent second person.
        """
        self._sql.run("add_person", person_id=member_id, at_ms=at_ms)
        self._sql.run(
            "add_account",
            platform=account.platform,
            workspace=account.workspace,
            user_id=account.user,
            person_id=member_id,
            at_ms=at_ms,
        )

    def get(self, group_id: str, member_id: str) -> Member | None:
        """A person as this group knows them."""
        row = self._sql.one("get", group_id=group_id, member_id=member_id)
        return Member(*row[:4], *map(bool, row[4:])) if row else None

    def join(self, member: Member) -> None:
        """Makes the person a member; nothing when they are one."""
        self._sql.run("join", **_values(member))

    def save(self, member: Member) -> None:
        """Writes name and settings of a member."""
        self._sql.run("save", **_values(member))

    def count(self, group_id: str) -> int:
        """How many members a group has."""
        row = self._sql.one("count", group_id=group_id)
        return row[0] if row else 0

    def names(self, group_id: str, member_ids: Sequence[str]) -> dict[str, str]:
        """Member id to name, for those that are members."""
        ids = json.dumps(list(member_ids))
        return dict(self._sql.rows("names", group_id=group_id, ids=ids))

    def to_remind(self, group_id: str, post_id: str) -> list[str]:
        """Members who asked for reminders and have not answered the post."""
        rows = self._sql.rows("to_remind", group_id=group_id, post_id=post_id)
        return [row[0] for row in rows]

    def account_at(self, member_id: str, place: Place) -> Account | None:
        """The account by which a person can be reached where the place is."""
        row = self._sql.one(
            "account_of",
            person_id=member_id,
            platform=place.platform,
            workspace=place.workspace,
        )
        return Account(place.platform, *row) if row else None


def _values(member: Member) -> dict[str, object]:
    return {
        "group_id": member.group_id,
        "member_id": member.id,
        "name": member.name,
        "joined_ms": member.joined_ms,
        "manager": int(member.manager),
        "hidden": int(member.hidden),
        "named_self": int(member.named_self),
        "reminders": int(member.reminders),
    }
