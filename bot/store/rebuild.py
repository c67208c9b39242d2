"""Board rollups computed anew from a group's answers, one statement for each period.

The keys and the dates they cover come from `bot.domain.periods`, as they do when an answer is
added: no SQL knows what a week is.
"""

from datetime import date

from bot.domain.periods import period_key, span
from bot.store.statements import Statements

_KEPT = ("week", "month", "all")


def rebuild_group(boards: Statements, group_id: str) -> None:
    """Replaces every board row of a group, inside the unit that is open."""
    boards.run("clear", group_id=group_id)
    days = [date.fromisoformat(row[0]) for row in boards.rows("dates", group_id=group_id)]
    if not days:
        return
    kept = {period_key(period, day): span(period, day) for period in _KEPT for day in days}
    for period, (since, until) in kept.items():
        boards.run(
            "fill",
            group_id=group_id,
            period=period,
            since=since.isoformat(),
            until=until.isoformat(),
        )
    boards.run("fill_topics", group_id=group_id, period=period_key("all", days[0]))
