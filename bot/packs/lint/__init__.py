"""The linter: every rule of the bank, and its report."""

from collections.abc import Sequence
from pathlib import Path

from bot.packs.index import Library
from bot.packs.problem import Level, Problem
from bot.packs.reader import read
from bot.ports import Codes

from . import bank, official, safety, sources, structure, wording
from .official import expiring, unchecked
from .report import coverage, report
from .rule import Finding, Rule

__all__ = ["RULES", "Finding", "Rule", "coverage", "expiring", "lint", "report", "unchecked"]

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (*structure.RULES, *wording.RULES, *bank.RULES, *sources.RULES, *safety.RULES),
        key=lambda rule: (rule.number, rule.level is Level.WARNING),
    )
)
"""By number. Rules 17, 18 and 20 need the code sets: `official.rules` makes them."""


def lint(what: Library | Sequence[Path], codes: Codes | None = None) -> list[Problem]:
    """Every problem, the reader's and the rules', of a library or the packs under these paths.

    Without `codes` no code is looked up; `unchecked` then says how many that are.
    """
    library = what if isinstance(what, Library) else read(what)
    more = official.rules(codes) if codes is not None else ()
    found = [problem for rule in (*RULES, *more) for problem in rule.problems(library)]
    unique = dict.fromkeys((*library.problems, *found))
    return sorted(unique, key=lambda problem: (problem.file, problem.line, problem.item))
