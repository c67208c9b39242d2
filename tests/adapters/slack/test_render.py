"""Every view and form that the features make, drawn within Slack's limits: by the adapter's own
count, and by the rules that the tests' own Slack refuses by.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack import render
from adapters.slack.form import draw_form, errors_of, sent_in
from adapters.slack.ids import Meta, action_id, block_id, channel_in, pressed, value_in, value_out
from adapters.slack.limits import UPDATE_CHARS, LimitBroken, message_problems, text_chars
from adapters.slack.limits import view_problems as our_view_problems
from adapters.slack.render import draw, fallback, window
from adapters.slack.spans import escaped, rich, small_print
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
    plain,
    text,
)
from tests.adapters.slack.block_kit import problems, view_problems
from tests.adapters.slack.workspace import words
from tests.chat.every_view import forms, views

ACT = ActionRef("act", ("01J9ZZZZZZZZZZZZZZZZZZZZZZ",))
WORST = "&<>_*`~|<!channel><@U1>" * 500
MANY = tuple(Choice(f"c{i}", str(i)) for i in range(230))
HOSTILE = (
    View(WORST, (), footer=text(WORST)),
    View("T", (Record(WORST), Paragraph(text(WORST)), Bullets((text("a"),), ("A",)))),
    View("T", tuple(Paragraph(text(f"paragraph {i}")) for i in range(300))),
    View("T", tuple(Buttons((Button("go", ACT),) * 7) for _ in range(9))),
    View("T", (Select("Choose", ACT, MANY),)),
    View("T", (Select("Two", ACT, MANY, 2, 60),)),
    View("T", (Select("Five", ACT, MANY[:9], 2, 3), Select("Five", ACT, MANY[:9], 2, 3)) * 4),
    View("T", (Select("Any", ACT, (Choice("None of them", ""), Choice("tilde", "~"))),)),
    View("T", (Select("Twice", ACT, (Choice("a", "1"), Choice("b", "1"))),)),
    View("T", (Table("Wide", ("a", "b"), ((text(WORST[:300]), text("x")),) * 30, highlight=3),)),
    View("T", (Image(b"png", "what is seen " * 90), Paragraph(text("x"))) * 20),
    View("T", (Meter("B", 3, 0), Meter("", -4, 7), Fields((("", ()), ("a", text("")))))),
    View("T", (Buttons((Button("", ACT), Button("x" * 200, ACT, about="y" * 300)), label=""),)),
    View("T", (Paragraph((Bold(" "), Code(""), Mention(""), When(-1), Link("", "javascript:x"))),)),
    View("T", (Bullets((text(""), text("b"))), Paragraph(()), Record("")), footer=text(" ")),
)


def links(found) -> list[str]:
    """Every address that would open."""
    if isinstance(found, list):
        return [url for one in found for url in links(one)]
    if not isinstance(found, dict):
        return []
    own = [found["url"]] if "url" in found else []
    return own + [url for value in found.values() for url in links(value)]


def marked(found) -> list[str]:
    """Every text in which Slack would look for markup."""
    if isinstance(found, list):
        return [text for one in found for text in marked(one)]
    if not isinstance(found, dict):
        return []
    own = [found["text"]] if found.get("type") == "mrkdwn" else []
    return own + [text for value in found.values() for text in marked(value)]


def assert_fits(view: View) -> None:
    drawn = draw(view, strict=True)
    assert message_problems(drawn.blocks) == []
    assert problems(drawn.blocks) == []
    assert drawn.text
    made = window(view, Meta("C0STUDY", "17.1", "https://hooks.example/1"), strict=True)
    assert our_view_problems(made) == []
    assert view_problems(made) == []


@pytest.mark.parametrize("view", [pytest.param(v, id=v.title[:30] or "-") for v in views()])
def test_every_view_is_within_the_limits(view):
    assert_fits(view)


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_views_are_within_the_limits(number):
    assert_fits(HOSTILE[number])


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=4500), st.text(max_size=400), st.text(max_size=90))
def test_any_letters_are_within_the_limits_and_never_markup(body, title, label):
    view = View(
        title,
        (
            Record(body, label),
            Paragraph((body, Bold(label), Code(title), Mention(label))),
            Buttons((Button(label, ACT, about=body), Button(title[:80], ACT))),
            Paragraph(text("end")),
        ),
        footer=text(label),
    )
    assert_fits(view)
    drawn = draw(view, strict=True)
    assert marked(drawn.blocks) == []
    assert links(drawn.blocks) == []
    assert "<" not in drawn.text
    assert ">" not in drawn.text


@pytest.mark.parametrize("view", [pytest.param(v, id=v.title[:30] or "-") for v in views()])
def test_the_fallback_says_everything_and_pings_nobody(view):
    said = draw(view, strict=True).text
    assert said == escaped(plain(view))
    assert not set(said) & {"<", ">"}


@given(st.text(alphabet="a &<>", max_size=300), st.integers(1, 60))
def test_a_fallback_is_cut_between_letters(letters, most):
    cut = fallback(View(letters), most)
    assert len(cut) <= most
    for whole in ("&amp;", "&lt;", "&gt;"):
        cut = cut.replace(whole, "")
    assert "&" not in cut


def test_a_redraws_fallback_is_within_what_an_update_takes():
    assert len(fallback(View("T", (Paragraph(text(WORST)),)), UPDATE_CHARS)) <= UPDATE_CHARS


def test_a_view_that_cannot_be_drawn_is_said_to_be_too_long(monkeypatch, caplog):
    monkeypatch.setattr(render, "message_problems", lambda blocks, most: ["never enough"])
    with pytest.raises(LimitBroken, match="never enough"):
        draw(View("T"), strict=True)
    assert "cannot be shown" in words(draw(View("T")).blocks)
    assert "never enough" in caplog.text


def test_a_question_has_header_record_options_and_labelled_letters():
    drawn = draw(
        View(
            "Daily question",
            (
                Record("Two problems."),
                Paragraph(text("Which?")),
                Bullets((text("first"), text("second")), ("A", "B")),
                Buttons((Button("A", ACT, about="A: first"), Button("B", ACT, about="B: second"))),
            ),
            footer=text("Nobody has answered yet"),
        )
    ).blocks
    assert [b["type"] for b in drawn] == [
        "header",
        "rich_text",
        "rich_text",
        "rich_text",
        "actions",
        "context",
    ]
    assert [e["accessibility_label"] for e in drawn[4]["elements"]] == ["A: first", "B: second"]
    assert len({e["action_id"] for e in drawn[4]["elements"]}) == 2
    assert words([drawn[3]]) == "A  first\nB  second"


def test_the_tone_is_said_in_a_sign_and_in_words():
    assert draw(View("Correct", tone=Tone.GOOD)).blocks[0]["text"]["text"] == "✅ Correct"
    assert draw(View("Incorrect", tone=Tone.BAD)).blocks[0]["text"]["text"] == "❌ Incorrect"


def test_styles_follow_the_buttons():
    row = Buttons(
        (
            Button("a", ACT),
            Button("b", ACT, style=ButtonStyle.PRIMARY),
            Button("c", ACT, style=ButtonStyle.DANGER),
        )
    )
    made = draw(View("T", (row,))).blocks[1]["elements"]
    assert [b.get("style") for b in made] == [None, "primary", "danger"]


def test_an_instant_is_in_the_readers_zone_and_named_where_it_cannot_be():
    instant = When(1_772_503_200_000, WhenStyle.DATE_TIME, "America/Chicago")
    [date] = rich((instant,))
    assert (date["type"], date["timestamp"]) == ("date", 1_772_503_200)
    assert date["fallback"].endswith("20:00 America/Chicago")
    made = small_print(text("until ", instant))
    assert made["type"] == "mrkdwn"
    assert made["text"].startswith("until <!date^1772503200^")


def test_small_print_hides_every_sign_and_links_nothing_of_a_name():
    made = small_print(text(Mention("*<@U1>* `x` https://evil.example"), When(0)))
    assert made["verbatim"]
    assert "<@" not in made["text"]
    assert "&lt;@U1&gt;" in made["text"]
    assert "\u2060*\u2060" in made["text"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "http://", "//x.example", "http://[", "x"])
def test_only_addresses_are_links(url):
    assert links(rich((Link("here", url),))) == []
    assert url in words([{"elements": rich((Link("here", url),))}])


def test_an_address_is_a_link():
    assert links(rich((Link("here", "https://a.example/b?c=1&d"),))) == [
        "https://a.example/b?c=1&d"
    ]


def test_several_choices_wait_for_their_button():
    view = View("T", (Select("Choose 2", ACT, MANY[:3], 2, 2),))
    boxes, send = draw(view, strict=True).blocks[1:]
    assert boxes["elements"][0]["type"] == "checkboxes"
    assert send["elements"][0]["value"] == boxes["block_id"]
    assert pressed(send["elements"][0]["action_id"]) == ACT


def test_elsewhere_buttons_know_their_channel():
    drawn = draw(View("T", (Buttons((Button("a", ACT),)),)), channel="C0STUDY").blocks
    assert channel_in(drawn[1]["block_id"]) == "C0STUDY"
    assert channel_in(draw(View("T", (Buttons((Button("a", ACT),)),))).blocks[1]["block_id"]) == ""


def test_a_long_title_stands_above_a_windows_text():
    made = window(View("Practice · question 1 of 20", (Paragraph(text("x")),)), Meta())
    assert made["title"]["text"] == "Practice"
    assert made["blocks"][0]["text"]["text"] == "Practice · question 1 of 20"
    short = window(View("Correct", (Paragraph(text("x")),), tone=Tone.GOOD), Meta())
    assert short["title"]["text"] == "✅ Correct"
    assert [b["type"] for b in short["blocks"]] == ["rich_text"]


@pytest.mark.parametrize("form", [pytest.param(f, id=f.title) for f in forms()])
def test_every_form_is_within_the_limits(form):
    made = draw_form(form, Meta("C0STUDY"), strict=True)
    assert view_problems(made) == []
    assert pressed(made["callback_id"]) == form.action
    assert Meta.decode(made["private_metadata"]) == Meta("C0STUDY")


EVERY_KIND = Form(
    "A form with a title that is long",
    ACT,
    (
        Input("line", "Line", value="typed", required=True, error="Too short."),
        Input("area", "Area", InputKind.AREA, value="a\nb", max_length=9000),
        Input("one", "One", InputKind.SELECT, value="", choices=(Choice("None", ""), MANY[1])),
        Input("any", "Any", InputKind.MULTI, value="1,2", choices=MANY[:20]),
        Input("few", "Few", InputKind.MULTI, value="", choices=MANY[:5]),
        Input("day", "Day", InputKind.DATE, value="2027-03-14"),
        Input("odd", "Odd", InputKind.DATE, value="someday"),
        Input("time", "Time", InputKind.TIME, value="09:30"),
        Input("check", "Check", InputKind.CHECK, value="yes"),
        Input("zone", "Zone", value="America/Chicago", suggest="zones"),
        Input("topic", "Topic", suggest="topics"),
        Input("long", "Long", InputKind.SELECT, value="3", choices=MANY),
    ),
    about=text("What it is ", Bold("about")),
)


def _as_opened(made) -> dict:
    """The state of a modal in which nothing was touched, as Slack sends it."""
    starts = {
        "plain_text_input": ("value", "initial_value"),
        "datepicker": ("selected_date", "initial_date"),
        "timepicker": ("selected_time", "initial_time"),
        "static_select": ("selected_option", "initial_option"),
        "external_select": ("selected_option", "initial_option"),
        "checkboxes": ("selected_options", "initial_options"),
        "multi_static_select": ("selected_options", "initial_options"),
    }
    values = {}
    for block in made["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            key, start = starts[element["type"]]
            several = element["type"] in {"checkboxes", "multi_static_select"}
            value = element.get(start, [] if several else None)
            values[block["block_id"]] = {element["action_id"]: {key: value}}
    return {**made, "state": {"values": values}}


def test_a_form_of_every_kind_is_read_back_as_it_was_filled():
    made = draw_form(EVERY_KIND, Meta(), strict=True)
    assert view_problems(made) == []
    kinds = [b["element"]["type"] for b in made["blocks"] if b["type"] == "input"]
    assert kinds == [
        "plain_text_input",
        "plain_text_input",
        "static_select",
        "multi_static_select",
        "checkboxes",
        "datepicker",
        "plain_text_input",
        "timepicker",
        "checkboxes",
        "external_select",
        "external_select",
        "plain_text_input",
    ]
    read = sent_in(_as_opened(made))
    assert read == {i.name: i.value for i in EVERY_KIND.inputs}


def test_errors_stand_at_the_inputs_that_were_sent_in():
    made = draw_form(EVERY_KIND, Meta())
    first = next(b for b in made["blocks"] if b["type"] == "input")
    assert errors_of(EVERY_KIND, made) == {first["block_id"]: "Too short."}
    assert errors_of(EVERY_KIND, {"blocks": []}) == {}


def test_another_value_is_another_block():
    # Or Slack would keep what stood in it before.
    def block(value):
        form = Form("F", ACT, (Input("line", "Line", value=value),))
        return draw_form(form, Meta())["blocks"][-1]["block_id"]

    assert block("a") == block("a")
    assert len({block("a"), block("b"), block("ab"), block("ba")}) == 4


@given(st.text(max_size=40))
def test_values_survive(value):
    assert value_out(value)
    assert value_in(value_out(value)) == value


def test_an_action_survives_its_tag():
    assert pressed(action_id(ACT, "2")) == ACT
    assert pressed(action_id(ACT)) == ACT
    for stale in ("", "~", "~2", "q1:x", "0|act", "_3"):
        with pytest.raises(StaleRef):
            pressed(stale)
    assert channel_in(block_id(3, "C1")) == "C1"


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=4000), st.booleans())
def test_a_window_remembers_within_slacks_limit(channel, message, url, private):
    meta = Meta(channel, message, url, private=private)
    encoded = meta.encode()
    assert len(encoded) <= 3000
    assert Meta.decode(encoded) in {meta, Meta(channel, message, private=private)}
    assert Meta.decode("nonsense") == Meta()
    assert Meta.decode("[]") == Meta()


def test_characters_are_counted_wherever_they_stand():
    assert text_chars({"text": {"text": "abc"}, "elements": [{"text": "de"}, 4]}) == 5
