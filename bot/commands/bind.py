"""Options as text, made into the typed arguments that a command declared."""

import difflib
from collections.abc import Iterable
from typing import Any

from bot.chat.clean import clean
from bot.commands.declare import Command, OptionSpec
from bot.errors import Refusal

LONGEST = 200
"""No option needs more characters; Discord's own limit of 6,000 is no use to a reader."""

_YES = frozenset({"yes", "y", "true", "on", "1"})
_NO = frozenset({"no", "n", "false", "off", "0"})


def bind(command: Command, options: Iterable[tuple[str, str]]) -> Any:  # noqa: ANN401 - its dataclass
    """The command's arguments. Raises Refusal("options") with a sentence for every problem."""
    specs = {spec.name: spec for spec in command.options}
    values: dict[str, object] = {}
    problems: list[str] = []
    for name, raw in options:
        spec = specs.get(clean(name).lower())
        if spec is None:
            problems.append(_unknown(name, specs))
            continue
        try:
            values[spec.name] = _value(spec, raw)
        except ValueError as error:
            problems.append(f"{spec.name}: {error}")
    problems += [
        f"{spec.name}: needed ({spec.about})"
        for spec in specs.values()
        if spec.required and spec.name not in values and not _mentions(problems, spec.name)
    ]
    if problems:
        raise Refusal("options", problems=problems, usage=command.usage)
    return command.args(**values)


def _mentions(problems: list[str], name: str) -> bool:
    return any(problem.startswith(f"{name}: ") for problem in problems)


def _unknown(name: str, specs: dict[str, OptionSpec]) -> str:
    shown = clean(name)[:40]
    close = difflib.get_close_matches(shown.lower(), specs, n=1)
    if close:
        return f"{shown}: not an option here; did you mean {close[0]}?"
    if specs:
        return f"{shown}: not an option here; it takes {', '.join(specs)}"
    return f"{shown}: this command takes no options"


def _value(spec: OptionSpec, raw: str) -> object:
    text = clean(raw)
    if len(text) > LONGEST:
        raise ValueError(f"{len(text):,} characters; {LONGEST} at most, please")
    match spec.kind:
        case "number":
            return _number(spec, text)
        case "yes_no":
            if text.lower() in _YES:
                return True
            if text.lower() in _NO:
                return False
            raise ValueError(f"{text!r} is neither yes nor no")
        case "choice":
            return _choice(spec, text)
        case _:
            return text


def _number(spec: OptionSpec, text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a whole number{_range(spec)}") from None
    low, high = spec.low, spec.high
    if (low is not None and number < low) or (high is not None and number > high):
        raise ValueError(f"{number} is out of range{_range(spec)}")
    return number


def _range(spec: OptionSpec) -> str:
    return "" if spec.low is None else f"; from {spec.low} to {spec.high}, please"


def _choice(spec: OptionSpec, text: str) -> object:
    for choice in spec.enum or ():
        if choice.value == text.lower():
            return choice
    raise ValueError(f"{text!r} is not one of {', '.join(c.value for c in spec.choices)}")
