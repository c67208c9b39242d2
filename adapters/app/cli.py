"""`python -m bot`: every subcommand and its arguments."""

import argparse
import asyncio
import json
import logging
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from adapters.app import keeping
from adapters.app.logs import begin_logging
from bot.api import Event, Quiet, Reply, Stance
from bot.commands.registry import Registry
from bot.config import Config, environment, load, shown
from bot.errors import ConfigurationError, StoreError
from bot.product import FEATURES

MISUSE = 2
"""The exit code of a bad setting or argument."""

INTERRUPTED = 130
"""The exit code of Ctrl-C before there was anything to drain: 128 + SIGINT, as shells have it."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one subcommand. Gives 0, 1 when it found problems, 2 for what the operator must mend."""
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
    lint.add_argument("--quiet", action="store_true", help="errors only, no warnings")
    _add_manifest(verbs.add_parser("manifest", help="print the manifest of a Slack app"))
    verbs.add_parser("new-key", help="print a new ROUNDS_APP_KEY, which tokens are kept under")
    args = parser.parse_args(argv)
    if args.verb is None:
        parser.print_help()
        return MISUSE
    if args.verb == "lint":
        return _lint(args.paths, coverage=args.coverage, quiet=args.quiet)
    if args.verb == "manifest":
        return _manifest(args)
    if args.verb == "new-key":
        return _new_key()
    try:
        config = load(environment())
    except ConfigurationError as error:
        _fail("These settings cannot work:", *(f"  {problem}" for problem in error.problems))
        return MISUSE
    begin_logging(config.log_level, config.log_format)
    run: dict[str, Callable[[], int]] = {
        "run": lambda: _run(config),
        "check": lambda: _check(config),
        "doctor": lambda: _doctor(config),
        "sync-commands": lambda: _sync_commands(config),
        "migrate": lambda: _migrate(config),
        "backup": lambda: _keep(lambda: keeping.backup(config, args.to, args.keep)),
        "restore": lambda: _keep(lambda: keeping.restore(config, args.file, sure=args.yes)),
        "move": lambda: _keep(lambda: keeping.move(config, args.to, shown(args.to))),
        "reports": lambda: _reports(config),
    }
    try:
        return run[args.verb]()
    except StoreError as error:
        _fail(str(error))
        return MISUSE
    except OSError as error:
        logging.getLogger("rounds").debug("the operating system refused", exc_info=error)
        about = f"{error.filename}: " if error.filename else ""
        _fail(f"Rounds cannot go on: {about}{error.strerror or error}. Check the data folder.")
        return MISUSE
    except KeyboardInterrupt:
        _fail("Stopped before it had begun.")
        return INTERRUPTED


def _fail(*lines: str) -> None:
    sys.stderr.write("\n".join(lines) + "\n")


def _out(text: str) -> None:
    try:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        # `lint | head` has read enough; Python would complain once more when it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(config: Config) -> int:
    from adapters.app.ops import OpsNotOpened  # noqa: PLC0415
    from adapters.app.serve import serve  # noqa: PLC0415 - `check` and `lint` need no server
    from adapters.discord.door import DiscordNotOpened  # noqa: PLC0415 - names no SDK
    from adapters.slack.door import SlackNotOpened  # noqa: PLC0415
    from adapters.web.door import PageNotOpened  # noqa: PLC0415

    try:
        return asyncio.run(serve(config))
    except (PageNotOpened, DiscordNotOpened, SlackNotOpened, OpsNotOpened) as error:
        _fail(str(error))
        return MISUSE


def _check(config: Config) -> int:
    rows = (
        ("Data folder", str(config.data.resolve())),
        ("Database", config.database_shown),
        ("Page", config.page_shown if config.page_on else "off"),
        ("WEB_ACCESS_KEY", str(config.web_access_key)),
        ("DISCORD_TOKEN", str(config.discord_token)),
        ("SLACK_BOT_TOKEN", str(config.slack_bot_token)),
        ("SLACK_APP_TOKEN", str(config.slack_app_token)),
        ("SLACK_SIGNING_SECRET", str(config.slack_signing_secret)),
        ("SLACK_OAUTH_CLIENT_ID", config.slack_client_id or "not set"),
        ("SLACK_OAUTH_CLIENT_SECRET", str(config.slack_client_secret)),
        ("ROUNDS_APP_KEY", str(config.app_keys)),
        ("WEB_PUBLIC_URL", config.public_url or "not set"),
        ("ROUNDS_PACKS", ", ".join(map(str, config.packs)) or "none besides the bank"),
        ("SHARD_IDS", str(config.shards or "all")),
        ("BACKUPS_KEPT", f"{config.backups_kept} nights" if config.backups_kept else "none made"),
        ("OPS_PORT", f"{config.ops_host}:{config.ops_port}" if config.ops_port else "off"),
        ("LOG_LEVEL", config.log_level),
        ("LOG_FORMAT", config.log_format or "text on a terminal, else json"),
    )
    for name, value in rows:
        _out(f"{name:25} {value}")
    if config.discord_token:
        from adapters.discord.door import DiscordNotOpened  # noqa: PLC0415
        from adapters.discord.opening import invite_url  # noqa: PLC0415 - loads the SDK

        try:
            _out(f"{'Discord invite':25} {invite_url(config.discord_token.value)}")
        except DiscordNotOpened as error:
            _fail(str(error))
            return MISUSE
    _out("These settings work together.")
    return 0


