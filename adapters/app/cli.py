"""`python -m bot`: every subcommand and its arguments."""

import argparse
import asyncio
import json
import logging
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.app import keeping
from adapters.app.arguments import arguments
from adapters.app.logs import begin_logging
from bot.api import Event, Quiet, Reply, Stance
from bot.commands.registry import Registry
from bot.config import Config, environment, load, shown
from bot.errors import ConfigurationError, StoreError
from bot.product import FEATURES

if TYPE_CHECKING:
    from bot.codes.shelf import Shelf

MISUSE = 2
"""The exit code of a bad setting or argument."""

INTERRUPTED = 130
"""The exit code of Ctrl-C before there was anything to drain: 128 + SIGINT, as shells have it."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one subcommand. Gives 0, 1 when it found problems, 2 for what the operator must mend."""
    parser = arguments()
    args = parser.parse_args(argv)
    if args.verb is None:
        parser.print_help()
        return MISUSE
    if args.verb == "lint":
        return _lint(args.paths, coverage=args.coverage, quiet=args.quiet, on=args.on)
    if args.verb == "import":
        from adapters.app.importing import bring  # noqa: PLC0415

        return bring(args, _out, _fail, _shelf)
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
        "codes": lambda: _codes(config, args),
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
        ("ROUNDS_CODES", "auto" if config.builds_codes else "off"),
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
        declared = Declared()
        made = manifest(declared.commands, declared.message_commands, wanted)
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


def _codes(config: Config, args: argparse.Namespace) -> int:
    from bot.codes.build import build  # noqa: PLC0415
    from bot.codes.faults import CodesError  # noqa: PLC0415
    from bot.codes.format import NAME  # noqa: PLC0415
    from bot.codes.shelf import Shelf  # noqa: PLC0415

    path = config.data / NAME
    if args.doing == "build":
        try:
            build(args.into or path, args.folder, _out)
        except CodesError as error:
            _fail(str(error))
            return MISUSE
        return 0
    shelf = Shelf(path)
    if not shelf.open():
        _fail(f"There is no {path} of this version. Make it: python -m bot codes build")
        return MISUSE
    for release in shelf.releases():
        _out(f"{release.code_set:11} {release.edition:8} {release.codes:7,} {release.source}")
    shelf.close()
    return 0


def _lint(paths: Sequence[Path], *, coverage: bool, quiet: bool, on: date | None) -> int:
    from bot.packs.lint import coverage as table  # noqa: PLC0415
    from bot.packs.lint import expiring, lint, report, unchecked  # noqa: PLC0415
    from bot.packs.reader import read  # noqa: PLC0415
    from bot.packs.schema import BUNDLED  # noqa: PLC0415

    library = read(tuple(paths) or (BUNDLED,))
    if coverage:
        _out(table(library))
    codes = _shelf()
    problems = lint(library, codes)
    errors = [p for p in problems if p.level == "error"]
    _out(report(errors if quiet else problems))
    for line in unchecked(library, codes):
        _out(line)
    if on is not None:
        for line in expiring(library, on):
            _out(line)
    codes.close()
    return 1 if errors else 0


def _shelf() -> "Shelf":
    """The code sets of the data folder; empty where there are none or the settings are wrong: a
    linter must run without a data folder.
    """
    from bot.codes.format import NAME  # noqa: PLC0415
    from bot.codes.shelf import Shelf  # noqa: PLC0415

    try:
        shelf = Shelf(load(environment()).data / NAME)
    except ConfigurationError:
        return Shelf()
    shelf.open()
    return shelf
