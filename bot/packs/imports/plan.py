"""From another tool's file to packs that pass reader and linter, or to what is in the way."""

import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from bot.packs.licence import licence_problem
from bot.packs.lint import lint
from bot.packs.problem import Level, Problem
from bot.packs.reader import read
from bot.packs.schema import BUNDLED
from bot.packs.source import Json
from bot.packs.toml_text import Tree, Value, toml
from bot.packs.topics import TOPICS
from bot.ports import Codes

from .aiken import looks_like_aiken, read_aiken
from .anki import read_apkg
from .gift import read_gift
from .items import item, slug, spread
from .markup import tidy
from .rows import LETTERS, MAX_BYTES, Row, Taken
from .sheet import read_csv, read_xlsx

FORMS = ("csv", "xlsx", "gift", "aiken", "apkg")
_BY_SUFFIX = {
    ".csv": "csv",
    ".tsv": "csv",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".gift": "gift",
    ".aiken": "aiken",
    ".apkg": "apkg",
    ".colpkg": "apkg",
}
_FILE_MAX = 60
_SLUGS = tuple(topic.slug for topic in TOPICS)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to import and where to. `form` is one of FORMS, empty to go by the file's name; `topic`
    and `edition` hold for rows that name none; `pack` are the further fields of `[pack]`.
    """

    file: Path
    into: Path
    topic: str = ""
    edition: str = "FY2026"
    licence: str = "for this operator's groups only"
    author: str = ""
    form: str = ""
    shuffle: bool = False
    pack: Mapping[str, str | int | bool | list[str]] = field(
        default_factory=dict[str, "str | int | bool | list[str]"]
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """The packs to write, how many questions are in them, and every problem of the rest."""

    rows: tuple[Row, ...]
    files: Mapping[Path, str]
    count: int
    problems: tuple[Problem, ...]


def taken(wanted: Wanted) -> Taken:
    """The rows of the file, whatever its bytes are. Never raises."""
    shown = str(wanted.file)
    try:
        with wanted.file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        return _nothing(shown, f"cannot be read ({error.strerror}): name a file")
    if len(data) > MAX_BYTES:
        return _nothing(shown, "is larger than 50 MB: split it")
    form = wanted.form or _BY_SUFFIX.get(wanted.file.suffix.lower(), "")
    if form == "csv":
        return read_csv(data, shown)
    if form == "xlsx":
        return read_xlsx(data, shown)
    if form == "apkg":
        return read_apkg(data, shown)
    if not form and wanted.file.suffix.lower() != ".txt":
        return _nothing(shown, f"is of no known kind: say --format, one of {', '.join(FORMS)}")
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return _nothing(shown, "is not UTF-8 here: save it in UTF-8", line)
    aiken = form == "aiken" or (not form and looks_like_aiken(text))
    return read_aiken(text, shown) if aiken else read_gift(text, shown)


def _nothing(shown: str, message: str, line: int = 1) -> Taken:
    return Taken((), (Problem(shown, line, Path(shown).stem, message),))


def plan(wanted: Wanted, codes: Codes | None = None) -> Plan:
    """What an import would write. Only questions without an error are in it, and writes nothing."""
    found = taken(wanted)
    checking = _Checking(wanted, codes, list(found.problems))
    if refusal := checking.refusal():
        checking.say(1, Path(wanted.file).stem, refusal)
        return Plan(found.rows, {}, 0, tuple(checking.problems))
    checking.sort(spread(found.rows, every=wanted.shuffle))
    files = checking.files()
    order = sorted(checking.problems, key=lambda p: (p.file, p.line, p.item))
    unique = tuple(dict.fromkeys(order))
    return Plan(found.rows, files, sum(map(len, checking.items.values())), unique)


def write(files: Mapping[Path, str]) -> None:
    """Writes the packs. Raises OSError, FileExistsError among them: no file is written over."""
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            try:
                file.write(text.encode())
            except OSError:
                path.unlink()
                raise


@dataclass(slots=True)
class _Checking:
    """The questions that are still sound, by topic, and what has been said about the others."""

    wanted: Wanted
    codes: Codes | None
    problems: list[Problem]
    items: dict[str, dict[str, Tree]] = field(default_factory=dict[str, dict[str, Tree]])
    lines: dict[str, int] = field(default_factory=dict[str, int])

    def say(self, line: int, item_id: str, message: str, level: Level = Level.ERROR) -> None:
        self.problems.append(Problem(str(self.wanted.file), line, item_id, message, level))

    def refusal(self) -> str:
        """Why nothing of the file can be taken; empty when it can."""
        bundled = self.wanted.into.resolve().is_relative_to(BUNDLED.resolve())
        pack = cast("dict[str, Json]", dict(self.wanted.pack))
        return licence_problem(pack, bundled=bundled)

    def sort(self, rows: Sequence[Row]) -> None:
        """Makes the questions, by topic. An id that is in the bank or the folder is said."""
        there = read((BUNDLED, self.wanted.into)).places
        name = slug(self.wanted.file.stem)
        for row in rows:
            made = item(row, name, tidy(self.wanted.author) or f"imported from {name}")
            id_, topic = str(made["id"]), row.cells.get("topic", self.wanted.topic).lower()
            if topic not in _SLUGS:
                said = f"topic is {topic!r}" if topic else "has no topic"
                self.say(row.line, id_, f"{said}: give --topic or a column, {', '.join(_SLUGS)}")
            elif id_ in there:
                place = there[id_]
                self.say(row.line, id_, f"this id is already used in {place.file}:{place.line}")
            elif id_ in self.lines:
                self.say(row.line, id_, f"this id is already used on {self.lines[id_]}")
            else:
                self.lines[id_] = row.line
                self.items.setdefault(topic, {})[id_] = made

    def files(self) -> dict[Path, str]:
        """The packs, after every question with an error has been said and taken out.

        What is taken out can bring a rule over the whole file to bear, so this is done until
        nothing changes; each round takes something out, so it ends.
        """
        while True:
            texts = self._texts()
            found = self._problems(texts)
            errors = [p for p in found if p.level is Level.ERROR]
            for problem in errors:
                self._drop(problem)
            if not errors:
                for problem in found:
                    self._repeat(problem)
                return {self.wanted.into / path: text for path, text in texts.items()}

    def _texts(self) -> dict[Path, str]:
        texts: dict[Path, str] = {}
        name = slug(self.wanted.file.stem)
        fields = self.wanted.pack.items()
        for topic, items in sorted(self.items.items()):
            made = list(items.values())
            for n, start in enumerate(range(0, len(made), _FILE_MAX), start=1):
                pack: dict[str, Value] = {
                    "topic": topic,
                    "title": tidy(self.wanted.file.stem)[:120] or name,
                    "licence": tidy(self.wanted.licence),
                    "edition": tidy(self.wanted.edition),
                    **{k: tidy(v) if isinstance(v, str) else v for k, v in fields},
                }
                path = Path(topic, f"{name}.toml" if n == 1 else f"{name}-{n}.toml")
                tree: Tree = {"pack": pack, "question": made[start : start + _FILE_MAX]}
                texts[path] = toml(tree)
        return texts

    def _problems(self, texts: Mapping[Path, str]) -> list[Problem]:
        """The reader's and the linter's, as they would be in the folder; `file` is the topic's."""
        found: list[Problem] = []
        with tempfile.TemporaryDirectory() as scratch:
            root = Path(scratch).resolve()
            for path in texts:
                if (self.wanted.into / path).exists():
                    message = "is there already: rename the file you import, or move the pack away"
                    found.append(Problem(str(path), 1, "", message))
            write({root / path: text for path, text in texts.items()})
            for problem in lint(read((root,)), self.codes):
                file = problem.file.removeprefix(f"{root}/")
                found.append(
                    Problem(file, problem.line, problem.item, problem.message, problem.level)
                )
        return found

    def _drop(self, problem: Problem) -> None:
        self._repeat(problem)
        topic = Path(problem.file).parent.name
        if problem.item in self.lines:
            for items in self.items.values():
                items.pop(problem.item, None)
        elif topic in self.items:
            self.items[topic] = {}
        else:
            self.items = {}

    def _repeat(self, problem: Problem) -> None:
        line = self.lines.get(problem.item)
        if line is not None:
            self.say(line, problem.item, _in_columns(problem.message), problem.level)
        else:
            pack = self.wanted.into / problem.file
            said = "" if problem.level is Level.WARNING else ", so nothing of this topic is written"
            self.say(1, str(pack), f"{problem.message}{said}", problem.level)


def _in_columns(message: str) -> str:
    """`options[2].why` as people who write a sheet know it: `why_B`."""
    field_of = re.compile(r"`options\[(\d)\]\.(why|error)`|`(why|error)` in options\[(\d)\]")
    message = field_of.sub(lambda m: f"`{m[2] or m[3]}_{LETTERS[int(m[1] or m[4]) - 1]}`", message)
    return re.sub(r"options\[(\d)\]", lambda m: f"option {LETTERS[int(m[1]) - 1]}", message)
