"""Scenes as one page."""

import base64
import html
from collections.abc import Mapping
from pathlib import Path

from tests.house.discord.messages import message
from tests.house.discord.scenes import Scene

HERE = Path(__file__).parent
_FACE = HERE.parents[2] / "adapters" / "web" / "static" / "icon.svg"
COLUMNS = (("question", "board", "countdowns"), ("verdict", "reveal"))
"""What stands below what."""


def page(shown: Mapping[str, Scene]) -> str:
    """Two columns of messages."""
    style = (HERE / "page.css").read_text(encoding="utf-8")
    columns = "".join(
        f"<div>{''.join(_article(shown[name]) for name in names)}</div>" for names in COLUMNS
    )
    head = f'<meta charset="utf-8"><title>Rounds on Discord</title><style>{style}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body><main>{columns}</main></body>'


def _article(scene: Scene) -> str:
    face = base64.b64encode(_FACE.read_bytes()).decode()
    said = f'<div class="said">{html.escape(scene.said)}</div>' if scene.said else ""
    only = '<div class="only">Only you can see this</div>' if scene.private else ""
    kind = ' class="private"' if scene.private else ""
    return (
        f'<article{kind}>{said}<img class="face" alt="" src="data:image/svg+xml;base64,{face}">'
        '<div><span class="name">Rounds</span><span class="app">APP</span></div>'
        f'<div class="body">{message(scene.components)}</div>{only}</article>'
    )
