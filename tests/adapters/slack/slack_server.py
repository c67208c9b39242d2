"""A small Slack of the tests' own on one local port, over real sockets: the Web API methods that
Rounds uses, Socket Mode, response urls and OAuth; people who type, press and send in; and it can be
told to fail.

It refuses what Slack refuses: see `methods`, `block_kit`, `delivery`, `installs`, `person`.
"""

import asyncio
import itertools
import json
import time
from base64 import b64decode
from collections import defaultdict, deque
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from tests.adapters.slack.block_kit import problems
from tests.adapters.slack.delivery import ACK_S, EVENT, Delivery, HttpLine, SocketLine
from tests.adapters.slack.installs import CLIENT_ID, CLIENT_SECRET, Installs
from tests.adapters.slack.methods import METHODS, TIERS, TRIGGER_S
from tests.adapters.slack.person import Person
from tests.adapters.slack.workspace import (
    ALL_SCOPES,
    Channel,
    Grant,
    Message,
    Refused,
    Stamps,
    User,
    Workspace,
)

APP_TOKEN = "xapp-1-A0ROUNDS-1-test"
BOT_TOKEN = "xoxb-1-test"
SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
TEAM = "T0CODERS"
CHANNEL = "C0STUDY"
_HOOK_S = 1800.0
_HOOK_USES = 5
_BURST = 4
"""Messages that one channel takes at once, before it is one a second."""

_EVENT_SCOPES = {
    "channel_archive": "channels:read",
    "channel_deleted": "channels:read",
    "channel_left": "channels:read",
    "group_archive": "groups:read",
    "group_deleted": "groups:read",
    "group_left": "groups:read",
    "member_joined_channel": "channels:read",
    "user_change": "users:read",
}


@dataclass
class Call:
    """One Web API request that reached us."""

    method: str
    args: dict
    team: str
    at_s: float
    status: int = 200
    error: str = ""


@dataclass
class Plan:
    """What one method answers once instead of what it should. `after`: having done it."""

    method: str
    status: int
    body: dict | str | None
    headers: dict[str, str]
    after: bool
    lost: bool


@dataclass
class Hook:
    """A response_url: where it leads, and how often it was used."""

    team: str
    channel: str
    user: str
    origin: Message | None
    made_s: float
    uses: int = 0


