"""Timed work of the daily question: posting it, counting down beside it, and revealing it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.chat.refs import Place
from bot.domain.calendar import WEEKDAYS, due_ms, first_after, next_due
from bot.domain.countdown import is_mark
from bot.domain.group import Countdown, Group, Home, Post, PostKind, PostState
from bot.domain.group import Schedule as Row
from bot.domain.picking import daily
from bot.ports import Dice, Packs, Tx
from bot.units.aim import served_on
from bot.units.letters import discuss, keep_event, redraw, remind, send
from bot.units.plan import plan

GRACE_MS = 3 * 3_600_000
"""A post that is later than this is skipped, visibly: an afternoon is not a morning question."""

EXCUSED_AFTER_MS = 3_600_000
"""Later than an hour, missing the post breaks no streak."""

LEAST_OPEN_MS = 3_600_000
"""A post stays open for an hour at least."""

REMIND_BEFORE_MS = 2 * 3_600_000
"""How long before it closes a post is brought to mind."""

_POSTPONE_MS = 300_000
_MOST_MISSED = 31


@dataclass(frozen=True, slots=True)
class PostDue:
    """The job that claims due posts. One unit a batch; nothing is sent here."""

    packs: Packs
    dice: Dice
    name: str = "post"

    def find(self, tx: Tx, now_ms: int, limit: int) -> list[Row]:
        """Groups that are due, oldest first."""
        return tx.schedules.due(now_ms, limit)

    def handle(self, tx: Tx, now_ms: int, row: Row) -> None:
        """Claims or skips the group's post of that date and moves its schedule on.

        Later than three hours: skipped, with the reason. Of several missed dates the last one may
        still be posted; the others are skipped.
        """
        if tx.schedules.get(row.group_id) != row:
            return
        group = tx.groups.get(row.group_id)
        if group is None or group.paused:
            tx.schedules.drop(row.group_id)
            return
        due, day = row.next_due_ms, row.local_date
        for missed_ms, missed in self._missed(group, row, now_ms):
            if missed != day:
                self._skip(tx, group, due, day, "Rounds was not running at that time.")
            due, day = missed_ms, missed
        used = tx.posts.last_used(group.id)
        asked = max(used.values(), default=None)
        countdowns = tx.countdowns.of_group(group.id)
        late = now_ms - due
        if late > GRACE_MS:
            hours, minutes = divmod(late // 60_000, 60)
            self._skip(
                tx, group, due, day, f"It was {hours} h {minutes:02} min late; 3 h is the most."
            )
        elif self._claim(tx, group, due, day, now_ms, used, countdowns):
            asked = max(asked or day, day)
        plan(tx, group, max(now_ms, due), asked, countdowns)

    def postpone(self, tx: Tx, now_ms: int, row: Row, reason: str) -> None:
        """Sets a row that fails aside for five minutes, so that it never stops the others."""
        del reason
        tx.schedules.put(replace(row, next_due_ms=now_ms + _POSTPONE_MS))

    def _missed(self, group: Group, row: Row, now_ms: int) -> list[tuple[int, date]]:
        found: list[tuple[int, date]] = []
        at_ms = row.next_due_ms
        while True:
            at_ms, day = next_due(at_ms, group.daily_at, group.zone, group.days)
            if at_ms > now_ms:
                break
            found.append((at_ms, day))
        # After a month away the ledger needs no row for every date.
        return found if len(found) <= _MOST_MISSED else [*found[:_MOST_MISSED], found[-1]]

    def _skip(self, tx: Tx, group: Group, due: int, day: date, reason: str) -> None:
        if WEEKDAYS[day.weekday()] in group.days.split(","):
            tx.posts.add(
                Post(
                    self.dice.new_id(),
                    group.id,
                    PostKind.DAILY,
                    day,
                    due,
                    PostState.SKIPPED,
                    reason=reason,
                )
            )

    def _claim(
        self,
        tx: Tx,
        group: Group,
        due: int,
        day: date,
        now_ms: int,
        used: Mapping[str, date],
        countdowns: Sequence[Countdown],
    ) -> bool:
        """Whether that date has its question from now on."""
        homes = tx.groups.homes(group.id)
        asked = False
        if WEEKDAYS[day.weekday()] in group.days.split(",") or due != due_ms(
            day, group.daily_at, group.zone
        ):
            asked = self._claim_daily(tx, group, homes, due, day, now_ms, used, countdowns)
        for countdown in countdowns:
            if is_mark(countdown.day, day):
                post = Post(
                    self.dice.new_id(),
                    group.id,
                    PostKind.COUNTDOWN,
                    day,
                    due,
                    PostState.CLAIMED,
                    subject=countdown.id,
                )
                if tx.posts.add(post):
                    send(tx, self.dice, homes, post, now_ms)
                if countdown.day > day:
                    # Brought in step, and noticed should somebody have deleted it.
                    keep_event(tx, self.dice, countdown, now_ms)
        return asked

    def _claim_daily(
        self,
        tx: Tx,
        group: Group,
        homes: Sequence[Home],
        due: int,
        day: date,
        now_ms: int,
        used: Mapping[str, date],
        countdowns: Sequence[Countdown],
    ) -> bool:
        pool = self.packs.for_exam(group.exam, on=served_on(countdowns, group.exam, day))
        places = [(home.platform, home.workspace) for home in homes]
        candidates = [question for question in pool if question.allowed_in(*places)]
        question = daily(candidates, used, f"{group.id}|{day}")
        if question is None:
            self._skip(tx, group, due, day, "No question of this exam is in the bank.")
            return False
        post = Post(
            self.dice.new_id(),
            group.id,
            PostKind.DAILY,
            day,
            due,
            PostState.CLAIMED,
            question_id=question.id,
            revision=question.revision,
            reveal_due_ms=first_after(
                max(due + LEAST_OPEN_MS - 1, now_ms + LEAST_OPEN_MS // 4),
                group.reveal_at,
                group.zone,
            ),
            excused=now_ms - due > EXCUSED_AFTER_MS,
        )
        if not tx.posts.add(post):
            return False
        send(tx, self.dice, homes, post, now_ms)
        return True


@dataclass(frozen=True, slots=True)
class ReminderDue:
    """The job that reminds those who asked for it, two hours before a post closes."""

    dice: Dice
    name: str = "reminder"

    def find(self, tx: Tx, now_ms: int, limit: int) -> list[Post]:
        """Open posts that close within two hours."""
        return tx.posts.due_reminders(now_ms, now_ms + REMIND_BEFORE_MS, limit)

    def handle(self, tx: Tx, now_ms: int, row: Post) -> None:
        """A private letter to each member who wants one and has not answered."""
        if not tx.posts.set_reminded(row.id):
            return
        homes = [h for h in tx.groups.homes(row.group_id) if not h.asleep and not h.former]
        for member_id in tx.members.to_remind(row.group_id, row.id):
            for home in homes:
                place = Place(home.platform, home.workspace, home.channel)
                if tx.members.account_at(member_id, place) is not None:
                    remind(tx, self.dice, home, row, member_id, now_ms)
                    break

    def postpone(self, tx: Tx, now_ms: int, row: Post, reason: str) -> None:
        """A reminder that cannot be handled is left out."""
        del now_ms, reason
        tx.posts.set_reminded(row.id)


@dataclass(frozen=True, slots=True)
class RevealDue:
    """The job that closes posts at their reveal hour and asks for them to be redrawn."""

    dice: Dice
    name: str = "reveal"

    def find(self, tx: Tx, now_ms: int, limit: int) -> list[Post]:
        """Posts whose reveal is due."""
        return tx.posts.due_reveals(now_ms, limit)

    def handle(self, tx: Tx, now_ms: int, row: Post) -> None:
        """Closes the post; answers are refused from here on. One that never reached any home is
        skipped instead, and its letters have nothing to say any more.
        """
        if not tx.posts.set_revealed(row.id, now_ms):
            return
        if row.posted_ms is None and not tx.answers.count(row.group_id, row.id):
            tx.posts.skip(row.id, "It could not be delivered before its reveal.")
            return
        redraw(tx, self.dice, row, now_ms)
        discuss(tx, self.dice, row, now_ms)

    def postpone(self, tx: Tx, now_ms: int, row: Post, reason: str) -> None:
        """A reveal that cannot be handled closes its post all the same, so that it never stops the
        others and nobody answers late; the key is shown by a redraw a little later.
        """
        del reason
        if tx.posts.set_revealed(row.id, now_ms):
            redraw(tx, self.dice, row, now_ms, within_ms=_POSTPONE_MS)
            discuss(tx, self.dice, row, now_ms)
