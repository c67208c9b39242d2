"""Copies of a PostgreSQL database, made and put back by its own tools: pg_dump and pg_restore."""

import contextlib
import os
import re
import subprocess
import tempfile
from collections.abc import Generator
from pathlib import Path

from psycopg import ProgrammingError, conninfo

from bot.errors import StoreError

_MEND = (
    "Install the PostgreSQL client of the server's version or newer, and see that it is on PATH."
)


def dump(url: str, to: Path) -> Path:
    """Writes the database that `url` names to `to`, in pg_dump's own compressed form, and reads its
    table of contents back. An existing file is never written over; the file appears under its name
    only once it is whole.

    Raises StoreError, never with the password: no pg_dump, an older one, a database out of reach.
    """
    if to.exists():
        raise StoreError(f"{to} exists already. Name another file for the backup.")
    part = to.with_name(to.name + ".part")
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            part.unlink()
        _run(url, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={part}")
        _run(None, "pg_restore", "--list", "--file", os.devnull, str(part))
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.rename(to)
    except OSError as error:
        raise StoreError(f"The backup {to} cannot be written: {error.strerror}.") from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return to


def put_back(url: str, file: Path) -> None:
    """Makes the database what `file` holds, in one transaction: all of it or nothing.

    Raises StoreError, never with the password.
    """
    if not file.is_file():
        raise StoreError(f"There is no backup {file}.")
    _run(None, "pg_restore", "--list", "--file", os.devnull, str(file))
    _run(
        url,
        "pg_restore",
        "--clean",
        "--if-exists",
        "--no-owner",
        "--no-privileges",
        "--single-transaction",
        "--exit-on-error",
        str(file),
    )


def _run(url: str | None, tool: str, *args: str) -> None:
    try:
        with _reached(url) as where:
            done = subprocess.run(  # noqa: S603 - no shell; the tool's name is ours
                (tool, *where, *args), capture_output=True, text=True, check=False
            )
    except FileNotFoundError as error:
        raise StoreError(f"{tool} is not installed here. {_MEND}") from error
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        reason = (lines or ["it gave no reason"])[0].removeprefix(f"{tool}: ")
        mend = f" {_MEND}" if "version mismatch" in done.stderr else ""
        raise StoreError(f"{tool} did not succeed: {reason.rstrip('.')}.{mend}")


@contextlib.contextmanager
def _reached(url: str | None) -> Generator[tuple[str, ...]]:
    """The argument that names the database; its password is in a file that only we can read, not
    on the command line, which every user of the machine sees.
    """
    if url is None:
        yield ()
        return
    try:
        given = conninfo.conninfo_to_dict(url)
    except ProgrammingError:
        raise StoreError("The PostgreSQL URL cannot be read.") from None
    password = re.sub(r"([:\\])", r"\\\1", str(given.pop("password", "") or ""))
    with tempfile.TemporaryDirectory(prefix="rounds-") as folder:
        if password:
            file = Path(folder) / "pass"
            file.touch(mode=0o600)
            file.write_text(f"*:*:*:*:{password}\n", encoding="utf-8")
            given["passfile"] = str(file)
        yield (f"--dbname={conninfo.make_conninfo('', **given)}",)
