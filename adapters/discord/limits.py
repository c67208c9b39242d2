"""What Discord takes, in numbers, and a check of every payload against them.

discord.py checks few of these; the rest would be a 400 at send.
Source: Discord API, Component Reference.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from bot.api import Abilities

DISCORD = Abilities(
    title_chars=200,
    block_chars=3600,
    view_chars=3600,
    blocks=25,
    buttons_in_row=5,
    rows=5,
    label_chars=80,
    select_choices=25,
    choice_chars=100,
    tables=False,
    form_inputs=5,
    channels=True,
    pings=True,
    threads=True,
    events=True,
)
"""Below Discord's 4,000 characters, because escapes and emphasis take room as well."""

TEXT_CHARS = 4000
COMPONENTS = 40
IN_ROW = 5
LABEL_CHARS = 80
ID_CHARS = 100
CHOICES = 25
CHOICE_CHARS = 100
PLACEHOLDER_CHARS = 150
ALT_CHARS = 256
PICTURES = 10
FORM_ITEMS = 5
FORM_TITLE_CHARS = 45
FORM_LABEL_CHARS = 45
FORM_HINT_CHARS = 100
FORM_TEXT_CHARS = 4000
FORM_PLACEHOLDER_CHARS = 100
NONCE_CHARS = 25
COMMAND_CHARS = 8000
COMMANDS = 100
MESSAGE_COMMANDS = 5
"""Discord takes more today, but discord.py 2.7.1 knows five, and a longer menu helps nobody."""

OPTIONS = 25
ABOUT_CHARS = 100
NAME_CHARS = 32
SUGGESTIONS = 25

Payload = Mapping[str, Any]
"""JSON as discord.py makes it: its types are as loose as the API's."""

_BUTTON = 2
_MESSAGE = 3
_BOXES = frozenset({1, 17})


