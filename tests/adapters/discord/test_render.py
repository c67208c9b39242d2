"""Every view that the features make, drawn within Discord's limits."""

import string

import discord
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.discord.form import open_modal, sent_in
from adapters.discord.ids import ID_CHARS, custom_id, pressed, value_in, value_out
from adapters.discord.limits import LimitBroken, form_problems, message_problems, walk
from adapters.discord.render import draw, mark_of
from adapters.discord.spans import escaped, markdown
from bot.api import (
    ActionRef,
    Bold,
    Bullets,
    Button,
    Buttons,
    ButtonStyle,
    Choice,
    Code,
    Fields,
    Form,
    Image,
    Input,
    InputKind,
    Link,
    Mention,
    Meter,
    Paragraph,
    Record,
    Select,
    StaleRef,
    Table,
    Tone,
    View,
    When,
    WhenStyle,
    text,
)
from tests.adapters.discord.spec import assert_in_spec
from tests.chat.every_view import forms, views

ACT = ActionRef("act", ("01J9ZZZZZZZZZZZZZZZZZZZZZZ",))
WORST = "_*`~|<>[]\\" * 900
HOSTILE = (
    View("", ()),
    View(WORST, (), footer=text(WORST)),
    View("T", (Record(WORST), Paragraph(text(WORST)), Bullets((text("a"),), ("A",)))),
    View("T", tuple(Paragraph(text(f"paragraph {i}")) for i in range(300))),
    View("T", tuple(Buttons((Button("go", ACT),) * 7) for _ in range(9))),
    View("T", (Select("Choose", ACT, tuple(Choice(f"c{i}", str(i)) for i in range(60))),)),
    View("T", (Select("Two", ACT, tuple(Choice(f"c{i}", str(i)) for i in range(60)), 2, 60),)),
    View("T", (Select("Any", ACT, (Choice("None of them", ""), Choice("tilde", "~"))),)),
    View("T", (Table("Wide", ("a", "b"), ((text(WORST[:300]), text("x")),) * 30, highlight=3),)),
    View("T", (Image(b"png", "what is seen " * 90), Paragraph(text("x"))) * 20),
    View("T", (Image(b"png", "what is seen"),) * 25),
    View("T", (Meter("B", 3, 0), Meter("", -4, 7), Fields((("", ()), ("a", text("")))))),
    View("T", (Buttons((Button("", ACT), Button("x" * 200, ACT)), label=""),)),
    View("T", (Paragraph((Bold(" "), Code(""), Mention(""), When(-1), Link("", "javascript:x"))),)),
)


def components(view: View, **more) -> list[dict]:
    return draw(view, strict=True, **more).view.to_components()


def shown(view: View) -> str:
    return "\n".join(c["content"] for c in walk(components(view)) if c["type"] == 10)


@pytest.mark.parametrize("view", [pytest.param(v, id=v.title[:30] or "-") for v in views()])
async def test_every_view_is_within_the_limits(view):
    made = components(view)
    assert message_problems(made) == []
    assert_in_spec("MessageCreateRequest", {"components": made, "flags": 1 << 15})


@pytest.mark.parametrize("number", range(len(HOSTILE)))
async def test_hostile_views_are_within_the_limits(number):
    if number == 0:
        with pytest.raises(LimitBroken):
            components(HOSTILE[0])
        said = draw(HOSTILE[0]).view.to_components()
        assert "cannot be shown" in said[0]["components"][0]["content"]
        return
    made = components(HOSTILE[number])
    assert message_problems(made) == []
    assert_in_spec("MessageCreateRequest", {"components": made, "flags": 1 << 15})


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=4500), st.text(max_size=400), st.text(max_size=50))
async def test_any_letters_are_within_the_limits(body, title, label):
    view = View(
        title,
        (
            Record(body, label),
            Paragraph((body, Bold(label), Code(title), Mention(label))),
            Buttons((Button(label, ACT), Button(title[:80], ACT))),
            Paragraph(text("end")),
        ),
    )
    assert message_problems(components(view)) == []


@pytest.mark.parametrize("form", [pytest.param(f, id=f.title) for f in forms()])
async def test_every_form_is_within_the_limits(form):
    modal = open_modal(form, {}, strict=True)
    assert form_problems(modal.to_dict()) == []
    assert modal.timeout == 900
    assert modal.is_finished()
    assert_in_spec("ModalInteractionCallbackRequest", {"type": 9, "data": modal.to_dict()})


async def test_a_form_keeps_what_was_typed_and_reads_it_back():
    form = Form(
        "A form",
        ACT,
        (
            Input("line", "Line " * 20, value="old", hint="h" * 300, max_length=9999),
            Input("area", "Area", InputKind.AREA),
            Input("one", "One", InputKind.SELECT, value="", choices=(Choice("None", ""),)),
            Input("yes", "Yes", InputKind.CHECK, value="yes"),
        ),
        about=text("About it"),
    )
    modal = open_modal(form, {"line": "typed"}, strict=True).to_dict()
    assert modal["components"][0]["content"] == "About it"
    labels = modal["components"][1:]
    assert labels[0]["label"].endswith("…")
    assert labels[0]["component"]["value"] == "typed"
    assert labels[2]["component"]["options"][0] | {"default": True} == {
        "label": "None",
        "value": "~",
        "default": True,
    }
    sent = [
        {"type": 18, "component": {"type": 4, "custom_id": "line", "value": "new"}},
        {"type": 18, "component": {"type": 3, "custom_id": "one", "values": ["~"]}},
        {"type": 18, "component": {"type": 23, "custom_id": "yes", "value": True}},
        {"type": 10, "id": 1},
        {"type": 1, "components": [{"type": 4, "custom_id": "area", "value": "in a row"}]},
    ]
    assert sent_in(sent) == {"line": "new", "one": "", "yes": "yes", "area": "in a row"}


