"""When a key is corrected: every answer to the question is graded again, and boards follow."""

import logging
from dataclasses import dataclass

from bot.domain.grading import fingerprint, grade
from bot.domain.group import Answer
from bot.domain.question import Question
from bot.domain.scoring import daily_points, practice_points
from bot.ports import Dice, Packs, Tx
from bot.units.letters import redraw

log = logging.getLogger("rounds.regrade")


@dataclass(frozen=True, slots=True)
class Regraded:
    """What a correction changed."""

    questions: int = 0
    answers: int = 0
    groups: int = 0


def regrade(tx: Tx, packs: Packs, dice: Dice, now_ms: int) -> Regraded:
    """Compares every key with the one last graded by; grades again what was corrected.

    Run once at start. Boards of touched groups are rebuilt from the answers, and posts that still
    stand open are drawn again. Streaks count showing up, so a key does not move them.
    """
    known = tx.keys.all()
    corrected: list[str] = []
    answers = 0
    groups: set[str] = set()
    for question in packs.questions:
        now_key, before = fingerprint(question), known.get(question.id)
        if before == now_key:
            continue
        tx.keys.put(question.id, now_key)
        if before is None:
            continue
        corrected.append(question.id)
        for answer in tx.answers.of_question(question.id):
            answers += _again(tx, question, answer)
            groups.add(answer.group_id)
    for group_id in groups:
        tx.boards.rebuild(group_id)
    if corrected:
        for post in tx.posts.open_with_question(corrected):
            redraw(tx, dice, post, now_ms)
        log.info("%d keys corrected, %d answers in %d groups", len(corrected), answers, len(groups))
    return Regraded(len(corrected), answers, len(groups))


def _again(tx: Tx, question: Question, answer: Answer) -> bool:
    credit = grade(question, answer.chosen).credit_milli
    if answer.post_id is not None:
        points = daily_points(credit)
    else:
        day_points = tx.answers.practice_points(
            answer.group_id, answer.member_id, answer.local_date
        )
        points = practice_points(
            credit, first=answer.first, earned_today=day_points - answer.points
        )
    if (credit, points) == (answer.credit_milli, answer.points):
        return False
    tx.answers.regrade(answer.id, credit, points)
    return True
