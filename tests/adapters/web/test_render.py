"""Views as HTML: every block, and text that tries to be more than text."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.web.forms import draw_form
from adapters.web.render import draw
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
    Table,
    Tone,
    View,
    When,
    WhenStyle,
    text,
)
from tests.adapters.web.demo import PNG

TAGS = {
    *("a", "bdi", "button", "caption", "code", "dd", "div", "dl", "dt", "fieldset", "figcaption"),
    *("figure", "form", "h2", "i", "img", "input", "label", "legend", "li", "option", "p", "s"),
    *("select", "span", "strong", "table", "tbody", "td", "textarea", "th", "thead", "time"),
    *("tr", "ul"),
}
ATTRIBUTES = {
    *("aria-describedby", "aria-hidden", "aria-invalid", "aria-label", "alt", "autocomplete"),
    *("checked", "class", "data-action", "data-close", "data-least", "data-most", "data-style"),
    *("data-suggest", "data-ticket", "datetime", "dir", "for", "hidden", "href", "id"),
    *("maxlength", "name", "novalidate", "rel", "required", "role", "rows", "scope", "selected"),
    *("src", "tabindex", "target", "title", "type", "value"),
}
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&lt;@everyone <!channel>\u202e"
hostile = st.one_of(
    st.just(EVIL),
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            ["<", ">", '"', "'", "&", "`", "=", " ", "/", "\x00", "\u202e", "\u2028", "script",
             "onclick=", "javascript:", "]]>", "<!--", "-->", "{{", "}}", "%s", "{0}", "é", "\n"]
        )
    ).map("".join),
)  # fmt: skip
plain_actions = st.just(ActionRef("answer", ("01J9", "B")))


class Reader(HTMLParser):
    """Collects what a browser would make of the HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.comments: list[str] = []
        self.words = ""
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in {"img", "input"}:
            self.open.append(tag)

    def handle_endtag(self, tag) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data) -> None:
        self.words += data

    def handle_comment(self, data) -> None:
        self.comments.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


def drawn(*blocks, title="", tone=Tone.PLAIN, footer=()) -> str:
    return draw(View(title, blocks, tone, footer), "01M", "/g/1/image/01M-").html


def spans(letters: str):
    return text(
        letters,
        Bold(letters),
        Code(letters),
        Mention(letters),
        Link(letters, letters),
        Link(letters, f"https://example.org/{letters}"),
        When(1_795_400_000_000, WhenStyle.RELATIVE),
    )


def whole_view(letters: str, action: ActionRef) -> View:
    body = spans(letters)
    choices = (Choice(letters, letters, letters), Choice("b", "b"))
    button = Button(letters, action, letters, ButtonStyle.DANGER)
    return View(
        letters,
        (
            Paragraph(body),
            Record(letters, letters),
            Bullets((body, body)),
            Bullets((body,), (letters,)),
            Buttons((button, button), letters),
            Fields(((letters, body),)),
            Table(letters, (letters, letters), ((body, body),), 0),
            Image(PNG, letters),
            Meter(letters, 3, 12, letters),
            Select(letters, action, choices),
            Select(letters, action, choices, 0, 2),
        ),
        Tone.BAD,
        body,
    )


@given(hostile, plain_actions)
def test_text_is_only_ever_text(letters, action):
    """No tag, attribute, comment or address that the renderer did not mean."""
    view = whole_view(letters, action)
    found = draw(view, "01M", "/g/1/image/01M-")
    reader = read(found.html)
    assert set(reader.tags) <= TAGS
    assert {name for name, _ in reader.attributes} <= ATTRIBUTES
    assert reader.comments == []
    assert "script" not in reader.tags
    for name, value in reader.attributes:
        if name == "href":
            assert value.startswith(("https://", "http://", "mailto:"))
        if name == "src":
            assert value == "/g/1/image/01M-0"
    # A benign word in its place gives the same shape: nothing was opened or closed by the text.
    if letters and len(letters) > 2 and not letters.lower().startswith(("http", "mailto")):
        benign = read(draw(whole_view("abc", action), "01M", "/g/1/image/01M-").html)
        assert reader.tags == benign.tags


@given(hostile)
def test_no_letter_is_lost(letters):
    """What was written can be read, save controls that HTML forbids."""
    reader = read(drawn(Paragraph(text("[", letters, "]"))))
    shown = "".join(c if c.isprintable() or c in "\n\t\r" else "?" for c in letters)
    got = "".join(
        c if (c.isprintable() and c != "\ufffd") or c in "\n\t\r" else "?" for c in reader.words
    )
    assert got.replace("\r", "\n").strip() == f"[{shown}]".replace("\r", "\n").replace(
        "\ufffd", "?"
    )


@given(hostile, st.sampled_from(InputKind))
def test_a_form_keeps_what_was_typed_and_only_that(letters, kind):
    choices = (Choice(letters, "x", letters), Choice("b", "y"))
    field = Input(
        "name", letters, kind, letters, letters, required=True, choices=choices,
        suggest="zones", error=letters,
    )  # fmt: skip
    html = draw_form(
        Form(letters, ActionRef("save"), (field,), letters, spans(letters)), "ticket.of-it"
    )
    reader = read(html)
    assert set(reader.tags) <= TAGS
    assert {name for name, _ in reader.attributes} <= ATTRIBUTES
    assert reader.comments == []
    if kind in {InputKind.LINE, InputKind.DATE, InputKind.TIME} and letters.isprintable():
        assert ("value", letters) in reader.attributes


def test_a_name_is_kept_apart_from_the_text_around_it():
    assert drawn(Paragraph(text(Mention("\u202eevil"), " won"))) == (
        '<p dir="auto"><bdi class="name">\u202eevil</bdi> won</p>'
    )


