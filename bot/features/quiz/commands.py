"""/quiz: practice that resumes where you were."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.cards.question import codes_form
from bot.chat.events import ActionCall, CommandCall, FormCall, SuggestCall
from bot.chat.replies import Ask, Reply, Say, Update
from bot.chat.views import Choice, View
from bot.commands.declare import Action, Command, Feature, FormAction, Suggester, option
from bot.commands.turn import Here, Turn
from bot.domain.calendar import local_date
from bot.domain.grading import checked
from bot.domain.group import Practice
from bot.domain.picking import practice as pick
from bot.domain.question import Question
from bot.errors import Refusal
from bot.features.quiz import views
from bot.ports import Dice, Packs, Tx
from bot.units.names import exam_of, matching, topic_slug
from bot.units.record import Recorded, record_practice

MOST = 20
USUAL = 5
_FULL = 1000


@dataclass(frozen=True, slots=True)
class Quiz:
    """Options of /quiz."""

    topic: str = option("One topic, such as pcs", default="", suggest="topics")
    exam: str = option("One exam: CPC, CIC, CCS or CCA", default="", suggest="exams")
    count: int = option("How many questions", default=0, low=1, high=MOST)


@dataclass(frozen=True, slots=True)
class Standing:
    """A run with the question that is next, None at its end."""

    practice: Practice
    question: Question | None
    resumed: bool


def _start(
    tx: Tx, here: Here, packs: Packs, dice: Dice, topic: str, exam: str, count: int, new_id: str
) -> Standing | None:
    current = tx.practices.current(here.group.id, here.me.id)
    if current is not None and not (topic or exam or count):
        current = _past_withdrawn(tx, packs, current)
        question = _next(packs, current)
        if question is not None:
            return Standing(current, question, resumed=True)
    day = local_date(here.now_ms, here.group.zone)
    candidates = packs.for_exam(exam or ("" if topic else here.group.exam), topic, on=day)
    seen = tx.answers.seen(here.group.id, here.me.id)
    chosen = pick(candidates, seen, count or USUAL, dice.shuffled(candidates, seed=new_id))
    if not chosen:
        return None
    if current is not None:
        tx.practices.end(current.id, here.now_ms)
    return _open(tx, here, [q.id for q in chosen], packs, new_id, topic, exam)


def _open(
    tx: Tx, here: Here, ids: Sequence[str], packs: Packs, new_id: str, topic: str, exam: str
) -> Standing:
    run = Practice(
        new_id, here.group.id, here.me.id, tuple(ids), 0, here.now_ms, topic=topic, exam=exam
    )
    tx.practices.add(run)
    return Standing(run, packs.question(ids[0]), resumed=False)


def _past_withdrawn(tx: Tx, packs: Packs, run: Practice) -> Practice:
    """Moves a run past questions that are no longer in the bank."""
    position = run.position
    while position < len(run.question_ids) and packs.question(run.question_ids[position]) is None:
        position += 1
    if position != run.position:
        tx.practices.advance(run.id, position)
    return replace(run, position=position)


def _next(packs: Packs, run: Practice) -> Question | None:
    if run.position >= len(run.question_ids):
        return None
    return packs.question(run.question_ids[run.position])


async def quiz(turn: Turn[CommandCall], args: Quiz) -> Reply:
    """Starts a run, or goes on with the one that is open."""
    topic = topic_slug(turn.packs, args.topic)
    exam = exam_of(turn.packs, args.exam)
    return Say(await _begin(turn, topic, exam.id if exam else "", args.count))


async def again(turn: Turn[ActionCall]) -> Reply:
    """The button that starts another run with the same topic and exam."""
    topic, exam, *_ = (*turn.event.action.args, "", "")
    return Say(await _begin(turn, topic, exam, USUAL))


async def _begin(
    turn: "Turn[CommandCall] | Turn[ActionCall]", topic: str, exam: str, count: int
) -> View:
    standing = await turn.write(
        _start, turn.packs, turn.dice, topic, exam, count, turn.dice.new_id()
    )
    if standing is None or standing.question is None:
        return views.nothing(topic, exam)
    return views.asked(
        standing.practice,
        standing.question,
        _title(turn.packs, standing.question),
        resumed=standing.resumed,
    )


async def practise(turn: Turn[ActionCall]) -> Reply:
    """Practise one question: the offer under a closed post. An open run is kept for later."""
    question = turn.packs.question(turn.event.action.args[0] if turn.event.action.args else "")
    if question is None:
        raise Refusal("withdrawn")
    standing = await turn.write(_one, turn.packs, question.id, turn.dice.new_id())
    return Say(views.asked(standing.practice, question, _title(turn.packs, question)))


def _one(tx: Tx, here: Here, packs: Packs, question_id: str, new_id: str) -> Standing:
    standing = _open(tx, here, [question_id], packs, new_id, "", "")
    # Ended at once for `current`, so that /quiz still resumes the longer run.
    tx.practices.end(new_id, here.now_ms)
    return standing


def _record(
    tx: Tx,
    here: Here,
    packs: Packs,
    practice_id: str,
    slot: int,
    raw: Sequence[str],
    new_id: str,
) -> tuple[Practice, Question, Recorded]:
    run, question = _slot(tx, here, packs, practice_id, slot)
    chosen = checked(question, raw)
    day = local_date(here.now_ms, here.group.zone)
    recorded = record_practice(tx, here, run.id, slot, question, chosen, day, new_id)
    if slot + 1 > run.position:
        tx.practices.advance(run.id, slot + 1)
    return run, question, recorded


def _slot(
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
    return run, question


def _place(args: Sequence[str]) -> tuple[str, int]:
    if len(args) < 2 or not args[1].isdigit():  # noqa: PLR2004 - run and slot
        raise Refusal("stale")
    return args[0], int(args[1])


async def answer(turn: Turn[ActionCall]) -> Reply:
    """An answer by button or select; the message becomes the verdict."""
    practice_id, slot = _place(turn.event.action.args)
    raw = [*turn.event.action.args[2:], *turn.event.values]
    run, question, recorded = await turn.write(
        _record, turn.packs, practice_id, slot, raw, turn.dice.new_id()
    )
    return Update(views.graded(run, slot, question, recorded))


async def answer_codes(turn: Turn[ActionCall]) -> Reply:
    """Opens the form for codes."""
    practice_id, slot = _place(turn.event.action.args)
    _, question = await turn.read(_slot, turn.packs, practice_id, slot)
    return Ask(codes_form(question, "practice_codes", practice_id, str(slot)))


async def send_codes(turn: Turn[FormCall]) -> Reply:
    """The codes as typed; an empty or overlong entry comes back with its reason."""
    practice_id, slot = _place(turn.event.action.args)
    typed = turn.event.values.get("codes", "")
    try:
        run, question, recorded = await turn.write(
            _record, turn.packs, practice_id, slot, [typed], turn.dice.new_id()
        )
    except Refusal as refusal:
        if refusal.code not in {"no_codes", "many_codes"}:
            raise
        _, question = await turn.read(_slot, turn.packs, practice_id, slot)
        reason = turn.registry.say(refusal.code, refusal.facts)
        return Ask(
            codes_form(
                question,
                "practice_codes",
                practice_id,
                str(slot),
                typed=typed[:200],
                error=reason,
            )
        )
    return Update(views.graded(run, slot, question, recorded))


@dataclass(frozen=True, slots=True)
class Totals:
    """A run's answers, summed."""

    practice: Practice
    right: int
    answered: int
    by_topic: tuple[tuple[str, int, int], ...]
    missed: tuple[Question, ...]


