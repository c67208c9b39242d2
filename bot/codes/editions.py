"""The ICD-10-CM codes over editions: one base that is complete, changes before and after it."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.codes.faults import CodesError
from bot.codes.files import Kind, Official
from bot.codes.order import Edition, backward, forward, read_addenda, read_order
from bot.codes.stems import plain
from bot.codes.tabular import Tabular


@dataclass(frozen=True, slots=True)
class Run:
    """A code over consecutive years in which nothing about it changed."""

    code: str
    first: int
    last: int
    billable: bool
    title: str


def editions(tabular: Tabular, files: Iterable[Official]) -> dict[int, tuple[Edition, str]]:
    """Fiscal year to codes and where they come from, the Tabular List's own year among them.

    An order file of the same year must agree with it. A later year comes from its order file or
    its addenda, the year before from the addenda that led to this one. Raises CodesError when
    totals or codes do not agree, or when a year between is missing.
    """
    base = {code.code: (code.billable, code.title) for code in tabular.codes}
    found = {tabular.year: (base, f"Tabular List ({tabular.name})")}
    orders = {f.year: f for f in files if f.kind is Kind.CM_ORDER}
    changes = {f.year: f for f in files if f.kind is Kind.CM_ADDENDA}
    if tabular.year in orders:
        _same(base, orders[tabular.year])
    if tabular.year in changes:
        file = changes[tabular.year]
        before = backward(base, read_addenda(file.text, file.shown), file.shown)
        found[tabular.year - 1] = (before, f"changes from it ({file.shown})")
    year = tabular.year
    for later in sorted({y for y in (*orders, *changes) if y > tabular.year}):
        if later != year + 1:
            raise CodesError(f"There are files for {later} but none for {year + 1}: add those.")
        edition = found[year][0]
        if later in changes:
            file = changes[later]
            edition = forward(edition, read_addenda(file.text, file.shown), file.shown)
            if later in orders:
                _same(edition, orders[later])
        else:
            file = orders[later]
            edition = read_order(file.text, file.shown)
        found[later] = (edition, file.shown)
        year = later
    return dict(sorted(found.items()))


def _same(edition: Edition, file: Official) -> None:
    """Raises CodesError unless an order file says the same; accents are not in all of them."""
    other = read_order(file.text, file.shown)
    differ = [
        code
        for code in edition.keys() | other.keys()
        if code not in edition
        or code not in other
        or edition[code][0] != other[code][0]
        or (edition[code][1] != other[code][1] and plain(edition[code][1]) != plain(other[code][1]))
    ]
    if differ:
        raise CodesError(
            f"{file.shown} does not agree with the Tabular List and its changes in "
            f"{len(differ):,} codes ({', '.join(sorted(differ)[:3])})."
        )


def runs(found: dict[int, tuple[Edition, str]]) -> list[Run]:
    """Every code over the years, in the order of codes, then years."""
    made: list[Run] = []
    open_runs: dict[str, Run] = {}
    for year, (edition, _) in found.items():
        for code, (billable, title) in edition.items():
            before = open_runs.get(code)
            same = before and before.last == year - 1 and before.billable == billable
            if before and same and plain(before.title) == plain(title):
                open_runs[code] = Run(code, before.first, year, billable, title)
                continue
            if before:
                made.append(before)
            open_runs[code] = Run(code, year, year, billable, title)
    made += open_runs.values()
    return sorted(made, key=lambda run: (run.code, run.first))
