"""Decks written by genanki, and collections as newer Anki keeps them."""

import io
import json
import sqlite3
import zipfile
from functools import cache

import genanki
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.packs.imports.anki import read_apkg
from tests.packs.imports.wanted import CELLS, importing, said, written

NAMES = {
    "stem": "Question",
    **{letter: f"Option {letter}" for letter in "ABCD"},
    "key": "Answer",
    "rationale": "Explanation",
    **{f"why_{letter}": f"Why {letter}" for letter in "ABCD"},
    "citation": "Source",
    "setting": "Setting",
}
FIELDS = tuple(NAMES.values())


def a_deck(path, *notes, fields=FIELDS, tags=(), cloze=False):
    shown = f"cloze:{fields[0]}" if cloze else fields[0]
    kind = genanki.Model(
        1607392319,
        "Multiple choice",
        fields=[{"name": name} for name in fields],
        templates=[{"name": "Card", "qfmt": f"{{{{{shown}}}}}", "afmt": "x"}],
        model_type=genanki.Model.CLOZE if cloze else genanki.Model.FRONT_BACK,
    )
    deck = genanki.Deck(2059400110, "Coding")
    for note in notes:
        deck.add_note(genanki.Note(kind, list(note), tags=list(tags)))
    genanki.Package(deck).write_to_file(path)
    return path


def whole(**change):
    cells = {**CELLS, **change}
    return [cells[name] for name in NAMES]


def test_a_deck_becomes_a_pack_of_plain_text(tmp_path):
    stem = CELLS["stem"].replace(" What", "<div><b>What</b>").replace("the great", "the&nbsp;great")
    path = a_deck(
        tmp_path / "gout.apkg", whole(stem=f"{stem}</div>"), tags=["exam", "topic::guidelines"]
    )
    done = importing(path)
    assert said(done) == []
    [question] = written(done, tmp_path / "packs").questions
    assert question.stem == CELLS["stem"]
    assert (question.id, question.topic, question.key) == ("gout-0001", "guidelines", ("B",))
    assert [option.why for option in question.options] == [CELLS[f"why_{x}"] for x in "ABCD"]


def test_notes_that_cannot_become_questions_are_named_by_number(tmp_path):
    notes = (whole(), whole(A='<img src="x.png">'), whole(B="b [sound:x.mp3]"), whole(C=""))
    found = read_apkg(a_deck(tmp_path / "d.apkg", *notes).read_bytes(), "d.apkg")
    assert [row.line for row in found.rows] == [1]
    assert [p.line for p in found.problems] == [2, 3, 4]
    assert "has img" in found.problems[0].message
    assert "has sound" in found.problems[1].message
    assert "has no C (its fields: Question, Option A" in found.problems[2].message


def test_a_card_with_front_and_back_is_told_what_is_needed(tmp_path):
    path = a_deck(
        tmp_path / "d.apkg", ["What is gout?", "A crystal arthritis"], fields=("Front", "Back")
    )
    [text] = said(importing(path))
    assert text.startswith("d.apkg:1: d: has no A, B, C, key (its fields: Front, Back): name them")


def test_a_cloze_is_named(tmp_path):
    note = ["{{c1::Gout}} is M10", "x"]
    path = a_deck(tmp_path / "d.apkg", note, fields=("Question", "Extra"), cloze=True)
    assert "is a cloze" in said(importing(path))[0]


def test_answers_as_bits_are_letters(tmp_path):
    fields = (
        "Question",
        "Title",
        "QType (0=kprim,1=mc,2=sc)",
        "Q_1",
        "Q_2",
        "Q_3",
        "Answers",
        "Sources",
        "Extra 1",
    )
    path = a_deck(
        tmp_path / "d.apkg", ["Q?", "t", "1", "a", "b", "c", "1 0 1", "s", "e"], fields=fields
    )
    [row] = read_apkg(path.read_bytes(), "d").rows
    assert (row.cells["key"], row.cells["C"], row.cells["citation"]) == ("A, C", "c", "s")
    assert row.cells["rationale"] == "e"


