"""A sound question, pack and exam, to be broken one thing at a time."""

from dataclasses import replace
from pathlib import Path

from bot.domain.question import Citation, CodeNote, Kind, Option, Question
from bot.packs.index import Library, index
from bot.packs.problem import Place

RATIONALE = (
    "In the office an unproven condition is not coded as if it existed, so the documented sign "
    "stands in its place until a test proves more. Remember: outpatient, code what is known."
)
SOUND = Question(
    id="gl-sound-01",
    revision=1,
    kind=Kind.SINGLE,
    topic="guidelines",
    exams=("cpc", "ccs"),
    setting="outpatient",
    cognitive="AP",
    difficulty=2,
    time_target_s=60,
    edition="FY2026",
    stem="An office note ends with probable gout of the great toe, uric acid awaited.\n"
    "What is reported for this visit?",
    key=("B",),
    rationale=RATIONALE,
    citations=(Citation("ICD-10-CM Official Guidelines", "IV.H", "FY2026", "uncertain"),),
    options=(
        Option("A", "The suspected disease", "Not coded before it is proven.", "sequencing"),
        Option("B", "The presenting sign", "Right: this much is known."),
        Option("C", "A screening encounter", "She came with a complaint.", "wrong_convention"),
        Option("D", "An observation stay", "Nobody was admitted here.", "wrong_system"),
    ),
    pack="guidelines/sound",
)
TYPED = replace(
    SOUND,
    id="ch-typed-01",
    kind=Kind.CODE_ENTRY,
    topic="chapters",
    stem="Type 2 diabetes with stage 3a chronic kidney disease. Which two codes, in order?",
    key=("E11.22", "N18.31"),
    options=(),
    code_set="ICD-10-CM",
    codes=(CodeNote("E11.22", "The pair is assumed."), CodeNote("N18.31", "The stage is added.")),
    mistakes=(CodeNote("E11.9", "It has a complication.", "combination"),),
    ordered=True,
)


def texts(question: Question, *options: str, key: str = "B") -> Question:
    """`question` with these option texts, lettered from A."""
    made = (
        Option(letter, text, "Because.", "" if letter in key else "sequencing")
        for letter, text in zip("ABCDEF", options, strict=False)
    )
    return replace(question, options=tuple(made), key=tuple(key))


def library(*questions: Question, file: str = "guidelines/sound.toml") -> Library:
    """The questions as one file, in this order."""
    places = {q.id: Place(file, 10 * n + 1) for n, q in enumerate(questions)}
    return index(questions, places=places)


PACK = """\
[pack]
topic = "guidelines"
title = "Sound"
licence = "CC BY 4.0"
edition = "FY2026"
"""
ITEM = f'''
[[question]]
id = "gl-one-01"
revision = 1
type = "single"
exams = ["cpc", "ccs"]
setting = "outpatient"
cognitive = "AP"
difficulty = 2
time_target_s = 60
lookup_needed = false
stem = """
An office note ends with probable gout, uric acid awaited.
What is reported for this visit?
"""
key = ["B"]
rationale = "{RATIONALE}"
author = "Rounds"
checked_on = 2026-11-22

[[question.options]]
id = "A"
text = "The suspected disease"
why = "Not coded before it is proven."
error = "sequencing"

[[question.options]]
id = "B"
text = "The presenting sign"
why = "Right: this much is known."

[[question.options]]
id = "C"
text = "A screening encounter"
why = "She came with a complaint."
error = "wrong_convention"

[[question.citations]]
source = "ICD-10-CM Official Guidelines"
section = "IV.H"
release = "FY2026"
'''
CASE = '''
[[case]]
id = "case-one-01"
setting = "inpatient"
record = """
Discharge summary.
[[question]]
id = "not-a-header"
"""
'''
EXAM = """\
id = "cpc"
name = "CPC"
title = "Certified Professional Coder"
body = "AAPC"
focus = "Professional fees"
fits = "outpatient"
suits = "You code for physicians."
licence_note = "Most of it needs CPT."
pass_kind = "raw_percent"

[[fact]]
name = "items"
label = "Questions"
value = "100"
source = "aapc.com"
checked_on = 2026-11-22
confidence = "high"

[[domain]]
id = "terms"
name = "Terminology"
items = 4
topics = ["terminology"]
confidence = "high"
source = "aapc.com"

[[edition]]
until = 2026-01-14
books = ["ICD-10-CM 2025"]
icd10 = "FY2025"
confidence = "high"
source = "aapc.com"

[[edition]]
from = 2026-01-15
books = ["ICD-10-CM 2026"]
icd10 = "FY2026"
confidence = "high"
source = "aapc.com"
"""


def write(root: Path, name: str, text: str | bytes) -> Path:
    """`root` after the file was written; a name such as `bank/guidelines/a.toml`."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return root
