"""What Slack takes, in numbers, and a check of every payload against them: anything over is
refused by Slack with `invalid_blocks` only when it is sent.

Sources: Slack, Block Kit reference, a page for each block and element; `slack_sdk.models.blocks`,
which has the same numbers; Slack, chat.postMessage and chat.update.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from bot.api import Abilities

MESSAGE = Abilities(
    title_chars=140,
    block_chars=2800,
    view_chars=9000,
    blocks=40,
    buttons_in_row=5,
    rows=10,
    label_chars=75,
    select_choices=100,
    choice_chars=75,
    table_columns=60,
    tables=False,
    images=False,
    form_inputs=50,
)
"""A message. Below Slack's own numbers, since title, footer and hints take room as well.
Pictures would need the optional scope files:write: their words are shown.
"""

WINDOW = replace(MESSAGE, blocks=80, view_chars=12_000, rows=20)
"""A modal or the home tab."""

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
HEADER_CHARS = 150
TEXT_CHARS = 3000
ALL_CHARS = 13_000
"""All text of one message together. Measured by others, not documented: above some 13,200 Slack
answers msg_too_long.
"""

FALLBACK_CHARS = 39_000
"""chat.postMessage cuts `text` at 40,000 characters. Source: Slack, chat.postMessage."""

UPDATE_CHARS = 4000
"""chat.update refuses a longer `text`. Source: Slack, chat.update."""

IN_ACTIONS = 25
IN_CONTEXT = 10
BUTTON_CHARS = 75
VALUE_CHARS = 2000
ID_CHARS = 255
OPTION_CHARS = 75
OPTION_VALUE_CHARS = 150
SELECT_OPTIONS = 100
FEW_OPTIONS = 10
"""Check boxes and radio buttons. Source: Slack, Block Kit: checkboxes element."""

PLACEHOLDER_CHARS = 150
LABEL_CHARS = 2000
INPUT_CHARS = 3000
TITLE_CHARS = 24
"""Title, submit and close of a modal. Source: Slack, Views."""

META_CHARS = 3000
SUGGESTIONS = 100

Payload = Mapping[str, Any]
"""JSON as Slack's methods take it."""


class LimitBroken(Exception):
    """A payload that Slack would refuse; the message names each limit."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))


def message_problems(blocks: Sequence[Payload], most: int = MESSAGE_BLOCKS) -> list[str]:
    """What Slack would refuse of a message's blocks, `most` at most."""
    problems = _over("blocks", len(blocks), most)
    problems += _over("characters", sum(map(text_chars, blocks)), ALL_CHARS)
    if not blocks:
        problems.append("an empty message")
    return problems + _blocks_problems(blocks)


def view_problems(view: Payload) -> list[str]:
    """What Slack would refuse of a modal or of the home tab."""
    blocks: Sequence[Payload] = view["blocks"]
    problems = _over("blocks", len(blocks), VIEW_BLOCKS)
    for part in ("title", "submit", "close"):
        if part in view:
            problems += _sized(part, view[part]["text"], TITLE_CHARS)
    problems += _over("private_metadata", len(view.get("private_metadata", "")), META_CHARS)
    problems += _over("callback_id", len(view.get("callback_id", "")), ID_CHARS)
    if any(block["type"] == "input" for block in blocks) and "submit" not in view:
        problems.append("inputs without a submit")
    if not blocks:
        problems.append("an empty view")
    return problems + _blocks_problems(blocks)


def text_chars(found: Any) -> int:  # noqa: ANN401 - JSON of any shape
    """Every character of every text below."""
    if isinstance(found, dict):
        parts = cast("dict[str, Any]", found)
        own = parts.get("text")
        inner = sum(text_chars(part) for part in parts.values())
        return inner + (len(own) if isinstance(own, str) else 0)
    if isinstance(found, list):
        return sum(text_chars(item) for item in cast("list[Any]", found))
    return 0


def _blocks_problems(blocks: Sequence[Payload]) -> list[str]:
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    problems = [f"block_id {i!r} twice" for i in set(ids) if ids.count(i) > 1]
    for block in blocks:
        problems += _over("block_id", len(block.get("block_id", "")), ID_CHARS)
        check = _CHECKS.get(block["type"])
        problems += check(block) if check else [f"a block of type {block['type']}"]
    return problems


