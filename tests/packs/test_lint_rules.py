"""Each rule that looks at one question, with a question that breaks it and one that does not."""

from dataclasses import replace

import pytest

from bot.domain.question import Citation, CodeNote, Kind, Option
from bot.packs.lint import RULES, lint
from bot.packs.problem import Level
from tests.packs.samples import RATIONALE, SOUND, TYPED, library, texts

MULTI = replace(SOUND, kind=Kind.MULTI, key=("B", "C"))


def stem(text, **changes):
    return replace(SOUND, stem=text, **changes)


def cite(source, section, release="FY2026"):
    return replace(SOUND, citations=(Citation(source, section, release),))


def say(text):
    return replace(SOUND, rationale=f"{RATIONALE} {text}")


def without_error(question):
    return replace(question, options=tuple(replace(o, error="") for o in question.options))


def tagged(error, **changes):
    options = tuple(replace(o, error=error if o.error else "") for o in SOUND.options)
    return replace(SOUND, options=options, **changes)


GUIDE, TABULAR = "ICD-10-CM Official Guidelines", "ICD-10-CM Tabular"
PCS, TABLES = "ICD-10-PCS Official Guidelines", "ICD-10-PCS Tables"
LONG = "A phrase that goes on and on until nobody has any doubt that it is the key"