def repacked(deck, name, change=lambda data: data, **more):
    """The deck's collection under another name in a new zip."""
    with zipfile.ZipFile(deck) as parts:
        collection = parts.read("collection.anki2")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        for other, data in more.items():
            parts.writestr(other.replace("_", "."), data)
        parts.writestr(name, change(collection))
    return out.getvalue()


def newest(collection):
    """The tables of a collection since 2020: note types and their fields have their own."""
    con = sqlite3.connect(":memory:")
    con.deserialize(collection)
    con.create_collation("unicase", lambda a, b: (a.lower() > b.lower()) - (a.lower() < b.lower()))
    models = json.loads(con.execute("SELECT models FROM col").fetchone()[0])
    con.execute(
        "CREATE TABLE notetypes (id integer PRIMARY KEY, name text COLLATE unicase, config blob)"
    )
    con.execute(
        "CREATE TABLE fields (ntid integer, ord integer, name text COLLATE unicase, config blob,"
        " PRIMARY KEY (ntid, ord)) WITHOUT ROWID"
    )
    for id_, model in models.items():
        con.execute("INSERT INTO notetypes VALUES (?, ?, x'')", (id_, model["name"]))
        for n, field in enumerate(model["flds"]):
            con.execute("INSERT INTO fields VALUES (?, ?, ?, x'')", (id_, n, field["name"]))
    con.execute("CREATE UNIQUE INDEX idx_fields ON fields (name, ntid)")
    con.execute("UPDATE col SET models = ''")
    con.commit()
    data = con.serialize()
    # As a collection in use has it: a write-ahead log.
    return zstandard.compress(data[:18] + b"\x02\x02" + data[20:])


def test_older_and_newest_collections_are_read(tmp_path):
    deck = a_deck(tmp_path / "d.apkg", whole())
    wanted = read_apkg(deck.read_bytes(), "d").rows
    assert wanted
    for data in (
        repacked(deck, "collection.anki21", collection_anki2=b"please update"),
        repacked(deck, "collection.anki21b", newest, collection_anki2=b"please update"),
    ):
        assert read_apkg(data, "d").rows == wanted


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: b"no zstandard", "cannot be unpacked: export it with"),
        (lambda data: zstandard.compress(b"no database"), "is no SQLite file"),
        (lambda data: zstandard.compress(b"SQLite format 3\0" + b"x" * 5000), "cannot be read"),
    ],
)
def test_a_collection_that_cannot_be_read_is_said_kindly(tmp_path, change, message):
    deck = a_deck(tmp_path / "d.apkg", whole())
    found = read_apkg(repacked(deck, "collection.anki21b", change), "d")
    assert found.rows == ()
    assert message in found.problems[0].message


def test_a_view_without_an_end_is_stopped():
    con = sqlite3.connect(":memory:")
    con.executescript(
        "CREATE TABLE notetypes (id); CREATE TABLE fields (ntid, ord, name);"
        "CREATE VIEW notes AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n)"
        " SELECT id, 1 AS mid, '' AS flds, '' AS tags FROM n;"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("collection.anki2", con.serialize())
    found = read_apkg(out.getvalue(), "d")
    assert "cannot be read (interrupted)" in found.problems[0].message


@cache
def a_whole_deck(folder):
    return a_deck(folder / "d.apkg", whole()).read_bytes()


@given(st.binary())
def test_any_bytes_give_a_problem(data):
    assert read_apkg(data, "d").problems


@settings(max_examples=150, deadline=None)
@given(at=st.integers(0, 100_000), noise=st.binary(min_size=1, max_size=8), inside=st.booleans())
def test_a_damaged_deck_gives_rows_or_problems(tmp_path_factory, at, noise, inside):
    base = tmp_path_factory.getbasetemp()
    data = a_whole_deck(base)

    def damaged(data):
        return data[: at % len(data)] + noise + data[at % len(data) + len(noise) :]

    found = read_apkg(
        repacked(base / "d.apkg", "collection.anki2", damaged) if inside else damaged(data), "d"
    )
    assert all(row.line > 0 for row in found.rows)
    assert all(problem.line > 0 for problem in found.problems)
