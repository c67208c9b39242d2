"""The traps of discord.py 2.7.1 that were reproduced: each is pinned, so that an
upgrade which mends it is noticed, and shown not to reach us.
"""

import re
from types import SimpleNamespace

import discord
import pytest
from discord import app_commands, ui
from discord.ui.view import ViewStore

from adapters.discord.client import RoundsClient
from adapters.discord.commands import payloads
from adapters.discord.form import open_modal
from adapters.discord.limits import LimitBroken, form_problems, message_problems
from adapters.discord.render import draw
from adapters.discord.respond import Desk
from bot.api import ActionRef, Button, Buttons, Form, Input, MessageCommand, View
from tests.chat.every_view import forms, views

SILENT = SimpleNamespace(commands=(), message_commands=())


class Letter(ui.DynamicItem[ui.Button], template=r"q1:(?P<letter>[A-D])"):
    """An answer button as many bots make it."""

    @classmethod
    async def from_custom_id(cls, interaction, item, match: re.Match[str], /):
        return cls(ui.Button(custom_id=match[0]))


def store() -> ViewStore:
    found = ViewStore(None)
    found.add_dynamic_items(Letter)
    return found


def count(found: ViewStore) -> int:
    return len(found._dynamic_items)


def mixed(timeout=None) -> ui.View:
    view = ui.View(timeout=timeout)
    view.add_item(Letter(ui.Button(custom_id="q1:A")))
    view.add_item(ui.Button(custom_id="plain"))
    return view


async def test_p1_pin_stopping_a_mixed_view_takes_every_dynamic_item_away():
    found, view = store(), mixed()
    found.add_view(view)
    assert count(found) == 1
    view.stop()
    assert count(found) == 0


async def test_p1_pin_the_timeout_of_a_mixed_view_does_the_same():
    found, view = store(), mixed(timeout=60)
    found.add_view(view)
    view._dispatch_timeout()
    assert count(found) == 0


async def test_p1_pin_resending_a_view_without_its_dynamic_items_does_the_same():
    found, view = store(), mixed()
    found.add_view(view, 1)
    view.remove_item(view.children[0])
    found.add_view(view, 1)
    assert count(found) == 0


async def test_p1_pin_views_of_dynamic_items_alone_do_no_harm():
    found, view = store(), ui.View(timeout=None)
    view.add_item(Letter(ui.Button(custom_id="q1:A")))
    view.add_item(ui.Button(url="https://example.org"))
    found.add_view(view)
    view.stop()
    assert count(found) == 1


@pytest.mark.parametrize("view", [pytest.param(v, id=v.title[:20] or "-") for v in views()[::5]])
async def test_p1_p2_p8_what_we_draw_holds_no_dynamic_item_and_is_never_kept(view):
    drawn = draw(view, strict=True).view
    assert not [i for i in drawn.walk_children() if isinstance(i, ui.DynamicItem)]
    # Finished before it is sent: `Messageable.send` and the interaction's responses keep a view
    # only when it is not. So it has no timeout to run out either (P8).
    assert drawn.is_finished()
    assert drawn.timeout is None
    assert drawn.is_persistent()


async def test_p1_p2_the_client_registers_nothing_that_could_answer_a_second_time(town, ada, bob):
    await bob.clicks("A")
    await ada.types("setup")
    found = town.client._connection._view_store
    assert (found._views, found._dynamic_items, found._modals) == ({}, {}, {})
    assert town.client._connection._command_tree is None


async def test_p3_pin_discord_py_takes_what_discord_refuses():
    view = ui.LayoutView()
    view.add_item(ui.TextDisplay("x" * 4001))
    view.add_item(ui.ActionRow(ui.Button(label="x" * 81, custom_id="y" * 101)))
    made = view.to_components()
    assert sorted(message_problems(made)) == [
        "button label: 81 of 80 at most",
        "characters shown: 4001 of 4000 at most",
        "custom_id of 101 characters",
    ]


async def test_p4_pin_and_guard_a_client_that_never_logged_in_can_be_closed():
    with pytest.raises(AttributeError):
        await discord.AutoShardedClient(intents=discord.Intents.none()).close()
    ours = RoundsClient(SILENT, Desk(SILENT))
    await ours.close()
    assert ours.is_closed()


async def test_p5_pin_a_modal_has_no_timeout_of_its_own_and_holds_five_items():
    modal = ui.Modal(title="T")
    assert modal.timeout is None
    for n in range(5):
        modal.add_item(ui.TextInput(label=str(n)))
    with pytest.raises(ValueError, match="maximum number of children"):
        modal.add_item(ui.TextInput(label="6"))


async def test_p5_every_form_of_ours_ends_and_is_never_kept():
    assert forms()
    for form in forms():
        modal = open_modal(form, {}, strict=True)
        assert modal.timeout == 900
        assert modal.is_finished()
        assert form_problems(modal.to_dict()) == []


async def test_p6_an_exception_in_our_code_is_told_to_the_person(town, ada, bob):
    async def broken(event):
        raise RuntimeError("the door itself is broken")

    town.world.core.handle = broken
    seen = await bob.clicks("A")
    assert seen.ephemeral
    assert re.search(r"tell a manager this reference: \d{8}\.", seen.text)
    assert town.client._connection is not None


async def test_p7_pin_discord_pys_tree_takes_five_message_commands():
    async def run(interaction: discord.Interaction, message: discord.Message) -> None:
        raise AssertionError

    tree = app_commands.CommandTree(discord.Client(intents=discord.Intents.none()))
    for n in range(5):
        tree.add_command(app_commands.ContextMenu(name=f"Menu {n}", callback=run))
    with pytest.raises(app_commands.CommandLimitReached):
        tree.add_command(app_commands.ContextMenu(name="Menu 6", callback=run))


async def test_p7_ours_are_five_at_most_and_a_sixth_is_refused_before_it_is_sent():
    async def run(turn):
        raise AssertionError

    def menus(count):
        return [MessageCommand(f"Menu {n}", "About", run) for n in range(count)]

    assert len(payloads((), menus(5))) == 5
    with pytest.raises(LimitBroken, match="message commands: 6 of 5 at most"):
        payloads((), menus(6))
    for name in ("x" * 33, " "):
        with pytest.raises(LimitBroken):
            payloads((), [MessageCommand(name, "About", run)])


async def test_p8_pin_views_end_after_three_minutes_unless_told_otherwise():
    assert ui.LayoutView().timeout == 180.0


async def test_a_form_of_ours_is_no_view_that_answers():
    form = Form("F", ActionRef("f"), (Input("a", "A"),))
    view = View("T", (Buttons((Button("b", ActionRef("b")),)),))
    assert open_modal(form, {}).is_finished()
    assert draw(view).view.is_finished()
