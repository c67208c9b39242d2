"""/today, and every button of a daily post."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards.question import codes_form
from bot.chat.events import ActionCall, CommandCall, FormCall
from bot.chat.replies import Ask, Reply, Say
from bot.commands.declare import Action, Command, Dashboard, Feature, FormAction, NoArgs, Subject
from bot.commands.turn import Here, Turn
from bot.domain.grading import checked, grade
from bot.domain.group import Group, Post, PostKind
from bot.domain.question import Question
from bot.domain.streak import shown
from bot.errors import Refusal
from bot.features.daily import views
from bot.ports import Dice, Packs, Tx
from bot.units.letters import redraw
from bot.units.names import topic_title
from bot.units.plan import upcoming
from bot.units.record import Recorded, record_daily

TALLY_MS = 10_000
"""Edits of the shown count are gathered: one every ten seconds at most."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What became of a click: recorded, or too late."""

    group: Group
    post: Post
    question: Question
    recorded: Recorded | None


def _post(tx: Tx, here: Here, packs: Packs, post_id: str) -> tuple[Post, Question]:
    post = tx.posts.get(here.group.id, post_id)
    if post is None:
        raise Refusal("foreign")
    question = packs.question(post.question_id)
    if question is None:
        raise Refusal("withdrawn")
    return post, question


def _attempt(
    tx: Tx, here: Here, packs: Packs, dice: Dice, post_id: str, raw: Sequence[str]
) -> Attempt:
    post, question = _post(tx, here, packs, post_id)
    if post.kind is not PostKind.DAILY:
        raise Refusal("not_open")
    earlier = tx.answers.of_post(here.group.id, post.id, here.me.id)
    if earlier is not None:
        recorded = Recorded(earlier, grade(question, earlier.chosen), fresh=False)
        return Attempt(here.group, post, question, recorded)
    if post.revealed_ms is not None or here.now_ms >= (post.reveal_due_ms or 0):
        return Attempt(here.group, post, question, None)
    recorded = record_daily(tx, here, post, question, checked(question, raw), dice.new_id())
    if recorded.fresh:
        if post.posted_ms is None:
            # Somebody clicked it, so it was posted, whatever its letter knows.
            tx.posts.set_posted(post.id, here.now_ms)
        redraw(tx, dice, post, here.now_ms, within_ms=TALLY_MS)
    return Attempt(here.group, post, question, recorded)


async def _answer(
    turn: "Turn[ActionCall] | Turn[FormCall]", post_id: str, raw: Sequence[str]
) -> Reply:
    attempt = await turn.write(_attempt, turn.packs, turn.dice, post_id, raw)
    if attempt.recorded is None:
        return Say(views.closed(attempt.post, attempt.question, attempt.group))
    if not attempt.recorded.fresh:
        return Say(views.already(attempt.recorded, attempt.question, attempt.group))
    return Say(views.answered(attempt.recorded, attempt.question))


async def answer(turn: Turn[ActionCall]) -> Reply:
    """A letter button (`post, letter`) or a select (`post`, letters as values)."""
    post_id, *letters = _args(turn.event.action.args)
    return await _answer(turn, post_id, [*letters, *turn.event.values])


async def answer_codes(turn: Turn[ActionCall]) -> Reply:
    """Opens the form for codes; an answered or closed post says so instead."""
    post_id = _args(turn.event.action.args)[0]
    attempt = await turn.read(_look, turn.packs, post_id)
    if attempt.recorded is not None:
        return Say(views.already(attempt.recorded, attempt.question, attempt.group))
    if attempt.post.revealed_ms is not None:
        return Say(views.closed(attempt.post, attempt.question, attempt.group))
    return Ask(codes_form(attempt.question, "answer_codes", post_id))


async def send_codes(turn: Turn[FormCall]) -> Reply:
    """The codes as typed. An empty or overlong entry comes back in the form with its reason."""
    post_id = _args(turn.event.action.args)[0]
    typed = turn.event.values.get("codes", "")
    try:
        return await _answer(turn, post_id, [typed])
    except Refusal as refusal:
        if refusal.code not in {"no_codes", "many_codes"}:
            raise
        attempt = await turn.read(_look, turn.packs, post_id)
        reason = views.WORDINGS[refusal.code](**refusal.facts)
        return Ask(
            codes_form(attempt.question, "answer_codes", post_id, typed=typed[:200], error=reason)
        )


