"""What every request passes first: headers, host, session, access key, and where it came from."""

import ipaddress
import logging
import sqlite3
from urllib.parse import quote, urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from adapters.web.house import House, keep, session
from adapters.web.sorry import (
    CROSS_SITE,
    FILE_TROUBLE,
    NEEDS_KEY,
    NO_PAGE,
    NOT_READ,
    OUR_FAULT,
    TOO_LONG,
    WRONG_HOST,
    Sentence,
    Sorry,
)

log = logging.getLogger("rounds.web")


BODY_BYTES = 64 * 1024
BESIDE_BYTES = 1024 * 1024
"""What another platform may send to its own addresses: a whole form with what it shows."""

TOKEN_HEADER = "X-Rounds-Token"  # noqa: S105 - a header's name
_OPEN = ("/healthz", "/static/", "/enter")
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_STATUSES = {404: NO_PAGE, 405: NO_PAGE, 413: TOO_LONG, 400: NOT_READ}


async def add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """Every answer carries them, streams and errors too."""
    response.headers.update(_HEADERS)


def make_guard(house: House, beside: frozenset[str] = frozenset()) -> Middleware:
    """The middleware. It answers every failure with a sentence. The paths `beside` the page are
    other platforms': they have no session and no key, and whoever owns them checks what comes.
    """

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path in beside:
            return await handler(request.clone(client_max_size=BESIDE_BYTES))
        found = house.sessions.read(request)
        keep(request, found or house.sessions.begin())
        try:
            await _check(house, request)
            response = await handler(request)
        except Sorry as sorry:
            response = house.sorry(request, sorry.sentence)
        except web.HTTPException as error:
            if error.status < web.HTTPBadRequest.status_code:
                response = _redirect(error)
            else:
                response = house.sorry(request, _STATUSES.get(error.status, NOT_READ))
        except sqlite3.Error:
            log.exception("the page's file failed at %s", _pattern(request))
            response = house.sorry(request, FILE_TROUBLE)
        except Exception:
            log.exception("the page failed at %s", _pattern(request))
            response = house.sorry(request, OUR_FAULT)
        if not response.prepared and response.content_type == "text/html":
            house.sessions.write(response, session(request), secure=request.secure)
        return response

    return guard


async def _check(house: House, request: web.Request) -> None:
    if request.path != "/healthz" and not house.sessions.asks_key and not _local(request.host):
        raise Sorry(WRONG_HOST)
    if not request.path.startswith(_OPEN) and not house.sessions.may_enter(session(request)):
        if request.method == "GET":
            raise web.HTTPSeeOther(f"/enter?to={quote(request.path)}")
        raise Sorry(NEEDS_KEY)
    if request.method not in {"GET", "HEAD"}:
        problem = await _stranger(house, request)
        if problem is not None:
            raise Sorry(problem)


def _local(host: str) -> bool:
    """Whether the name in the address is this machine's own. Any other name that leads here was
    made to (DNS rebinding): only an access key lets it in.
    """
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


async def _stranger(house: House, request: web.Request) -> Sentence | None:
    """What is wrong with where a POST came from, or None."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site != "same-origin":
        return CROSS_SITE
    # Under no-referrer a browser's own form says `Origin: null`, and over plain HTTP from another
    # machine it says no Sec-Fetch-Site: there the session's token alone decides.
    origin = request.headers.get("Origin", "null")
    if origin != "null" and urlsplit(origin).netloc != request.host:
        return CROSS_SITE
    token = request.headers.get(TOKEN_HEADER)
    if token is None and request.content_type == "application/x-www-form-urlencoded":
        token = str((await request.post()).get("token", ""))
    return None if house.sessions.owns(session(request), token or "") else CROSS_SITE


def _redirect(error: web.HTTPException) -> web.Response:
    """The redirect as an HTML answer, so that it carries the session's cookie."""
    location = {"Location": error.headers["Location"], "Cache-Control": "no-store"}
    return web.Response(status=error.status, headers=location, content_type="text/html")


def _pattern(request: web.Request) -> str:
    """The route's pattern: an address itself may hold an invite token."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else "no route"
