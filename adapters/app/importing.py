"""`python -m bot import`: another tool's file to packs, with a dry run and a sheet to complete."""

import argparse
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.domain.code import fiscal_edition

if TYPE_CHECKING:
    from bot.codes.shelf import Shelf
    from bot.packs.imports.plan import Wanted

MISUSE = 2


def bring(
    args: argparse.Namespace,
    out: Callable[[str], None],
    fail: Callable[[str], None],
    shelf: Callable[[], "Shelf"],
) -> int:
    """Gives 0 when every question is whole, 1 when some are listed, 2 when nothing could be done.

    No setting is needed. `shelf` opens the code sets that codes are looked up in.
    """
    from bot.packs.imports.plan import Wanted, plan, write  # noqa: PLC0415 - for this alone
    from bot.packs.imports.sheet import template  # noqa: PLC0415
    from bot.packs.lint import report  # noqa: PLC0415

    if args.template:
        out(template().rstrip("\n"))
        return 0
    if args.file is None or (args.into is None and args.sheet is None):
        fail("Name the file, and the folder with --into. --template prints a sheet to fill in.")
        return MISUSE
    edition = args.edition or fiscal_edition(datetime.now(UTC).date())
    wanted = Wanted(
        file=args.file,
        into=args.into or Path(),
        topic=args.topic,
        edition=edition,
        author=args.author,
        form=args.format,
        shuffle=args.shuffle,
        pack=_declared(args),
    )
    if args.licence:
        wanted = replace(wanted, licence=args.licence)
    if args.sheet is not None:
        return _sheet(wanted, args.sheet, out, fail)
    with closing(shelf()) as codes:
        planned = plan(wanted, codes)
    out(report(planned.problems))
    errors = any(problem.level == "error" for problem in planned.problems)
    if args.dry_run:
        out(f"{planned.count} of {_whole(len(planned.rows))} would be written; nothing is.")
        return 1 if errors else 0
    try:
        write(planned.files)
    except OSError as error:
        fail(f"{error.filename}: {error.strerror}. See what is in the folder, then try again.")
        return MISUSE
    for path in planned.files:
        out(f"Wrote {path}")
    out(f"{planned.count} of {_whole(len(planned.rows))} written.")
    return 1 if errors else 0


def _declared(args: argparse.Namespace) -> dict[str, str | int | bool | list[str]]:
    """The licence fields of `[pack]`. One of them declares CPT; the plan says which are missing."""
    typed = {
        "licence_holder": args.licence_holder,
        "licence_ref": args.licence_ref,
        "cpt_year": args.cpt_year,
        "notice": args.notice,
        "workspaces": args.workspaces,
    }
    given = {name: value for name, value in typed.items() if value}
    return {"contains_cpt": True, **given} if given else {}


def _sheet(
    wanted: "Wanted", path: Path, out: Callable[[str], None], fail: Callable[[str], None]
) -> int:
    from bot.packs.imports.plan import taken  # noqa: PLC0415 - for this alone
    from bot.packs.imports.sheet import workbook  # noqa: PLC0415
    from bot.packs.lint import report  # noqa: PLC0415

    found = taken(wanted)
    out(report(found.problems))
    if not found.rows:
        fail("No question could be read, so there is no sheet.")
        return MISUSE
    try:
        with path.open("xb") as file:
            file.write(workbook(found.rows))
    except OSError as error:
        fail(f"{path}: {error.strerror}. Name a file that is not there yet.")
        return MISUSE
    out(f"Wrote {_whole(len(found.rows))} to {path}. Complete it, then import it.")
    return 1 if found.problems else 0


def _whole(count: int) -> str:
    return f"{count} question" if count == 1 else f"{count} questions"
