"""User text made safe to keep and show: one form, no control or direction characters."""

import unicodedata

NAME_CHARS = 40
"""The longest name shown for a member, group or countdown."""

_DIRECTION = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean(text: str) -> str:
    """One line in NFC: control, direction and other invisible characters dropped, runs of white
    space made one space. Direction overrides could make a name read backwards (Unicode TR 36).
    """
    folded = unicodedata.normalize("NFC", text)
    kept = (
        " " if c.isspace() else c
        for c in folded
        if c.isspace() or (unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    )
    return " ".join("".join(kept).split())


def clean_lines(text: str) -> str:
    """As `clean`, line by line: what a form with several lines may keep."""
    return "\n".join(clean(line) for line in text.splitlines())


def has_direction(text: str) -> bool:
    """Whether the text holds a character that changes reading direction."""
    return any(c in _DIRECTION for c in text)


def clean_name(text: str, instead: str = "Someone") -> str:
    """A name of at most 40 characters; `instead` when nothing visible is left."""
    return clean(text)[:NAME_CHARS].strip() or instead
