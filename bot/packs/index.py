"""The bank as it is asked: by id, by exam and topic, by case. Built once, read everywhere."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.domain.exam import Exam
from bot.domain.question import Question

from .problem import Place, Problem
from .topics import TOPICS, Topic

_Pool = dict[tuple[str, str], tuple[Question, ...]]


@dataclass(frozen=True, slots=True)
class Library:
    """Every question and exam that may be served, and every problem that was found on the way.

    Make one with `index`. All methods are look-ups: they read no file and never raise.
    """

    questions: tuple[Question, ...]
    exams: Mapping[str, Exam]
    topics: tuple[Topic, ...]
    problems: tuple[Problem, ...]
    places: Mapping[str, Place]
    _by_id: Mapping[str, Question]
    _pools: Mapping[tuple[str, str], tuple[Question, ...]]
    _cases: Mapping[str, tuple[Question, ...]]
    _dated: bool

    def question(self, id: str) -> Question | None:  # noqa: A002 - it is the question's id
        """The question with this id; None when there is none (any more)."""
        return self._by_id.get(id)

    def exam(self, id: str) -> Exam | None:  # noqa: A002 - it is the exam's id
        """The exam with this id; None when there is none."""
        return self.exams.get(id)

    def for_exam(self, exam_id: str, topic: str = "", *, on: date) -> tuple[Question, ...]:
        """What may be asked on `on`, ordered by id. An empty exam or topic means all of them."""
        pool = self._pools.get((exam_id, topic), ())
        if not self._dated:
            return pool
        return tuple(question for question in pool if question.valid_on(on))

    def case_items(self, case_id: str) -> tuple[Question, ...]:
        """The items of one record, ordered by id."""
        return self._cases.get(case_id, ())

    def place(self, id: str) -> Place:  # noqa: A002 - a question's id
        """Where the question stands in its file."""
        return self.places.get(id, Place("?"))

    def counts(self) -> dict[tuple[str, str], int]:
        """How many questions each (exam id, topic slug) has; validity dates are not looked at."""
        return {pair: len(pool) for pair, pool in sorted(self._pools.items()) if all(pair)}


def index(
    questions: Iterable[Question],
    exams: Iterable[Exam] = (),
    problems: Iterable[Problem] = (),
    places: Mapping[str, Place] | None = None,
) -> Library:
    """A library of `questions` and `exams`. Ids are unique already; order does not matter."""
    ordered = tuple(sorted(questions, key=lambda question: question.id))
    used = {question.topic for question in ordered}
    return Library(
        questions=ordered,
        exams={exam.id: exam for exam in sorted(exams, key=lambda exam: exam.id)},
        topics=tuple(topic for topic in TOPICS if topic.slug in used),
        problems=tuple(problems),
        places=dict(places or {}),
        _by_id={question.id: question for question in ordered},
        _pools=_pools(ordered),
        _cases=_cases(ordered),
        _dated=any(question.valid_from or question.valid_to for question in ordered),
    )


def _pools(questions: Iterable[Question]) -> _Pool:
    """(exam, topic) to its questions, "" standing for all. A few hundred tuples of references."""
    pools: dict[tuple[str, str], list[Question]] = {}
    for question in questions:
        for exam in ("", *dict.fromkeys(question.exams)):
            for topic in ("", question.topic):
                pools.setdefault((exam, topic), []).append(question)
    return {pair: tuple(pool) for pair, pool in pools.items()}


def _cases(questions: Iterable[Question]) -> dict[str, tuple[Question, ...]]:
    cases: dict[str, list[Question]] = {}
    for question in questions:
        if question.case:
            cases.setdefault(question.case, []).append(question)
    return {case: tuple(items) for case, items in cases.items()}
