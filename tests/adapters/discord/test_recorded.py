"""Payloads as Discord documents them, through discord.py and our own reading of them."""

import json
from dataclasses import replace
from pathlib import Path

import discord
import pytest

from adapters.discord import inbound
from adapters.discord.commands import suggesters
from adapters.discord.opening import open_discord
from adapters.discord.places import REMOVED
from bot.api import (
    Account,
    ActionCall,
    ActionRef,
    Actor,
    CommandCall,
    FormCall,
    MessageRef,
    NotSent,
    Place,
    PlaceGone,
    Post,
    SuggestCall,
)
from tests.adapters.discord.discord_server import TOKEN
from tests.adapters.discord.spec import assert_in_spec
from tests.adapters.discord.test_wire import PLACE, VIEW, words

FOLDER = Path(__file__).parent / "recorded"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))
POST = "01JNXV3ZJ8R4B1Z6Q0W7T5C9KM"
USER = "53908232506183680"
MASON = Actor(Account("discord", "", USER), "Mason")
CHIEF = Actor(Account("discord", "", USER), "Mason", manages=True)
MESSAGE = MessageRef("1456074443980900001")
LACKS = ("View Channel", "Send Messages")


def recorded(name: str) -> dict:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def key(name: str) -> str:
    return f"discord:{recorded(name)['id']}"


def command(name: str, word: str, *options, actor=MASON, lacks=()):
    return CommandCall(key(name), actor, PLACE, word, options, lacks=lacks)


EVENTS = {
    "command_guild": lambda n: command(n, "quiz", ("topic", "hcpcs"), ("count", "5")),
    "command_guild_manager": lambda n: command(n, "setup", actor=CHIEF, lacks=LACKS[1:]),
    "subcommand_guild": lambda n: command(
        n, "countdown add", ("name", "CPC exam"), ("date", "2027-03-14"), ("mine", "yes")
    ),
    "command_thread": lambda n: command(n, "quiz", ("topic", "hcpcs"), ("count", "5")),
    "command_user_install_in_guild": lambda n: command(
        n, "quiz", ("topic", "hcpcs"), ("count", "5"), lacks=LACKS
    ),
    "autocomplete_guild": lambda n: SuggestCall(key(n), MASON, PLACE, "topics", "hc"),
    "button_guild": lambda n: ActionCall(
        key(n), MASON, PLACE, ActionRef("answer", (POST, "B")), (), MESSAGE
    ),
    "button_ephemeral": lambda n: ActionCall(
        key(n), MASON, PLACE, ActionRef("next", (POST,)), (), MessageRef("1456074443980900002")
    ),
    "select_guild": lambda n: ActionCall(
        key(n), MASON, PLACE, ActionRef("answer", (POST,)), ("A", "D"), MESSAGE
    ),
    "modal_submit_message": lambda n: FormCall(
        *(key(n), MASON, PLACE, ActionRef("answer_codes", (POST,))),
        {"codes": "E11.22, N18.30"},
        MESSAGE,
    ),
    "modal_submit_command": lambda n: FormCall(
        *(key(n), CHIEF, PLACE, ActionRef("setup")),
        {"exam": "cpc", "daily_at": "09:00", "mine": "yes"},
    ),
}
LACKS_FOR = {"threads": ("Create Public Threads",), "events": ("Create Events",)}
"""What the recorded permissions of the app lack for more than posting."""

ELSEWHERE = ("command_direct_message", "command_private_channel")
INTERACTIONS = (*EVENTS, *ELSEWHERE)


@pytest.fixture
async def line(server, world):
    async with open_discord(world.core, TOKEN, strict=True) as found:
        await found.gateway.client.wait_until_ready()
        yield found


def parsed(line, name: str) -> discord.Interaction:
    return discord.Interaction(data=recorded(name), state=line.gateway.client._connection)


def test_none_is_left_unread():
    rest = [n for n in NAMES if n.startswith(("guild_", "message_", "error_", "rate_"))]
    assert sorted([*INTERACTIONS, *rest]) == NAMES
    table = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert [n for n in NAMES if f"`{n}`" not in table] == []


@pytest.mark.parametrize("name", EVENTS)
async def test_an_interaction_becomes_its_event(line, world, name):
    found = inbound.read(parsed(line, name), suggesters(world.core.commands))
    expected = EVENTS[name](name)
    if not isinstance(expected, SuggestCall):
        expected = replace(expected, lacks_for=LACKS_FOR)
    assert found.event == expected


@pytest.mark.parametrize("name", ELSEWHERE)
async def test_outside_a_server_it_is_said_to_work_in_one(line, name):
    with pytest.raises(inbound.NotHere):
        inbound.read(parsed(line, name), {})


@pytest.mark.parametrize("name", INTERACTIONS)
def test_the_parts_of_an_interaction_are_as_described(name):
    body = recorded(name)
    if "member" in body:
        # An interaction's member also says what they may do here.
        own = {"permissions", "unusual_dm_activity_until"}
        assert_in_spec(
            "GuildMemberResponse", {k: v for k, v in body["member"].items() if k not in own}
        )
    else:
        assert_in_spec("UserResponse", body["user"])
    if "message" in body:
        assert_in_spec("BasicMessageResponse", body["message"])


