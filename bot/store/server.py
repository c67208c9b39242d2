"""A PostgreSQL server, as its URL names it: connecting, and saying what went wrong."""

from typing import Any

import psycopg
from psycopg import conninfo

from bot.errors import StoreError

# A dead network must not hold a thread for the hours that TCP would wait.
_PATIENCE: dict[str, str | int] = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
    "application_name": "rounds",
    "client_encoding": "UTF8",
}


class Server:
    """Where a URL points. Connects to nothing by itself."""

    def __init__(self, url: str) -> None:
        """Raises StoreError for a URL that cannot be read, without repeating it."""
        self._settings = _settings(url)

    def connect(self) -> psycopg.Connection[Any]:
        """A connection in autocommit. Raises StoreError, never with the password."""
        try:
            return psycopg.connect(**self._settings, autocommit=True)
        except psycopg.Error as error:
            raise self.told(error) from error

    def told(self, error: psycopg.Error) -> StoreError:
        """The sentence for an error of the server's; the password is struck out."""
        text = str(error).strip()
        password = str(self._settings.get("password") or "")
        reason = (text.splitlines() or ["no reason given"])[0]
        if password:
            reason = reason.replace(password, "***")
        name = self._settings.get("dbname", "")
        host = self._settings.get("host", "localhost")
        return StoreError(
            f"The PostgreSQL database {name} at {host} cannot be used: {reason.rstrip('.')}."
        )


def _settings(url: str) -> dict[str, Any]:
    try:
        given = conninfo.conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        given = {}
    # A password with a bare @ or / spills into its neighbours, which sentences do name.
    spilled = any("@" in str(given.get(part, "")) for part in ("host", "port", "dbname"))
    ports = str(given.get("port", "")).replace(",", "")
    if not given or spilled or (ports and not ports.isdecimal()):
        # Not `from`: the reason quotes the part it stumbled over, which may be the password.
        raise StoreError(
            "The PostgreSQL URL cannot be read. Write postgresql://user:password@host/database and "
            "spell @ : / ? # in the password as %40 %3A %2F %3F %23."
        ) from None
    return {**_PATIENCE, **given}
