"""The whole product: every feature in the order of /help, and its timed work."""

from collections.abc import Callable

from bot.chat.mail import Dated
from bot.chat.views import View
from bot.commands.declare import Feature
from bot.domain.group import Letter, MailKind
from bot.features.codes.commands import FEATURE as CODES
from bot.features.countdown.commands import FEATURE as COUNTDOWN
from bot.features.countdown.event import dated
from bot.features.daily.commands import FEATURE as DAILY
from bot.features.daily.jobs import PostDue, ReminderDue, RevealDue
from bot.features.daily.post import Composer
from bot.features.drill.commands import FEATURE as DRILL
from bot.features.exams.commands import FEATURE as EXAMS
from bot.features.group.commands import FEATURE as GROUP
from bot.features.help.commands import FEATURE as HELP
from bot.features.leaderboard.commands import FEATURE as LEADERBOARD
from bot.features.privacy.commands import FEATURE as PRIVACY
from bot.features.quiz.commands import FEATURE as QUIZ
from bot.features.reports.commands import FEATURE as REPORTS
from bot.ports import Dice, Packs, Tx

FEATURES: tuple[Feature, ...] = (
    QUIZ,
    DAILY,
    CODES,
    DRILL,
    REPORTS,
    LEADERBOARD,
    COUNTDOWN,
    EXAMS,
    GROUP,
    PRIVACY,
    HELP,
)
"""One line here is all that a new feature needs to be known."""


def jobs(packs: Packs, dice: Dice) -> tuple[PostDue, ReminderDue, RevealDue]:
    """What `schedule.due` runs."""
    return (PostDue(packs, dice), ReminderDue(dice), RevealDue(dice))


def compose(packs: Packs) -> Callable[[Tx, Letter], View | Dated | None]:
    """What the outbox draws letters with."""
    posts = Composer(packs)

    def drawn(tx: Tx, letter: Letter) -> View | Dated | None:
        return dated(tx, letter) if letter.kind is MailKind.EVENT else posts.view(tx, letter)

    return drawn
