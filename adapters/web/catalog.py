"""The commands as the command box completes them, made from their declarations."""

import hashlib
import json
from collections.abc import Sequence

from aiohttp import web

from bot.api import PAGE, Choice, Command, Needs, OptionSpec

_QUICK = (
    ("today", "Today"),
    ("quiz", "Quiz"),
    ("leaderboard", "Leaderboard"),
    ("countdown list", "Countdowns"),
    ("exam", "Exam"),
    ("help", "Help"),
)


class Catalog:
    """What people may type, as JSON under an address that changes with it."""

    def __init__(self, commands: Sequence[Command]) -> None:
        """`commands`: the core's; hidden ones are left out."""
        shown = [command.on(PAGE) for command in commands if not command.hidden]
        self.names = frozenset(command.name for command in shown)
        self.quick = tuple((name, label) for name, label in _QUICK if name in self.names)
        self._body = json.dumps([_command(c) for c in shown]).encode()
        self.version = hashlib.sha256(self._body).hexdigest()[:12]

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"/catalog/{self.version}.json"

    async def serve(self, request: web.Request) -> web.Response:
        """The JSON."""
        current = request.match_info["version"] == self.version
        kept = "private, max-age=31536000, immutable" if current else "no-cache"
        return web.Response(
            body=self._body, content_type="application/json", headers={"Cache-Control": kept}
        )


def _command(command: Command) -> dict[str, object]:
    return {
        "name": command.name,
        "about": command.about,
        "usage": command.usage,
        "managers": command.needs is Needs.MANAGER,
        "audience": command.audience.value,
        "options": [_option(spec) for spec in command.options],
    }


def _option(spec: OptionSpec) -> dict[str, object]:
    return {
        "name": spec.name,
        "about": spec.about,
        "kind": spec.kind,
        "required": spec.required,
        "choices": choices(spec.choices),
        "suggest": spec.suggest,
        "low": spec.low,
        "high": spec.high,
    }


def choices(found: Sequence[Choice]) -> list[dict[str, str]]:
    """Choices as the browser reads them."""
    return [{"label": c.label, "value": c.value, "about": c.about} for c in found]