def test_what_rest_answers_is_as_described():
    assert_in_spec("MessageResponse", recorded("message_created"))
    for name in NAMES:
        if name.startswith("error_"):
            assert_in_spec("ErrorResponse", recorded(name))
        if name.startswith("rate_"):
            assert_in_spec("RatelimitedResponse", recorded(name))


def test_a_server_is_as_described():
    body = recorded("guild_create")
    extra = {"joined_at", "large", "unavailable", "member_count", "voice_states", "members"}
    extra |= {"channels", "threads", "presences", "stage_instances", "guild_scheduled_events"}
    assert_in_spec("GuildResponse", {k: v for k, v in body.items() if k not in extra})
    for channel in body["channels"]:
        assert_in_spec("GuildChannelResponse", channel | {"guild_id": body["id"]})
    for member in body["members"]:
        assert_in_spec("GuildMemberResponse", member)


async def asleep(world, place: Place) -> str:
    found = await world.store.read(lambda tx: tx.groups.at(place))
    return found[1].asleep


async def test_a_server_comes_is_out_and_goes(server, world, line):
    guild = recorded("guild_create")
    place = Place("discord", guild["id"], guild["channels"][0]["id"])
    await server.dispatch("GUILD_CREATE", guild)
    path = f"/channels/{place.channel}/messages"
    [greeted] = await server.until(lambda: server.asked("POST", path))
    assert "Rounds is here" in words(greeted.body)
    actor = Actor(Account("discord", "", USER), "Mason", manages=True)
    await world.core.handle(CommandCall("f", actor, place, "found"))
    await server.dispatch("GUILD_DELETE", recorded("guild_delete_outage"))
    await server.dispatch("GUILD_CREATE", recorded("guild_create_unavailable"))
    await server.dispatch("GUILD_CREATE", recorded("guild_create_again"))
    # The answer shows that everything before it was heard.
    await server.answer_to(await server.types("today"))
    assert not await asleep(world, place)
    assert len(server.asked("POST", path)) == 1
    await server.dispatch("GUILD_DELETE", recorded("guild_delete_removed"))
    await server.answer_to(await server.types("today"))
    assert await asleep(world, place) == REMOVED


@pytest.mark.parametrize("name", INTERACTIONS)
async def test_every_interaction_is_answered_once(server, line, name):
    body = recorded(name)
    await server.dispatch("INTERACTION_CREATE", body)
    answered = await server.answer_to(body["id"])
    assert answered["type"] == (8 if name.startswith("autocomplete") else 4)
    if name in ELSEWHERE:
        assert "works in the channels of a server" in words(answered)
    assert len(server.asked("POST", f"/interactions/{body['id']}/")) == 1


async def test_a_created_message_gives_its_id(server, line):
    server.answers.append(("POST", "/messages", 200, recorded("message_created"), {}))
    sent = await line.messenger.send(Post("1JNXV3ZJ8R4B1Z6Q0W7T5C9KM", PLACE, VIEW))
    assert sent == MESSAGE
    server.messages[sent.id] = recorded("message_created")
    found = await line.messenger.find(PLACE, "1JNXV3ZJ8R4B1Z6Q0W7T5C9KM", 1_700_000_000_000)
    assert found == MESSAGE


_SLOW = {"Via": "1.1 google", "Retry-After": "65", "X-RateLimit-Reset-After": "64.57"}


@pytest.mark.parametrize(
    ("name", "status", "fault", "headers"),
    [
        ("error_10003", 404, PlaceGone, {}),
        ("error_50001", 403, PlaceGone, {}),
        ("error_50013", 403, PlaceGone, {}),
        ("rate_limited_route", 429, NotSent, _SLOW | {"X-RateLimit-Scope": "user"}),
        ("rate_limited_global", 429, NotSent, _SLOW | {"X-RateLimit-Global": "true"}),
    ],
)
async def test_an_error_is_understood(server, line, name, status, fault, headers):
    server.answers.append(("POST", "/messages", status, recorded(name), headers))
    with pytest.raises(fault) as found:
        await line.messenger.send(Post("n" * 25, PLACE, VIEW))
    if fault is NotSent:
        assert found.value.retry_s == 64.57
    assert len(server.asked("POST", "/messages")) == 1


@pytest.mark.parametrize(("name", "status"), [("error_10062", 404), ("error_40060", 400)])
async def test_who_is_gone_gets_no_second_answer(server, line, caplog, name, status):
    server.answers.append(("POST", "/callback", status, recorded(name), {}))
    number = await server.types("today")
    await server.answer_to(number)
    await server.answer_to(await server.types("today"))
    assert len(server.asked("POST", f"/interactions/{number}/")) == 1
    assert str(recorded(name)["code"]) in caplog.text
    assert "Traceback" not in caplog.text
