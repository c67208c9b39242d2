"""A small Discord of the tests' own: REST and gateway on one local port, over real sockets.

It knows what this adapter uses: HELLO, IDENTIFY, READY, RESUME, dispatches, op 7 and 9; login,
commands, messages with nonces, interaction callbacks and webhooks; and it can be told to fail.
"""

import asyncio
import itertools
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

BOT = "1456074443980800000"
GUILD = "1456074443980800012"
CHANNEL = "1456074443980800015"
TOKEN = "MTQ1NjA3NDQ0Mzk4MDgwMDAwMA.GgGgGg.test"
EVERYTHING = str((1 << 53) - 1)
EPHEMERAL = 64


@dataclass
class Said:
    """One request that reached us."""

    method: str
    path: str
    body: dict | None
    at_s: float


@dataclass
class LocalDiscord:
    """What it was asked and told. `answers` holds (method, path part, status, body, headers) that
    are given once each instead of the real ones.
    """

    port: int = 0
    said: list[Said] = field(default_factory=list)
    answers: list[tuple] = field(default_factory=list)
    messages: dict[str, dict] = field(default_factory=dict)
    commands: list = field(default_factory=list)
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    shards: int = 1
    shard_of: dict[web.WebSocketResponse, int] = field(default_factory=dict)
    identifies: int = 0
    resumes: list[dict] = field(default_factory=list)
    nonces: dict[str, str] = field(default_factory=dict)
    remaining: int = 1000
    answers_after_s: float = 0.0
    sequence: int = 0
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    numbers: itertools.count = field(default_factory=lambda: itertools.count(1456074443980900000))

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/v10"

    async def until(self, met, within_s: float = 20.0):
        """Waits for something to have happened; gives what `met` gave."""
        async with asyncio.timeout(within_s):
            async with self.changed:
                while not (found := met()):
                    await self.changed.wait()
                return found

    async def _note(self) -> None:
        async with self.changed:
            self.changed.notify_all()

    def asked(self, method: str, part: str) -> list[Said]:
        return [s for s in self.said if s.method == method and part in s.path]

    # The gateway.

    async def gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await self._send(socket, 10, {"heartbeat_interval": 40_000})
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await self._heard(socket, json.loads(message.data))
        finally:
            if socket in self.sockets:
                self.sockets.remove(socket)
        return socket

    async def _heard(self, socket, message: dict) -> None:
        match message["op"]:
            case 1:
                await self._send(socket, 11, None)
            case 2:
                shard, _ = message["d"].get("shard") or (0, 1)
                self.identifies += 1
                self.sockets.append(socket)
                self.shard_of[socket] = shard
                own = self.shard(GUILD) == shard
                await self.dispatch("READY", self._ready(shard, own=own), socket)
                if own:
                    await self.dispatch("GUILD_CREATE", guild(), socket)
            case 6:
                self.resumes.append(message["d"])
                self.sockets.append(socket)
                self.shard_of[socket] = 0
                await self.dispatch("RESUMED", {}, socket)
        await self._note()

    def shard(self, guild_id: str) -> int:
        """Which shard hears of a server. Source: Discord API, Gateway, Sharding."""
        return (int(guild_id) >> 22) % self.shards

    def _ready(self, shard: int, *, own: bool) -> dict:
        return {
            "v": 10,
            "user": bot(),
            "guilds": [{"id": GUILD, "unavailable": True}] if own else [],
            "session_id": "s1",
            "resume_gateway_url": f"ws://127.0.0.1:{self.port}",
            "application": {"id": BOT, "flags": 0},
            "shard": [shard, self.shards],
        }

    async def _send(self, socket, op: int, data, kind=None) -> None:
        number = self.sequence if kind else None
        await socket.send_str(json.dumps({"op": op, "d": data, "s": number, "t": kind}))

    async def dispatch(self, kind: str, data: dict, socket=None) -> None:
        """Tells one socket, or the shards that hear of the server that it is about."""
        self.sequence += 1
        about = data.get("guild_id") or (data.get("id") if kind.startswith("GUILD_") else None)
        hear = self.shard(about) if about and self.shards > 1 else None
        heard = [s for s in self.sockets if hear is None or self.shard_of[s] == hear]
        for one in [socket] if socket else heard:
            await self._send(one, 0, data, kind)

    async def tell(self, op: int, data=None) -> None:
        """Op 7 (reconnect) or 9 (invalid session) to whoever is connected."""
        for socket in list(self.sockets):
            await self._send(socket, op, data)

    async def drop(self, code: int = 1006) -> None:
        """The line goes dead."""
        for socket in list(self.sockets):
            if code == 1006:
                socket._req.transport.abort()
            else:
                await socket.close(code=code)

    async def interacts(self, data: dict, kind: int, user: str = "77", **more) -> str:
        """Somebody types, presses or sends in; the interaction's id."""
        number = str(next(self.numbers))
        body = {
            "id": number,
            "application_id": BOT,
            "type": kind,
            "data": data,
            "guild_id": GUILD,
            "channel_id": CHANNEL,
            "channel": guild()["channels"][0] | {"guild_id": GUILD, "permissions": EVERYTHING},
            "member": member(user),
            "token": f"token-{number}",
            "version": 1,
            "app_permissions": EVERYTHING,
            "locale": "en-US",
            "entitlements": [],
            "authorizing_integration_owners": {},
            "context": 0,
            "attachment_size_limit": 1,
        } | more
        await self.dispatch("INTERACTION_CREATE", body)
        return number

    async def types(self, name: str, user: str = "77", **options) -> str:
        given = [{"name": k, "type": 3, "value": v} for k, v in options.items()]
        data = {"id": "9", "name": name, "type": 1, "options": given}
        return await self.interacts(data, 2, user)

    async def clicks(self, custom_id: str, message: dict, user: str = "77") -> str:
        data = {"custom_id": custom_id, "component_type": 2}
        return await self.interacts(data, 3, user, message=message)

    async def answer_to(self, number: str, within_s: float = 20.0) -> dict:
        """The first answer to an interaction."""
        part = f"/interactions/{number}/"
        found = await self.until(lambda: self.asked("POST", part), within_s)
        return found[0].body

    # REST.

    async def rest(self, request: web.Request) -> web.Response:
        path = request.path.removeprefix("/api/v10")
        body = await self._body(request)
        self.said.append(Said(request.method, path, body, asyncio.get_running_loop().time()))
        planned = next((a for a in self.answers if a[0] == request.method and a[1] in path), None)
        if planned:
            self.answers.remove(planned)
            _, _, status, given, headers = planned
            await self._note()
            return _json(given, status, headers)
        status, given = self._answer(request.method, path, body)
        if self.answers_after_s:
            await asyncio.sleep(self.answers_after_s)
        await self._note()
        return _json(given, status, {})

    async def _body(self, request: web.Request) -> dict | None:
        if request.content_type == "multipart/form-data":
            async for part in await request.multipart():
                if part.name == "payload_json":
                    return json.loads(await part.text())
        text = await request.text()
        return json.loads(text) if text else None

    def _answer(self, method: str, path: str, body):  # noqa: C901 - a table of routes
        match method, path.strip("/").split("/"):
            case "GET", ["users", "@me"]:
                return 200, bot()
            case "GET", ["oauth2", "applications", "@me"] | ["applications", "@me"]:
                return 200, application()
            case "GET", ["gateway", "bot"]:
                limits = {
                    "total": 1000,
                    "remaining": self.remaining,
                    "reset_after": 1000,
                    "max_concurrency": 1,
                }
                url = f"ws://127.0.0.1:{self.port}"
                return 200, {"url": url, "shards": self.shards, "session_start_limit": limits}
            case "GET", ["applications", _, "commands"]:
                return 200, self.commands
            case "PUT", ["applications", _, "commands"]:
                self.commands = body
                return 200, body
            case "POST", ["interactions", number, _, "callback"]:
                return 200, {"interaction": {"id": number, "type": 2, "response_message_id": "1"}}
            case "POST", ["channels", _, "messages"]:
                return 200, self._posted(body)
            case "GET", ["channels", _, "messages"]:
                return 200, list(self.messages.values())[::-1]
            case "PATCH", ["channels", _, "messages", number]:
                self.messages[number] |= {"components": body["components"]}
                return 200, self.messages[number]
            case (("POST" | "PATCH"), ["webhooks", *_]):
                return 200, message(str(next(self.numbers)), body)
            case "DELETE", ["webhooks", *_]:
                return 204, None
            case _:
                return 404, {"code": 0, "message": f"{method} {path} is not played here"}

    def _posted(self, body: dict) -> dict:
        nonce, number = body.get("nonce"), str(next(self.numbers))
        if nonce is not None and body.get("enforce_nonce"):
            number = self.nonces.setdefault(nonce, number)
            if number in self.messages:
                return self.messages[number]
        self.messages[number] = message(number, body)
        return self.messages[number]