# (number, name): (questions that break it, questions that do not)
TABLE = {
    (1, "key"): (
        [
            replace(SOUND, key=()),
            replace(SOUND, key=("A", "B")),
            replace(SOUND, key=("E",)),
            replace(SOUND, key=("B", "B")),
            replace(MULTI, key=("B",), stem="Which? Select ONE."),
            replace(MULTI, key=tuple("ABCD"), stem="Which? Select FOUR."),
            replace(MULTI, stem="Which apply?"),
            replace(MULTI, stem="Which apply? Select THREE."),
        ],
        [
            replace(MULTI, stem="Which apply? Select TWO."),
            replace(MULTI, stem="Choose two: what?"),
            TYPED,
        ],
    ),
    (2, "duplicate option"): (
        [texts(SOUND, "Left hip", "left  hip.", "Right hip")],
        [texts(SOUND, "Left hip", "Left hips", "Right hip")],
    ),
    (2, "near option"): (
        [
            texts(
                SOUND,
                "The attending physician decides it",
                "The attending physicians decides it",
                "None",
            )
        ],
        [
            texts(SOUND, "The attending physician decides", "The coder assumes it", "None"),
            texts(
                SOUND,
                "S72.001A, Fracture of right neck",
                "S72.002A, Fracture of right neck",
                "None",
            ),
            texts(
                SOUND,
                "The attending physician decides it",
                "the attending physician decides it",
                "None",
            ),
        ],
    ),
    (3, "all of the above"): (
        [
            texts(SOUND, "A sign", "A symptom", text)
            for text in (
                "All of the above",
                "None of the above.",
                "Both A and B",
                "A and C only",
                "B or C",
            )
        ],
        [
            texts(
                SOUND,
                "Medicare Parts A and B",
                "Hepatitis A and B",
                "All the patients of the clinic",
            ),
            texts(SOUND, "None is assigned", "Both kidneys", "Either side"),
        ],
    ),
    (3, "letters"): (
        [
            say("Option A is wrong."),
            say("Answers B and C fail."),
            texts(SOUND, "See choice A", "No", "Yes"),
        ],
        [say("Medicare Part A pays; the answer depends on it."), say("Option 2 and Answer 3.")],
    ),
    (4, "negative"): (
        [
            stem("Record. Which of these is not reported?"),
            stem("All of these are reported except?"),
            stem("Which of the following may be coded except one?"),
            stem("Which is least likely to be paid?"),
            stem("Which does Not apply?"),
        ],
        [
            stem("Which of these is NOT reported?"),
            stem("The wound is not deep. Which code is reported?"),
            stem("Which code is reported when the side is not stated?"),
            stem("Which code applies if it does not heal in at least six weeks?"),
        ],
    ),
    (5, "key longest"): (
        [texts(SOUND, "A sign", LONG, "A symptom")],
        [
            texts(SOUND, "A sign", "A symptom", "Pain", key="B"),
            texts(SOUND, LONG, LONG + " now and then", LONG),
            texts(MULTI, LONG, "Short", LONG, key="AB"),
            TYPED,
        ],
    ),
    (8, "absolutes"): (
        [texts(SOUND, "It is always coded", "It is coded", "It is left out")],
        [
            texts(SOUND, "It is always coded", "Only it is coded", "It is left out"),
            texts(SOUND, "J45.20, for all ages", "J45.30, uncomplicated", "J45.40, x"),
        ],
    ),
    (9, "vague"): (
        [texts(SOUND, "It is coded", "It is usually coded", "It is left out")],
        [texts(SOUND, "It may be coded", "It is often coded", "It is left out")],
    ),
    (10, "grammar"): (
        [
            texts(stem("The surgeon performed an:"), "biopsy", "excision", "repair"),
            texts(stem("The surgeon performed a"), "excision", "biopsy", "incision"),
            texts(stem("The structures cut are"), "the bone", "the muscles", "the nerve"),
            texts(stem("The structure cut is ..."[:20]), "the bones", "the muscle", "the nerves"),
        ],
        [
            texts(stem("The surgeon performed a"), "biopsy", "repair", "excision"),
            texts(stem("What did the surgeon do?"), "biopsy", "excision", "repair"),
            texts(stem("The cut structures are"), "bones", "muscles", "nerves"),
        ],
    ),
    (11, "clang"): (
        [
            texts(
                stem("A record of catheterization: what is asked?"),
                "A biopsy",
                "A catheterized vein",
                "A rest",
            )
        ],
        [
            texts(stem("A record of a catheter: what?"), "No catheter", "A catheter", "A rest"),
            texts(
                stem("Gout of the great toe: what?"),
                "M10.9, Gastric",
                "M10.0, Gouty toe",
                "M11.9, x",
            ),
            texts(
                replace(MULTI, stem="A catheter: which? Select TWO."),
                "x",
                "Catheter",
                "y",
                "z",
                key="BC",
            ),
        ],
    ),
    (12, "convergence"): (
        [
            texts(
                SOUND,
                "Open reduction, general anesthesia, skin graft",
                "Open reduction of left hip",
                "Closed pinning of left hip today",
                "Open division of wrist",
                key="B",
            )
        ],
        [texts(SOUND, "E11.9 first", "E11.8 first", "E11.7 first", "E11.6 first"), TYPED],
    ),
    (13, "parallel"): (
        [
            texts(SOUND, "M10.9", "M10.00, Idiopathic gout", "M1A.0"),
            texts(SOUND, "M10.9", "0DTJ4ZZ", "M10.0"),
            texts(SOUND, "J1885", "M10.9", "M10.0"),
            texts(SOUND, "12 %", "A fifth of it all", "14 %"),
            texts(SOUND, "It is paid in full.", "It is denied", "It is pended"),
        ],
        [
            texts(SOUND, "M10.9, Gout", "M10.00, Idiopathic gout", "No code is reported"),
            texts(SOUND, "ABDOMEN", "THORAX", "PELVIS"),
            texts(SOUND, "E11.22, N18.31", "E11.9", "N18.31, E11.22"),
        ],
    ),
    (14, "ranges"): (
        [
            texts(SOUND, "10 to 20 days", "20 to 30 days", "25 to 40 days"),
            texts(SOUND, "1-5", "3-7", "8-9"),
        ],
        [
            texts(SOUND, "10 to 20 days", "20 to 30 days", "31 to 40 days"),
            texts(SOUND, "1-5", "6-7", "Ten"),
        ],
    ),
    (14, "sorted"): (
        [
            texts(SOUND, "M10.9", "M10.0", "M11.0"),
            texts(SOUND, "3 units", "1 unit", "2 units"),
            texts(SOUND, "E11.22, N18.31", "E11.22, N18.30", "N18.31, E11.22"),
        ],
        [
            texts(SOUND, "M10.0", "M10.9", "No code"),
            texts(SOUND, "1 unit", "2 units", "3 units"),
            texts(SOUND, "$3", "$2", "$1"),
            texts(SOUND, "3 days", "1 week", "2 months"),
        ],
    ),
    (15, "lead-in"): (
        [stem("A note ends with probable gout."), stem("Which of the following is true?")],
        [
            stem("A note. What is reported?"),
            stem("A note. Which two apply? Select TWO."),
            stem("The vessel cut is:"),
            stem("A record. Enter the two codes."),
            stem("Which of the following is true of a query?"),
        ],
    ),
    (16, "short stem"): (
        [stem("What is reported for gout?")],
        [stem("What is gout?", cognitive="RE"), stem("Which code?", case="case-01"), SOUND],
    ),
    (16, "record"): (
        [
            replace(SOUND, case="c", record="Too short."),
            replace(SOUND, case="c", record="word " * 401),
        ],
        [replace(SOUND, case="c", record="word " * 60), SOUND],
    ),
    (19, "code shape"): (
        [
            replace(TYPED, key=("E1122", "N18.31")),
            replace(TYPED, code_set="ICD-10-PCS"),
            replace(TYPED, code_set=""),
            replace(TYPED, codes=TYPED.codes[:1]),
            replace(TYPED, mistakes=TYPED.codes),
            replace(TYPED, mistakes=(CodeNote("E11.9", ""),)),
            replace(SOUND, ordered=True),
        ],
        [TYPED, SOUND],
    ),
    (21, "setting"): (
        [tagged("uncertain_dx_setting", setting="any")],
        [
            tagged("uncertain_dx_setting"),
            tagged("uncertain_dx_setting", setting="any", cognitive="RE"),
            tagged("sequencing", setting="any"),
        ],
    ),
    (22, "citation"): (
        [
            replace(SOUND, citations=()),
            cite("AHA Coding Clinic", "1Q 2026"),
            cite(GUIDE, "V.A"),
            cite(GUIDE, "I.D.1"),
            cite(GUIDE, "Section IV.H"),
            cite(GUIDE, "II.L"),
            cite(GUIDE, "IV.H", ""),
            cite(TABULAR, "diabetes"),
            cite(TABULAR, "E1122"),
            cite(TABLES, "0D", "2026"),
            cite("HCPCS Level II", "D0120", "2026-07"),
            cite("eCFR", "164.502"),
            cite("eCFR", "45 CFR 164.502", ""),
            cite("UHDDS", ""),
        ],
        [
            cite(GUIDE, section)
            for section in (
                "IV.H",
                "I.B.14",
                "I.C.1.d.5.a",
                "I.C.9.a.9",
                "I.C.19.e.5.(c)",
                "I.A.15",
                "II",
                "III.B",
            )
        ]
        + [
            cite(GUIDE, "IV.A.2"),
            cite(GUIDE, "I.C.1.g.1.j"),
            cite(GUIDE, "Appendix I"),
            cite(TABULAR, "E11.22"),
            cite(TABULAR, "J44"),
            cite(TABULAR, "S72.001A"),
            cite(PCS, "B3.8", "2026"),
            cite(PCS, "B3.1b", "2026"),
            cite(TABLES, "0DT", "2026"),
            cite("ICD-10-PCS Definitions", "Excision", "2026"),
            cite("HCPCS Level II", "J1885", "2026-07"),
            cite("HCPCS Level II", "GA, GX, GY, GZ", "2026-07"),
            cite("eCFR", "45 CFR 164.502(b)", "2026-11"),
            cite("CMS", "Claims manual, chapter 3", "2026"),
            cite("Anatomy", "heart", ""),
        ],
    ),
    (22, "release"): (
        [
            cite(GUIDE, "IV.H", "FY2025"),
            cite(PCS, "B3.8", "2025"),
            cite(PCS, "B3.8", "undated copy"),
        ],
        [
            cite(GUIDE, "IV.H"),
            cite(PCS, "B3.8", "2026"),
            cite("eCFR", "45 CFR 1", "2020"),
            cite("Elsewhere", "1", "1"),
        ],
    ),
    (23, "short rationale"): (
        [replace(SOUND, rationale="It is right.")],
        [replace(SOUND, rationale="x" * 120)],
    ),
    (23, "restating"): (
        [
            replace(
                SOUND,
                rationale="The presenting sign is reported for this visit: probable gout.",
            )
        ],
        [SOUND],
    ),
    (23, "why"): (
        [
            replace(SOUND, options=(replace(SOUND.options[0], why=" "), *SOUND.options[1:])),
            replace(SOUND, key=("A",)),
        ],
        [SOUND, TYPED],
    ),
    (23, "named error"): ([without_error(SOUND)], [SOUND, TYPED]),
    (24, "CPT"): (
        [say("Report 99213."), texts(SOUND, "D0120", "D0140", "D0150"), say("Append modifier 25.")],
        [
            say("See 45 CFR 164.502 and J1885 with modifier LT."),
            replace(say("99213"), needs_licence=True),
        ],
    ),
    (24, "Coding Clinic"): (
        [say(f'Coding Clinic says "{"word " * 16}".')],
        [say('Coding Clinic says "query when in doubt".'), say(f'He said "{"word " * 16}".')],
    ),
    (25, "personal data"): (
        [
            stem("Mary Jones, DOB 03/04/1961, was seen. What?"),
            stem("Patient: John Q. Public, date of birth 1961-03-04. What?"),
            stem("MRN: 0012345. What?"),
            stem("Medical record number is 445566. What?"),
            stem("Call (555) 010-0199. What?"),
            stem("Call 555-010-0199. What?"),
            stem("Number 123-45-6789. What?"),
            stem("Write to ada@example.org. What?"),
            stem("Lives at 12 Old Mill Road. What?"),
        ],
        [
            stem("A medical record number and a date of birth are removed. What is left?"),
            stem("A 64-year-old was admitted on 2026-03-04. What?"),
            stem("Is 45 CFR 164.514(b) about telephone numbers and e-mail addresses?"),
        ],
    ),
    (26, "exam claim"): (
        [
            say("Seen on the real exam."),
            say("This appeared on the CPC exam."),
            say("Recalled from a sitting."),
            say("An official practice item."),
            say("It will be on your test."),
            say("From an exam dump."),
        ],
        [
            say("On exam the abdomen is soft; see the Official Guidelines."),
            say("The device was recalled; the patient recalled the fall."),
            say("A physical exam and an eye exam."),
        ],
    ),
    (29, "stereotype"): (
        [stem("A drug seeker asks. What?"), texts(SOUND, "A sign", "A symptom", "Just guess")],
        [stem("A patient with opioid use disorder asks. What?")],
    ),
    (30, "limits"): (
        [texts(SOUND, "x" * 201, "b", "c"), stem("word " * 120 + "what?")],
        [texts(SOUND, "x" * 200, "b", "c"), stem("word " * 120 + "what?", case="case-01"), SOUND],
    ),
    (30, "message"): (
        [replace(SOUND, case="c", record="x" * 3600)],
        [replace(SOUND, case="c", record="x" * 3000)],
    ),
}

