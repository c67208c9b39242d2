"""How this Slack brings something to the app: through Socket Mode, or by signed HTTP requests.

Source: Slack, Using Socket Mode; Verifying requests; Events API (three retries).
"""

import asyncio
import hashlib
import hmac
import itertools
import json
import time
from dataclasses import dataclass, field

import aiohttp
from aiohttp import WSMsgType, web

ACK_S = 3.0
SLASH, INTERACTIVE, EVENT = "slash_commands", "interactive", "events_api"


@dataclass
class Delivery:
    """What came of bringing one thing: `ack` is the body of the acknowledgement, `error` what the
    person is shown by Slack itself (`operation_timeout`, `dispatch_failed`), `tries` how often.
    """

    ack: dict | None = None
    error: str = ""
    took_s: float = 0.0
    tries: int = 1
    status: int = 200

    @property
    def acked(self) -> bool:
        return not self.error


@dataclass
class Socket:
    """One Socket Mode connection. `leaving` is set once it was told to go."""

    socket: web.WebSocketResponse
    waiting: dict[str, asyncio.Future] = field(default_factory=dict)
    leaving: bool = False


class SocketLine:
    """Envelopes to whoever is connected, and their acknowledgements."""

    def __init__(self, slack) -> None:
        self._slack = slack
        self._ids = itertools.count(1)
        self.sockets: list[Socket] = []
        self.opened = 0
        self.sent: list[dict] = []
        self.acks: list[dict] = []
        self.tickets: set[str] = set()

    def issue_url(self) -> str:
        """A url that opens one connection, once."""
        ticket = f"ticket-{next(self._ids)}"
        self.tickets.add(ticket)
        return f"ws://127.0.0.1:{self._slack.port}/link?ticket={ticket}&app_id={self._slack.app_id}"

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        if request.query.get("ticket") not in self.tickets:
            raise web.HTTPUnauthorized
        self.tickets.remove(request.query["ticket"])
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        one = Socket(socket)
        hello = {
            "type": "hello",
            "num_connections": len(self.sockets) + 1,
            "debug_info": {"host": "applink-1", "approximate_connection_time": 18060},
            "connection_info": {"app_id": self._slack.app_id},
        }
        await socket.send_json(hello)
        self.sockets.append(one)
        self.opened += 1
        await self._slack.note()
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._heard(one, json.loads(message.data))
        finally:
            self.sockets.remove(one)
            for left in one.waiting.values():
                if not left.done():
                    left.set_result(None)
            await self._slack.note()
        return socket

    def _heard(self, one: Socket, message: dict) -> None:
        self.acks.append(message)
        waiting = one.waiting.pop(message.get("envelope_id", ""), None)
        if waiting is not None and not waiting.done():
            waiting.set_result(message)

    @property
    def ready(self) -> bool:
        return any(not one.leaving for one in self.sockets)

    async def deliver(self, kind: str, payload: dict, tried: int = 0, reason: str = "") -> Delivery:
        """Sends one envelope and waits for its acknowledgement, three seconds at most."""
        began_s = time.perf_counter()
        fit = [one for one in self.sockets if not one.leaving and not one.socket.closed]
        if not fit:
            return Delivery(error="dispatch_failed")
        number = next(self._ids)
        one = fit[number % len(fit)]
        envelope = {
            "envelope_id": f"envelope-{number}",
            "type": kind,
            "accepts_response_payload": kind != EVENT,
            "payload": payload,
        }
        if kind == EVENT:
            envelope |= {"retry_attempt": tried, "retry_reason": reason}
        answer = asyncio.get_running_loop().create_future()
        one.waiting[envelope["envelope_id"]] = answer
        self.sent.append(envelope)
        try:
            await one.socket.send_json(envelope)
            async with asyncio.timeout(self._slack.ack_s):
                message = await answer
        except (TimeoutError, ConnectionError):
            message = None
        took_s = time.perf_counter() - began_s
        if message is None:
            return Delivery(error="operation_timeout", took_s=took_s)
        return Delivery(message.get("payload") or {}, took_s=took_s)

    async def refresh(self, reason: str = "refresh_requested") -> None:
        """Asks every connection to be renewed; `warning` comes ten seconds ahead. Each one is
        closed when its successor is there.
        """
        old = [one for one in self.sockets if not one.leaving]
        for one in old:
            one.leaving = reason != "warning"
            await one.socket.send_json(
                {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-1"}}
            )
        already = self.opened
        await self._slack.until(lambda: self.opened > already)
        for one in old:
            one.leaving = True
            await one.socket.close()

    async def drop(self) -> None:
        """The lines go dead without a word."""
        for one in list(self.sockets):
            transport = one.socket._req.transport
            if transport is not None:
                transport.abort()
        await self._slack.until(lambda: not self.sockets)


class HttpLine:
    """Signed requests to one address."""

    def __init__(self, url: str, secret: str) -> None:
        self.url = url
        self.secret = secret
        self._session: aiohttp.ClientSession | None = None

    ready = True

    async def deliver(self, kind: str, payload: dict, tried: int = 0, reason: str = "") -> Delivery:
        """Posts it as Slack does, signed now."""
        body, content_type = encoded(kind, payload)
        headers = signed(self.secret, body) | {"Content-Type": content_type}
        if tried:
            headers |= {"X-Slack-Retry-Num": str(tried), "X-Slack-Retry-Reason": reason}
        return await self.post(body, headers)

    async def post(self, body: bytes, headers: dict[str, str]) -> Delivery:
        """Posts a body with headers as they are given, which may be forged."""
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        began_s = time.perf_counter()
        try:
            async with asyncio.timeout(ACK_S):
                async with self._session.post(self.url, data=body, headers=headers) as answer:
                    text = await answer.text()
        except TimeoutError:
            took_s = time.perf_counter() - began_s
            return Delivery(error="operation_timeout", took_s=took_s, status=0)
        except aiohttp.ClientError:
            return Delivery(error="dispatch_failed", status=0)
        took_s = time.perf_counter() - began_s
        if answer.status != 200:
            return Delivery(error="dispatch_failed", took_s=took_s, status=answer.status)
        try:
            given = json.loads(text) if text else {}
        except json.JSONDecodeError:
            given = {"text": text}
        return Delivery(given, took_s=took_s)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


def encoded(kind: str, payload: dict) -> tuple[bytes, str]:
    """A body as Slack writes it, and its content type."""
    if kind == EVENT:
        return json.dumps(payload).encode(), "application/json"
    fields = payload if kind == SLASH else {"payload": json.dumps(payload)}
    plain = {k: str(v) for k, v in fields.items() if v is not None}
    body = aiohttp.FormData(plain)()._value
    return bytes(body), "application/x-www-form-urlencoded"


def signed(secret: str, body: bytes, at_s: float | None = None) -> dict[str, str]:
    """The two headers that prove who sent a body, and when."""
    stamp = str(int(time.time() if at_s is None else at_s))
    mac = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256)
    return {
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={mac.hexdigest()}",
    }
