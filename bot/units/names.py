"""Topics and exams as people name them."""

import difflib
from collections.abc import Sequence

from bot.chat.views import Choice
from bot.domain.exam import Exam
from bot.errors import Refusal
from bot.ports import Packs


def topic_title(packs: Packs, slug: str) -> str:
    """The topic's title, or its slug when no question has it any more."""
    return next((t.title for t in packs.topics if t.slug == slug), slug)


def topic_slug(packs: Packs, typed: str) -> str:
    """The topic's slug from its slug or title; empty for an empty text.

    Raises Refusal("unknown_topic") with the nearest one.
    """
    wanted = typed.strip().lower()
    if not wanted:
        return ""
    for topic in packs.topics:
        if wanted in {topic.slug, topic.title.lower()}:
            return topic.slug
    slugs = [t.slug for t in packs.topics]
    near = difflib.get_close_matches(wanted, slugs, n=1)
    raise Refusal("unknown_topic", topic=typed[:40], near=near[0] if near else "", topics=slugs)


def exam_of(packs: Packs, typed: str) -> Exam | None:
    """The exam from its id or name; None for an empty text. Raises Refusal("unknown_exam")."""
    wanted = typed.strip().lower()
    if not wanted:
        return None
    for exam in packs.exams.values():
        if wanted in {exam.id, exam.name.lower(), exam.title.lower()}:
            return exam
    raise Refusal("unknown_exam", exam=typed[:40], exams=[e.name for e in packs.exams.values()])


def matching(choices: Sequence[Choice], typed: str, most: int = 25) -> tuple[Choice, ...]:
    """Choices that hold what was typed, those that start with it first."""
    wanted = typed.strip().lower()
    starts = [c for c in choices if c.label.lower().startswith(wanted)]
    holds = [c for c in choices if wanted in c.label.lower() and c not in starts]
    return tuple([*starts, *holds][:most])
