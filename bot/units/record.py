"""Recording an answer: the fact, its derived points, the boards and the streak, in one unit."""

import datetime
from dataclasses import dataclass

from bot.commands.turn import Here
from bot.domain.grading import Grade, grade
from bot.domain.group import Answer, Post, Streak
from bot.domain.periods import keys_for
from bot.domain.question import Question
from bot.domain.scoring import daily_points, practice_points
from bot.domain.streak import derive, extended
from bot.ports import Score, Tx

CHAIN = 800
"""Posts looked back on for a streak: more than two years of daily questions."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An answer as it stands, with its grade by today's key. `fresh`: stored just now.

    `streak` is the current run that a fresh daily answer made; 0 otherwise.
    """

    answer: Answer
    grade: Grade
    fresh: bool
    streak: int = 0


def record_daily(
    tx: Tx, here: Here, post: Post, question: Question, chosen: tuple[str, ...], new_id: str
) -> Recorded:
    """Stores the one counted attempt at a post; a second one gives back the first."""
    group_id, member_id = here.group.id, here.me.id
    result = grade(question, chosen)
    credit_milli = result.credit_milli
    answer = Answer(
        id=new_id,
        group_id=group_id,
        member_id=member_id,
        question_id=question.id,
        revision=question.revision,
        topic=question.topic,
        chosen=chosen,
        at_ms=here.now_ms,
        local_date=post.local_date,
        first=not tx.answers.met(group_id, member_id, question.id),
        credit_milli=credit_milli,
        points=daily_points(credit_milli),
        post_id=post.id,
    )
    if not tx.answers.add(answer):
        return _earlier(tx.answers.of_post(group_id, post.id, member_id), question)
    _score(tx, answer)
    grown = _keep_streak(tx, here, post)
    return Recorded(answer, result, fresh=True, streak=grown.current)


def record_practice(
    tx: Tx,
    here: Here,
    practice_id: str,
    slot: int,
    question: Question,
    chosen: tuple[str, ...],
    day: datetime.date,
    new_id: str,
) -> Recorded:
    """Stores one practice answer; the first contact with a question counts, up to 20 a day."""
    group_id, member_id = here.group.id, here.me.id
    result = grade(question, chosen)
    first = not tx.answers.met(group_id, member_id, question.id)
    points = practice_points(
        result.credit_milli,
        first=first,
        earned_today=tx.answers.practice_points(group_id, member_id, day),
    )
    answer = Answer(
        id=new_id,
        group_id=group_id,
        member_id=member_id,
        question_id=question.id,
        revision=question.revision,
        topic=question.topic,
        chosen=chosen,
        at_ms=here.now_ms,
        local_date=day,
        first=first,
        credit_milli=result.credit_milli,
        points=points,
        practice_id=practice_id,
        slot=slot,
    )
    if not tx.answers.add(answer):
        return _earlier(tx.answers.of_slot(group_id, practice_id, slot), question)
    if first:
        _score(tx, answer)
    return Recorded(answer, result, fresh=True)


def _earlier(answer: Answer | None, question: Question) -> Recorded:
    if answer is None:
        raise RuntimeError("an answer was refused as a duplicate and is not there")
    return Recorded(answer, grade(question, answer.chosen), fresh=False)


def _score(tx: Tx, answer: Answer) -> None:
    tx.boards.add(
        answer.group_id,
        answer.member_id,
        keys_for(answer.local_date, answer.topic),
        Score(answer.points, int(answer.credit_milli == 1000), 1, answer.at_ms),  # noqa: PLR2004
    )


def _keep_streak(tx: Tx, here: Here, post: Post) -> Streak:
    group_id, member_id = here.group.id, here.me.id
    streak = tx.streaks.get(group_id, member_id)
    grown = _extended(tx, group_id, streak, post)
    if grown is None:
        whole = tx.posts.chain(group_id, datetime.date.max, CHAIN)
        if all(p.id != post.id for p in whole):
            whole = sorted([*whole, post], key=lambda p: p.local_date, reverse=True)
        since = whole[-1].local_date
        grown = derive(whole, tx.answers.answered_dates(group_id, member_id, since))
    tx.streaks.save(group_id, member_id, grown)
    return grown


def _extended(tx: Tx, group_id: str, streak: Streak, post: Post) -> Streak | None:
    """The streak from the newest posts alone; None when they cannot tell.

    The post before this one nearly always can: it was answered, or missing it was a miss. Only
    excused ones make it necessary to look further back.
    """
    for most in (2, 9):
        chain = tx.posts.chain(group_id, post.local_date, most)
        before = [p for p in chain if p.id != post.id]
        told = (
            streak.last is None
            or len(chain) < most
            or before[-1].local_date <= streak.last
            or not all(p.excused for p in before)
        )
        if told:
            return extended(streak, post, before)
    return None
