"""How the log looks: lines for people on a terminal, a JSON object a line for machines."""

import logging
import sys

_TEXT = "%(asctime)s %(levelname)s %(message)s"
_JSON = "%(asctime)s %(levelname)s %(name)s %(message)s"
_RENAMED = {"asctime": "at", "levelname": "level", "name": "logger", "exc_info": "traceback"}


def begin_logging(level: str, form: str) -> None:
    """Logs to stderr from `level` up, as `text` or `json`; empty: text on a terminal, else JSON.

    Nothing here may log a token, an answer or what somebody wrote; the tests look for it.
    """
    logging.basicConfig(level=level, stream=sys.stderr, format=_TEXT)
    if form == "json" or (not form and not sys.stderr.isatty()):
        from pythonjsonlogger.json import JsonFormatter  # noqa: PLC0415 - 15 ms for machines only

        formatter = JsonFormatter(_JSON, rename_fields=_RENAMED)
        for handler in logging.getLogger().handlers:
            handler.setFormatter(formatter)
    logging.getLogger("aiosqlite").setLevel(logging.WARNING)
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
    for library in ("slack_sdk", "slack_bolt"):
        # Below this they log whole requests and answers, tokens among them.
        logging.getLogger(library).setLevel("INFO" if level == "DEBUG" else level)
