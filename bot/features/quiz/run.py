"""Runs of practice, as units of work."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.commands.turn import Here
from bot.domain.calendar import local_date
from bot.domain.grading import checked
from bot.domain.group import Practice
from bot.domain.picking import practice as pick
from bot.domain.question import Question
from bot.errors import Refusal
from bot.ports import Dice, Packs, Tx
from bot.units.aim import Aim, aim
from bot.units.names import topic_title
from bot.units.record import Recorded, record_practice
from bot.units.secret import secret

_FULL = 1000
USUAL = 5
"""Questions of a run when no count is given."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A run with the question that is next, None at its end."""

    practice: Practice
    question: Question | None
    resumed: bool
    aim: Aim | None = None


def start(
    tx: Tx, here: Here, packs: Packs, dice: Dice, topic: str, exam: str, count: int, new_id: str
) -> Standing | None:
    current = tx.practices.current(here.group.id, here.me.id)
    if current is not None and not (topic or exam or count):
        current = _past_unusable(tx, here, packs, current)
        question = _next(packs, current)
        if question is not None:
            return Standing(current, question, resumed=True)
    where = aim(tx, here, packs, exam)
    pool = packs.for_exam(exam or ("" if topic else here.group.exam), topic, on=where.day)
    hidden = secret(tx, here)
    place = (here.home.platform, here.home.workspace)
    candidates = [q for q in pool if q.id not in hidden and q.allowed_in(place)]
    seen = tx.answers.seen(here.group.id, here.me.id)
    chosen = pick(candidates, seen, count or USUAL, dice.shuffled(candidates, seed=new_id))
    if not chosen:
        return None
    if current is not None:
        tx.practices.end(current.id, here.now_ms)
    opened = _open(tx, here, [q.id for q in chosen], packs, new_id, topic, exam)
    return replace(opened, aim=where)


def _open(
    tx: Tx, here: Here, ids: Sequence[str], packs: Packs, new_id: str, topic: str, exam: str
) -> Standing:
    run = Practice(
        new_id, here.group.id, here.me.id, tuple(ids), 0, here.now_ms, topic=topic, exam=exam
    )
    tx.practices.add(run)
    return Standing(run, packs.question(ids[0]), resumed=False)


def _past_unusable(tx: Tx, here: Here, packs: Packs, run: Practice) -> Practice:
    """Moves a run past questions that are not in the bank any more, are today's meanwhile, or
    whose validity has ended.
    """
    position = run.position
    hidden = secret(tx, here)
    today = local_date(here.now_ms, here.group.zone)
    place = (here.home.platform, here.home.workspace)
    for question_id in run.question_ids[position:]:
        question = packs.question(question_id)
        usable = question is not None and not question.ended(today) and question.allowed_in(place)
        if usable and question_id not in hidden:
            break
        position += 1
    if position != run.position:
        tx.practices.advance(run.id, position)
    return replace(run, position=position)


def _next(packs: Packs, run: Practice) -> Question | None:
    if run.position >= len(run.question_ids):
        return None
    return packs.question(run.question_ids[run.position])


def one(tx: Tx, here: Here, packs: Packs, question_id: str, new_id: str) -> Standing:
    if question_id in secret(tx, here):
        raise Refusal("asked_today")
    question = packs.question(question_id)
    place = (here.home.platform, here.home.workspace)
    today = local_date(here.now_ms, here.group.zone)
    if question is None or question.ended(today) or not question.allowed_in(place):
        raise Refusal("withdrawn")
    standing = _open(tx, here, [question_id], packs, new_id, "", "")
    # Ended at once for `current`, so that /quiz still resumes the longer run.
    tx.practices.end(new_id, here.now_ms)
    return standing


def record(
    tx: Tx,
    here: Here,
    packs: Packs,
    practice_id: str,
    slot: int,
    raw: Sequence[str],
    new_id: str,
) -> tuple[Practice, Question, Recorded]:
    run, question = slot_of(tx, here, packs, practice_id, slot)
    chosen = checked(question, raw)
    day = local_date(here.now_ms, here.group.zone)
    recorded = record_practice(tx, here, run.id, slot, question, chosen, day, new_id)
    if slot + 1 > run.position:
        tx.practices.advance(run.id, slot + 1)
    return run, question, recorded


def slot_of(
    tx: Tx, here: Here, packs: Packs, practice_id: str, slot: int
) -> tuple[Practice, Question]:
    run = tx.practices.get(here.group.id, practice_id)
    if run is None or run.member_id != here.me.id:
        raise Refusal("foreign")
    if not 0 <= slot < len(run.question_ids):
        raise Refusal("stale")
    question = packs.question(run.question_ids[slot])
    if question is None:
        raise Refusal("withdrawn")
    done = tx.answers.of_slot(here.group.id, run.id, slot) is not None
    if not done and question.id in secret(tx, here):
        raise Refusal("asked_today")
    return run, question


@dataclass(frozen=True, slots=True)
class Totals:
    """A run's answers, summed."""

    practice: Practice
    right: int
    answered: int
    by_topic: tuple[tuple[str, int, int], ...]
    missed: tuple[Question, ...]


def go_on(
    tx: Tx, here: Here, packs: Packs, practice_id: str, slot: int
) -> tuple[Practice, Question | None]:
    run = tx.practices.get(here.group.id, practice_id)
    if run is None or run.member_id != here.me.id:
        raise Refusal("foreign")
    run = _past_unusable(tx, here, packs, replace(run, position=max(slot, 0)))
    return run, _next(packs, run)


def finish(tx: Tx, here: Here, packs: Packs, practice_id: str) -> Totals:
    run = tx.practices.get(here.group.id, practice_id)
    if run is None or run.member_id != here.me.id:
        raise Refusal("foreign")
    tx.practices.end(run.id, here.now_ms)
    topics: dict[str, list[int]] = {}
    missed: list[Question] = []
    answers = tx.answers.of_practice(here.group.id, run.id)
    for given in answers:
        sums = topics.setdefault(given.topic, [0, 0])
        sums[0] += given.credit_milli == _FULL
        sums[1] += 1
        question = packs.question(given.question_id)
        if given.credit_milli < _FULL and question is not None:
            missed.append(question)
    by_topic = tuple((topic_title(packs, slug), r, n) for slug, (r, n) in topics.items())
    right = sum(r for _, r, _ in by_topic)
    return Totals(run, right, len(answers), by_topic, tuple(missed))
