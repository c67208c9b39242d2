"""Folders of TOML to a `Library`: what is sound is served, everything else is named at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.domain.exam import Exam
from bot.domain.question import Kind, Question

from .build import Table
from .build import question as build_question
from .exam_file import read_exam
from .index import Library, index
from .licence import licence_problem, suspects, texts
from .positions import Path as TreePath
from .problem import Level, Place, Problem, at
from .schema import BUNDLED, faults
from .shape import defects
from .source import Json, Source, load

# Known even when their files are broken or not given: a bad exam file must not take questions down.
_EXAMS = frozenset({"cpc", "cic", "ccs", "cca"})


def read(folders: Sequence[Path] = (BUNDLED,), *, bundled: Path = BUNDLED) -> Library:
    """The library of every `*.toml` under `folders` (a folder, or one file). Never raises.

    A file that cannot be read, is not TOML or has a bad `[pack]` is left out whole; a question with
    an error is left out alone. Files in a folder `exams` are exams, all others are packs. What lies
    under `bundled` may not contain CPT, whatever it declares.
    """
    reading = _Reading()
    files = [file for folder in folders for file in _files(folder, reading)]
    unique = {file.path.resolve(): file for file in reversed(files)}
    chosen = [file for file in files if unique[file.path.resolve()] is file]
    for file in chosen:
        if file.is_exam:
            reading.known_exams.add(file.path.stem)
            _read_exam(file, reading)
    for file in chosen:
        if not file.is_exam:
            inside = file.path.resolve().is_relative_to(bundled.resolve())
            _read_pack(file, reading, bundled=inside)
    order = sorted(reading.problems, key=lambda p: (p.file, p.line, p.item))
    return index(reading.questions.values(), reading.exams.values(), order, reading.places)


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    root: Path
    shown: str

    @property
    def is_exam(self) -> bool:
        return self.path.parent.name == "exams"


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    questions: dict[str, Question] = field(default_factory=dict[str, Question])
    exams: dict[str, Exam] = field(default_factory=dict[str, Exam])
    problems: list[Problem] = field(default_factory=list[Problem])
    places: dict[str, Place] = field(default_factory=dict[str, Place])
    cases: dict[str, Place] = field(default_factory=dict[str, Place])
    known_exams: set[str] = field(default_factory=lambda: set(_EXAMS))


def _files(folder: Path, reading: _Reading) -> Iterator[_File]:
    """The TOML files of a folder by name, but not in hidden folders (a ConfigMap's `..data`)."""
    try:
        if folder.is_file():
            yield _File(folder, folder.parent.parent, _shown(folder))
            return
        if not folder.is_dir():
            message = "is not there: give a folder of packs, or one file"
            reading.problems.append(Problem(_shown(folder), 1, folder.name, message))
            return
        for path in sorted(folder.rglob("*.toml")):
            if not any(part.startswith(".") for part in path.relative_to(folder).parts):
                yield _File(path, folder, _shown(path))
    except OSError as error:
        message = f"cannot be read ({error.strerror}): give the bot read permission"
        reading.problems.append(Problem(_shown(folder), 1, folder.name, message))


def _shown(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _read_exam(file: _File, reading: _Reading) -> None:
    source = load(file.path, file.shown)
    if isinstance(source, Problem):
        reading.problems.append(source)
        return
    exam, problems = read_exam(source, file.path.stem)
    reading.problems += problems
    if exam is None:
        return
    if exam.id in reading.exams:
        there = reading.places[f"exam {exam.id}"]
        message = f"this exam is already in {there.file}:{there.line}: keep one file"
        reading.problems.append(at(source.place("id"), exam.id, message))
        return
    reading.exams[exam.id] = exam
    reading.places[f"exam {exam.id}"] = source.place("id")


def _read_pack(file: _File, reading: _Reading, *, bundled: bool) -> None:
    source = load(file.path, file.shown)
    if isinstance(source, Problem):
        reading.problems.append(source)
        return
    bad, pack = _check_file(source, file, reading, bundled=bundled)
    if pack is None:
        return
    name = f"{file.path.parent.name}/{file.path.stem}"
    items = Table(source.tree)
    records = _records(items, bad, source, reading)
    for number, item in enumerate(items.tables("question")):
        if ("question", number) in bad:
            continue
        question = build_question(item, pack, name, records)
        place = source.place("question", number)
        found = [*_item_defects(item, question, records, reading.known_exams)]
        if question.id in reading.questions:
            there = reading.places[question.id]
            found.append(f"this id is already used in {there.file}:{there.line}: choose another")
        reading.problems += [at(place, question.id, message) for message in found]
        if not found:
            reading.questions[question.id] = question
            reading.places[question.id] = place


def _check_file(
    source: Source, file: _File, reading: _Reading, *, bundled: bool
) -> tuple[set[TreePath], Table | None]:
    """The items the schema refuses, and the `[pack]` table, or None when the file must stay out."""
    item_of = _item_names(source.tree, file.path.stem)
    bad: set[TreePath] = set()
    found = [(fault.path, fault.message) for fault in faults("pack", source.tree)]
    for path, message in (*found, *source.faults):
        bad.add(path[:2])
        item = item_of.get(path[:2], file.path.stem)
        reading.problems.append(at(source.place(*path), item, message))
    pack = source.tree.get("pack")
    if not isinstance(pack, dict) or any(path[0] == "pack" for path in bad if path):
        message = "[pack] has errors: the whole file is left out until they are mended"
        reading.problems.append(at(source.place("pack"), file.path.stem, message))
        return bad, None
    if refusal := licence_problem(pack, bundled=bundled):
        reading.problems.append(at(source.place("pack"), file.path.stem, refusal))
        return bad, None
    topic, folder = Table(pack).text("topic"), file.path.parent
    if folder.resolve() != file.root.resolve() and folder.name != topic:
        message = f"topic is {topic!r} but the folder is {folder.name!r}: move the file or mend it"
        reading.problems.append(at(source.place("pack", "topic"), file.path.stem, message))
    return bad, Table(pack)


def _item_names(tree: Mapping[str, Json], name: str) -> dict[TreePath, str]:
    """Which id to print for a fault inside the n-th question or case."""
    names: dict[TreePath, str] = {}
    for kind in ("question", "case"):
        for number, item in enumerate(Table(tree).tables(kind)):
            names[kind, number] = item.text("id") or f"{name} {kind} {number + 1}"
    return names


def _records(items: Table, bad: set[TreePath], source: Source, reading: _Reading) -> dict[str, str]:
    """Case id to record, for the cases of one file that are sound."""
    records: dict[str, str] = {}
    used = {item.text("case") for item in items.tables("question")}
    for number, case in enumerate(items.tables("case")):
        if ("case", number) in bad:
            continue
        id_, place = case.text("id"), source.place("case", number)
        if id_ in reading.cases:
            there = reading.cases[id_]
            message = f"this case id is already used in {there.file}:{there.line}: choose another"
            reading.problems.append(at(place, id_, message))
            continue
        if id_ not in used:
            message = "no question uses this case: remove it or name it in an item"
            reading.problems.append(at(place, id_, message, Level.WARNING))
        reading.cases[id_] = place
        records[id_] = case.text("record")
    return records


def _item_defects(
    item: Table, question: Question, records: Mapping[str, str], exams: set[str]
) -> Iterator[str]:
    """Why one question must stay out; nothing when it is sound."""
    yield from defects(question)
    yield from _choose_defects(item.number("choose"), question)
    if question.case and question.case not in records:
        yield f"case {question.case!r} is not a sound [[case]] of this file: add or mend it"
    for exam in question.exams:
        if exam not in exams:
            yield f"exam {exam!r} is not known: use one of {', '.join(sorted(exams))}"
    if not question.needs_licence:
        for seen in dict.fromkeys(span for text in texts(question) for span in suspects(text)):
            yield f"{seen}: take it out, or declare contains_cpt and the licence in [pack]"


def _choose_defects(choose: int | None, question: Question) -> Iterator[str]:
    if question.kind is not Kind.MULTI:
        if choose is not None:
            yield "choose belongs to multi questions: remove it"
    elif choose is None:
        yield f"add choose = {len(question.key)}: how many to pick"
    elif choose != len(question.key):
        yield f"choose is {choose} but the key has {len(question.key)}: make them equal"
