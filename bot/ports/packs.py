"""Questions and exam outlines, as the core sees them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from bot.domain.exam import Exam
from bot.domain.question import Question


class Topic(Protocol):
    """A topic of the bank and its title."""

    @property
    def slug(self) -> str: ...
    @property
    def title(self) -> str: ...


class Packs(Protocol):
    """Every question and exam outline that could be read."""

    @property
    def exams(self) -> Mapping[str, Exam]: ...
    @property
    def topics(self) -> Sequence[Topic]: ...
    @property
    def questions(self) -> Sequence[Question]: ...
    def question(self, id: str, /) -> Question | None: ...  # noqa: A002 - a question's id
    def for_exam(self, exam_id: str, topic: str = "", *, on: date) -> tuple[Question, ...]:
        """Questions that may be served on that day; `""` means every exam or topic."""
        ...

    def case_items(self, case_id: str) -> tuple[Question, ...]: ...
