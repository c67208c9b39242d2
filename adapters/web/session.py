"""Who is at the other end: a signed cookie, and the secret it is signed with."""

import hashlib
import hmac
import os
from dataclasses import dataclass, replace
from pathlib import Path
from secrets import token_hex
from typing import cast

from aiohttp import web
from itsdangerous import BadSignature, URLSafeSerializer

from adapters.web.door import PageNotOpened

_SECRET_FILE = "page.secret"  # noqa: S105 - the file's name
_SECRET_BYTES = 32
_KEPT_S = 400 * 24 * 3600
"""Browsers keep no cookie longer than 400 days (RFC 6265bis §5.5)."""


@dataclass(frozen=True, slots=True)
class Session:
    """A browser. `person` is empty until a name is given; `key` proves the access key."""

    sid: str
    person: str = ""
    key: str = ""


class Sessions:
    """Signs and reads the cookie, the token of a session's forms, and sealed values."""

    def __init__(self, secret: str, access_key: str | None) -> None:
        """`secret`: from `read_secret`. `access_key`: what a visitor must know, or None."""
        self._secret = secret
        self._cookie = URLSafeSerializer(secret, salt="rounds.session")
        self._seal = URLSafeSerializer(secret, salt="rounds.ticket")
        self._access_key = access_key
        # Cookies know no ports: two pages on one machine must not share a name.
        self._name = f"rounds_{hashlib.sha256(secret.encode()).hexdigest()[:8]}"

    def read(self, request: web.Request) -> Session | None:
        """The session of this request; None without a cookie, or with one we did not sign."""
        try:
            found = self._cookie.loads(request.cookies.get(self._name, ""))
            return Session(str(found["sid"]), str(found["person"]), str(found["key"]))
        except (BadSignature, KeyError, TypeError):
            return None

    def begin(self) -> Session:
        """A browser that has not been here before."""
        return Session(token_hex(16))

    def write(self, response: web.StreamResponse, session: Session, *, secure: bool) -> None:
        """Keeps the session in the browser."""
        value = self._cookie.dumps(
            {"sid": session.sid, "person": session.person, "key": session.key}
        )
        text = value.decode() if isinstance(value, bytes) else value
        response.set_cookie(
            self._name,
            text,
            max_age=_KEPT_S,
            path="/",
            httponly=True,
            samesite="Lax",
            secure=secure,
        )

    def token(self, session: Session) -> str:
        """What every POST of this session must carry."""
        return self._mac("token", session.sid)

    def owns(self, session: Session, token: str) -> bool:
        """Whether the token is this session's."""
        return hmac.compare_digest(self.token(session).encode(), token.encode())

    @property
    def asks_key(self) -> bool:
        """Whether visitors must enter an access key."""
        return self._access_key is not None

    def may_enter(self, session: Session) -> bool:
        """Whether this browser has entered the access key that holds now."""
        return not self.asks_key or hmac.compare_digest(session.key, self._proof())

    def unlock(self, session: Session, typed: str) -> Session | None:
        """The session with the door open, or None for a wrong key."""
        right = hmac.compare_digest(typed.encode(), (self._access_key or "").encode())
        return replace(session, key=self._proof()) if self.asks_key and right else None

    def seal(self, value: dict[str, str]) -> str:
        """The value, signed: it comes back unchanged or not at all."""
        sealed = self._seal.dumps(value)
        return sealed.decode() if isinstance(sealed, bytes) else sealed

    def unseal(self, sealed: str) -> dict[str, str] | None:
        """The value of `seal`; None for anything else."""
        try:
            return cast("dict[str, str]", self._seal.loads(sealed))
        except BadSignature:
            return None

    def _proof(self) -> str:
        return self._mac("key", self._access_key or "")

    def _mac(self, what: str, value: str) -> str:
        return hmac.new(self._secret.encode(), f"{what}:{value}".encode(), "sha256").hexdigest()


def read_secret(folder: Path) -> str:
    """The folder's secret, made once and readable by its owner only."""
    path = folder / _SECRET_FILE
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(path, flags, 0o600), "w", encoding="ascii") as file:
            file.write(token_hex(_SECRET_BYTES))
    except FileExistsError:
        pass
    except OSError as error:
        raise PageNotOpened(f"{path} cannot be written ({error.strerror}).") from error
    try:
        secret = path.read_text(encoding="ascii").strip()
    except (OSError, ValueError) as error:
        raise PageNotOpened(f"{path} cannot be read ({error}).") from error
    if len(secret) < _SECRET_BYTES:
        raise PageNotOpened(
            f"{path} is damaged. Delete it: a new one is made, and everyone picks a name again."
        )
    return secret
