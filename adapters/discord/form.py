"""A form as a modal, and a modal that was sent in as a form's values.

The modal is stopped before it is opened, so that discord.py forgets it at once: what is sent
in is read from the interaction itself, after a restart as before.
"""

import logging
from collections.abc import Mapping
from typing import Any, Literal

import discord
from discord import ui

from adapters.discord.chosen import CHANNEL_KINDS
from adapters.discord.ids import custom_id, value_in, value_out
from adapters.discord.limits import (
    CHOICE_CHARS,
    CHOICES,
    FORM_HINT_CHARS,
    FORM_ITEMS,
    FORM_LABEL_CHARS,
    FORM_PLACEHOLDER_CHARS,
    FORM_TEXT_CHARS,
    FORM_TITLE_CHARS,
    LimitBroken,
    Payload,
    form_problems,
)
from adapters.discord.spans import markdown
from bot.api import Form, Input, InputKind, cut_words, words

log = logging.getLogger("rounds.discord")

TIMEOUT_S = 900.0
"""Should one ever be kept, then not for ever: an interaction's token lives as long."""

_CHECKBOX = 23
_CHECKED = frozenset({"yes", "true", "on", "1"})
_PLACEHOLDERS = {InputKind.DATE: "YYYY-MM-DD", InputKind.TIME: "HH:MM"}


def open_modal(form: Form, values: Mapping[str, str], *, strict: bool = False) -> ui.Modal:
    """The form with `values` in the place of its own. What does not fit is left out and logged;
    with `strict` it raises LimitBroken.
    """
    if len(form.inputs) > FORM_ITEMS:
        problem = f"form {form.action.name}: {len(form.inputs)} inputs"
        if strict:
            raise LimitBroken([problem])
        log.error("over Discord's limits: %s", problem)
    modal = ui.Modal(
        title=cut_words(form.title, FORM_TITLE_CHARS) or "…",
        custom_id=custom_id(form.action),
        timeout=TIMEOUT_S,
    )
    inputs = form.inputs[:FORM_ITEMS]
    above = bool(form.about) and len(inputs) < FORM_ITEMS
    if above:
        modal.add_item(ui.TextDisplay(cut_words(markdown(form.about), FORM_TEXT_CHARS)))
    # With five inputs there is no room above them: what the form is about goes to the first
    # input that has no hint of its own.
    beside = "" if above else words(form.about)
    for field in inputs:
        hint = field.error or field.hint
        if not hint and beside:
            hint, beside = beside, ""
        modal.add_item(_labelled(field, values.get(field.name, field.value), hint))
    modal.stop()
    problems = form_problems(modal.to_dict())
    if problems and strict:
        raise LimitBroken(problems)
    return modal


def _labelled(field: Input, value: str, hint: str) -> ui.Label[Any]:
    label = cut_words(field.label, FORM_LABEL_CHARS) or "…"
    if label != field.label:
        hint = f"{field.label}. {hint}" if hint else field.label
    return ui.Label(
        text=label,
        description=cut_words(hint, FORM_HINT_CHARS) or None,
        component=_component(field, value),
    )


def _component(field: Input, value: str) -> ui.Item[Any]:
    match field.kind:
        case InputKind.CHECK:
            return ui.Checkbox(custom_id=field.name, default=value.casefold() in _CHECKED)
        case InputKind.CHANNEL:
            return ui.ChannelSelect(
                custom_id=field.name,
                channel_types=list(CHANNEL_KINDS),
                required=field.required,
                min_values=1 if field.required else 0,
                default_values=_given(value, "channel"),
            )
        case InputKind.ROLE:
            return ui.RoleSelect(
                custom_id=field.name,
                required=field.required,
                min_values=1 if field.required else 0,
                default_values=_given(value, "role"),
            )
        case InputKind.SELECT | InputKind.MULTI if 0 < len(field.choices) <= CHOICES:
            return _select(field, value)
        case _:
            return _text(field, value)


def _given(value: str, kind: Literal["channel", "role"]) -> list[discord.SelectDefaultValue]:
    # Made from a payload, its id stays the text that Discord describes.
    payload: Any = {"id": value, "type": kind}
    return [discord.SelectDefaultValue.from_dict(payload)] if value.isdigit() else []


def _select(field: Input, value: str) -> ui.Select[Any]:
    several = field.kind is InputKind.MULTI
    chosen = set(value.split(",")) if several else {value}
    return ui.Select(
        custom_id=field.name,
        required=field.required,
        min_values=1 if field.required else 0,
        max_values=len(field.choices) if several else 1,
        options=[
            discord.SelectOption(
                label=cut_words(c.label, CHOICE_CHARS) or "…",
                value=value_out(c.value),
                description=c.about[:CHOICE_CHARS] or None,
                default=c.value in chosen,
            )
            for c in field.choices
        ],
    )


def _text(field: Input, value: str) -> ui.TextInput[Any]:
    most = max(1, min(field.max_length, FORM_TEXT_CHARS))
    long = field.kind is InputKind.AREA
    placeholder = _PLACEHOLDERS.get(field.kind) or field.hint
    return ui.TextInput(
        custom_id=field.name,
        style=discord.TextStyle.paragraph if long else discord.TextStyle.short,
        default=value[:most] or None,
        placeholder=cut_words(placeholder, FORM_PLACEHOLDER_CHARS) or None,
        required=field.required,
        max_length=most,
    )


def sent_in(components: list[Payload]) -> dict[str, str]:
    """The values of a modal that was sent in, by the names of its inputs."""
    values: dict[str, str] = {}
    for item in components:
        # Text inputs stood in rows before there were labels.
        for found in (item.get("component"), *item.get("components", ())):
            if found and "custom_id" in found:
                values[found["custom_id"]] = _value(found)
    return values


def _value(found: Payload) -> str:
    if found.get("type") == _CHECKBOX:
        return "yes" if found.get("value") else ""
    if "values" in found:
        return ",".join(value_in(v) for v in found["values"])
    return str(found.get("value") or "")
