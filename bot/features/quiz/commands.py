"""/quiz: practice that resumes where you were."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards.question import codes_form
from bot.chat.events import ActionCall, CommandCall, FormCall, SuggestCall
from bot.chat.replies import Ask, Reply, Say, Update
from bot.chat.views import Choice, View
from bot.commands.declare import (
    Action,
    Command,
    Dashboard,
    Feature,
    FormAction,
    Subject,
    Suggester,
    option,
)
from bot.commands.turn import Turn
from bot.errors import Refusal
from bot.features.quiz import run, views
from bot.units.names import exam_of, matching, topic_slug, topic_title

MOST = 20


@dataclass(frozen=True, slots=True)
class Quiz:
    """Options of /quiz."""

    topic: str = option("One topic, such as pcs", default="", suggest="topics")
    exam: str = option("One exam: CPC, CIC, CCS or CCA", default="", suggest="exams")
    count: int = option("How many questions", default=0, low=1, high=MOST)


async def quiz(turn: Turn[CommandCall], args: Quiz) -> Reply:
    """Starts a run, or goes on with the one that is open."""
    topic = topic_slug(turn.packs, args.topic)
    exam = exam_of(turn.packs, args.exam)
    return Say(await _begin(turn, topic, exam.id if exam else "", args.count))


async def again(turn: Turn[ActionCall]) -> Reply:
    """The button that starts another run with the same topic and exam."""
    topic, exam, *_ = (*turn.event.action.args, "", "")
    return Say(await _begin(turn, topic, exam, run.USUAL))


async def _begin(
    turn: "Turn[CommandCall] | Turn[ActionCall]", topic: str, exam: str, count: int
) -> View:
    standing = await turn.write(
        run.start, turn.packs, turn.dice, topic, exam, count, turn.dice.new_id()
    )
    if standing is None or standing.question is None:
        return views.nothing(topic, exam)
    return views.asked(
        standing.practice,
        standing.question,
        topic_title(turn.packs, standing.question.topic),
        resumed=standing.resumed,
        note=views.aimed(standing.aim) if standing.aim else "",
    )


async def practise(turn: Turn[ActionCall]) -> Reply:
    """Practise one question: the offer under a closed post. An open run is kept for later."""
    question = turn.packs.question(turn.event.action.args[0] if turn.event.action.args else "")
    if question is None:
        raise Refusal("withdrawn")
    standing = await turn.write(run.one, turn.packs, question.id, turn.dice.new_id())
    return Say(views.asked(standing.practice, question, topic_title(turn.packs, question.topic)))


def _place(args: Sequence[str]) -> tuple[str, int]:
    # `isdigit` alone takes digits that `int` does not, such as a superscript two.
    if len(args) < 2 or not re.fullmatch(r"[0-9]{1,3}", args[1]):  # noqa: PLR2004 - run and slot
        raise Refusal("stale")
    return args[0], int(args[1])


async def answer(turn: Turn[ActionCall]) -> Reply:
    """An answer by button or select; the message becomes the verdict."""
    practice_id, slot = _place(turn.event.action.args)
    raw = [*turn.event.action.args[2:], *turn.event.values]
    practice, question, recorded = await turn.write(
        run.record, turn.packs, practice_id, slot, raw, turn.dice.new_id()
    )
    return Update(views.graded(practice, slot, question, recorded))


async def answer_codes(turn: Turn[ActionCall]) -> Reply:
    """Opens the form for codes."""
    practice_id, slot = _place(turn.event.action.args)
    _, question = await turn.read(run.slot_of, turn.packs, practice_id, slot)
    return Ask(codes_form(question, "practice_codes", practice_id, str(slot)))


async def send_codes(turn: Turn[FormCall]) -> Reply:
    """The codes as typed; an empty or overlong entry comes back with its reason."""
    practice_id, slot = _place(turn.event.action.args)
    typed = turn.event.values.get("codes", "")
    try:
        practice, question, recorded = await turn.write(
            run.record, turn.packs, practice_id, slot, [typed], turn.dice.new_id()
        )
    except Refusal as refusal:
        if refusal.code not in {"no_codes", "many_codes"}:
            raise
        _, question = await turn.read(run.slot_of, turn.packs, practice_id, slot)
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
    return Update(views.graded(practice, slot, question, recorded))


async def go_on(turn: Turn[ActionCall]) -> Reply:
    """The next question, or the summary after the last."""
    practice_id, slot = _place(turn.event.action.args)
    practice, question = await turn.write(run.go_on, turn.packs, practice_id, slot)
    if question is None:
        return await _summary(turn, practice_id)
    return Update(views.asked(practice, question, topic_title(turn.packs, question.topic)))


async def stop(turn: Turn[ActionCall]) -> Reply:
    """Ends a run early, with its summary."""
    return await _summary(turn, (turn.event.action.args or ("",))[0])


async def _summary(turn: Turn[ActionCall], practice_id: str) -> Reply:
    totals = await turn.write(run.finish, turn.packs, practice_id)
    return Update(
        views.summary(
            totals.practice, totals.right, totals.answered, totals.by_topic, totals.missed
        )
    )


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
        Command(
            "quiz",
            "Practise: questions one after another, only for you",
            quiz,
            args=Quiz,
            window=True,
            dashboard=Dashboard.BUTTON,
            label="Practise",
        ),
    ),
    actions=(
        Action("quiz", again, window=True),
        Action("practise", practise, window=True, subject=Subject.QUESTION),
        Action("practice", answer),
        Action("practice_codes", answer_codes, opens_form=True),
        Action("quiz_next", go_on),
        Action("quiz_stop", stop),
    ),
    forms=(FormAction("practice_codes", send_codes),),
    suggesters=(Suggester("topics", topics), Suggester("exams", exams)),
    wordings=views.WORDINGS,
)
