"""A stub platform behind a loopback socket: it outlives the workers that talk to it."""

import asyncio
import json
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class Settings:
    """What a platform remembers and shows: Discord, Slack, and worse."""

    name: str
    nonce_window_ms: int = 0
    readable: bool = True

    @property
    def tells_lost_posts(self) -> bool:
        """Whether a worker that comes a minute later can always find out."""
        return self.readable or self.nonce_window_ms > 120_000


@dataclass
class Message:
    id: str
    nonce: str
    channel: str
    at_ms: int
    worker: int


@dataclass
class Platform:
    """Keeps messages. `gate`: how many workers must be there before any may begin."""

    settings: Settings
    gate: int = 1
    takes_s: float = 0
    port: int = 0
    messages: list[Message] = field(default_factory=list)
    asked: Counter = field(default_factory=Counter)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def in_channel(self) -> Counter:
        return Counter(message.channel for message in self.messages)

    async def answer(
        self, op: str, now_ms: int, worker: int, nonce="", channel="", since_ms=0
    ) -> dict:
        self.asked[op] += 1
        known = [m for m in self.messages if m.nonce == nonce and m.channel == channel]
        match op:
            case "hello":
                if self.asked["hello"] >= self.gate:
                    self.arrived.set()
                await self.arrived.wait()
                return {"nonce_window_ms": self.settings.nonce_window_ms}
            case "send":
                recent = [m for m in known if now_ms - m.at_ms < self.settings.nonce_window_ms]
                if not recent:
                    number = len(self.messages) + 1
                    recent = [Message(f"m{number}", nonce, channel, now_ms, worker)]
                    self.messages += recent
                await asyncio.sleep(self.takes_s)
                return {"id": recent[0].id}
            case "redraw":
                return {}
            case "find" if not self.settings.readable:
                return {"unreadable": True}
            case "find":
                found = [m.id for m in known if m.at_ms >= since_ms]
                return {"id": found[0] if found else ""}
        raise AssertionError(op)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if line := await reader.readline():
                answer = await self.answer(**json.loads(line))
                writer.write(json.dumps(answer).encode() + b"\n")
                await writer.drain()
        except ConnectionError:
            pass  # the worker was killed
        finally:
            writer.close()


@asynccontextmanager
async def running(settings: Settings, gate: int = 1, takes_s: float = 0, kind=Platform):
    """A platform that listens on a free port; it answers a post `takes_s` after showing it."""
    platform = kind(settings, gate, takes_s)
    server = await asyncio.start_server(platform.serve, "127.0.0.1", 0)
    platform.port = server.sockets[0].getsockname()[1]
    async with server:
        yield platform