_RULES = {(rule.number, rule.name): rule for rule in RULES}
_BREAKS = [(rule, n, q) for rule, (bad, _) in TABLE.items() for n, q in enumerate(bad)]
_KEEPS = [(rule, n, q) for rule, (_, good) in TABLE.items() for n, q in enumerate(good)]


def names(cases):
    return [f"{rule[0]}-{rule[1].replace(' ', '-')}-{n}" for rule, n, _ in cases]


@pytest.mark.parametrize(("rule", "n", "question"), _BREAKS, ids=names(_BREAKS))
def test_the_rule_sees_what_breaks_it(rule, n, question):
    found = list(_RULES[rule].problems(library(question)))
    assert found
    assert all(problem.message.endswith(f"(rule {rule[0]})") for problem in found)
    assert {problem.item for problem in found} == {question.id}


@pytest.mark.parametrize(("rule", "n", "question"), _KEEPS, ids=names(_KEEPS))
def test_the_rule_leaves_the_rest_alone(rule, n, question):
    assert [str(problem) for problem in _RULES[rule].problems(library(question))] == []


def test_a_sound_question_breaks_no_rule():
    assert lint(library(SOUND, TYPED)) == []


def test_the_rules_cover_the_list_that_needs_no_code_set():
    assert {rule.number for rule in RULES} == {*range(1, 17), 19, *range(21, 31)}
    assert all(rule.level in Level for rule in RULES)


def test_an_option_without_a_text_can_be_linted():
    hollow = replace(SOUND, options=tuple(Option(letter, "", "") for letter in "ABC"))
    empty = replace(SOUND, id="x", stem="", rationale="", options=(), key=(), exams=())
    assert {problem.item for problem in lint(library(hollow, empty))} == {"gl-sound-01", "x"}