class Declared:
    """The declarations alone, for those who only need to know the commands."""

    def __init__(self) -> None:
        registry = Registry(FEATURES)
        self.commands = registry.shown()
        self.message_commands = tuple(registry.message_commands.values())

    def stance(self, event: Event) -> Stance:
        """Nothing is handled."""
        del event
        return Stance()

    async def handle(self, event: Event) -> Reply:
        """Nothing is handled."""
        del event
        return Quiet()


def _sync_commands(config: Config) -> int:
    from adapters.discord.door import DiscordNotOpened  # noqa: PLC0415
    from adapters.discord.opening import sync_commands  # noqa: PLC0415 - loads the SDK

    if not config.discord_token:
        _fail("DISCORD_TOKEN is not set, so there is nowhere to send the commands.")
        return MISUSE
    try:
        asyncio.run(sync_commands(Declared(), config.discord_token.value))
    except DiscordNotOpened as error:
        _fail(str(error))
        return MISUSE
    _out("Discord has the commands of this version.")
    return 0


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


def _manifest(args: argparse.Namespace) -> int:
    from adapters.slack.manifest import NoManifest, Wanted, manifest  # noqa: PLC0415 - no SDK

    wanted = Wanted(
        url=args.url.rstrip("/"),
        socket=args.socket,
        name=args.name,
        front=args.front,
        without=frozenset(args.without),
        files=args.files,
        history=args.history,
        channels=args.channels,
        rotate=args.rotate,
        org=args.org,
    )
    if wanted.url and not wanted.url.startswith("https://"):
        _fail("--url must begin with https://, as Slack asks.")
        return MISUSE
    try:
        made = manifest(Declared().commands, wanted=wanted)
    except NoManifest as error:
        _fail(str(error))
        return MISUSE
    _out(json.dumps(made, indent=2, ensure_ascii=False))
    return 0


def _new_key() -> int:
    from cryptography.fernet import Fernet  # noqa: PLC0415

    _out(Fernet.generate_key().decode())
    return 0


def _migrate(config: Config) -> int:
    from bot.store.opening import open_store  # noqa: PLC0415

    async def migrate() -> None:
        async with open_store(config.database_url):
            pass

    asyncio.run(migrate())
    _out(f"{config.database_shown} is at this version's schema.")
    return 0


def _keep(work: Callable[[], str]) -> int:
    _out(work())
    return 0


def _doctor(config: Config) -> int:
    from adapters.app.doctor import examine, words  # noqa: PLC0415

    findings = examine(config)
    _out(words(findings))
    return 1 if any(finding.mend for finding in findings) else 0


def _reports(config: Config) -> int:
    from bot.features.reports.views import for_operator  # noqa: PLC0415
    from bot.store.reading import read_beside  # noqa: PLC0415

    complaints = asyncio.run(read_beside(config.database_url, lambda tx: tx.reports.complaints()))
    _out(for_operator(complaints))
    return 0


def _lint(paths: Sequence[Path], *, coverage: bool, quiet: bool) -> int:
    from bot.packs.lint import coverage as table  # noqa: PLC0415
    from bot.packs.lint import lint, report  # noqa: PLC0415
    from bot.packs.reader import read  # noqa: PLC0415
    from bot.packs.schema import BUNDLED  # noqa: PLC0415

    library = read(tuple(paths) or (BUNDLED,))
    if coverage:
        _out(table(library))
    problems = lint(library)
    errors = [p for p in problems if p.level == "error"]
    _out(report(errors if quiet else problems))
    return 1 if errors else 0
