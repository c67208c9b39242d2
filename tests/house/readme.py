"""The README's tables, made from the declarations and the bank.

`python -m tests.house.readme` writes them.
"""

import re
from pathlib import Path

from bot.commands.registry import Registry
from bot.features.help.views import seen_by
from bot.packs.reader import read
from bot.product import FEATURES

README = Path(__file__).parents[2] / "README.md"


def commands() -> str:
    """Every command that people may see, those of message menus last."""
    rows = ["| command | what it does | who sees the answer |", "|---|---|---|"]
    registry = Registry(FEATURES)
    rows += [f"| `{c.usage}` | {c.about} | {seen_by(c)} |" for c in registry.shown()]
    rows += [
        f"| **{c.name}**, on a message | {c.about} | {seen_by(c)} |"
        for c in registry.message_commands.values()
    ]
    return "\n".join(rows) + "\n"


def coverage() -> str:
    """Questions by topic and exam."""
    library = read()
    counts = library.counts()
    exams = list(library.exams.values())
    head = " | ".join(exam.name for exam in exams)
    rows = [f"| topic | all | {head} |", "|---|" + "---|" * (len(exams) + 1)]
    for topic in library.topics:
        total = sum(q.topic == topic.slug for q in library.questions)
        cells = " | ".join(str(counts.get((e.id, topic.slug), 0)) for e in exams)
        rows.append(f"| {topic.title} (`{topic.slug}`) | {total} | {cells} |")
    sums = " | ".join(str(sum(e.id in q.exams for q in library.questions)) for e in exams)
    rows.append(f"| all | {len(library.questions)} | {sums} |")
    return "\n".join(rows) + "\n"


TABLES = {"commands": commands, "coverage": coverage}


def _between(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=<!-- {name} -->\n).*?(?=<!-- /{name} -->)", re.DOTALL)


def written(name: str) -> str:
    """A table as it stands."""
    found = _between(name).search(README.read_text(encoding="utf-8"))
    return found.group() if found else ""


def write() -> None:
    """Every table as it should stand."""
    text = README.read_text(encoding="utf-8")
    for name, make in TABLES.items():
        table = make()
        text = _between(name).sub(lambda _, table=table: table, text)
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
