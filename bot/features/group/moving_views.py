"""Wording of choosing a channel, moving to it, and finding a lost group again."""

from collections.abc import Callable, Sequence

from bot.chat.refs import ActionRef
from bot.chat.text import Bold, text
from bot.chat.views import Button, Buttons, ButtonStyle, Paragraph, Tone, View
from bot.domain.group import Group, Home

_MOST = 4


def lost(groups: Sequence[tuple[Group, Home]], channel: str) -> View:
    """Groups that may be meant, before a new one is begun. `channel`: where, unless it is here."""
    some = groups[:_MOST]
    args = (channel,) if channel else ()
    return View(
        "Is it a group you had before?",
        (
            *(Paragraph(text(Bold(g.name), ": ", home.asleep)) for g, home in some),
            Paragraph(
                text("Brought here, a group keeps its members, streaks, boards and settings.")
            ),
            Buttons(
                (
                    *(
                        Button(f"Bring {g.name} here", ActionRef("adopt", (home.id, *args)))
                        for g, home in some
                    ),
                    Button("Begin a new group", ActionRef("begin", args)),
                )
            ),
        ),
        tone=Tone.NOTICE,
    )


def adopted(name: str, channel: str) -> View:
    """A lost group has a channel again."""
    args = (channel,) if channel else ()
    return View(
        f"{name} is back",
        (
            Paragraph(text("Its next question comes here; nothing of it was lost.")),
            Buttons(
                (
                    Button(
                        "Change settings",
                        ActionRef("setup_form", args),
                        style=ButtonStyle.PRIMARY,
                    ),
                    Button("Post a test question", ActionRef("test_post", args)),
                )
            ),
        ),
        tone=Tone.GOOD,
    )


def listed(names: Sequence[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    return " and ".join(names) if len(names) < 3 else f"{', '.join(names[:-1])} and {names[-1]}"  # noqa: PLR2004 - of three on commas are read better


def _lacking(names: Sequence[str]) -> str:
    return (
        f"I may not post in this channel yet: I lack {listed(names)} here. Give me that in "
        "the channel's settings, then use /setup again. Nothing was changed."
    )


def _lacking_there(names: Sequence[str], channel: str) -> str:
    return (
        f"I may not post in {channel} yet: I lack {listed(names)} there. Give me that in the "
        "channel's settings, then choose it again. Nothing was changed."
    )


def _no_plain_posts(name: str) -> str:
    return (
        f"{name or 'This'} is a place of separate posts, where a daily question cannot stand. "
        "Choose a channel for plain messages instead. Nothing was changed."
    )


def _place_taken(name: str) -> str:
    return (
        f"The group {name} lives in that channel already, and a channel is home to one group. "
        "Choose another one. Nothing was changed."
    )


WORDINGS: dict[str, Callable[..., str]] = {
    "lacking": _lacking,
    "lacking_there": _lacking_there,
    "no_plain_posts": _no_plain_posts,
    "place_taken": _place_taken,
    "not_lost": lambda: "That group has its channel. Nothing was changed.",
}
