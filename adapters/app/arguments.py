"""What can be typed after `python -m bot`."""

import argparse
from datetime import date
from pathlib import Path


def arguments() -> argparse.ArgumentParser:
    """The parser: one subcommand each, with its help."""
    parser = argparse.ArgumentParser(
        prog="python -m bot",
        description="Rounds: a study-group bot for medical-coding certification.",
        epilog="Settings come from the environment and a local .env; `check` shows them.",
    )
    verbs = parser.add_subparsers(dest="verb", metavar="COMMAND")
    verbs.add_parser("run", help="start Rounds: the page, and every platform that has a token")
    verbs.add_parser("check", help="show the settings, masked, with every problem at once")
    verbs.add_parser("doctor", help="say in plain words what is wrong, and what to do")
    verbs.add_parser("sync-commands", help="send the commands to Discord now")
    verbs.add_parser("migrate", help="bring the database to this version, after a backup")
    backup = verbs.add_parser("backup", help="copy the database while Rounds runs")
    backup.add_argument("to", nargs="?", help="file to write (default: in the data folder)")
    backup.add_argument("--keep", type=int, metavar="N", help="then keep only the newest N of them")
    restore = verbs.add_parser("restore", help="put a backup back, after a copy of what is there")
    restore.add_argument("file", help="a file that `backup` wrote")
    restore.add_argument("--yes", action="store_true", help="do not ask")
    move = verbs.add_parser("move", help="copy everything into another database, and prove it")
    move.add_argument("--to", required=True, metavar="URL", help="postgresql://… or sqlite:///…")
    verbs.add_parser("reports", help="list what members reported about questions, by question")
    lint = verbs.add_parser("lint", help="check question packs: every problem as file:line")
    lint.add_argument("paths", nargs="*", type=Path, help="files or folders (default: the bank)")
    lint.add_argument("--coverage", action="store_true", help="print questions by exam and topic")
    lint.add_argument(
        "--on", type=_day, metavar="DATE", help="also list what is no longer valid on that day"
    )
    lint.add_argument("--quiet", action="store_true", help="errors only, no warnings")
    _add_import(
        verbs.add_parser("import", help="turn CSV, XLSX, GIFT, Aiken or Anki files into packs")
    )
    _add_manifest(verbs.add_parser("manifest", help="print the manifest of a Slack app"))
    verbs.add_parser("new-key", help="print a new ROUNDS_APP_KEY, which tokens are kept under")
    codes = verbs.add_parser("codes", help="make or list the code sets that /code looks up")
    doing = codes.add_subparsers(dest="doing", metavar="ACTION", required=True)
    made = doing.add_parser("build", help="compile ICD-10-CM, and what official files are given")
    made.add_argument(
        "--from", dest="folder", type=Path, help="a folder with official zips or files"
    )
    made.add_argument("--into", type=Path, help="the file to write (default: in the data folder)")
    doing.add_parser("list", help="show the editions that are loaded")
    return parser


def _add_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", type=Path, help="the file of the other tool")
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="a folder of ROUNDS_PACKS")
    parser.add_argument("--dry-run", action="store_true", help="list every problem, write nothing")
    parser.add_argument("--template", action="store_true", help="print the header of a CSV sheet")
    parser.add_argument(
        "--sheet", type=Path, metavar="FILE", help="write what was read as XLSX, to complete it"
    )
    parser.add_argument("--topic", default="", help="for questions that name none")
    parser.add_argument("--edition", help="such as FY2026 (default: the one in force today)")
    parser.add_argument("--licence", help="under which the questions are given to you")
    parser.add_argument("--author", default="", help="who wrote the questions that do not say")
    parser.add_argument(
        "--format", default="", choices=("csv", "xlsx", "gift", "aiken", "apkg"), help="of the file"
    )
    parser.add_argument(
        "--shuffle", action="store_true", help="spread the right answers over the letters"
    )
    cpt = parser.add_argument_group("CPT", "only under an AMA licence of yours: all five, or none")
    cpt.add_argument("--licence-holder", metavar="NAME", help="who holds it")
    cpt.add_argument("--licence-ref", metavar="REF", help="its number or name")
    cpt.add_argument("--cpt-year", type=int, metavar="YEAR", help="the year of the CPT edition")
    cpt.add_argument("--notice", metavar="TEXT", help="the notice it asks to be shown")
    cpt.add_argument(
        "--workspace",
        action="append",
        dest="workspaces",
        metavar="PLACE",
        help="where it may be shown: web, discord:SERVER, slack:WORKSPACE; as often as needed",
    )


def _add_manifest(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--url", default="", help="https:// address of Rounds, for HTTP and OAuth")
    parser.add_argument(
        "--socket", action="store_true", help="Socket Mode, also where --url is given"
    )
    parser.add_argument("--name", default="Rounds", help="the app's name (default: Rounds)")
    parser.add_argument("--front", default="quiz", help="the word that reaches all (default: quiz)")
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        metavar="WORD",
        help="no command of its own for this word, because the name is taken",
    )
    parser.add_argument("--files", action="store_true", help="may send pictures")
    parser.add_argument(
        "--history", action="store_true", help="may look up its own post after a crash"
    )
    parser.add_argument("--channels", action="store_true", help="hears of channels that go")
    parser.add_argument(
        "--rotate", action="store_true", help="tokens expire after 12 hours; cannot be undone"
    )
    parser.add_argument(
        "--org", action="store_true", help="may be installed on a whole organization"
    )


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{typed!r} is not a day such as 2027-01-15") from None
