"""A typed line, `/countdown add "Spring CPC" 2027-03-14 mine`, as a command and its options."""

import shlex
from dataclasses import dataclass

from bot.chat.clean import clean
from bot.commands.declare import Command, OptionSpec
from bot.commands.registry import Registry
from bot.errors import Refusal

LONGEST_LINE = 2000
"""A line longer than this is refused before it is read."""

_SMART = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})


@dataclass(frozen=True, slots=True)
class Line:
    """A command and the options as text."""

    command: Command
    options: tuple[tuple[str, str], ...]


def parse(line: str, registry: Registry) -> Line:
    """Options may be given as `name:value` or in order; a number or a choice finds its place.

    Raises Refusal: `no_command` (with the nearest), `which` (a group without its second word),
    `quotes`, `long_line`.
    """
    if len(line) > LONGEST_LINE:
        raise Refusal("long_line", length=len(line), most=LONGEST_LINE)
    command, words = _command(_words(clean(line)), registry)
    return Line(command, tuple(_options(command, words)))


def _words(line: str) -> list[str]:
    # shlex rather than a splitter of our own; only the double quote quotes, so that an
    # apostrophe in a name is a letter.
    lexer = shlex.shlex(line.translate(_SMART), posix=True)
    lexer.whitespace_split = True
    lexer.quotes = '"'
    lexer.escape = ""
    lexer.commenters = ""
    try:
        return list(lexer)
    except ValueError:
        raise Refusal("quotes") from None


def _command(words: list[str], registry: Registry) -> tuple[Command, list[str]]:
    if not words:
        raise Refusal("no_command", typed="", nearest="help")
    first = words[0].removeprefix("/").lower()
    if len(words) > 1:
        both = registry.commands.get(f"{first} {words[1].lower()}")
        if both is not None and not both.hidden:
            return both, words[2:]
    found = registry.commands.get(first)
    if found is not None and not found.hidden:
        return found, words[1:]
    members = registry.group(first)
    if members:
        raise Refusal("which", word=first, usages=[c.usage for c in members])
    raise Refusal("no_command", typed=first[:40], nearest=registry.nearest(first))


def _options(command: Command, words: list[str]) -> list[tuple[str, str]]:
    specs = list(command.options)
    names = {spec.name for spec in specs}
    taken: dict[str, str] = {}
    extra: list[tuple[str, str]] = []
    rest = next((spec.name for spec in specs if spec.rest), "")
    for at, word in enumerate(words):
        if rest and rest not in taken:
            whole = " ".join(words[at:])
            return [*extra, (rest, whole.removeprefix(f"{rest}:").strip())]
        name, colon, value = word.partition(":")
        if colon and (name.lower() in names or (name.isidentifier() and not name.isdigit())):
            extra.append((name.lower(), value))
            taken.setdefault(name.lower(), value)
            continue
        spec = _place(word, [s for s in specs if s.name not in taken])
        if spec is None:
            extra.append((word, ""))
        else:
            value = "yes" if spec.kind == "yes_no" else word
            taken[spec.name] = value
            extra.append((spec.name, value))
    return extra


def _place(word: str, free: list[OptionSpec]) -> OptionSpec | None:
    """The first free option that the word fits: a flag's name, a choice, a number, then text."""
    lower = word.lower()
    for spec in free:
        if spec.kind == "yes_no" and spec.name == lower:
            return spec
        if spec.kind == "choice" and any(c.value == lower for c in spec.choices):
            return spec
        if spec.kind == "number" and lower.lstrip("-").isdigit():
            return spec
    for spec in free:
        if spec.kind == "text":
            return spec
    return next((s for s in free if s.kind in {"number", "choice"}), None)