def _go_on(
    tx: Tx, here: Here, packs: Packs, practice_id: str, slot: int
) -> tuple[Practice, Question | None]:
    run = tx.practices.get(here.group.id, practice_id)
    if run is None or run.member_id != here.me.id:
        raise Refusal("foreign")
    run = _past_withdrawn(tx, packs, replace(run, position=max(slot, 0)))
    return run, _next(packs, run)


def _finish(tx: Tx, here: Here, packs: Packs, practice_id: str) -> Totals:
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
    by_topic = tuple((_slug_title(packs, slug), r, n) for slug, (r, n) in topics.items())
    right = sum(r for _, r, _ in by_topic)
    return Totals(run, right, len(answers), by_topic, tuple(missed))


async def go_on(turn: Turn[ActionCall]) -> Reply:
    """The next question, or the summary after the last."""
    practice_id, slot = _place(turn.event.action.args)
    run, question = await turn.write(_go_on, turn.packs, practice_id, slot)
    if question is None:
        return await _summary(turn, practice_id)
    return Update(views.asked(run, question, _title(turn.packs, question)))


async def stop(turn: Turn[ActionCall]) -> Reply:
    """Ends a run early, with its summary."""
    return await _summary(turn, (turn.event.action.args or ("",))[0])


async def _summary(turn: Turn[ActionCall], practice_id: str) -> Reply:
    totals = await turn.write(_finish, turn.packs, practice_id)
    return Update(
        views.summary(
            totals.practice, totals.right, totals.answered, totals.by_topic, totals.missed
        )
    )


def _title(packs: Packs, question: Question) -> str:
    return _slug_title(packs, question.topic)


def _slug_title(packs: Packs, slug: str) -> str:
    return next((t.title for t in packs.topics if t.slug == slug), slug)


async def topics(turn: Turn[SuggestCall]) -> tuple[Choice, ...]:
    """Topics of the bank."""
    found = [Choice(f"{t.slug}: {t.title}", t.slug) for t in turn.packs.topics]
    return matching(found, turn.event.typed)


async def exams(turn: Turn[SuggestCall]) -> tuple[Choice, ...]:
    """Exams that the bank knows."""
    found = [Choice(f"{e.name}: {e.title}", e.id) for e in turn.packs.exams.values()]
    return matching(found, turn.event.typed)


FEATURE = Feature(
    "quiz",
    commands=(
        Command("quiz", "Practise: questions one after another, only for you", quiz, args=Quiz),
    ),
    actions=(
        Action("quiz", again),
        Action("practise", practise),
        Action("practice", answer),
        Action("practice_codes", answer_codes, opens_form=True),
        Action("quiz_next", go_on),
        Action("quiz_stop", stop),
    ),
    forms=(FormAction("practice_codes", send_codes),),
    suggesters=(Suggester("topics", topics), Suggester("exams", exams)),
    wordings=views.WORDINGS,
)
