"""A form as a modal with inputs, and a modal that was sent in as a form's values.

Source: Slack, Block Kit: input block and its elements; Modals: view_submission.
"""

import re
from collections.abc import Mapping
from typing import Any

from adapters.slack.ids import (
    Meta,
    completion_id,
    held_id,
    input_id,
    name_in,
    value_in,
)
from adapters.slack.limits import (
    BUTTON_CHARS,
    FEW_OPTIONS,
    INPUT_CHARS,
    LABEL_CHARS,
    OPTION_CHARS,
    OPTION_VALUE_CHARS,
    PLACEHOLDER_CHARS,
    SELECT_OPTIONS,
    TITLE_CHARS,
    VIEW_BLOCKS,
    LimitBroken,
    Payload,
    view_problems,
)
from adapters.slack.render import option, plain_text
from adapters.slack.spans import Element, rich
from bot.api import Choice, Form, Input, InputKind, cut_words, words

_CHECKED = frozenset({"yes", "true", "on", "1"})
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{2}:\d{2}")
_PLACEHOLDERS = {InputKind.DATE: "YYYY-MM-DD", InputKind.TIME: "HH:MM"}
_ERROR_CHARS = 500


def draw_form(form: Form, meta: Meta, *, strict: bool = False) -> Element:
    """The form as a modal; sent in, its callback_id is its action. With `strict` what Slack would
    refuse raises LimitBroken.
    """
    blocks: list[Element] = []
    title = cut_words(form.title, TITLE_CHARS) or "…"
    if title != form.title and form.title:
        blocks.append({"type": "header", "text": plain_text(cut_words(form.title, 150))})
    if words(form.about).strip():
        about = [{"type": "rich_text_section", "elements": rich(form.about)}]
        blocks.append({"type": "rich_text", "elements": about})
    blocks += [_input(field) for field in form.inputs][: VIEW_BLOCKS - len(blocks)]
    made: Element = {
        "type": "modal",
        "callback_id": form.action.encode(),
        "title": plain_text(title),
        "submit": plain_text(cut_words(form.submit, TITLE_CHARS) or "Save"),
        "close": plain_text("Cancel"),
        "blocks": blocks,
        "private_metadata": meta.encode(),
    }
    problems = view_problems(made) if strict else []
    if problems:
        raise LimitBroken(problems)
    return made


def _input(field: Input) -> Element:
    hint = field.error or field.hint
    made: Element = {
        "type": "input",
        "block_id": input_id(field.name, field.value),
        "label": plain_text(cut_words(field.label, LABEL_CHARS)),
        "element": _element(field),
        "optional": not field.required,
    }
    return made | {"hint": plain_text(cut_words(hint, LABEL_CHARS))} if hint else made


def _element(field: Input) -> Element:
    named: Element = {"action_id": held_id("v")}
    match field.kind:
        case InputKind.CHECK:
            return named | _check(field)
        case InputKind.SELECT if 0 < len(field.choices) <= SELECT_OPTIONS:
            return named | _select(field)
        case InputKind.MULTI if 0 < len(field.choices) <= SELECT_OPTIONS:
            return named | _several(field)
        case InputKind.DATE if not field.value or _DATE.fullmatch(field.value):
            first = {"initial_date": field.value} if field.value else {}
            return named | {"type": "datepicker"} | first
        case InputKind.TIME if not field.value or _TIME.fullmatch(field.value):
            first = {"initial_time": field.value} if field.value else {}
            return named | {"type": "timepicker"} | first
        case InputKind.LINE if field.suggest and len(field.value) <= OPTION_CHARS:
            return _completed(field)
        case _:
            return named | _text(field)


def _check(field: Input) -> Element:
    yes = option(cut_words(field.label, BUTTON_CHARS) or "Yes", "yes")
    first = {"initial_options": [yes]} if field.value.casefold() in _CHECKED else {}
    return {"type": "checkboxes", "options": [yes]} | first


def _select(field: Input) -> Element:
    options = [option(c.label, c.value, c.about) for c in _once(field.choices)]
    first = [o for o in options if value_in(o["value"]) == field.value]
    chosen = {"initial_option": first[0]} if first else {}
    return {"type": "static_select", "options": options} | chosen


def _several(field: Input) -> Element:
    options = [option(c.label, c.value, c.about) for c in _once(field.choices)]
    wanted = set(field.value.split(","))
    first = [o for o in options if value_in(o["value"]) in wanted]
    kind = "checkboxes" if len(options) <= FEW_OPTIONS else "multi_static_select"
    return {"type": kind, "options": options} | ({"initial_options": first} if first else {})


def _completed(field: Input) -> Element:
    """A list that is asked for while one types in it: only what the core suggests can be sent."""
    made: Element = {
        "type": "external_select",
        "action_id": completion_id(field.suggest),
        "min_query_length": 0,
        "placeholder": plain_text("Type to search"),
    }
    return made | {"initial_option": option(field.value, field.value)} if field.value else made


def _text(field: Input) -> Element:
    most = max(1, min(field.max_length, INPUT_CHARS))
    made: Element = {"type": "plain_text_input", "max_length": most}
    if field.kind is InputKind.AREA:
        made["multiline"] = True
    if field.value:
        made["initial_value"] = field.value[:most]
    placeholder = _PLACEHOLDERS.get(field.kind, "")
    if placeholder:
        made["placeholder"] = plain_text(cut_words(placeholder, PLACEHOLDER_CHARS))
    return made


def _once(choices: tuple[Choice, ...]) -> list[Choice]:
    """Each value once, and only those that Slack can send back whole."""
    found = {c.value: c for c in reversed(choices) if len(c.value) < OPTION_VALUE_CHARS}
    return [c for c in choices if found.get(c.value) is c]


def sent_in(view: Payload) -> dict[str, str]:
    """The values of a modal that was sent in, by the names of its inputs."""
    values: dict[str, str] = {}
    for block, held in view.get("state", {}).get("values", {}).items():
        name = name_in(block)
        if name:
            values[name] = next((",".join(chosen(value)) for value in held.values()), "")
    return values


def chosen(value: Payload) -> list[str]:
    """What a stateful element holds: its text, or the values of what was chosen."""
    several: Any = value.get("selected_options")
    if several is not None:
        return [value_in(o["value"]) for o in several]
    one: Any = value.get("selected_option")
    if one is not None:
        return [value_in(one["value"])]
    for key in ("value", "selected_date", "selected_time"):
        if value.get(key):
            return [str(value[key])]
    return []


def errors_of(form: Form, view: Payload) -> dict[str, str]:
    """The errors of a form that came back, by the blocks of the modal that was sent in; empty when
    none of its inputs is there.
    """
    wrong = {field.name: field.error for field in form.inputs if field.error}
    return _by_block(view, wrong)


def error_on_first(sentence: str, view: Payload) -> dict[str, str]:
    """A sentence at the first input of the modal that was sent in; empty when it has none."""
    inputs = [name_in(b.get("block_id", "")) for b in view["blocks"] if b["type"] == "input"]
    return _by_block(view, {inputs[0]: sentence}) if inputs else {}


def _by_block(view: Payload, wrong: Mapping[str, str]) -> dict[str, str]:
    found = {name_in(b["block_id"]): b["block_id"] for b in view["blocks"] if b["type"] == "input"}
    return {
        found[name]: cut_words(why, _ERROR_CHARS) for name, why in wrong.items() if name in found
    }
