"""Application commands, made from whatever the product declares."""

import pytest

from adapters.discord.commands import fingerprint, payloads, payloads_of, suggesters
from adapters.discord.ids import custom_id, pressed
from adapters.discord.limits import LimitBroken, command_problems
from bot.chat.views import Buttons, Select
from bot.commands.declare import Command, Needs
from bot.core import Core
from bot.product import FEATURES
from tests.adapters.discord.spec import assert_in_spec
from tests.chat.every_view import forms, views
from tests.world import CountingDice, StillClock, sample_library


@pytest.fixture
def core():
    return Core(None, sample_library(), StillClock(), CountingDice(), FEATURES)


@pytest.fixture
def commands(core):
    return core.commands


def leaves(made: dict) -> list[str]:
    subs = [o for o in made["options"] if o["type"] == 1]
    return [f"{made['name']} {o['name']}" for o in subs] or [made["name"]]


def test_every_command_is_registered_once(commands):
    made = payloads(commands)
    assert sorted(n for m in made for n in leaves(m)) == sorted(c.name for c in commands)
    assert command_problems(made) == []
    for payload in made:
        assert_in_spec("ApplicationCommandUpdateRequest", payload)


def test_a_message_command_is_one_in_discords_words(core):
    [made] = [m for m in payloads_of(core) if m["type"] == 3]
    assert made == {
        "name": "Report this question",
        "type": 3,
        "contexts": [0],
        "integration_types": [0],
        "default_member_permissions": None,
    }
    assert_in_spec("ApplicationCommandUpdateRequest", made)
    described = made | {"description": "More"}
    assert command_problems([described]) == ["a description or options of Report this question"]


def test_options_are_typed_as_declared(commands):
    made = {m["name"]: m for m in payloads(commands)}
    quiz = {o["name"]: o for o in made["quiz"]["options"]}
    assert quiz["count"] | {"description": ""} == {
        "type": 4,
        "name": "count",
        "description": "",
        "required": False,
        "min_value": 1,
        "max_value": 20,
    }
    assert quiz["topic"]["autocomplete"] is True
    period = made["leaderboard"]["options"][0]
    assert [c["value"] for c in period["choices"]] == ["day", "week", "month", "all"]
    add = next(o for o in made["countdown"]["options"] if o["name"] == "add")
    assert [o["name"] for o in add["options"]][:2] == ["name", "date"]
    assert next(o for o in add["options"] if o["name"] == "mine")["type"] == 5


def test_only_managers_are_shown_what_only_managers_may(commands):
    shown = {m["name"]: m["default_member_permissions"] for m in payloads(commands)}
    assert shown["setup"] == 32
    assert shown["quiz"] is None
    assert all(m["contexts"] == [0] for m in payloads(commands))


def test_the_fingerprint_sees_changes_and_no_ornaments(core):
    ours = payloads_of(core)
    theirs = [
        m
        | {
            "id": str(i),
            "version": "9",
            "application_id": "1",
            "nsfw": False,
            "dm_permission": True,
            "description": m.get("description", ""),
        }
        for i, m in enumerate(reversed(ours))
    ]
    for found in theirs:
        if found["default_member_permissions"]:
            found["default_member_permissions"] = str(found["default_member_permissions"])
        found["options"] = [
            {k: v for k, v in o.items() if k != "required" or v} for o in found.get("options", ())
        ]
    assert fingerprint(theirs) == fingerprint(ours)
    assert fingerprint(ours[:-1]) != fingerprint(ours)
    renamed = [*ours[:-1], ours[-1] | {"name": "Something else"}]
    assert fingerprint(renamed) != fingerprint(ours)
    theirs[1] = theirs[1] | {"description": "Something else"}
    assert fingerprint(theirs) != fingerprint(ours)


def test_every_button_and_form_leads_to_something_declared(commands):
    registry = Core(None, sample_library(), StillClock(), CountingDice(), FEATURES).registry
    for view in views():
        for block in view.blocks:
            buttons = block.buttons if isinstance(block, Buttons) else ()
            selects = (block,) if isinstance(block, Select) else ()
            for found in (*buttons, *selects):
                assert pressed(custom_id(found.action)).action == found.action
                assert found.action.name in registry.actions
    for form in forms():
        assert form.action.name in registry.forms


def test_suggesters_are_found_by_command_and_option(commands):
    found = suggesters(commands)
    assert found["quiz", "topic"] == "topics"
    assert found["countdown remove", "name"] == "countdowns"


def test_a_word_cannot_be_a_command_and_a_group():
    async def run(turn, args):
        raise AssertionError

    both = [Command("quiz", "One", run), Command("quiz stop", "Two", run)]
    with pytest.raises(LimitBroken, match="a command and a group"):
        payloads(both)
    with pytest.raises(LimitBroken, match="name"):
        payloads([Command("q" * 33, "Long", run, needs=Needs.MANAGER)])
