"""Which exam people prepare for, the day they sit it, and the edition that day asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.commands.turn import Here
from bot.domain.calendar import local_date
from bot.domain.code import fiscal_edition
from bot.domain.countdown import sitting
from bot.domain.exam import Edition, Exam
from bot.domain.group import Countdown
from bot.ports import Packs, Tx


@dataclass(frozen=True, slots=True)
class Aim:
    """`day` is the day of the exam; without a date (`dated` is false) it is today."""

    exam: Exam | None
    today: date
    day: date
    dated: bool

    @property
    def books(self) -> Edition | None:
        """The books of that day."""
        return self.exam.edition_on(self.day) if self.exam else None

    @property
    def edition(self) -> str:
        """The ICD-10 edition the exam asks on that day; where that is not known, today's."""
        return self.books.icd10 if self.books else self.in_force

    @property
    def in_force(self) -> str:
        """The ICD-10 edition that is reported today."""
        return fiscal_edition(self.today)


def aim(tx: Tx, here: Here, packs: Packs, exam: str = "") -> Aim:
    """The member's own date for the exam (`""`: the group's exam) comes before the group's date."""
    own = tx.countdowns.of_member(here.group.id, here.me.id)
    wanted = exam or here.group.exam
    today = local_date(here.now_ms, here.group.zone)
    day = sitting(own, wanted, here.group.exam, today)
    if day is None:
        dates = tx.countdowns.of_group(here.group.id)
        day = sitting(dates, wanted, here.group.exam, today)
    return Aim(packs.exams.get(wanted), today, day or today, day is not None)


def served_on(dates: Sequence[Countdown], exam: str, day: date) -> date:
    """The day for which a group's question of `day` must be valid: that of its exam, if it has set
    one. What ends before the exam is not worth learning any more.
    """
    return sitting(dates, exam, exam, day) or day
