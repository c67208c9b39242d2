"""The lint's findings and the bank's coverage as text for a terminal."""

from collections.abc import Sequence

from bot.packs.index import Library
from bot.packs.problem import Level, Problem


def report(problems: Sequence[Problem]) -> str:
    """Errors, then warnings, one a line in the form editors jump to; the sums at the end."""
    errors = [problem for problem in problems if problem.level is Level.ERROR]
    warnings = [problem for problem in problems if problem.level is Level.WARNING]
    lines = [str(problem) for problem in errors]
    lines += [f"{p.file}:{p.line}: {p.item}: warning: {p.message}" for p in warnings]
    files = len({problem.file for problem in problems})
    sums = f"{_count(len(errors), 'error')}, {_count(len(warnings), 'warning')}"
    lines.append(f"{sums} in {_count(files, 'file')}" if problems else "nothing to mend")
    return "\n".join(lines)


def coverage(library: Library) -> str:
    """A table of how many questions each exam has in each topic, with sums."""
    exams = list(library.exams) or sorted({exam for exam, _ in library.counts()})
    counts = library.counts()
    rows = [["topic", *exams, "all"]]
    for topic in library.topics:
        total = sum(1 for question in library.questions if question.topic == topic.slug)
        found = [counts.get((exam, topic.slug), 0) for exam in exams]
        rows.append([topic.slug, *map(str, found), str(total)])
    sums = [sum(n for (e, _), n in counts.items() if e == exam) for exam in exams]
    rows.append(["all", *map(str, sums), str(len(library.questions))])
    first = max(len(row[0]) for row in rows)
    return "\n".join(
        row[0].ljust(first) + "".join(cell.rjust(6) for cell in row[1:]) for row in rows
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