def _json(given, status: int, headers: dict[str, str]) -> web.Response:
    # discord.py knows JSON by exactly this type.
    kind = {"Content-Type": "application/json"} if given is not None else {}
    body = json.dumps(given).encode() if given is not None else b""
    return web.Response(body=body, status=status, headers=headers | kind)


def bot() -> dict:
    return {"id": BOT, "username": "Rounds", "discriminator": "0", "avatar": None, "bot": True}


def application() -> dict:
    return {
        "id": BOT,
        "name": "Rounds",
        "description": "",
        "icon": None,
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0",
        "flags": 0,
        "team": None,
        "owner": bot(),
    }


def member(user: str) -> dict:
    return {
        "user": {
            "id": user,
            "username": f"user{user}",
            "discriminator": "0",
            "avatar": None,
            "global_name": f"User {user}",
        },
        "roles": [],
        "joined_at": "2026-01-01T00:00:00+00:00",
        "deaf": False,
        "mute": False,
        "flags": 0,
        "permissions": EVERYTHING,
    }


def guild() -> dict:
    return {
        "id": GUILD,
        "name": "Coders",
        "owner_id": "77",
        "roles": [
            {
                "id": GUILD,
                "name": "@everyone",
                "permissions": EVERYTHING,
                "position": 0,
                "color": 0,
                "colors": {"primary_color": 0},
                "hoist": False,
                "managed": False,
                "mentionable": False,
                "flags": 0,
            }
        ],
        "channels": [
            {
                "id": CHANNEL,
                "type": 0,
                "name": "study",
                "position": 0,
                "nsfw": False,
                "permission_overwrites": [],
                "parent_id": None,
            }
        ],
        "members": [member(BOT) | {"user": bot()}],
        "threads": [],
        "emojis": [],
        "stickers": [],
        "features": [],
        "unavailable": False,
        "member_count": 2,
        "icon": None,
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "premium_tier": 0,
        "preferred_locale": "en-US",
        "nsfw_level": 0,
        "premium_progress_bar_enabled": False,
        "afk_timeout": 300,
        "large": False,
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "joined_at": "2026-01-01T00:00:00+00:00",
    }


def message(number: str, body: dict) -> dict:
    return {
        "id": number,
        "channel_id": CHANNEL,
        "author": bot(),
        "content": "",
        "timestamp": "2026-03-01T00:00:00+00:00",
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "pinned": False,
        "type": 0,
        "flags": 1 << 15,
        "nonce": (body or {}).get("nonce"),
        "components": (body or {}).get("components", []),
    }


@asynccontextmanager
async def local_discord():
    """A running one."""
    server = LocalDiscord()
    app = web.Application()
    app.router.add_get("/", server.gateway)
    app.router.add_route("*", "/api/v10/{path:.*}", server.rest)
    runner = web.AppRunner(app, shutdown_timeout=1.0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.port = runner.addresses[0][1]
    try:
        yield server
    finally:
        await runner.cleanup()