def _header_problems(block: Payload) -> Iterator[str]:
    yield from _sized("header", block["text"]["text"], HEADER_CHARS)


def _section_problems(block: Payload) -> Iterator[str]:
    yield from _sized("section", block["text"]["text"], TEXT_CHARS)
    if "accessory" in block:
        yield from _element_problems(block["accessory"])


def _rich_problems(block: Payload) -> Iterator[str]:
    yield from _over("rich text", text_chars(block["elements"]), TEXT_CHARS)
    if not text_chars(block["elements"]):
        yield "an empty rich text"


def _context_problems(block: Payload) -> Iterator[str]:
    yield from _over("elements of a context", len(block["elements"]), IN_CONTEXT)
    for element in block["elements"]:
        yield from _sized("small print", element["text"], TEXT_CHARS)


def _actions_problems(block: Payload) -> Iterator[str]:
    elements: Sequence[Payload] = block["elements"]
    yield from _over("elements in a row", len(elements), IN_ACTIONS)
    if not elements:
        yield "an empty row"
    ids = [element["action_id"] for element in elements]
    yield from (f"action_id {i!r} twice" for i in set(ids) if ids.count(i) > 1)
    for element in elements:
        yield from _element_problems(element)


def _input_problems(block: Payload) -> Iterator[str]:
    yield from _sized("label", block["label"]["text"], LABEL_CHARS)
    if "hint" in block:
        yield from _sized("hint", block["hint"]["text"], LABEL_CHARS)
    yield from _element_problems(block["element"])


def _element_problems(element: Payload) -> Iterator[str]:
    yield from _sized("action_id", element["action_id"], ID_CHARS)
    if "placeholder" in element:
        yield from _sized("placeholder", element["placeholder"]["text"], PLACEHOLDER_CHARS)
    match element["type"]:
        case "button":
            yield from _sized("button", element["text"]["text"], BUTTON_CHARS)
            yield from _over("about", len(element.get("accessibility_label", "")), BUTTON_CHARS)
            yield from _over("value", len(element.get("value", "")), VALUE_CHARS)
        case "plain_text_input":
            most = element.get("max_length", INPUT_CHARS)
            yield from _over("longest input", most, INPUT_CHARS)
            yield from _over("first value", len(element.get("initial_value", "")), most)
        case "checkboxes" | "radio_buttons":
            yield from _options_problems(element, FEW_OPTIONS)
        case "static_select" | "multi_static_select":
            yield from _options_problems(element, SELECT_OPTIONS)
        case "external_select":
            if "initial_option" in element:
                yield from _option_problems(element["initial_option"])
        case "datepicker" | "timepicker":
            pass
        case other:
            yield f"an element of type {other}"


def _options_problems(element: Payload, most: int) -> Iterator[str]:
    options: Sequence[Payload] = element["options"]
    yield from _over("choices", len(options), most)
    values = [option["value"] for option in options]
    if not options or len(set(values)) != len(values):
        yield "a select without choices, or with one of them twice"
    for option in options:
        yield from _option_problems(option)


def _option_problems(option: Payload) -> Iterator[str]:
    yield from _sized("choice", option["text"]["text"], OPTION_CHARS)
    yield from _sized("choice's value", option["value"], OPTION_VALUE_CHARS)
    if "description" in option:
        yield from _sized("choice's about", option["description"]["text"], OPTION_CHARS)


def _sized(what: str, text: str, most: int) -> list[str]:
    return [f"an empty {what}"] if not text else _over(what, len(text), most)


def _over(what: str, count: int, most: int) -> list[str]:
    return [f"{what}: {count} of {most} at most"] if count > most else []


_CHECKS: Mapping[str, Callable[[Payload], Iterator[str]]] = {
    "header": _header_problems,
    "section": _section_problems,
    "rich_text": _rich_problems,
    "context": _context_problems,
    "divider": lambda _: iter(()),
    "actions": _actions_problems,
    "input": _input_problems,
}
"""By block type: those that this adapter draws."""
