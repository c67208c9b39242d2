"""Everything a pack can get wrong, one thing at a time, all at once, and at random."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.packs.problem import Level, Problem
from bot.packs.reader import read
from bot.packs.source import MAX_BYTES, Source, parse
from tests.packs.samples import CASE, ITEM, PACK, write

GOOD = PACK + ITEM


def without(line: str) -> str:
    assert f"\n{line}" in GOOD
    start = GOOD.index(f"\n{line}") + 1
    return GOOD[:start] + GOOD[GOOD.index("\n", start) + 1 :]


MULTI = GOOD.replace('"single"', '"multi"').replace('key = ["B"]', 'key = ["B", "C"]\nchoose = 2')
TYPED_ITEM = (
    GOOD[: GOOD.index("[[question.options]]")].replace('"single"', '"code_entry"')
    + GOOD[GOOD.index("[[question.citations]]") :]
).replace('key = ["B"]', 'key = ["E11.22"]\ncode_set = "ICD-10-CM"')
NOTE = '[[question.codes]]\ncode = "E11.22"\nwhy = "So."\n'
BAD = {
    "field missing": (without("author"), "add `author`"),
    "field missing in an option": (without("why ="), "add `why` in options[1]"),
    "no citation": (GOOD[: GOOD.index("[[question.citations]]")], "add `citations`"),
    "typing slip": (GOOD.replace("setting =", "seting ="), "did you mean `setting`?"),
    "unknown field": (
        GOOD.replace("author =", "zzz = 1\nauthor ="),
        "'zzz' is not a field here: remove it",
    ),
    "not an id": (GOOD.replace("gl-one-01", "GL One"), "`id` is 'GL One': lower case"),
    "wrong type": (GOOD.replace("difficulty = 2", 'difficulty = "2"'), "not a TOML whole number"),
    "out of range": (
        GOOD.replace("difficulty = 2", "difficulty = 6"),
        "`difficulty` takes at most 5",
    ),
    "no such day": (GOOD.replace("2026-11-22", '"2026-11-31"'), "`checked_on` is '2026-11-31'"),
    "date and time": (GOOD.replace("2026-11-22", "2026-11-22T08:00:00"), "`checked_on` is '2026"),
    "not a number": (GOOD.replace("difficulty = 2", "difficulty = nan"), "`difficulty` is 'nan'"),
    "huge number": (
        GOOD.replace("difficulty = 2", f"difficulty = 1{'0' * 40}"),
        "`difficulty` is '1",
    ),
    "same exam twice": (
        GOOD.replace('["cpc", "ccs"]', '["cpc", "cpc"]'),
        "`exams` says the same thing twice",
    ),
    "exam nobody knows": (GOOD.replace('["cpc", "ccs"]', '["cpd"]'), "exam 'cpd' is not known"),
    "key of no option": (
        GOOD.replace('key = ["B"]', 'key = ["E"]'),
        "the key 'E' is not an option",
    ),
    "two keys": (GOOD.replace('key = ["B"]', 'key = ["A", "B"]'), "a single question has one key"),
    "letters out of order": (GOOD.replace('id = "C"', 'id = "D"'), "letter the options A, B, C"),
    "too few options": (MULTI, "multi takes 4 to 6 options, this has 3"),
    "choose missing": (MULTI.replace("choose = 2", ""), "add choose = 2"),
    "choose wrong": (MULTI.replace("choose = 2", "choose = 3"), "choose is 3 but the key has 2"),
    "choose on single": (
        GOOD.replace("author =", "choose = 2\nauthor ="),
        "choose belongs to multi",
    ),
    "no note for a code": (TYPED_ITEM, "add [[question.codes]] for the key code E11.22"),
    "note for no code": (TYPED_ITEM + NOTE.replace(".22", ".9") + NOTE, "E11.9 is not in the key"),
    "no code set": (TYPED_ITEM.replace('code_set = "ICD-10-CM"', "") + NOTE, "add code_set"),
    "code of another set": (
        TYPED_ITEM.replace("ICD-10-CM", "HCPCS") + NOTE,
        "not shaped like HCPCS",
    ),
    "options on typed codes": (
        GOOD.replace('"single"', '"code_entry"'),
        "code_entry has no options",
    ),
    "no such case": (
        GOOD.replace("author =", 'case = "case-two"\nauthor ='),
        "case 'case-two' is not",
    ),
    "dates swapped": (
        GOOD.replace("author =", "valid_from = 2026-10-01\nvalid_to = 2026-09-30\nauthor ="),
        "valid_to is before valid_from",
    ),
    "CPT": (GOOD.replace("gout, uric", "gout, 99213, uric"), "99213 looks like a CPT code"),
    "hidden character": (
        GOOD.replace("probable gout", "probable \u202egout"),
        "hidden character U+202E",
    ),
    "escaped control": (
        GOOD.replace('text = "The susp', 'text = "\\u0007The susp'),
        "hidden character U+0007",
    ),
}


@pytest.mark.parametrize(("text", "message"), BAD.values(), ids=BAD)
def test_a_bad_question_is_left_out_alone(tmp_path, text, message):
    other = ITEM.replace("gl-one-01", "gl-two-02")
    library = read([write(tmp_path, "bank/guidelines/a.toml", text + other)])
    assert [question.id for question in library.questions] == ["gl-two-02"]
    assert message in "\n".join(map(str, library.problems))
    assert all(problem.level is Level.ERROR for problem in library.problems)


BAD_FILES = {
    "syntax": (b'[pack]\ntopic = "guid', "a.toml:2: a: is not valid TOML"),
    "syntax in the middle": (b"a = 1\na = 2\n", "a.toml:2: a: is not valid TOML"),
    "too many digits": (b"a = " + b"1" * 5000, "is not valid TOML"),
    "encoding": ("[pack]\ntitle = 'é'\n".encode("latin-1"), "a.toml:2: a: is not UTF-8 here"),
    "NUL": (b"[pack]\n\0", "a.toml:2: a: has a NUL byte"),
    "huge": (b"#" * (MAX_BYTES + 1), "is larger than 2 MB"),
    "deep": (b"a = " + b"[" * 40 + b"]" * 40, "is nested too deeply"),
    "deeper": (b"a = " + b"[" * 100_000, "is nested too deeply"),
    "empty": (b"", "add `pack`"),
    "pack of another type": (b'pack = 1\n[[question]]\nid = "x"', "`pack` is 1, not a TOML table"),
    "questions of another type": (
        PACK.encode() + b"[question]\n",
        "`question` is {}, not a TOML array",
    ),
    "no topic": (without("topic").encode(), "add `topic` in pack"),
    "no such topic": (GOOD.replace('"guidelines"', '"gl"').encode(), "`pack.topic` is 'gl'"),
    "licence not declared": (
        GOOD.replace("title", "contains_cpt = true\ntitle").encode(),
        "contains_cpt",
    ),
}


@pytest.mark.parametrize(("data", "message"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_left_out_whole_and_stops_no_other(tmp_path, data, message):
    write(tmp_path, "bank/guidelines/b.toml", GOOD)
    library = read([write(tmp_path, "bank/guidelines/a.toml", data)])
    assert [question.id for question in library.questions] == ["gl-one-01"]
    assert library.question("gl-one-01").pack == "guidelines/b"
    assert message in "\n".join(map(str, library.problems))


def test_all_bad_things_are_named_at_once(tmp_path):
    for number, (data, _) in enumerate(BAD_FILES.values()):
        write(tmp_path, f"bank/guidelines/file{number}.toml", data)
    for number, (text, _) in enumerate(BAD.values()):
        write(tmp_path, f"bank/guidelines/item{number}.toml", text)
    found = read([write(tmp_path, "bank/guidelines/good.toml", GOOD.replace("one", "sound"))])
    assert [question.id for question in found.questions] == ["gl-sound-01"]
    said = "\n".join(map(str, found.problems))
    messages = [message for _, message in (*BAD.values(), *BAD_FILES.values())]
    wanted = [message.removeprefix("a.toml:2: a: ") for message in messages]
    assert [message for message in wanted if message not in said] == []


_toml = st.lists(
    st.sampled_from(
        ["[pack]", "[[question]]", "[[question.options]]", "[[case]]", "[question]", "pack = 1"]
        + [line for line in (PACK + CASE + ITEM).split("\n") if line]
        + [
            "key = []",
            "options = [1]",
            "options = {}",
            'id = "\\u0000"',
            "exams = [[]]",
            "stem = 1",
        ]
        + ["checked_on = 0001-01-01", "valid_to = 07:32:00", "revision = 1.0", "record = [{}]"]
    ),
    max_size=60,
).map("\n".join)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.binary(max_size=300) | st.text(max_size=300).map(str.encode) | _toml.map(str.encode))
def test_no_bytes_can_make_it_raise(tmp_path, data):
    for name in ("bank/guidelines/a.toml", "exams/cpc.toml"):
        write(tmp_path, name, data)
    library = read([tmp_path])
    assert all(problem.line >= 1 and problem.message for problem in library.problems)
    assert isinstance(parse(data, "a.toml", "a"), Source | Problem)


_values = st.recursive(
    st.sampled_from(
        ["1", "-7", "0.5", "nan", "true", '""', '"x"', "2026-01-01", "1979-05-27T07:32:00Z"]
    ),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | inner.map(lambda item: f"{{ id = {item} }}")
    ),
    max_leaves=4,
)
_ASSIGNED = [n for n, line in enumerate(GOOD.split("\n")) if " = " in line and '"""' not in line]


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.dictionaries(st.sampled_from(_ASSIGNED), _values, min_size=1, max_size=4))
def test_no_value_of_another_type_can_make_it_raise(tmp_path, values):
    lines = GOOD.split("\n")
    for number, value in values.items():
        lines[number] = f"{lines[number].split(' = ')[0]} = {value}"
    read([write(tmp_path, "bank/guidelines/a.toml", "\n".join(lines))])
