"""The process's environment and a local `.env`: the one place that reads them."""

import os
from io import StringIO
from pathlib import Path

from dotenv import dotenv_values
from dotenv.parser import parse_stream

from bot.errors import ConfigurationError


def environment(folder: Path | None = None) -> dict[str, str]:
    """The process's environment over the values of `.env` in `folder` (default: where we run).

    An empty variable counts as unset, so that the one in `.env` holds. Raises ConfigurationError
    when `.env` cannot be read; its lines are never repeated, they hold secrets.
    """
    set_here = {name: value for name, value in os.environ.items() if value.strip()}
    return _dotenv((folder or Path.cwd()) / ".env") | set_here


def _dotenv(path: Path) -> dict[str, str]:
    # A folder of that name is somebody's virtual environment.
    if not path.is_file():
        return {}
    try:
        # Editors on Windows put a byte order mark in front.
        content = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        sentence = f"{path}: it is not UTF-8 text. Save it again as UTF-8."
        raise ConfigurationError([sentence]) from error
    except OSError as error:
        sentence = f"{path}: it cannot be read ({error.strerror}). Let Rounds read it."
        raise ConfigurationError([sentence]) from error
    wrong = [found.original.line for found in parse_stream(StringIO(content)) if found.error]
    if wrong:
        raise ConfigurationError(
            [f"{path}:{line}: this line is not NAME=value. Mend or delete it." for line in wrong]
        )
    found = dotenv_values(stream=StringIO(content))
    return {name: value for name, value in found.items() if value is not None}
