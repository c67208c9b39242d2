"""Moodle's GIFT format: multiple choice with feedback becomes a question with reasons."""

# Why not a library: pygiftparser and its forks are not kept up, gift-wrapper only writes the
# format, gift-to-moodlexml reads an extension of it into XML. What a pack can hold of GIFT is its
# multiple choice, which Moodle's documentation ("GIFT format") settles on a page.

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .markup import is_markup, plain, tidy
from .rows import LETTERS, MAX_ROWS, Row, Taken, Taking

_COUNTS = {2: "TWO", 3: "THREE", 4: "FOUR", 5: "FIVE"}
_NAME = re.compile(r"\s*::(?P<name>(?:\\.|[^\\])*?)::", re.DOTALL)
_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_PIECE = re.compile(r"(?:\\.|[^\\{}])*", re.DOTALL)
_ANSWER = re.compile(r"([~=])((?:\\.|[^\\~=])*)", re.DOTALL)
_FEEDBACK = re.compile(r"((?:\\.|[^\\#])*)(?:#(.*))?", re.DOTALL)
_GENERAL = re.compile(r"((?:\\.|[^\\#]|#(?!###))*)(?:####(.*))?", re.DOTALL)
_WEIGHT = re.compile(r"\s*%(-?\d+(?:\.\d+)?)%")
_SOURCE = re.compile(r"(?:^|\s)Sources?:\s*(.+)\Z", re.DOTALL)
_FULL = 100.0


class _Refused(Exception):
    """Why one question cannot become an item of a pack."""


@dataclass(frozen=True, slots=True)
class _Choice:
    text: str
    why: str
    right: bool
    weight: float | None


def read_gift(text: str, file: str) -> Taken:
    """The multiple-choice questions. An answer's feedback is its reason, the general feedback the
    rationale; what follows `Source:` at the end of that is the citation.
    """
    taking = Taking(file)
    for line, block in _blocks(text):
        if len(taking.rows) >= MAX_ROWS:
            taking.refuse(line, f"a file holds at most {MAX_ROWS} questions: split it")
            break
        try:
            if row := _row(line, block):
                taking.rows.append(row)
        except _Refused as refused:
            taking.refuse(line, str(refused))
    return taking.taken()


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """First line and text of each question: an empty line ends one, also inside its braces."""
    first, lines = 0, list[str]()
    for number, line in enumerate((*text.split("\n"), ""), start=1):
        bare = line.strip()
        if bare.startswith("//"):
            continue
        if bare and not (bare.startswith("$CATEGORY:") and not lines):
            first = first or number
            lines.append(line)
        elif lines and not bare:
            yield first, "\n".join(lines)
            first, lines = 0, []


def _row(line: int, block: str) -> Row | None:
    name = _NAME.match(block)
    rest = block[name.end() :] if name else block
    form = _FORMAT.match(rest)
    style = form[1].lower() if form else "moodle"
    rest = rest[form.end() :] if form else rest
    before = _PIECE.match(rest)
    start = before.end() if before else 0
    if start == len(rest):
        return None  # a description, which asks nothing
    inside = _PIECE.match(rest, start + 1)
    end = inside.end() if inside else 0
    if rest[start] != "{" or rest[end : end + 1] != "}":
        raise _Refused("its braces do not match: write \\{ and \\} for braces in a text")
    after = rest[end + 1 :]
    if re.search(r"(?<!\\)[{}]", after):
        raise _Refused("has a second { after its answers: packs take one question at a time")
    stem = rest[:start] + (f" _____ {after}" if after.strip() else "")
    cells = {"stem": _text(stem, style)}
    answers, general = _split(_GENERAL, rest[start + 1 : end])
    cells |= _choices(answers, style)
    reason = _text(general, style)
    if source := _SOURCE.search(reason):
        cells["citation"] = source[1].strip()
        reason = reason[: source.start()].strip()
    cells["rationale"] = reason
    if (count := len(cells["key"].split(","))) > 1 and "select" not in cells["stem"].lower():
        cells["stem"] += f"\nSelect {_COUNTS.get(count, str(count))}."
    return Row(line, {key: value for key, value in cells.items() if value}, shuffled=True)


def _choices(answers: str, style: str) -> dict[str, str]:
    bare = answers.strip()
    if bare.startswith("#"):
        raise _Refused("is numerical: packs take multiple choice, write the numbers as options")
    if not bare:
        raise _Refused("is an essay: packs take multiple choice")
    if re.fullmatch(r"(?:T|F|TRUE|FALSE)\s*(?:#.*)?", bare, re.DOTALL | re.IGNORECASE):
        raise _Refused("is true or false: packs take three options or more, write it as a choice")
    pieces = list(_ANSWER.finditer(answers))
    if not re.search(r"(?<!\\)~", answers):
        kind = "matching" if "->" in answers else "a short answer"
        raise _Refused(f"is {kind}: packs take multiple choice, with ~ before each wrong option")
    if answers[: pieces[0].start()].strip():
        raise _Refused("has text before its first option: begin each with = or ~")
    found = [_choice(piece[1], piece[2], style) for piece in pieces]
    if len(found) > len(LETTERS):
        raise _Refused("has more than six options: packs take three to five")
    cells = {letter: choice.text for letter, choice in zip(LETTERS, found, strict=False)}
    cells |= {f"why_{letter}": c.why for letter, c in zip(LETTERS, found, strict=False)}
    right = _right(found)
    return cells | {"key": ", ".join(LETTERS[n] for n in right)}


def _choice(mark: str, text: str, style: str) -> _Choice:
    weight = _WEIGHT.match(text)
    answer, feedback = _split(_FEEDBACK, text[weight.end() :] if weight else text)
    form = _FORMAT.match(answer)
    own = form[1].lower() if form else style
    said = _text(answer[form.end() :] if form else answer, own)
    value = float(weight[1]) if weight else None
    return _Choice(said, _text(feedback, own), mark == "=", value)


def _right(choices: list[_Choice]) -> list[int]:
    """Which choices are the key. Partial credit of a single answer has no place in a pack."""
    marked = [n for n, c in enumerate(choices) if c.right]
    weighted = [n for n, c in enumerate(choices) if not c.right and (c.weight or 0) > 0]
    if (marked and weighted) or any(choices[n].weight not in {None, _FULL} for n in marked):
        raise _Refused("gives partial credit to an option: make it right or wrong")
    if len(marked) > 1:
        raise _Refused("has two options with =: weigh the right ones alike, such as ~%50%")
    right = marked or weighted
    if not right:
        raise _Refused("has no right option: put = before it")
    shares = {choices[n].weight for n in weighted}
    if len(shares) > 1 or (
        weighted and abs(sum(choices[n].weight or 0 for n in weighted) - 100) > 1
    ):
        raise _Refused("weighs its right options unequally: packs count each alike")
    return right


def _split(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    found = pattern.fullmatch(text)
    return (found[1], found[2] or "") if found else (text, "")


def _text(raw: str, style: str) -> str:
    """Escapes undone, then markup turned to words, except in what is said to be plain."""
    text = re.sub(r"\\(n|[~=#{}:\\])", lambda m: "\n" if m[1] == "n" else m[1], raw.strip())
    if style in {"plain", "markdown"} or not is_markup(text):
        return tidy(text)
    words, media = plain(text)
    if media:
        raise _Refused(f"has {', '.join(media)}: packs hold text alone, say it in words")
    return words
