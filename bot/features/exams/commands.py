"""/exam: one exam's facts and outline, or which certification fits."""

from collections import Counter
from dataclasses import dataclass

from bot.chat.events import CommandCall
from bot.chat.replies import Reply, Say
from bot.commands.declare import Command, Feature, Needs, option
from bot.commands.turn import Turn
from bot.features.exams import views
from bot.units.names import exam_of
from bot.units.plan import instant


@dataclass(frozen=True, slots=True)
class Which:
    """Options of /exam."""

    name: str = option("CPC, CIC, CCS or CCA", default="", suggest="exams")


async def show(turn: Turn[CommandCall], args: Which) -> Reply:
    """Facts, each with source and date; without a name a comparison."""
    exam = exam_of(turn.packs, args.name)
    if exam is None:
        return Say(views.comparison(tuple(turn.packs.exams.values())))
    served = Counter(q.topic for q in turn.packs.questions if exam.id in q.exams)
    edition = exam.edition_on(instant(turn.now_ms).date())
    return Say(views.one(exam, served, edition))


FEATURE = Feature(
    "exams",
    commands=(
        Command(
            "exam",
            "An exam's facts and outline with sources; without a name, which one fits",
            show,
            args=Which,
            needs=Needs.NOBODY,
        ),
    ),
)