@dataclass
class LocalSlack:
    """What it was asked and told, and what its workspaces hold."""

    port: int = 0
    app_id: str = "A0ROUNDS"
    bot_token: str = BOT_TOKEN
    app_token: str = APP_TOKEN
    signing_secret: str = SIGNING_SECRET
    client_id: str = CLIENT_ID
    client_secret: str = CLIENT_SECRET
    team: str = TEAM
    channel: str = CHANNEL
    unlimited: bool = False
    ack_s: float = ACK_S
    retry_pauses_s: tuple[float, ...] = (0.0, 0.05, 0.1)
    """Slack waits nothing, a minute and five minutes before it sends an event again."""

    calls: list[Call] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    workspaces: dict[str, Workspace] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    hooks: dict[str, Hook] = field(default_factory=dict)
    triggers: dict[str, list] = field(default_factory=dict)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1001)
        self._stamps = Stamps()
        self.last_event: dict = {}
        self._spent: dict[tuple, deque] = defaultdict(deque)
        self.sockets = SocketLine(self)
        self.line: SocketLine | HttpLine = self.sockets
        self.installs = Installs(self)
        home = self.workspace(TEAM, "Coders")
        self.grants[self.bot_token] = Grant(self.bot_token, TEAM, ALL_SCOPES)
        home.channels[CHANNEL] = Channel(CHANNEL, "study", {home.bot})

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def api_url(self) -> str:
        """What SLACK_API_URL is set to."""
        return f"{self.base}/api/"

    def number(self, letter: str) -> str:
        return f"{letter}0{next(self._numbers)}"

    def workspace(self, team: str, name: str, enterprise: str = "") -> Workspace:
        """A new workspace, with nobody in it but the bot."""
        made = Workspace(team, name, f"U0BOT{team[1:]}", enterprise)
        self.workspaces[team] = made
        made.users[made.bot] = User(made.bot, "rounds")
        return made

    def add_channel(self, name: str, team: str = TEAM, *, private: bool = False) -> Channel:
        """A new channel with the bot and everybody in it."""
        home = self.workspaces[team]
        made = Channel(self.number("C"), name, set(home.users), private=private)
        home.channels[made.id] = made
        return made

    def person(
        self,
        name: str,
        *,
        manages: bool = False,
        team: str = TEAM,
        channel: str = "",
        zone: str = "America/Chicago",
    ) -> Person:
        """Somebody new in the workspace and in its channels, who acts in `channel`."""
        home = self.workspaces[team]
        user = User(self.number("U"), name, zone, manages)
        home.users[user.id] = user
        for each in home.channels.values():
            if not each.id.startswith("D"):
                each.members.add(user.id)
        return Person(self, home, user, channel or next(iter(home.channels)))

    # What tests look at.

    def asked(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    def messages(self, channel: str = CHANNEL, team: str = TEAM) -> list[Message]:
        """A channel's messages, oldest first."""
        return list(self.workspaces[team].channels[channel].messages.values())

    async def until(self, met, within_s: float = 20.0):
        """Waits for something to have happened; gives what `met` gave."""
        async with asyncio.timeout(within_s):
            async with self.changed:
                while not (found := met()):
                    await self.changed.wait()
                return found

    async def posted(self, words: str = "", channel: str = CHANNEL, team: str = TEAM) -> Message:
        """The newest message that holds these words, waited for."""

        def there():
            found = [m for m in self.messages(channel, team) if words in m.words + m.text]
            return found[-1] if found else None

        return await self.until(there)

    async def connected(self) -> None:
        """Waits for a Socket Mode connection."""
        await self.until(lambda: self.sockets.ready)

    async def note(self) -> None:
        async with self.changed:
            self.changed.notify_all()

    # What tests make happen.

    def plan(
        self,
        method: str,
        *,
        error: str = "",
        status: int = 200,
        retry_after: float | None = None,
        after: bool = False,
        lost: bool = False,
    ) -> None:
        """What the next call of a method gets instead: an error, a status, or (`lost`) a broken
        connection. `after`: only when the method has had its effect.
        """
        headers = {} if retry_after is None else {"Retry-After": f"{retry_after:g}"}
        body = {"ok": False, "error": error or ("ratelimited" if status == 429 else "fatal_error")}
        given = body if status < 500 else "<html>Something went wrong</html>"
        self.plans.append(Plan(method, status, given, headers, after, lost))

    def http(self, url: str, secret: str = SIGNING_SECRET) -> HttpLine:
        """From now on things are brought to `url` by signed requests."""
        self.line = HttpLine(url, secret)
        return self.line

    async def event(self, event: dict, team: str = TEAM, *, known_id: str = "") -> Delivery:
        """Something happened, for whoever subscribes: sent again up to three times until it is
        acknowledged. `known_id` repeats an event that was sent before.
        """
        scope = _EVENT_SCOPES.get(event["type"], "")
        if scope and not any(g.team == team and scope in g.scopes for g in self.grants.values()):
            return Delivery(error="not subscribed", tries=0)
        home = self.workspaces[team]
        now = time.time()
        payload = {
            "token": "verification",
            "team_id": team,
            "enterprise_id": home.enterprise or None,
            "api_app_id": self.app_id,
            "event": event | {"event_ts": f"{now:.6f}"},
            "type": "event_callback",
            "event_id": known_id or self.number("Ev"),
            "event_time": int(now),
            "authorizations": [self._authorization(home)],
            "is_ext_shared_channel": False,
        }
        self.last_event = payload
        told = await self.line.deliver(EVENT, payload)
        for tried, pause_s in enumerate(self.retry_pauses_s, 1):
            if told.acked:
                break
            await asyncio.sleep(pause_s)
            reason = "http_timeout" if told.error == "operation_timeout" else "http_error"
            told = await self.line.deliver(EVENT, payload, tried, reason)
            told.tries = tried + 1
        await self.note()
        return told

    def _authorization(self, home: Workspace) -> dict:
        org = any(g.org_wide and g.team == home.enterprise for g in self.grants.values())
        return {
            "enterprise_id": home.enterprise or None,
            "team_id": home.id,
            "user_id": home.bot,
            "is_bot": True,
            "is_enterprise_install": org,
        }

    async def archives(self, channel: str = CHANNEL, team: str = TEAM) -> Delivery:
        self.workspaces[team].channels[channel].archived = True
        return await self.event({"type": "channel_archive", "channel": channel, "user": "U1"}, team)

    async def removes_bot(self, channel: str = CHANNEL, team: str = TEAM) -> Delivery:
        """The bot is taken out of a channel."""
        home = self.workspaces[team]
        home.channels[channel].members.discard(home.bot)
        return await self.event({"type": "channel_left", "channel": channel}, team)

    async def uninstalls(self, team: str = TEAM) -> list[Delivery]:
        """Somebody removes the app from a workspace: its tokens die, and it is told."""
        home = self.workspaces[team]
        self.revoke(home)
        revoked = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [home.bot]}}
        return [await self.event(e, team) for e in (revoked, {"type": "app_uninstalled"})]

    def revoke(self, home: Workspace) -> None:
        """Every token of a workspace is dead."""
        home.installed = False
        dead = [token for token, grant in self.grants.items() if grant.team == home.id]
        for token in dead:
            del self.grants[token]

    # What methods share.

    def keep(
        self, team: Workspace, channel: Channel, body: dict, only_for: str = "", author: str = ""
    ) -> Message:
        """A new message of the app's, or of somebody else's."""
        if body.get("blocks"):
            body = body | {"blocks": self.with_ids(body["blocks"])}
        now_s = asyncio.get_running_loop().time()
        made = Message(
            team.id,
            channel.id,
            self._stamps.next(),
            body,
            author or team.bot,
            only_for,
            at_s=now_s,
        )
        if only_for:
            team.ephemerals.append(made)
        else:
            channel.messages[made.ts] = made
        return made

    def with_ids(self, blocks: list[dict]) -> list[dict]:
        """Blocks as Slack keeps them: each with a block_id, each control with an action_id."""
        made = []
        for block in blocks:
            named = {"block_id": self.number("b"), **block}
            if "elements" in block and block["type"] == "actions":
                named["elements"] = [self._with_action(e) for e in block["elements"]]
            for key in ("element", "accessory"):
                if key in block and block[key].get("type") != "image":
                    named[key] = self._with_action(block[key])
            made.append(named)
        return made

    def _with_action(self, element: dict) -> dict:
        return {"action_id": self.number("a"), **element}

    def trigger(self, team: Workspace, user: str, view: str = "") -> str:
        """What opens one modal within three seconds."""
        made = f"{next(self._numbers)}.{team.id}.trigger"
        self.triggers[made] = [team.id, user, view, time.monotonic(), False]
        return made

    def spend_trigger(self, team: Workspace, trigger: str) -> tuple[str, str]:
        """Whose it was, and the view it was made on. Raises Refused."""
        found = self.triggers.get(trigger)
        if found is None or found[0] != team.id:
            raise Refused("invalid_trigger_id")
        if found[4]:
            raise Refused("exchanged_trigger_id")
        found[4] = True
        if time.monotonic() - found[3] > TRIGGER_S:
            raise Refused("expired_trigger_id")
        return found[1], found[2]

    def hook(self, team: Workspace, channel: str, user: str, origin: Message | None = None) -> str:
        """A response_url."""
        key = self.number("hook")
        self.hooks[key] = Hook(team.id, channel, user, origin, time.monotonic())
        return f"{self.base}/actions/{team.id}/{key}"

    def view_shown(self, team: Workspace, view) -> dict:
        """A view as payloads and methods show it."""
        return {
            "id": view.id,
            "team_id": team.id,
            "app_id": self.app_id,
            "app_installed_team_id": team.id,
            "bot_id": f"B{team.bot[1:]}",
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "hash": view.hash,
            "state": {"values": view.state},
            "root_view_id": view.root,
            "previous_view_id": view.previous or None,
            **view.body,
        }

    def check_client(self, args: dict) -> None:
        if (args.get("client_id"), args.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            raise Refused("bad_client_secret")

    def spend_post(self, team: Workspace, channel: Channel) -> None:
        """One message a second a channel, and a few at once. Raises Refused."""
        self._spend(("post", team.id, channel.id), _BURST, _BURST)

    def _spend(self, key: tuple, most: int, within_s: float) -> None:
        now = time.monotonic()
        spent = self._spent[key]
        while spent and spent[0] <= now - within_s:
            spent.popleft()
        if len(spent) >= most and not self.unlimited:
            raise Refused("ratelimited", retry_after=spent[0] + within_s - now)
        spent.append(now)

    # HTTP.

    async def rest(self, request: web.Request) -> web.Response:
        name = request.match_info["method"]
        args = await _args(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        token = token if token.startswith("x") else args.pop("token", "")
        grant = self.grants.get(token)
        now_s = asyncio.get_running_loop().time()
        call = Call(name, args, grant.team if grant else "", now_s)
        self.calls.append(call)
        planned = next((p for p in self.plans if p.method == name), None)
        if planned:
            self.plans.remove(planned)
            if planned.after:
                self._answer(name, token, args)
            return await self._as_planned(request, planned, call)
        try:
            given, headers = {"ok": True} | self._answer(name, token, args), {}
        except Refused as refused:
            given, headers, call.error = refused.body, {}, refused.body["error"]
            if call.error == "ratelimited":
                call.status = 429
                headers = {"Retry-After": str(int(given.pop("retry_after", 0)) + 1)}
        await self.note()
        return web.json_response(given, status=call.status, headers=headers)

    async def _as_planned(self, request, planned: Plan, call: Call) -> web.StreamResponse:
        call.status = planned.status
        call.error = planned.body["error"] if isinstance(planned.body, dict) else ""
        await self.note()
        if planned.lost:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if isinstance(planned.body, str):
            return web.Response(text=planned.body, status=planned.status, content_type="text/html")
        return web.json_response(planned.body, status=planned.status, headers=planned.headers)

    def _answer(self, name: str, token: str, args: dict) -> dict:
        if name == "apps.connections.open":
            if token != self.app_token:
                raise Refused("invalid_auth")
            self._spend((name,), 30, 60)
            return {"url": self.sockets.issue_url()}
        if name == "oauth.v2.access":
            return self.installs.access(args)
        if name not in METHODS:
            raise Refused("unknown_method", req_method=name)
        run, required, scopes, tier = METHODS[name]
        grant = self._granted(token)
        if scopes and not scopes & grant.scopes:
            needed = ",".join(sorted(scopes))
            raise Refused("missing_scope", needed=needed, provided=",".join(sorted(grant.scopes)))
        missing = [arg for arg in required if args.get(arg) in (None, "")]
        if missing:
            told = [f"[ERROR] missing required field: {arg}" for arg in missing]
            raise Refused("invalid_arguments", response_metadata={"messages": told})
        team = self._team_of(grant, args)
        if name != "chat.postMessage":
            self._spend((name, team.id), TIERS[tier], 60)
        return run(self, team, args, grant)

    def _team_of(self, grant: Grant, args: dict) -> Workspace:
        """Whose it is: an enterprise's token works in every workspace that it holds."""
        if not grant.org_wide:
            return self.workspaces[grant.team]
        held = [w for w in self.workspaces.values() if w.enterprise == grant.team]
        trigger = self.triggers.get(args.get("trigger_id", ""))
        for home in held:
            if args.get("team_id") == home.id or (trigger and trigger[0] == home.id):
                return home
            if args.get("channel") in {*home.channels, *home.users}:
                return home
            if (args.get("user") or args.get("user_id")) in home.users:
                return home
        return self.workspaces[grant.team]

    def _granted(self, token: str) -> Grant:
        if not token:
            raise Refused("not_authed")
        grant = self.grants.get(token)
        if grant is None:
            raise Refused("token_revoked" if token.startswith("xoxb-dead") else "invalid_auth")
        if grant.expires_s is not None and grant.expires_s < time.time():
            raise Refused("token_expired")
        return grant

    async def respond(self, request: web.Request) -> web.Response:
        """A response_url: five uses in half an hour. Source: Slack, Handling user interaction."""
        hook = self.hooks.get(request.match_info["hook"])
        args = await _args(request)
        self.calls.append(
            Call("response_url", args, hook.team if hook else "", asyncio.get_running_loop().time())
        )
        planned = next((p for p in self.plans if p.method == "response_url"), None)
        if planned:
            self.plans.remove(planned)
            return await self._as_planned(request, planned, self.calls[-1])
        if hook is None or time.monotonic() - hook.made_s > _HOOK_S:
            return web.json_response({"ok": False, "error": "expired_url"}, status=404)
        hook.uses += 1
        if hook.uses > _HOOK_USES:
            return web.json_response({"ok": False, "error": "used_url"}, status=404)
        error = self.answer_hook(hook, args)
        await self.note()
        if error:
            return web.json_response({"ok": False, "error": error}, status=400)
        return web.json_response({"ok": True})

    def answer_hook(self, hook: Hook, args: dict) -> str:
        """What a response_url, or the body of an acknowledgement, does; an error or nothing."""
        team, origin = self.workspaces[hook.team], hook.origin
        channel = team.channels[hook.channel]
        if args.get("delete_original"):
            if origin is not None and origin.only_for:
                team.ephemerals.remove(origin)
            elif origin is not None:
                channel.messages.pop(origin.ts, None)
            return ""
        if not args.get("text") and not args.get("blocks"):
            return "no_text"
        if args.get("blocks") and problems(args["blocks"]):
            return "invalid_blocks"
        body = {k: args[k] for k in ("text", "blocks", "metadata", "thread_ts") if args.get(k)}
        if args.get("replace_original") and origin is not None:
            blocks = self.with_ids(body.get("blocks") or [])
            origin.body = body | {"blocks": blocks}
            origin.edits += 1
            return ""
        public = args.get("response_type") == "in_channel"
        self.keep(team, channel, body, only_for="" if public else hook.user)
        return ""


async def _args(request: web.Request) -> dict:
    if request.content_type == "application/json":
        return await request.json()
    args = dict(request.query)
    args |= {k: v for k, v in (await request.post()).items() if isinstance(v, str)}
    kind, _, login = request.headers.get("Authorization", "").partition(" ")
    if kind == "Basic":
        args |= zip(
            ("client_id", "client_secret"), b64decode(login).decode().split(":"), strict=True
        )
    for key in ("blocks", "view", "metadata"):
        if isinstance(args.get(key), str):
            args[key] = json.loads(args[key])
    return args


@asynccontextmanager
async def local_slack(port: int = 0):
    """A running one, with one workspace, one channel and the bot in it."""
    slack = LocalSlack()
    app = web.Application(client_max_size=2**24)
    app.router.add_get("/link", slack.sockets.serve)
    app.router.add_route("*", "/api/{method}", slack.rest)
    app.router.add_post("/actions/{team}/{hook}", slack.respond)
    app.router.add_get("/oauth/v2/authorize", slack.installs.authorize)
    runner = web.AppRunner(app, shutdown_timeout=1.0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    slack.port = runner.addresses[0][1]
    try:
        yield slack
    finally:
        if isinstance(slack.line, HttpLine):
            await slack.line.close()
        await runner.cleanup()
