"""Which question comes next: unseen first, then missed, then the one seen longest ago."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date

from bot.domain.question import Question

_FULL = 1000


def daily(
    candidates: Sequence[Question], last_used: Mapping[str, date], seed: str
) -> Question | None:
    """The daily question: one never used in this group, else the one used longest ago.

    Chosen by a hash of `seed` (group and date), so that every process picks the same one, and
    topics take turns as they are spread in the bank. None when there is nothing to choose from.
    """
    if not candidates:
        return None
    unused = [q for q in candidates if q.id not in last_used]
    if unused:
        return unused[_roll(seed) % len(unused)]
    oldest = min(last_used[q.id] for q in candidates)
    tied = [q for q in candidates if last_used[q.id] == oldest]
    return tied[_roll(seed) % len(tied)]


def practice(
    candidates: Sequence[Question],
    seen: Mapping[str, tuple[int, int]],
    count: int,
    shuffled: Sequence[Question],
) -> list[Question]:
    """`count` questions: unseen in shuffled order, then missed and right ones oldest first.

    Items of a case are kept together, in the order of the pack, as long as they fit.
    """
    position = {q.id: i for i, q in enumerate(shuffled)}

    def rank(question: Question) -> tuple[int, int, int]:
        if question.id not in seen:
            return (0, 0, position[question.id])
        at_ms, credit = seen[question.id]
        return (1 if credit < _FULL else 2, at_ms, position[question.id])

    chosen: list[Question] = []
    taken: set[str] = set()
    by_case: dict[str, list[Question]] = {}
    for question in candidates:
        if question.case:
            by_case.setdefault(question.case, []).append(question)
    for question in sorted(candidates, key=rank):
        if question.id in taken:
            continue
        items = by_case.get(question.case, [question]) if question.case else [question]
        for item in items:
            if len(chosen) < count and item.id not in taken:
                chosen.append(item)
                taken.add(item.id)
        if len(chosen) >= count:
            break
    return chosen


def _roll(seed: str) -> int:
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8])
