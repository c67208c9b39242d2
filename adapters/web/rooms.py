"""People, channels and who is in them."""

from dataclasses import dataclass
from secrets import token_urlsafe

from ulid import ULID

from adapters.web.file import PageFile, now_ms
from bot.api import Account, Actor, Place

PLATFORM = "web"


@dataclass(frozen=True, slots=True)
class Person:
    """Someone at the page. `zone` is their browser's IANA zone."""

    id: str
    name: str
    zone: str


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel; `manager` is who made it, or who took over. `invite` opens it to others."""

    id: str
    name: str
    manager: str
    invite: str
    founded: int

    @property
    def place(self) -> Place:
        """The channel as the core names it."""
        return Place(PLATFORM, "", self.id)

    def actor(self, person: Person) -> Actor:
        """The person acting in this channel."""
        account = Account(PLATFORM, "", person.id)
        return Actor(account, person.name, manages=person.id == self.manager, zone=person.zone)


class Rooms:
    """The rows of `person`, `channel` and `inside`."""

    def __init__(self, file: PageFile) -> None:
        """`file`: open as long as this is used."""
        self._file = file

    async def add_person(self, sid: str, name: str, zone: str) -> Person:
        """A new person for this session; the one it has when there is one already."""
        row = await self._file.one(
            "add_person", id=str(ULID()), sid=sid, name=name, zone=zone, now_ms=now_ms()
        )
        assert row is not None
        return Person(*row)

    async def person(self, person_id: str) -> Person | None:
        """The person, if there is one of that id."""
        row = await self._file.one("person", id=person_id)
        return Person(*row) if row else None

    async def set_zone(self, person_id: str, zone: str) -> None:
        """Their browser is now in another zone."""
        await self._file.change("set_zone", id=person_id, zone=zone)

    async def add_channel(self, key: str, name: str, manager: Person) -> Channel:
        """A channel with its manager inside; the same one for the same `key`."""
        row = await self._file.one(
            "add_channel",
            id=str(ULID()),
            key=key,
            name=name,
            manager=manager.id,
            invite=token_urlsafe(16),
            now_ms=now_ms(),
        )
        assert row is not None
        return Channel(*row)

    async def set_founded(self, channel_id: str) -> None:
        """The core knows the channel's group now."""
        await self._file.change("set_founded", id=channel_id)

    async def channel(self, channel_id: str) -> Channel | None:
        """An open channel, whoever asks: for the outbox only."""
        row = await self._file.one("open_channel", id=channel_id)
        return Channel(*row) if row else None

    async def inside(self, channel_id: str, person: Person) -> Channel | None:
        """The channel when this person is in it; None for anyone else."""
        row = await self._file.one("channel_inside", id=channel_id, person=person.id)
        return Channel(*row) if row else None

    async def invited(self, token: str) -> Channel | None:
        """The open channel that an invite link leads to."""
        row = await self._file.one("invited_channel", invite=token)
        return Channel(*row) if row else None

    async def channels_of(self, person: Person) -> list[Channel]:
        """The person's channels, newest first."""
        return [Channel(*r) for r in await self._file.rows("channels_of", person=person.id)]

    async def people_of(self, channel: Channel) -> list[Person]:
        """Who is in the channel, longest there first."""
        return [Person(*r) for r in await self._file.rows("people_of", channel=channel.id)]

    async def enter(self, channel: Channel, person: Person) -> bool:
        """False when the person is in already."""
        done = await self._file.change(
            "enter", channel=channel.id, person=person.id, now_ms=now_ms()
        )
        return done > 0

    async def leave(self, channel: Channel, person: Person) -> bool:
        """False when the person was not in. The last to leave closes the channel."""
        return await self._file.change("leave", channel=channel.id, person=person.id) > 0
