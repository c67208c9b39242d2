"""The library answers by id, exam, topic, day and case."""

from dataclasses import replace
from datetime import date

from bot.packs.index import index
from bot.packs.problem import Place, Problem
from tests.packs.samples import SOUND, TYPED

DAY = date(2026, 11, 22)
LATER = replace(SOUND, id="gl-later-01", valid_from=date(2026, 11, 23), exams=("cpc",))
GONE = replace(SOUND, id="gl-gone-01", valid_to=date(2026, 11, 21))
CASED = [replace(TYPED, id=f"ch-case-01{part}", case="case-01") for part in "ba"]
LIBRARY = index([SOUND, TYPED, LATER, GONE, *CASED], problems=[Problem("a", 1, "b", "c")])


def ids(questions):
    return [question.id for question in questions]


def test_questions_are_ordered_by_id():
    assert ids(LIBRARY.questions) == sorted(ids(LIBRARY.questions))


def test_an_id_finds_its_question_or_nothing():
    assert LIBRARY.question("gl-sound-01") is SOUND
    assert LIBRARY.question("gl-sound-02") is None
    assert LIBRARY.exam("cpc") is None


def test_an_exam_and_a_topic_narrow_and_nothing_means_all():
    assert ids(LIBRARY.for_exam("", on=DAY)) == [
        *["ch-case-01a", "ch-case-01b", "ch-typed-01"],
        "gl-sound-01",
    ]
    assert ids(LIBRARY.for_exam("ccs", "guidelines", on=DAY)) == ["gl-sound-01"]
    assert ids(LIBRARY.for_exam("", "guidelines", on=DAY)) == ["gl-sound-01"]
    assert LIBRARY.for_exam("cca", on=DAY) == ()
    assert LIBRARY.for_exam("cpc", "pcs", on=DAY) == ()


def test_the_day_decides_what_may_be_asked():
    assert "gl-later-01" in ids(LIBRARY.for_exam("cpc", on=date(2026, 11, 23)))
    assert "gl-gone-01" in ids(LIBRARY.for_exam("ccs", on=date(2026, 11, 21)))


def test_without_dates_the_same_tuple_is_handed_out():
    library = index([SOUND, TYPED])
    assert library.for_exam("cpc", on=DAY) is library.for_exam("cpc", on=date(2030, 1, 1))


def test_the_items_of_a_case_stay_together():
    assert ids(LIBRARY.case_items("case-01")) == ["ch-case-01a", "ch-case-01b"]
    assert LIBRARY.case_items("case-02") == ()
    assert LIBRARY.case_items("") == ()


def test_topics_come_in_the_houses_order_and_only_with_questions():
    assert [topic.slug for topic in LIBRARY.topics] == ["guidelines", "chapters"]
    assert LIBRARY.topics[0].title == "Conventions and general rules"


def test_counts_are_by_exam_and_topic():
    assert LIBRARY.counts() == {
        ("ccs", "chapters"): 3,
        ("ccs", "guidelines"): 2,
        ("cpc", "chapters"): 3,
        ("cpc", "guidelines"): 3,
    }


def test_problems_and_places_are_kept():
    assert [str(problem) for problem in LIBRARY.problems] == ["a:1: b: c"]
    assert index([SOUND], places={SOUND.id: Place("f", 7)}).place(SOUND.id) == Place("f", 7)
    assert LIBRARY.place("unknown") == Place("?", 1)
