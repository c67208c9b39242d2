"""Wording of the second page of settings."""

from collections.abc import Callable, Mapping, Sequence

from bot.chat.abilities import Abilities
from bot.chat.refs import ActionRef
from bot.chat.text import text
from bot.chat.views import Form, Input, InputKind
from bot.domain.group import Home
from bot.features.group.moving_views import listed


def more_form(
    home: Home,
    abilities: Abilities,
    channel: str = "",
    given: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> Form:
    """What the platform can do besides; nothing that it cannot. `channel` is as in `setup_form`."""
    values = {
        # A channel that was lost is no choice any more.
        "channel": "" if home.asleep else home.channel,
        "ping": home.ping,
        "threads": "yes" if home.threads else "",
    } | dict(given or {})
    wrong, args = errors or {}, (channel,) if channel else ()
    inputs: list[Input] = []
    if abilities.channels:
        inputs.append(
            Input(
                "channel",
                "Channel",
                InputKind.CHANNEL,
                values["channel"],
                "A group that moves keeps its members, streaks and boards",
                required=True,
                error=wrong.get("channel", ""),
            )
        )
    if abilities.pings:
        inputs.append(
            Input(
                "ping",
                "Role to tell of each daily question",
                InputKind.ROLE,
                values["ping"],
                "Best one that people give themselves; empty tells nobody",
                error=wrong.get("ping", ""),
            )
        )
    if abilities.threads:
        inputs.append(
            Input(
                "threads",
                "Open a discussion when the key is shown",
                InputKind.CHECK,
                values["threads"],
                "A thread on the question, never before its key",
                error=wrong.get("threads", ""),
            )
        )
    return Form(
        "More settings",
        ActionRef("more_save", args),
        tuple(inputs),
        about=text("Nothing but the daily question ever tells a role."),
        again=ActionRef("more_form", args),
    )


def _ping_lacking(name: str, names: Sequence[str]) -> str:
    return (
        f"I cannot reach {name}. Allow anyone to mention it in the role's own settings, or give me "
        f"{listed(names)} in the channel. Nothing was changed."
    )


def _threads_lacking(names: Sequence[str]) -> str:
    return f"I lack {listed(names)} in the channel. Give me that first. Nothing was changed."


WORDINGS: dict[str, Callable[..., str]] = {
    "not_everyone": lambda: (
        "Everyone is never told: choose a role that people give themselves, or none. Nothing was "
        "changed."
    ),
    "ping_lacking": _ping_lacking,
    "threads_lacking": _threads_lacking,
}