async def test_six_inputs_are_too_many():
    form = Form("F", ACT, tuple(Input(n, n) for n in "abcdef"))
    with pytest.raises(LimitBroken):
        open_modal(form, {}, strict=True)
    assert len(open_modal(form, {}).to_dict()["components"]) == 5


async def test_what_a_form_is_about_stands_beside_an_input_when_all_five_are_taken():
    form = Form("F", ACT, tuple(Input(n, n) for n in "abcde"), about=text("Why we ask"))
    items = open_modal(form, {}, strict=True).to_dict()["components"]
    assert items[0]["description"] == "Why we ask"


async def test_letters_are_equal_buttons_and_options_stand_in_the_text():
    view = View(
        "Q",
        (
            Bullets((text("the first"), text("the second")), ("A", "B")),
            Buttons(
                tuple(Button(c, ActionRef("answer", ("p", c)), about=f"{c}: it") for c in "AB")
            ),
        ),
    )
    made = components(view)
    assert "**A** the first\n**B** the second" in shown(view)
    row = next(c for c in walk(made) if c["type"] == 1)
    assert {b["style"] for b in row["components"]} == {discord.ButtonStyle.secondary.value}
    assert [b["custom_id"] for b in row["components"]] == ["1|answer|p|A", "1|answer|p|B"]


async def test_the_tone_is_a_colour_and_a_sign_beside_the_words():
    good = components(View("Correct", (Paragraph(text("x")),), tone=Tone.GOOD))
    assert good[0]["accent_color"] == 0x2E7D32
    assert good[0]["components"][0]["content"].startswith("### ✅ Correct")
    assert good[0]["components"][0]["content"].endswith("\n\nx")


async def test_a_picture_has_its_words():
    drawn = draw(View("T", (Image(b"png", "a bar for each week"),)), strict=True)
    gallery = next(c for c in walk(drawn.view.to_components()) if c["type"] == 12)
    assert gallery["items"][0]["description"] == "a bar for each week"
    assert gallery["items"][0]["media"]["url"] == "attachment://picture-1.png"
    assert [(f.filename, f.description) for f in drawn.files] == [
        ("picture-1.png", "a bar for each week")
    ]


async def test_the_same_action_twice_has_two_ids_and_one_meaning():
    made = components(View("T", (Buttons((Button("a", ACT), Button("b", ACT))),)))
    ids = [c["custom_id"] for c in walk(made) if c["type"] == 2]
    assert len(set(ids)) == 2
    assert {pressed(i).action for i in ids} == {ACT}


def test_custom_ids_come_back_as_they_went():
    assert pressed(custom_id(ACT, "dx1")).tag == "dx1"
    longest = ActionRef("a", ("x" * 96,))
    assert len(custom_id(longest, "tag")) == ID_CHARS
    assert pressed(custom_id(longest, "tag")) == pressed(longest.encode())
    for value in ("", "~", "~x", "plain"):
        assert value_in(value_out(value)) == value
        assert value_out(value)
    for old in ("", "q1:8:B", "0|answer|p|B", "~tag", "~tag|", "x" * 100):
        with pytest.raises(StaleRef):
            pressed(old)


PINGS = (
    "@everyone",
    "@here",
    "<@1234567890123456789>",
    "<@&123456789012345678>",
    "<#1>",
    "</a:1>",
)


@pytest.mark.parametrize("name", [*PINGS, "<t:1:R>", "**x**", "# x", "- x", "> x", "1. x", "||x||"])
def test_a_name_is_only_ever_letters(name):
    made = markdown((name, Bold(name), Mention(name)))
    for sign in "<>*|":
        bare = made.replace("**", "").replace(f"\\{sign}", "")
        assert sign not in bare
    assert "@everyone" not in made
    assert "@here" not in made
    assert not made.startswith(("#", "-", "1."))


def test_escapes_change_no_letter():
    given = string.printable.strip()
    assert escaped(given).replace("\\", "") == given.replace("\\", "")


def test_times_are_in_the_readers_zone():
    at = 1_780_000_000_000
    assert markdown((When(at),)) == "<t:1780000000:f>"
    assert markdown((When(at, WhenStyle.DATE),)) == "<t:1780000000:D>"
    assert markdown((When(at, WhenStyle.RELATIVE),)) == "<t:1780000000:R> (<t:1780000000:f>)"


def test_only_web_links_are_links():
    assert markdown((Link("a]b", "https://x.org/(a) b"),)) == r"[a\]b](https://x.org/%28a%29%20b)"
    assert markdown((Link("a", "javascript:x"),)) == "a (javascript:x)"


def test_a_mark_is_a_component_id_that_discord_takes():
    marks = {mark_of(f"{n:025d}") for n in range(2000)}
    assert len(marks) == 2000
    assert all(0 < mark < 2**31 for mark in marks)


async def test_styles_are_discords():
    row = Buttons(tuple(Button(s.value, ActionRef(s.value), style=s) for s in ButtonStyle))
    styles = [c["style"] for c in walk(components(View("T", (row,)))) if c["type"] == 2]
    assert styles == [2, 1, 4]
