"""Rules over files and the bank, the report, and the time a large bank takes."""

from dataclasses import replace

import pytest

from bot.packs.index import index
from bot.packs.lint import RULES, coverage, lint, report
from bot.packs.lint.bank import too_many
from bot.packs.problem import Level, Place, Problem
from tests.packs.samples import ITEM, PACK, SOUND, TYPED, library, texts, write

RULE = {rule.name: rule for rule in RULES}


def keyed(letters, *, long_keys=0):
    """A file of questions with these keys; the first `long_keys` have the longest key."""
    made = []
    for number, letter in enumerate(letters):
        options = [f"Option {name} of {number}" for name in "ABCD"]
        options["ABCD".index(letter)] += " at length" if number < long_keys else ""
        made.append(
            replace(
                texts(SOUND, *options, key=letter), id=f"q-{number:03}", stem=f"Which {number}?"
            )
        )
    return library(*made)


def found(name, where):
    """What one rule says: item, line and message."""
    return [(p.item, p.line, p.message) for p in RULE[name].problems(where)]


@pytest.mark.parametrize(("items", "limit"), [(20, 11), (40, 18), (100, 36), (200, 66)])
def test_the_limits_are_those_of_the_rule_book(items, limit):
    assert too_many(items, 0.25) == limit


def test_keys_are_the_longest_too_often():
    assert found("keys longest", keyed("ABCD" * 5, long_keys=10)) == []
    assert "[11 of 20, at most 10]" in found("keys longest", keyed("ABCD" * 5, long_keys=11))[0][2]
    assert found("keys longest", keyed("ABC" * 6, long_keys=18)) == []


def test_the_bank_as_a_whole_is_looked_at_too():
    many = [
        replace(q, id=f"{part}-{q.id}")
        for part in "ab"
        for q in keyed("ABCD" * 3, long_keys=12).questions
    ]
    places = {q.id: Place(f"{q.id[0]}.toml") for q in many}
    assert "[24 of 24" in found("keys longest in the bank", index(many, places=places))[0][2]


def test_one_letter_is_the_key_too_often():
    assert found("key letters", keyed("ABCDB" * 4)) == []
    assert "B is the key of 12 of 20" in found("key letters", keyed("ABCBB" * 4))[0][2]
    assert "B is the key of 5 of 12" in found("key share", keyed("ABCDABCDABBB"))[0][2]
    assert found("key share", keyed("ABCD" * 3)) == []


def test_a_letter_does_not_run_on():
    assert found("key run", keyed("ABBBBC")) == []
    item, line, message = found("key run", keyed("ABBBBBC"))[0]
    assert (item, line) == ("q-005", 51)
    assert "B is the key 5 times running" in message


def test_negatives_are_rare():
    questions = list(keyed("ABCD" * 5).questions)
    questions[0] = replace(questions[0], stem="Which is NOT so?")
    assert found("many negatives", library(*questions)) == []
    questions[1] = replace(questions[1], stem="Which is NOT this?")
    assert "[2 of 20: q-000, q-001]" in found("many negatives", library(*questions))[0][2]


def test_a_file_holds_sixty():
    assert found("file size", keyed("ABCD" * 15)) == []
    assert "[61 questions]" in found("file size", keyed("ABCD" * 15 + "A"))[0][2]


def test_twins_are_seen():
    twin = replace(SOUND, id="gl-twin-01", stem=SOUND.stem.replace("awaited", "expected"))
    assert [item for item, _, _ in found("twins", library(SOUND, twin))] == ["gl-twin-01"]
    assert found("twins", library(SOUND, TYPED)) == []


def test_the_same_words_about_two_records_are_no_twins():
    cases = [replace(TYPED, id=f"ch-{n}", case=f"case-{n}", record=f"Record {n}.") for n in (1, 2)]
    assert found("twins", library(*cases)) == []
    assert found("same record", library(*cases)) == []


def test_one_record_is_one_case():
    cases = [replace(TYPED, id=f"ch-{n}", case=f"case-{n}", record="The record.") for n in (1, 2)]
    assert "case-1 has the same record" in found("same record", library(*cases))[0][2]


def test_no_stem_gives_another_items_key():
    key = "The sign that was there first"
    asked = replace(texts(SOUND, "A", key, "C"), id="gl-asked-01")
    tells = replace(SOUND, id="gl-tells-01", stem=f"Why is {key.lower()} reported?")
    assert found("cue", library(asked, tells))[0][0] == "gl-tells-01"
    assert found("cue", library(asked, replace(tells, topic="poa"))) == []


def test_no_item_of_a_case_names_the_code_of_another():
    asked = replace(TYPED, case="case-01")
    tells = replace(SOUND, id="ch-tells-01", case="case-01", stem="Why is N18.31 added?")
    assert "says N18.31, key of ch-typed-01" in found("cue", library(asked, tells))[0][2]
    assert found("cue", library(asked, replace(tells, case="case-02"))) == []
    chosen = replace(texts(SOUND, "N18.30", "N18.31", "N18.32"), id="ch-chosen-01", case="case-01")
    assert [item for item, _, _ in found("cue", library(chosen, tells))] == ["ch-tells-01"]


def test_paths_are_linted_with_what_the_reader_says(tmp_path):
    write(tmp_path, "bank/guidelines/a.toml", PACK + ITEM.replace("IV.H", "XX"))
    found = lint([write(tmp_path, "bank/guidelines/b.toml", b"[")])
    assert [(problem.item, problem.line) for problem in found] == [("gl-one-01", 7), ("b", 1)]


def test_the_report_puts_errors_first_and_sums_up():
    problems = [
        Problem("a.toml", 1, "x", "look again", Level.WARNING),
        Problem("b.toml", 2, "y", "mend it"),
    ]
    assert report(problems) == (
        "b.toml:2: y: mend it\na.toml:1: x: warning: look again\n1 error, 1 warning in 2 files"
    )
    assert report([]) == "nothing to mend"


def test_coverage_is_a_table_with_sums():
    assert coverage(library(SOUND, TYPED)) == (
        "topic        ccs   cpc   all\n"
        "guidelines     1     1     1\n"
        "chapters       1     1     1\n"
        "all            2     2     2"
    )
    assert coverage(index([])) == "topic   all\nall       0"
