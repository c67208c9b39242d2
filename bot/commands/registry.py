"""Every declared command, action, form and suggester, found by name."""

import difflib
import logging
from collections.abc import Iterable
from typing import Any, TypeVar

from bot.commands.declare import (
    Action,
    Command,
    Feature,
    FormAction,
    MessageCommand,
    Suggester,
)
from bot.commands.wording import WORDINGS

log = logging.getLogger("rounds.commands")


N = TypeVar("N", Command, MessageCommand, Action, FormAction, Suggester)


class Registry:
    """Built once from the features. Raises ValueError when two declare the same name."""

    def __init__(self, features: Iterable[Feature]) -> None:
        """Collects the declarations in the order of the features."""
        self.features = tuple(features)
        self.commands = _by_name(c for f in self.features for c in f.commands)
        self.message_commands = _by_name(c for f in self.features for c in f.message_commands)
        self.actions: dict[str, Action] = _by_name(a for f in self.features for a in f.actions)
        self.forms: dict[str, FormAction] = _by_name(a for f in self.features for a in f.forms)
        self.suggesters = _by_name(s for f in self.features for s in f.suggesters)
        self.wordings = WORDINGS | {c: say for f in self.features for c, say in f.wordings.items()}

    def say(self, code: str, facts: dict[str, Any]) -> str:
        """A refusal's sentence; a plain one, logged, when no feature words the code."""
        wording = self.wordings.get(code)
        if wording is None:
            log.error("no wording for refusal %r", code)
            return "That is not possible right now."
        return wording(**facts)

    def group(self, word: str) -> tuple[Command, ...]:
        """The commands of a group: `countdown` gives its four."""
        return tuple(c for n, c in self.commands.items() if n.startswith(f"{word} "))

    def shown(self) -> tuple[Command, ...]:
        """Commands that people may see."""
        return tuple(c for c in self.commands.values() if not c.hidden)

    def nearest(self, name: str) -> str:
        """The shown command most like a mistyped name, or an empty string."""
        names = [c.name for c in self.shown()] + sorted({n.split(" ")[0] for n in self.commands})
        close = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
        return close[0] if close else ""


def _by_name(items: Iterable[N]) -> dict[str, N]:
    found: dict[str, N] = {}
    for item in items:
        if item.name in found:
            raise ValueError(f"{item.name!r} is declared twice")
        found[item.name] = item
    return found
