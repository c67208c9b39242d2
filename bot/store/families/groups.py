"""Rows of groups and of their homes."""

from bot.chat.refs import Account, Membership, Place
from bot.domain.group import Group, Home
from bot.store.statements import Row, Statements


class GroupRows:
    """Groups, and the places where they live. See `bot.ports.Groups`."""

    __slots__ = ("_sql",)

    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    def at(self, place: Place) -> tuple[Group, Home] | None:
        """The group that lives at a place, and that home of it."""
        row = self._sql.one(
            "at", platform=place.platform, workspace=place.workspace, channel=place.channel
        )
        return (_group(row[:9]), _home(row[9:])) if row else None

    def get(self, group_id: str) -> Group | None:
        """A group by its id."""
        row = self._sql.one("get", group_id=group_id)
        return _group(row) if row else None

    def add(self, group: Group) -> None:
        """A new group. Its id must be new."""
        self._sql.run("add", **_values(group))

    def save(self, group: Group) -> None:
        """Writes every setting of a group."""
        self._sql.run("save", **_values(group))

    def add_home(self, home: Home) -> None:
        """A new home. Its place must be no other home's."""
        self._sql.run(
            "add_home",
            group_id=home.group_id,
            platform=home.platform,
            workspace=home.workspace,
            channel=home.channel,
            **_settings(home),
        )

    def save_home(self, home: Home) -> None:
        """Writes everything of a home but its place."""
        self._sql.run("save_home", **_settings(home))

    def lost_in(self, platform: str, workspace: str) -> list[tuple[Group, Home]]:
        """Groups of a workspace whose place was lost, oldest first."""
        rows = self._sql.rows("lost_in", platform=platform, workspace=workspace)
        return [(_group(row[:9]), _home(row[9:])) for row in rows]

    def ping_lost(self, platform: str, workspace: str, ping: str, notice: str) -> None:
        """The role is gone: homes that pinged it ping nobody, and their managers are to be told."""
        self._sql.run("ping_lost", platform=platform, workspace=workspace, ping=ping, notice=notice)

    def notify(self, home_id: str, notice: str) -> None:
        """One more sentence that managers are to be told once."""
        self._sql.run("notify", home_id=home_id, notice=notice)

    def told(self, home: Home) -> None:
        """They were told what this home says; nothing when more has come meanwhile."""
        self._sql.run("told", home_id=home.id, notice=home.notice)

    def homes(self, group_id: str) -> list[Home]:
        """Every home of a group, sleeping ones too, oldest first."""
        return [_home(row) for row in self._sql.rows("homes", group_id=group_id)]

    def home(self, home_id: str) -> Home | None:
        """A home by its id."""
        row = self._sql.one("home", home_id=home_id)
        return _home(row) if row else None

    def sleep(self, home_id: str, reason: str) -> None:
        """The place is lost: nothing is posted there until it wakes."""
        self._sql.run("set_asleep", home_id=home_id, reason=reason)

    def sleep_workspace(self, platform: str, workspace: str, reason: str) -> None:
        """A whole workspace is lost; a home that sleeps already keeps its reason."""
        self._sql.run("sleep_workspace", platform=platform, workspace=workspace, reason=reason)

    def wake(self, home_id: str) -> None:
        """The place is back."""
        self._sql.run("set_asleep", home_id=home_id, reason="")

    def memberships(self, account: Account) -> list[Membership]:
        """The account's groups by name, each with its places in the account's workspace."""
        rows = self._sql.rows(
            "memberships",
            platform=account.platform,
            workspace=account.workspace,
            user_id=account.user,
        )
        return [
            Membership(name, Place(account.platform, account.workspace, channel), bool(manager))
            for name, channel, manager in rows
        ]


def _group(row: Row) -> Group:
    return Group(*row[:8], paused=bool(row[8]))


def _home(row: Row) -> Home:
    return Home(
        *row[:6],
        former=bool(row[6]),
        ping=row[7],
        ping_name=row[8],
        threads=bool(row[9]),
        notice=row[10],
    )


def _settings(home: Home) -> dict[str, object]:
    return {
        "id": home.id,
        "asleep": home.asleep,
        "former": int(home.former),
        "ping": home.ping,
        "ping_name": home.ping_name,
        "threads": int(home.threads),
        "notice": home.notice,
    }


def _values(group: Group) -> dict[str, object]:
    return {
        "id": group.id,
        "name": group.name,
        "zone": group.zone,
        "exam": group.exam,
        "daily_at": group.daily_at,
        "days": group.days,
        "reveal_at": group.reveal_at,
        "created_ms": group.created_ms,
        "paused": int(group.paused),
    }
