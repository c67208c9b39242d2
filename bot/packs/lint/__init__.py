"""The linter: every rule of the bank that needs no code set, and its report."""

from collections.abc import Sequence
from pathlib import Path

from bot.packs.index import Library
from bot.packs.problem import Level, Problem
from bot.packs.reader import read

from . import bank, safety, sources, structure, wording
from .report import coverage, report
from .rule import Finding, Rule

__all__ = ["RULES", "Finding", "Rule", "coverage", "lint", "report"]

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (*structure.RULES, *wording.RULES, *bank.RULES, *sources.RULES, *safety.RULES),
        key=lambda rule: (rule.number, rule.level is Level.WARNING),
    )
)
"""By number. Rules 17, 18 and 20 need the code set and are not here yet."""


def lint(what: Library | Sequence[Path]) -> list[Problem]:
    """Every problem, the reader's and the rules', of a library or the packs under these paths."""
    library = what if isinstance(what, Library) else read(what)
    found = [problem for rule in RULES for problem in rule.problems(library)]
    unique = dict.fromkeys((*library.problems, *found))
    return sorted(unique, key=lambda problem: (problem.file, problem.line, problem.item))