def _look(tx: Tx, here: Here, packs: Packs, post_id: str) -> Attempt:
    post, question = _post(tx, here, packs, post_id)
    earlier = tx.answers.of_post(here.group.id, post.id, here.me.id)
    recorded = Recorded(earlier, grade(question, earlier.chosen), fresh=False) if earlier else None
    return Attempt(here.group, post, question, recorded)


async def mine(turn: Turn[ActionCall]) -> Reply:
    """The member's own answer to a closed post."""
    attempt = await turn.read(_look, turn.packs, _args(turn.event.action.args)[0])
    if attempt.recorded is None:
        return Say(views.no_answer(attempt.post))
    return Say(views.already(attempt.recorded, attempt.question, attempt.group))


async def try_out(turn: Turn[ActionCall]) -> Reply:
    """An answer to a test post: graded, never stored."""
    post_id, *letters = _args(turn.event.action.args)
    attempt = await turn.read(_look, turn.packs, post_id)
    chosen = checked(attempt.question, [*letters, *turn.event.values])
    return Say(views.tried(attempt.question, chosen, grade(attempt.question, chosen)))


async def try_codes(turn: Turn[ActionCall]) -> Reply:
    """The form for codes of a test post."""
    post_id = _args(turn.event.action.args)[0]
    attempt = await turn.read(_look, turn.packs, post_id)
    return Ask(codes_form(attempt.question, "try_codes", post_id))


async def send_try(turn: Turn[FormCall]) -> Reply:
    """Codes typed for a test post."""
    post_id = _args(turn.event.action.args)[0]
    attempt = await turn.read(_look, turn.packs, post_id)
    chosen = checked(attempt.question, [turn.event.values.get("codes", "")])
    return Say(views.tried(attempt.question, chosen, grade(attempt.question, chosen)))


@dataclass(frozen=True, slots=True)
class Today:
    """What /today found."""

    group: Group
    post: Post | None
    question: Question | None
    recorded: Recorded | None
    answered: int
    streak: int
    next_ms: int | None


def _today(tx: Tx, here: Here, packs: Packs) -> Today:
    group = here.group
    post = tx.posts.latest(group.id, PostKind.DAILY)
    next_ms = None if group.paused else upcoming(tx, group, here.now_ms, 1)[0][0]
    question = packs.question(post.question_id) if post else None
    if post is None or question is None:
        return Today(group, None, None, None, 0, 0, next_ms)
    earlier = tx.answers.of_post(group.id, post.id, here.me.id)
    recorded = Recorded(earlier, grade(question, earlier.chosen), fresh=False) if earlier else None
    count = tx.answers.count(group.id, post.id)
    streak = shown(
        tx.streaks.get(group.id, here.me.id), tx.posts.chain(group.id, post.local_date, 30)
    )
    return Today(group, post, question, recorded, count, streak, next_ms)


async def today(turn: Turn[CommandCall], _args: NoArgs) -> Reply:
    """Today's question, to answer or to reread with one's own answer."""
    found = await turn.read(_today, turn.packs)
    post, question = found.post, found.question
    if post is None or question is None:
        return Say(views.today_none(found.group, found.next_ms))
    if found.recorded is not None:
        return Say(views.already(found.recorded, question, found.group))
    topic = topic_title(turn.packs, question.topic)
    standing = views.Standing(found.answered, [])
    if post.revealed_ms is not None or turn.now_ms >= (post.reveal_due_ms or 0):
        return Say(views.today_none(found.group, found.next_ms))
    return Say(views.open_post(post, question, topic, found.group, standing))


def _args(args: Sequence[str]) -> Sequence[str]:
    if not args:
        raise Refusal("stale")
    return args


FEATURE = Feature(
    "daily",
    commands=(
        Command(
            "today",
            "Today's question, to answer or to reread with your answer",
            today,
            dashboard=Dashboard.SHOWN,
        ),
    ),
    actions=(
        Action("answer", answer, subject=Subject.POST),
        Action("answer_codes", answer_codes, opens_form=True, subject=Subject.POST),
        Action("mine", mine, subject=Subject.POST),
        Action("try", try_out, subject=Subject.POST),
        Action("try_codes", try_codes, opens_form=True, subject=Subject.POST),
    ),
    forms=(FormAction("answer_codes", send_codes), FormAction("try_codes", send_try)),
    wordings=views.WORDINGS,
)