def test_a_link_may_not_run_code():
    html = drawn(Paragraph(text(Link("docs", "javascript:alert(1)"))))
    assert html == '<p dir="auto">docs (javascript:alert(1))</p>'


def test_a_link_leaves_without_saying_where_from():
    html = drawn(Paragraph(text(Link("CDC", "https://www.cdc.gov/?a=1&b=2"))))
    assert 'href="https://www.cdc.gov/?a=1&amp;b=2"' in html
    assert 'rel="noopener noreferrer"' in html


def test_an_instant_has_words_for_those_without_the_script():
    html = drawn(Paragraph(text(When(1_795_446_000_000, WhenStyle.DATE_TIME, "America/Chicago"))))
    assert 'datetime="2026-11-23T15:00:00Z"' in html
    assert ">Mon 23 Nov 2026 09:00 America/Chicago</time>" in html


def test_lettered_options_become_buttons_that_say_letter_and_text():
    options = Bullets((text("Z79.4 alone"), text("E11.65")), ("A", "B"))
    buttons = Buttons(
        (
            Button("A", ActionRef("answer", ("A",)), about="A: Z79.4 alone"),
            Button("B", ActionRef("answer", ("B",)), about="B: E11.65"),
            Button("Report", ActionRef("report")),
        ),
        "Answer",
    )
    found = draw(View("", (options, buttons)), "01M", "/")
    assert found.actions == ("1|answer|A", "1|answer|B", "1|report")
    assert 'aria-label="A: Z79.4 alone"><span class="mark">A</span>' in found.html
    assert '<ul class="options" role="list" aria-label="Answer">' in found.html
    assert found.html.count("Z79.4 alone</span>") == 1
    assert ">Report</button>" in found.html


def test_options_whose_letters_are_not_the_buttons_stay_a_list():
    options = Bullets((text("one"), text("two")), ("A", "B"))
    html = drawn(options, Buttons((Button("B", ActionRef("x")), Button("A", ActionRef("y")))))
    assert 'class="options"' not in html
    assert 'class="marks"' in html


def test_what_a_button_says_begins_with_what_it_shows():
    html = drawn(Buttons((Button("Next", ActionRef("next"), about="the second question"),)))
    assert 'aria-label="Next: the second question">Next</button>' in html


@pytest.mark.parametrize(
    ("value", "of", "full"),
    [(0, 0, 0), (0, 12, 0), (1, 400, 1), (6, 12, 10), (12, 12, 20), (9, 3, 20)],
)
def test_a_bar_is_as_long_as_its_share(value, of, full):
    html = drawn(Meter("Right", value, of))
    assert html.count("<i>█</i>") == full
    assert html.count("<s>░</s>") == 20 - full
    assert f'<span class="note" dir="auto">{value} of {of}</span>' in html


def test_a_verdict_has_a_sign_beside_its_word():
    html = drawn(title="Correct", tone=Tone.GOOD)
    assert html == (
        '<span class="sign" aria-hidden="true">✓</span>\n'
        '<h2 class="title" id="t-01M" dir="auto">Correct</h2>'
    )


def test_a_table_has_a_caption_and_marks_the_row():
    html = drawn(Table("Points", ("Place",), ((text("1"),), (text("2"),)), highlight=1))
    assert "<caption>Points</caption>" in html
    assert '<th scope="col">Place</th>' in html
    assert '<tr class="own"><td dir="auto">2</td></tr>' in html
    assert html.count('class="own"') == 1


def test_a_caption_that_the_title_says_already_is_not_drawn_twice():
    html = drawn(Table("Points", ("Place",), ((text("1"),),)), title="Points")
    assert '<caption class="vh">Points</caption>' in html


def test_an_error_is_linked_to_its_input():
    field = Input("at", "Time", InputKind.TIME, "25:00", hint="HH:MM", error="Not a time")
    html = draw_form(Form("Set up", ActionRef("save"), (field,)), "t")
    assert 'aria-describedby="f-at-hint f-at-error" aria-invalid="true"' in html
    assert '<p class="error" id="f-at-error" dir="auto">Not a time</p>' in html
    assert '<a href="#f-at">Time: Not a time</a>' in html


@pytest.mark.parametrize(
    ("kind", "value", "control"),
    [
        (InputKind.TIME, "09:00", "time"),
        (InputKind.TIME, "", "time"),
        (InputKind.TIME, "25:00", "text"),
        (InputKind.DATE, "2027-03-14", "date"),
        (InputKind.DATE, "2027-02-31", "text"),
        (InputKind.LINE, "x", "text"),
    ],
)
def test_a_browser_control_never_drops_what_was_typed(kind, value, control):
    html = draw_form(Form("F", ActionRef("save"), (Input("at", "At", kind, value),)), "t")
    assert f'<input type="{control}" id="f-at" name="at" value="{value}"' in html


@pytest.mark.parametrize(
    ("value", "required", "empty"), [("", False, True), ("cpc", False, True), ("cpc", True, False),
                                     ("", True, True), ("gone", True, True)]
)  # fmt: skip
def test_a_choice_may_be_emptied_unless_it_is_needed(value, required, empty):
    field = Input(
        "exam", "Exam", InputKind.SELECT, value, required=required, choices=(Choice("CPC", "cpc"),)
    )
    html = draw_form(Form("F", ActionRef("save"), (field,)), "t")
    assert ('<option value=""' in html) == empty
    assert ('value="cpc" selected' in html) == (value == "cpc")


def test_a_choice_of_its_own_may_be_empty():
    field = Input(
        "exam", "Exam", InputKind.SELECT, "", choices=(Choice("None", ""), Choice("CPC", "cpc"))
    )
    html = draw_form(Form("F", ActionRef("save"), (field,)), "t")
    assert html.count('value="" selected') == 1
