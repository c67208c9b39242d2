"""All rows about one member of one group, to hand over or to erase."""

from collections.abc import Mapping

from bot.store.statements import Statements

_KEPT: Mapping[str, tuple[str, ...]] = {
    "membership": ("name", "joined_ms", "manager", "hidden", "named_self", "reminders"),
    "accounts": ("platform", "workspace", "user_id", "created_ms"),
    "answers": (
        "question_id",
        "revision",
        "topic",
        "chosen",
        "at_ms",
        "local_date",
        "credit_milli",
        "points",
        "post_id",
        "practice_id",
        "slot",
    ),
    "practices": (
        "id",
        "question_ids",
        "next_slot",
        "started_ms",
        "topic",
        "exam",
        "ended_ms",
    ),
    "countdowns": ("name", "exam_day", "exam_time", "zone", "exam"),
    "reports": ("question_id", "revision", "reason", "words", "at_ms", "settled_ms"),
    "streaks": ("current_run", "best_run", "last_day"),
}
_ERASED = (
    "answers",
    "boards",
    "streaks",
    "practices",
    "countdowns",
    "reports",
    "mail",
    "membership",
)


class PrivacyRows:
    """See `bot.ports.Privacy`."""

    __slots__ = ("_sql",)

    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    def export(self, group_id: str, member_id: str) -> dict[str, list[dict[str, object]]]:
        """Kind of row to its rows, column to value. Boards are left out: answers give them."""
        return {
            kind: [
                dict(zip(columns, row, strict=True))
                for row in self._sql.rows(kind, group_id=group_id, member_id=member_id)
            ]
            for kind, columns in _KEPT.items()
        }

    def erase(self, group_id: str, member_id: str) -> None:
        """Deletes them; the person and their accounts too when no other group knows them."""
        for kind in _ERASED:
            self._sql.run(f"erase_{kind}", group_id=group_id, member_id=member_id)
        self._sql.run("erase_accounts", member_id=member_id)
        self._sql.run("erase_person", member_id=member_id)
