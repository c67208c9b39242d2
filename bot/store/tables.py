"""The seam between the engine and the tables: every family of rows on one connection."""

from functools import cache

from aiosql.queries import Queries

from bot.ports import Tx
from bot.store.families.answers import AnswerRows
from bot.store.families.boards import BoardRows
from bot.store.families.countdowns import CountdownRows
from bot.store.families.groups import GroupRows
from bot.store.families.installs import InstallRows
from bot.store.families.keys import KeyRows
from bot.store.families.members import MemberRows
from bot.store.families.outbox import OutboxRows
from bot.store.families.posts import PostRows
from bot.store.families.practices import PracticeRows
from bot.store.families.privacy import PrivacyRows
from bot.store.families.pulse import PulseRow
from bot.store.families.reports import ReportRows
from bot.store.families.schedules import ScheduleRows
from bot.store.families.seen import SeenRows
from bot.store.families.streaks import StreakRows
from bot.store.statements import Statements, load

_FAMILIES = (
    "answers",
    "boards",
    "countdowns",
    "groups",
    "installs",
    "keys",
    "members",
    "outbox",
    "posts",
    "practices",
    "privacy",
    "pulse",
    "reports",
    "schedules",
    "seen",
    "streaks",
)


class Tables:
    """Every family on one connection, in whatever transaction is open there."""

    __slots__ = _FAMILIES

    def __init__(self, connection: object, dialect: str) -> None:
        """Cheap: the SQL of a dialect is loaded once a process."""
        loaded = _loaded(dialect)
        self.answers = AnswerRows(Statements(connection, loaded["answers"]))
        self.boards = BoardRows(Statements(connection, loaded["boards"]))
        self.countdowns = CountdownRows(Statements(connection, loaded["countdowns"]))
        self.groups = GroupRows(Statements(connection, loaded["groups"]))
        self.installs = InstallRows(Statements(connection, loaded["installs"]))
        self.keys = KeyRows(Statements(connection, loaded["keys"]))
        self.members = MemberRows(Statements(connection, loaded["members"]))
        self.outbox = OutboxRows(Statements(connection, loaded["outbox"]))
        self.posts = PostRows(Statements(connection, loaded["posts"]))
        self.practices = PracticeRows(Statements(connection, loaded["practices"]))
        self.privacy = PrivacyRows(Statements(connection, loaded["privacy"]))
        self.pulse = PulseRow(Statements(connection, loaded["pulse"]))
        self.reports = ReportRows(Statements(connection, loaded["reports"]))
        self.schedules = ScheduleRows(Statements(connection, loaded["schedules"]))
        self.seen = SeenRows(Statements(connection, loaded["seen"]))
        self.streaks = StreakRows(Statements(connection, loaded["streaks"]))


def tables(connection: object, dialect: str) -> Tx:
    """The families on a connection: sqlite3's for `sqlite`, psycopg's for `postgres`.

    Begins, commits and undoes nothing: that is the caller's. Cheap enough for every unit of work.
    """
    return Tables(connection, dialect)


@cache
def _loaded(dialect: str) -> dict[str, Queries]:
    return {family: load(family, dialect) for family in _FAMILIES}
