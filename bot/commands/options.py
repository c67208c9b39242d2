"""A command's options as a form, made from its declaration."""

from collections.abc import Iterable

from bot.chat.refs import RUN, ActionRef
from bot.chat.text import text
from bot.chat.views import Form, Input, InputKind
from bot.commands.bind import LONGEST
from bot.commands.declare import Command, OptionSpec

_KINDS = {"choice": InputKind.SELECT, "yes_no": InputKind.CHECK}


def lacks_options(command: Command, given: Iterable[tuple[str, str]]) -> bool:
    """Whether a required option was not given."""
    names = {name for name, value in given if value}
    return any(spec.required and spec.name not in names for spec in command.options)


def options_form(command: Command, given: Iterable[tuple[str, str]]) -> Form:
    """Every option as an input, with what was given already. Sent in, it runs the command."""
    values = dict(given)
    return Form(
        command.title,
        ActionRef(RUN, (command.name,)),
        tuple(_input(spec, values.get(spec.name, "")) for spec in command.options),
        submit="Go",
        about=text(command.about),
    )


def _input(spec: OptionSpec, value: str) -> Input:
    reach = f"{spec.low} to {spec.high}" if spec.low is not None else ""
    return Input(
        spec.name,
        spec.name.replace("_", " ").capitalize(),
        _KINDS.get(spec.kind, InputKind.LINE),
        value=value,
        hint=f"{spec.about} ({reach})" if reach else spec.about,
        required=spec.required,
        max_length=LONGEST,
        choices=spec.choices,
        suggest=spec.suggest,
    )