class LimitBroken(Exception):
    """A payload that Discord would refuse; the message names each limit."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))


def walk(components: Sequence[Payload]) -> Iterator[Payload]:
    """Every component, nested ones included."""
    for found in components:
        yield found
        inner = [*found.get("components", ()), *filter(None, [found.get("component")])]
        yield from walk(inner)


def message_problems(components: Sequence[Payload]) -> list[str]:
    """What Discord would refuse of a components-v2 message."""
    every = list(walk(components))
    ids = [c["custom_id"] for c in every if "custom_id" in c]
    shown = sum(len(c.get("content", "")) for c in every)
    problems = [
        *_over("components", len(every), COMPONENTS),
        *_over("characters shown", shown, TEXT_CHARS),
        *(f"custom_id {i!r} twice" for i in set(ids) if ids.count(i) > 1),
    ]
    if all(c["type"] in _BOXES for c in every):
        problems.append("an empty message")
    return problems + [p for c in every for p in _component_problems(c)]


def form_problems(modal: Payload) -> list[str]:
    """What Discord would refuse of a modal."""
    items = modal["components"]
    problems = [
        *_over("items", len(items), FORM_ITEMS),
        *_over("title", len(modal["title"]), FORM_TITLE_CHARS),
        *_over("custom_id", len(modal["custom_id"]), ID_CHARS),
    ]
    if not items or not modal["title"]:
        problems.append("an empty form")
    return problems + [p for c in walk(items) for p in _component_problems(c)]


def command_problems(commands: Sequence[Payload]) -> list[str]:
    """What Discord would refuse of the application commands."""
    in_menus = [c for c in commands if c["type"] == _MESSAGE]
    problems = _over("commands", len(commands) - len(in_menus), COMMANDS)
    problems += _over("message commands", len(in_menus), MESSAGE_COMMANDS)
    for command in in_menus:
        problems += _menu_problems(command)
    for command in commands:
        if command in in_menus:
            continue
        problems += _command_problems(command)
        problems += _over(command["name"], _command_chars(command), COMMAND_CHARS)
    return problems


def _menu_problems(command: Payload) -> Iterator[str]:
    """A name may have capitals and spaces; a description or options may not be."""
    name = command["name"]
    yield from _over(f"name {name}", len(name), NAME_CHARS)
    if not name.strip():
        yield "a message command without a name"
    if command.get("description") or command.get("options"):
        yield f"a description or options of {name}"


def _command_problems(command: Payload) -> Iterator[str]:
    name, about = command["name"], command.get("description", "")
    yield from _over(f"name {name}", len(name), NAME_CHARS)
    if not name or name != name.lower() or not all(c.isalnum() or c in "-_'" for c in name):
        yield f"name {name!r}"
    yield from _over(f"description of {name}", len(about), ABOUT_CHARS)
    if not about:
        yield f"no description of {name}"
    options: Sequence[Payload] = command.get("options", ())
    yield from _over(f"options of {name}", len(options), OPTIONS)
    required = [bool(o.get("required")) for o in options]
    if required != sorted(required, reverse=True):
        yield f"required options of {name} are not first"
    for option in options:
        choices: Sequence[Payload] = option.get("choices", ())
        yield from _over(f"choices of {name}", len(choices), CHOICES)
        if choices and option.get("autocomplete"):
            yield f"{name} has choices and autocomplete"
        for choice in choices:
            yield from _over(f"choice of {name}", len(choice["name"]), CHOICE_CHARS)
        yield from _command_problems(option)


def _command_chars(command: Payload) -> int:
    own = len(command["name"]) + len(command.get("description", ""))
    choices = sum(len(c["name"]) + len(str(c["value"])) for c in command.get("choices", ()))
    return own + choices + sum(_command_chars(o) for o in command.get("options", ()))


def _component_problems(c: Payload) -> Iterator[str]:
    if "custom_id" in c and not 1 <= len(c["custom_id"]) <= ID_CHARS:
        yield f"custom_id of {len(c['custom_id'])} characters"
    check = _CHECKS.get(c["type"])
    if check is not None:
        yield from check(c)


def _button_problems(c: Payload) -> Iterator[str]:
    yield from _over("button label", len(c.get("label") or ""), LABEL_CHARS)
    if not c.get("label"):
        yield "a button without a label"


def _text_problems(c: Payload) -> Iterator[str]:
    if not c["content"].strip():
        yield "an empty text"


def _gallery_problems(c: Payload) -> Iterator[str]:
    yield from _over("pictures", len(c["items"]), PICTURES)
    for item in c["items"]:
        yield from _over("alt text", len(item.get("description") or ""), ALT_CHARS)


def _label_problems(c: Payload) -> Iterator[str]:
    yield from _over("label", len(c["label"]), FORM_LABEL_CHARS)
    yield from _over("hint", len(c.get("description") or ""), FORM_HINT_CHARS)


def _input_problems(c: Payload) -> Iterator[str]:
    most = c.get("max_length") or FORM_TEXT_CHARS
    yield from _over("input", most, FORM_TEXT_CHARS)
    yield from _over("value", len(c.get("value") or ""), most)
    yield from _over("placeholder", len(c.get("placeholder") or ""), FORM_PLACEHOLDER_CHARS)


def _row_problems(c: Payload) -> Iterator[str]:
    inside: Sequence[Payload] = c["components"]
    yield from _over("buttons in a row", len(inside), IN_ROW)
    if not inside:
        yield "an empty row"
    if len(inside) > 1 and any(c["type"] != _BUTTON for c in inside):
        yield "a select beside something else in a row"


def _select_problems(c: Payload) -> Iterator[str]:
    options: Sequence[Payload] = c["options"]
    yield from _over("choices", len(options), CHOICES)
    yield from _over("placeholder", len(c.get("placeholder") or ""), PLACEHOLDER_CHARS)
    values = [o["value"] for o in options]
    if not options or len(set(values)) != len(values):
        yield "a select without choices, or with one of them twice"
    least, most = c.get("min_values", 1), c.get("max_values", 1)
    if not 0 <= least <= most <= max(len(options), 1):
        yield f"a select of {least} to {most} out of {len(options)}"
    for option in options:
        for part in ("label", "value"):
            if not 1 <= len(option[part]) <= CHOICE_CHARS:
                yield f"a choice's {part} of {len(option[part])} characters"
        yield from _over("choice's about", len(option.get("description") or ""), CHOICE_CHARS)


def _over(what: str, count: int, most: int) -> list[str]:
    return [f"{what}: {count} of {most} at most"] if count > most else []


_CHECKS: Mapping[int, Callable[[Payload], Iterator[str]]] = {
    1: _row_problems,
    2: _button_problems,
    3: _select_problems,
    4: _input_problems,
    10: _text_problems,
    12: _gallery_problems,
    18: _label_problems,
}
"""By component type. Source: Discord API, components/reference."""
