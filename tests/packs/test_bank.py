"""The bank that is shipped: nothing to mend, every exam served, every option explained, no CPT."""

from datetime import date

import pytest

from bot.domain.question import Kind
from bot.packs.licence import suspects, texts
from bot.packs.lint import coverage, lint
from bot.packs.problem import Level
from bot.packs.reader import read

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def bank():
    return read()


def test_it_has_no_error(bank):
    errors = [str(problem) for problem in lint(bank) if problem.level is Level.ERROR]
    assert errors == []


def test_it_is_large_and_broad_enough(bank):
    assert len(bank.questions) >= 120
    assert len(bank.topics) >= 8, coverage(bank)


def test_every_exam_is_described_and_served(bank):
    assert {"cpc", "cic", "ccs", "cca"} <= set(bank.exams)
    for exam in bank.exams.values():
        assert bank.for_exam(exam.id, on=TODAY), exam.id
        assert exam.edition_on(TODAY), exam.id


def test_every_topic_an_exam_promises_has_questions(bank):
    empty = [
        (exam.id, topic)
        for exam in bank.exams.values()
        for topic in sorted(exam.topics())
        if not bank.for_exam(exam.id, topic, on=TODAY)
    ]
    assert empty == []


def test_every_question_is_for_the_edition_its_exams_sit_today(bank):
    wanted = {
        exam.id: edition.icd10
        for exam in bank.exams.values()
        if (edition := exam.edition_on(TODAY))
    }
    other = [q.id for q in bank.questions for exam in q.exams if q.edition != wanted[exam]]
    assert other == []


def test_every_option_and_code_has_a_why(bank):
    silent = [
        question.id
        for question in bank.questions
        if not all(part.why for part in (*question.options, *question.codes, *question.mistakes))
        or not (question.codes if question.kind is Kind.CODE_ENTRY else question.options)
    ]
    assert silent == []


def test_it_holds_no_cpt(bank):
    seen = [
        (question.id, span)
        for question in bank.questions
        for text in texts(question)
        for span in suspects(text)
    ]
    assert seen == []
    assert not any(question.needs_licence for question in bank.questions)
