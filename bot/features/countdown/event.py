"""An exam date as an event of the platform, where a manager asks for it.

The countdown is the truth: the event follows it, never the other way round.
"""

from dataclasses import replace

from bot.chat.events import ActionCall
from bot.chat.mail import Dated
from bot.chat.replies import Reply, Say
from bot.commands.declare import Action, Needs
from bot.commands.turn import Here, Turn
from bot.domain.calendar import due_ms
from bot.domain.group import Countdown, Letter
from bot.errors import Refusal
from bot.features.countdown import views
from bot.ports import Dice, Tx
from bot.units.letters import keep_event

_FIRST, _LAST = "00:00", "23:59"
_HOUR_MS = 3_600_000


def hours(countdown: Countdown) -> tuple[int, int]:
    """When it starts and ends: from its time to the end of that day, the whole day without one."""
    starts = due_ms(countdown.day, countdown.at or _FIRST, countdown.zone)
    return starts, max(due_ms(countdown.day, _LAST, countdown.zone), starts + _HOUR_MS)


def dated(tx: Tx, letter: Letter) -> Dated | None:
    """What the event says now; None when it is not wanted any more."""
    countdown = tx.countdowns.get(letter.group_id, letter.post_id)
    group = tx.groups.get(letter.group_id)
    if countdown is None or group is None or countdown.event != letter.home_id:
        return None
    return views.event(countdown, group, *hours(countdown))


def _change(tx: Tx, here: Here, dice: Dice, countdown_id: str, wanted: bool) -> Countdown:
    found = tx.countdowns.get(here.group.id, countdown_id)
    if found is None or found.member_id:
        raise Refusal("foreign")
    if wanted and hours(found)[0] <= here.now_ms:
        raise Refusal("event_late", name=found.name)
    if wanted == bool(found.event):
        return found
    made = replace(found, event=here.home.id if wanted else "")
    tx.countdowns.set_event(found.id, made.event)
    keep_event(tx, dice, made if wanted else found, here.now_ms)
    return made


async def change(turn: Turn[ActionCall]) -> Reply:
    """Makes a date of the group an event besides, or no longer."""
    countdown_id, wanted = (*turn.event.action.args, "", "")[:2]
    if not turn.abilities.events:
        raise Refusal("stale")
    missing = turn.event.lacks_for.get("events", ())
    if wanted == "on" and missing:
        raise Refusal("events_lacking", names=missing)
    made = await turn.write(_change, turn.dice, countdown_id, wanted == "on")
    return Say(views.event_asked(made))


ACTION = Action("countdown_event", change, needs=Needs.MANAGER)
