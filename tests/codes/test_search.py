"""Words to codes, on the small code sets; the whole list is for test_whole and the benchmark."""

import threading

import pytest

from bot.codes.query import _distance
from bot.codes.stems import marked, stem, stems, words


def found(shelf, typed, edition="FY2026"):
    return [hit.code for hit in shelf.search(typed, edition).hits]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("hypertension", "I10"),
        ("htn", "I10"),
        ("high blood pressure", "I10"),
        ("htn with ckd", "I12.9"),
        ("dm2", "E11.9"),
        ("diabetes", "E11.9"),
        ("type 1 diabetes", "E10.9"),
        ("cardiomyopathy", "I42.9"),
        ("congestive cardiomyopathy", "I42.0"),
        ("torus fracture of radius", "S52.52"),
        ("hypertenshion", "I10"),
        ("cardiomiopathy", "I42.9"),
        ("hypert", "I10"),
        ("appendectomy", "0DTJ0ZZ"),
        ("ketorolac", "J1885"),
        ("Diabète", "E11.9"),
    ],
)
def test_the_first_hit_is_what_a_coder_expects(tiny, typed, first):
    assert found(tiny, typed)[0] == first


def test_only_codes_of_the_edition_are_found(tiny):
    assert "I42.00" not in found(tiny, "dilated cardiomyopathy")
    assert "I42.00" in found(tiny, "dilated cardiomyopathy", "FY2027")
    assert "I42.1" not in found(tiny, "obsolete cardiomyopathy")


def test_what_was_read_for_a_typing_error_is_said(tiny):
    assert tiny.search("cardiomiopathy", "FY2026").read_as == (
        ("cardiomiopathy", "cardiomyopathy"),
    )
    assert tiny.search("cardiomyopathy", "FY2026").read_as == ()


def test_codes_that_need_a_seventh_character_say_so_and_stand_once(tiny):
    hits = tiny.search("fracture lower end right radius", "FY2026").hits
    assert (hits[0].code, hits[0].seventh) == ("S52.501", True)
    assert not [h for h in hits if h.code.startswith("S52.501A")]


@pytest.mark.parametrize(
    "typed",
    ["", "  ", "!!!", '"', "NEAR(", "a AND OR NOT", "the of", "*", "x" * 500, "日本", "' OR 1=1"],
)
def test_anything_may_be_typed(tiny, typed):
    assert isinstance(found(tiny, typed), list)


def test_many_may_search_at_once(tiny):
    wrong = []

    def search():
        wrong.extend(n for n in range(30) if found(tiny, "htn with ckd")[0] != "I12.9")

    threads = [threading.Thread(target=search) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.parametrize(
    ("one", "two", "distance"),
    [
        ("gout", "gout", 0),
        ("gout", "gotu", 1),
        ("gout", "gut", 1),
        ("athsma", "asthma", 2),
        ("diabetis", "diabetes", 1),
        ("gout", "pneumonia", 3),
    ],
)
def test_distance_counts_typing_errors(one, two, distance):
    assert _distance(one, two, 2) == distance


def test_words_are_folded_alike_on_both_sides():
    assert words("Sjögren's Oedema, E11.22") == ["sjogrens", "edema", "e11", "22"]
    assert stem("fractured") == stem("fractures") == stem("fracture")
    assert stem("hypertension") == stem("hypertensive")
    assert stem("diabetes") == stem("diabetic")
    assert stems("pain of the knee") == [stem("pain"), stem("knee")]
    assert marked("Hypertension (arterial), with heart") == [
        stem("hypertension"),
        f"~{stem('arterial')}",
        ",",
        "with",
        stem("heart"),
    ]
