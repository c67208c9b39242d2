"""The README's command table, made from the declarations. `python -m tests.house.readme` writes it."""

import re
from pathlib import Path

from bot.commands.registry import Registry
from bot.features.help.views import seen_by
from bot.product import FEATURES

README = Path(__file__).parents[2] / "README.md"
_BETWEEN = re.compile(r"(?<=<!-- commands -->\n).*?(?=<!-- /commands -->)", re.DOTALL)


def table() -> str:
    """The table as it should stand."""
    rows = ["| command | what it does | who sees the answer |", "|---|---|---|"]
    rows += [f"| `{c.usage}` | {c.about} | {seen_by(c)} |" for c in Registry(FEATURES).shown()]
    return "\n".join(rows) + "\n"


def written() -> str:
    """The table as it stands."""
    found = _BETWEEN.search(README.read_text(encoding="utf-8"))
    return found.group() if found else ""


if __name__ == "__main__":
    text = README.read_text(encoding="utf-8")
    README.write_text(_BETWEEN.sub(lambda _: table(), text), encoding="utf-8")
