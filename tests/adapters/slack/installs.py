"""Slack's side of an install: the page that asks, codes, tokens that live twelve hours.

Source: Slack, Installing with OAuth; Token rotation.
"""

import time

import aiohttp
from aiohttp import web
from yarl import URL

from tests.adapters.slack.workspace import ALL_SCOPES, Grant, Refused

CLIENT_ID = "1234567890.0987654321"
CLIENT_SECRET = "0123456789abcdef0123456789abcdef"
_CODE_S = 600.0
LIFE_S = 43_200


class Installs:
    """`workspace` is the one that whoever sits at the browser chooses; `cancels` has them refuse;
    `rotates` gives tokens that expire.
    """

    def __init__(self, slack) -> None:
        self._slack = slack
        self.workspace = ""
        self.cancels = False
        self.rotates = False
        self.org_wide = False
        self.life_s = LIFE_S
        self.codes: dict[str, tuple[str, str, frozenset[str], float]] = {}
        self.refreshes: dict[str, Grant] = {}
        self.refreshed = 0
        self.given: list[str] = []

    async def authorize(self, request: web.Request) -> web.Response:
        """The page where somebody allows the app; here they always do, or never."""
        query = request.query
        if query.get("client_id") != CLIENT_ID:
            raise web.HTTPBadRequest(text="invalid client_id")
        back = URL(query["redirect_uri"])
        if self.cancels:
            raise web.HTTPFound(back.update_query(error="access_denied", state=query["state"]))
        code = self._slack.number("code")
        scopes = frozenset(query["scope"].split(","))
        self.codes[code] = (self.workspace, query["redirect_uri"], scopes, time.monotonic())
        raise web.HTTPFound(back.update_query(code=code, state=query["state"]))

    def access(self, args: dict) -> dict:
        """oauth.v2.access: a code for a token, or a refresh token for the next one."""
        self._slack.check_client(args)
        if args.get("grant_type") == "refresh_token":
            old = self.refreshes.pop(args.get("refresh_token", ""), None)
            if old is None:
                raise Refused("invalid_refresh_token")
            self._slack.grants.pop(old.token, None)
            self.refreshed += 1
            return self._granted(old.team, old.scopes, org_wide=old.org_wide)
        found = self.codes.pop(args.get("code", ""), None)
        if found is None:
            raise Refused("invalid_code")
        team, redirect, scopes, at_s = found
        if time.monotonic() - at_s > _CODE_S:
            raise Refused("code_already_used")
        if args.get("redirect_uri") != redirect:
            raise Refused("bad_redirect_uri")
        return self._granted(team, scopes, org_wide=self.org_wide)

    def _granted(self, team: str, scopes: frozenset[str], *, org_wide: bool) -> dict:
        home = self._slack.workspaces[team]
        home.installed = True
        number = self._slack.number("")
        token = f"xoxe.xoxb-1-{team}-{number}" if self.rotates else f"xoxb-{team}-{number}"
        grant = Grant(token, team, scopes or ALL_SCOPES, org_wide=org_wide)
        given = {
            "access_token": token,
            "token_type": "bot",
            "scope": ",".join(sorted(scopes)),
            "bot_user_id": home.bot,
            "app_id": self._slack.app_id,
            "team": None if org_wide else {"id": team, "name": home.name},
            "enterprise": _enterprise(home, org_wide=org_wide),
            "authed_user": {"id": "U0INSTALLER"},
            "is_enterprise_install": org_wide,
        }
        if self.rotates:
            grant.refresh = f"xoxe-1-{team}-{number}"
            grant.expires_s = time.time() + self.life_s
            self.refreshes[grant.refresh] = grant
            self.given.append(grant.refresh)
            given |= {"refresh_token": grant.refresh, "expires_in": self.life_s}
        self._slack.grants[token] = grant
        self.given.append(token)
        return given

    async def through(self, install_url: str, team: str) -> tuple[int, str]:
        """Somebody of a workspace follows the link to the end: the last status and page."""
        async with browser(install_url) as session:
            return await self.visits(session, install_url, team)

    async def visits(self, session, url: str, team: str) -> tuple[int, str]:
        """The same, in a browser that is open already. The way back leads to where the link was:
        what a proxy at the public address does.
        """
        self.workspace = team
        async with session.get(url, allow_redirects=False) as answer:
            asks = answer.headers["Location"]
        async with session.get(asks, allow_redirects=False) as answer:
            back = URL(answer.headers["Location"])
        async with session.get(URL(url).join(back.relative())) as answer:
            return answer.status, await answer.text()


def browser(url: str) -> aiohttp.ClientSession:
    """A browser, for which the local server counts as secure so that it keeps Secure cookies."""
    jar = aiohttp.CookieJar(unsafe=True, treat_as_secure_origin=URL(url).origin())
    return aiohttp.ClientSession(cookie_jar=jar)


def _enterprise(home, *, org_wide: bool) -> dict | None:
    if org_wide:
        return {"id": home.id, "name": home.name}
    return {"id": home.enterprise, "name": "Org"} if home.enterprise else None
