"""Bad input at the one door: each gets a sentence, and nothing is lost by it."""

import itertools
import logging
from dataclasses import fields, is_dataclass

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.chat.events import ActionCall, CommandCall, FormCall, PlaceLost, SuggestCall
from bot.chat.plain import form_words, plain
from bot.chat.refs import ActionRef, MessageRef, Place, StaleRef
from bot.chat.replies import Ask, Quiet, Say, Suggest, Update
from bot.chat.text import Mention
from bot.chat.views import Form
from bot.commands.registry import Registry
from bot.packs.index import index
from bot.product import FEATURES
from tests.world import ZONE, World, codes, founded, multi, open_world, sample_library, single

pytestmark = pytest.mark.slow

DECLARED = Registry(FEATURES)
OURS = "Something went wrong on our side"
ELSEWHERE = Place("stub", "w1", "c2")


@pytest.fixture(autouse=True)
def no_errors_are_logged(caplog):
    """A fault of the user is never a fault of ours: nothing here may log an ERROR."""
    yield
    for when in ("setup", "call"):
        assert errors(caplog.get_records(when)) == []


def errors(records) -> list[str]:
    return [record.getMessage() for record in records if record.levelno >= logging.ERROR]


@pytest.fixture
async def world(tmp_path):
    """A group whose daily question is single choice; Ada manages it."""
    library = index([single(f"s-{n}", key="B") for n in range(6)], sample_library().exams.values())
    async with open_world(tmp_path, library) as opened:
        await founded(opened)
        yield opened


@pytest.fixture
def ada(world):
    return world.person("Ada", manages=True)


@pytest.fixture
def bo(world):
    return world.person("Bo")


async def everything(world: World) -> tuple:
    """What must not change by a refused event."""
    ada, bo = world.person("Ada", manages=True), world.person("Bo")
    own = await bo.says("/me")
    lines = ("/status", "/countdown list", "/leaderboard all")
    shown = [await ada.says(line) for line in lines]
    await ada.says("/setup")
    return (*shown, ada.sees(), own, tuple(world.posts()))


# Options and lines


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("/quiz colour:red", "colour: not an option here; it takes topic, exam, count. Usage: /qu"),
        ("/quiz tpic:pcs", "did you mean topic?"),
        ("/today now", "now: this command takes no options"),
        ("/quiz count:many", "count: 'many' is not a whole number; from 1 to 20, please"),
        ("/quiz count:21", "count: 21 is out of range; from 1 to 20, please"),
        ("/quiz count:-1", "count: -1 is out of range"),
        ("/quiz count:²", "count: '²' is not a whole number"),
        ("/leaderboard decade", "topic"),
        ("/leaderboard period:decade", "'decade' is not one of day, week, month, all"),
        ("/countdown add CPC", "date: needed (The day, such as 2027-03-14)"),
        ("/countdown add", "name: needed"),
        ("/countdown add CPC 2099-06-01 mine:maybe", "mine: 'maybe' is neither yes nor no"),
        ("/countdown", "/countdown needs one more word"),
        ("/quizz", "There is no command /quizz. Did you mean /quiz?"),
        ("/xyzzy", "There is no command /xyzzy. Type /help for the list."),
        ("/", "Type /help"),
        ("", "Type /help for the commands."),
        ('/quiz topic:"pcs', "A quote is left open"),
        ("/found name:Mine", "There is no command /found"),
        ("/help xyzzy", "There is no command /xyzzy"),
        ("/exam RHIT", "There is no exam 'RHIT'"),
    ],
)
async def test_what_is_unknown_is_named_with_the_way_on(bo, line, sentence):
    assert sentence in await bo.says(line)


async def test_every_problem_of_a_line_is_told_at_once(bo):
    said = await bo.says("/quiz count:many colour:red")
    assert "count: 'many' is not a whole number" in said
    assert "colour: not an option here" in said


@pytest.mark.parametrize("command", [c.name for c in DECLARED.commands.values() if c.options])
async def test_ten_thousand_characters_in_an_option(world, ada, command):
    before = await everything(world)
    first = DECLARED.commands[command].options[0].name
    said = await ada.calls(command, **{first: "x" * 10_000})
    assert "10,000 characters; 200 at most, please" in said
    assert len(said) < 1_000
    assert await everything(world) == before


async def test_ten_thousand_characters_in_a_line(world, bo):
    said = await bo.says("/quiz " + "x" * 10_000)
    assert said == "That line has 10,006 characters; 2,000 are the most that can be read."
    assert len(await bo.says("x" * 2_000)) < 300


async def test_ten_thousand_characters_in_a_name(world, ada):
    cy = world.person("C" * 10_000)
    cy.user = "cy"
    assert f"Shown as: {'C' * 40}\n" in await cy.says("/me") + "\n"
    await cy.clicks("Change my name")
    assert f"Shown as: {'D' * 40}\n" in await cy.fills(name="D" * 10_000) + "\n"
    assert "'" + "x" * 39 + "…'" in await ada.says("/setup zone:" + "x" * 180)


async def test_ten_thousand_characters_in_forms(world, ada, tmp_path):
    await ada.says("/setup")
    again = await ada.fills(daily_at="9" * 10_000, zone="z" * 10_000, days="d" * 10_000)
    assert "is not a time of day" in again
    assert len(again) < 2_000
    async with open_world(tmp_path / "codes", index([codes("c-1")])) as other:
        await founded(other)
        bo = other.person("Bo")
        await bo.clicks("Type your answer")
        assert len(await bo.fills(codes="E11.22 " * 1_500)) < 2_000
        assert "No more than" in bo.sees() or "at most" in bo.sees() or "most" in bo.sees()
        # Nothing was counted: the first attempt is still to come.
        assert (await bo.fills(codes="E11.22, N18.30")).startswith("Correct")


# Characters and markup


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("@everyone", "@everyone"),
        ("<!channel> <@U123>", "<!channel> <@U123>"),
        ("**bold** `x` ~~", "**bold** `x` ~~"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("[a](http://evil)", "[a](http://evil)"),
        ("A\u202eda\u2066", "Ada"),
        ("A\x00\x1b[31mda\x07", "A[31mda"),
        ("Ada\nLovelace\t!", "Ada Lovelace !"),
        ("\ud800Ada", "Ada"),
        ("\u200b\u2060", "Someone"),
        ("", "Someone"),
    ],
)
async def test_markup_and_hidden_characters_in_a_name_are_text(world, typed, shown):
    cy = world.person(typed)
    cy.user = "cy"
    await cy.clicks("B")
    board = await cy.says("/leaderboard all")
    assert f"{shown} · 10 · 100 % of 1" in board
    # On the board a name is a mention that notifies nobody, or plain text: never markup.
    mentions = [s for v in world.messenger.messages.values() for s in spans(v)]
    assert all(not m.notify for m in mentions if isinstance(m, Mention))


def spans(value):
    """Every part of a view."""
    if is_dataclass(value):
        yield value
        for f in fields(value):
            yield from spans(getattr(value, f.name))
    elif isinstance(value, tuple | list):
        for item in value:
            yield from spans(item)


async def test_names_of_countdowns_are_cleaned(ada):
    said = await ada.calls("countdown add", name="\u202e@everyone\x00 | x", date="2099-06-01")
    assert said.splitlines()[1].lstrip("- ").startswith("@everyone | x: Mon 1 Jun 2099")
    # Its name holds what separates a button's parts: it can be removed all the same.
    assert "is gone" in await ada.clicks("Undo: remove it")


async def test_markup_in_a_groups_name_is_text(world):
    eve = world.person("Eve", manages=True, place=ELSEWHERE)
    said = await eve.calls("found", name="<b>@everyone\u202e</b>", zone="Nowhere/Land")
    assert "<b>@everyone</b>" in said


# Buttons: old, forged, foreign, gone, twice


@pytest.mark.parametrize("text", ["0|answer|x", "2|answer|x|A", "answer", "1||x", "1|\ud800|x"])
def test_an_old_button_is_stale_and_never_another_error(text):
    with pytest.raises(StaleRef):
        ActionRef.decode(text)


@pytest.mark.parametrize("name", ["gone_with_an_older_version", "", "answer ", "ANSWER"])
@pytest.mark.parametrize("kind", [ActionCall, FormCall])
async def test_an_action_nobody_declares_is_from_an_older_version(world, bo, name, kind):
    before = await everything(world)
    reply = await world.core.handle(kind("k", bo.actor, bo.place, ActionRef(name, ("x",))))
    assert "from an older version of the bot" in plain(reply.view)
    assert await everything(world) == before


GONE = "0" * 26
FORGED = {
    "answer": ((), (GONE,), (GONE, "A"), ("", ""), ("\x00", "A"), ("\ud800", "A")),
    "answer_codes": ((), (GONE,)),
    "mine": ((), (GONE,)),
    "try": ((), (GONE, "A")),
    "try_codes": ((), (GONE,)),
    "practice": ((), (GONE,), (GONE, "0"), (GONE, "²"), (GONE, "-1"), (GONE, "9" * 5000)),
    "practice_codes": ((), (GONE, "0"), (GONE, "x")),
    "practise": ((), ("no-such-question",)),
    "quiz_next": ((), (GONE, "0"), (GONE, "²"), (GONE, "1.5")),
    "quiz_stop": ((), (GONE,)),
    "countdown_drop": ((), (GONE,)),
    "countdown_back": ((), ("CPC",), ("CPC", "2026-02-31", "y"), ("CPC", "soon", "y")),
    "repost": ((), (GONE,)),
}


@pytest.mark.parametrize(("name", "args"), [(n, a) for n, many in FORGED.items() for a in many])
async def test_a_forged_button_gets_a_sentence_and_changes_nothing(world, ada, name, args):
    before = await everything(world)
    reply = await world.core.handle(ActionCall("k", ada.actor, ada.place, ActionRef(name, args)))
    assert isinstance(reply, Say)
    assert OURS not in plain(reply.view)
    assert await everything(world) == before


async def test_a_letter_that_is_no_option(world, bo):
    _, action = bo.find("B")
    for letter in ("Z", "", "AB", "ab", "@"):
        said = await bo.acts(ActionRef("answer", (*action.args[:-1], letter)))
        assert said == "That is not one of the options. Choose from A, B, C, D."
    said = await bo.acts(ActionRef("answer", action.args[:-1]), "A", "B")
    assert said == "Choose one option."
    assert (await bo.clicks("B")).startswith("Correct")


async def test_a_button_of_a_foreign_group(world, bo):
    _, action = bo.find("B")
    eve = world.person("Eve", manages=True, place=ELSEWHERE)
    await eve.calls("found", name="Other", zone=ZONE)
    await world.tick()
    before = await everything(world)
    for name in ("answer", "answer_codes", "mine", "try", "try_codes"):
        said = await eve.acts(ActionRef(name, action.args))
        assert "belongs to another group, or it is gone" in said
        assert "s-" not in said
    assert await everything(world) == before


async def test_a_button_where_no_group_is_any_more(world, bo):
    _, action = bo.find("B")
    stray = world.person("Bo", place=Place("stub", "w1", "gone"))
    assert "no study group in this channel yet" in await stray.acts(action)
    assert (await bo.clicks("B")).startswith("Correct")


@pytest.mark.parametrize(
    "line",
    [
        "/quiz",
        "/today",
        "/leaderboard",
        "/me",
        "/countdown list",
        "/countdown mine",
        "/countdown post",
        "/countdown add CPC 2099-06-01",
        "/countdown remove CPC",
    ],
)
async def test_a_command_where_no_group_is(world, line):
    eve = world.person("Eve", place=Place("stub", "w1", "nowhere"))
    assert "There is no study group in this channel yet" in await eve.says(line)


async def test_what_needs_no_group_works_anywhere(world):
    eve = world.person("Eve", place=Place("stub", "w1", "nowhere"))
    assert "/quiz" in await eve.says("/help")
    assert "CPC" in await eve.says("/exam")
    assert "Erase my data" in await eve.says("/privacy")


async def test_a_place_that_was_lost_and_never_known(world):
    lost = PlaceLost("k", Place("stub", "w1", "never"), "the bot was removed")
    assert await world.core.handle(lost) == Quiet()


async def test_another_persons_practice_run(world, ada, bo):
    await bo.says("/quiz count:3")
    run = bo.find("A")[1].args[0]
    before = await bo.says("/quiz")
    for name, args in (
        ("practice", (run, "0", "A")),
        ("practice_codes", (run, "0")),
        ("quiz_next", (run, "0")),
        ("quiz_next", (run, "3")),
        ("quiz_stop", (run,)),
    ):
        said = await ada.acts(ActionRef(name, args))
        assert "belongs to another group, or it is gone" in said
        assert "s-" not in said
    event = FormCall("f", ada.actor, ada.place, ActionRef("practice_codes", (run, "0")), {})
    reply = await world.core.handle(event)
    assert "belongs to another group, or it is gone" in plain(reply.view)
    assert await bo.says("/quiz") == before


async def test_a_form_sent_twice_has_one_effect(tmp_path):
    async with open_world(tmp_path, index([codes("c-1")])) as world:
        await founded(world)
        bo = world.person("Bo")
        await bo.clicks("Type your answer")
        form = next(v for v in bo.screen.values() if isinstance(v, Form))
        event = FormCall("same", bo.actor, bo.place, form.action, {"codes": "E11.22, N18.30"})
        assert plain((await world.core.handle(event)).view).startswith("Correct")
        again = plain((await world.core.handle(event)).view)
        assert "your first answer counts" in again
        changed = FormCall("other", bo.actor, bo.place, form.action, {"codes": "A00"})
        assert "your first answer counts" in plain((await world.core.handle(changed)).view)
        assert "Bo · 10 · 100 % of 1" in await bo.says("/leaderboard all")


async def test_a_form_without_its_fields_or_with_others(world, ada):
    before = await everything(world)
    for values in ({}, {"colour": "red"}, {"paused": "1", "id": "x"}):
        event = FormCall("k", ada.actor, ada.place, ActionRef("setup_save"), values)
        reply = await world.core.handle(event)
        assert OURS not in said_by(reply)
        assert not {"colour", "paused,", "id"} & set(said_by(reply).split()), said_by(reply)
    assert await everything(world) == before


# Zones, times, dates


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("Chicago", "America/Chicago"),
        ("America/Chicgo", "America/Chicago"),
        ("EST", "America/New_York"),
        ("pacific time", "America/Los_Angeles"),
        ("../../etc/passwd", ""),
        ("\x00", ""),
        ("UTC+25", ""),
    ],
)
async def test_an_unknown_zone_is_told_with_what_may_be_meant(world, ada, typed, near):
    before = await everything(world)
    said = await ada.calls("setup", zone=typed)
    if typed != "\x00":
        assert "is not a time zone. Use an IANA name such as America/Chicago." in said
    assert f"Did you mean {near}" in said if near else True
    assert await everything(world) == before


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"daily_at": "25:00"}, "'25:00' is not a time of day: there is no such hour"),
        ({"daily_at": "12:60"}, "there is no such minute"),
        ({"daily_at": "noon"}, "Write hours and minutes such as 09:00"),
        ({"daily_at": "13 pm"}, "there is no such hour"),
        ({"daily_at": "٠٩:٠٠"}, "is not a time of day"),
        ({"reveal_at": "-1:00"}, "is not a time of day"),
        ({"days": "someday"}, "names no weekday"),
        ({"days": "mon,funday"}, "'funday' is not a weekday"),
        ({"days": ","}, "names no weekday"),
        ({"exam": "RHIT"}, "There is no exam 'RHIT'"),
        ({"exam_date": "2027-02-31"}, "that month has no such day"),
        ({"exam_date": "2027-13-01"}, "there is no such month"),
        ({"exam_date": "0000-00-00"}, "the year must be from 1990 to 2099"),
        ({"exam_date": "31/12/2027"}, "Write year-month-day such as 2027-03-14"),
        ({"exam_date": "2026-03-01"}, "Sun 1 Mar 2026 is in the past"),
        ({"daily_at": "10:00", "exam_date": "2027-02-31"}, "that month has no such day"),
        ({"daily_at": "09:00", "reveal_at": "09:01"}, "less than an hour"),
    ],
)
async def test_what_cannot_be_set_changes_nothing(world, ada, options, sentence):
    before = await everything(world)
    assert sentence in await ada.calls("setup", **options)
    assert await everything(world) == before


async def test_the_last_day_of_the_calendar(world, ada):
    assert "Thu 31 Dec 2099" in await ada.says("/countdown add Far 2099-12-31")
    assert "the year must be" in await ada.says("/countdown add Farther 2100-01-01")
    await world.later(60)


# Managers


MANAGERS = {
    "commands": [c.name for c in DECLARED.commands.values() if c.needs == "manager"],
    "actions": [a.name for a in DECLARED.actions.values() if a.needs == "manager"],
    "forms": [f.name for f in DECLARED.forms.values() if f.needs == "manager"],
}


def test_what_is_the_managers_is_declared_so():
    assert MANAGERS == {
        "commands": ["setup", "status"],
        "actions": [
            "reports",
            "report_settle",
            "countdown_event",
            "setup_form",
            "pause",
            "test_post",
            "more_form",
            "repost",
        ],
        "forms": ["setup_save", "more_save"],
    }


def manager_events(person, letter: str):
    """Everything that only managers may do, as this person would send it."""
    number = itertools.count()

    def key() -> str:
        return f"m{next(number)}"

    yield CommandCall(key(), person.actor, person.place, "setup")
    yield CommandCall(key(), person.actor, person.place, "setup", (("daily_at", "10:00"),))
    yield CommandCall(key(), person.actor, person.place, "", typed="/setup exam:cpc days:mon")
    yield CommandCall(key(), person.actor, person.place, "status")
    for name, args in (
        ("setup_form", ()),
        ("pause", ("on",)),
        ("pause", ("off",)),
        ("test_post", ()),
        ("repost", (letter,)),
        ("repost", ()),
        ("reports", ()),
        ("report_settle", (letter,)),
    ):
        yield ActionCall(key(), person.actor, person.place, ActionRef(name, args))
    for values in ({}, {"daily_at": "10:00", "zone": "UTC"}, {"daily_at": "25:00"}):
        yield FormCall(key(), person.actor, person.place, ActionRef("setup_save"), values)


async def test_a_member_who_does_not_manage_is_refused_in_the_core(world, bo):
    before = await everything(world)
    for event in manager_events(bo, GONE):
        reply = await world.core.handle(event)
        assert isinstance(reply, Say), event
        assert plain(reply.view) == (
            "Only a manager of this group may do that. Ask the person who set it up."
        ), event
        assert reply.private
    await world.tick()
    assert await everything(world) == before


async def test_a_manager_of_one_group_is_nobody_in_another(world, bo):
    eve = world.person("Eve", manages=True, place=ELSEWHERE)
    await eve.calls("found", name="Other", zone=ZONE)
    eve.place, eve.manages = bo.place, False
    await eve.says("/me")
    before = await everything(world)
    for event in manager_events(eve, GONE):
        assert "Only a manager of this group may do that" in said_by(await world.core.handle(event))
    assert await everything(world) == before


async def test_nobody_founds_where_they_do_not_manage(world):
    eve = world.person("Eve", place=ELSEWHERE)
    said = await eve.calls("found", name="Mine", zone=ZONE)
    assert "Only a manager" in said
    assert "no study group" in await eve.says("/today")


async def test_the_groups_dates_are_the_managers(world, ada, bo):
    await ada.says("/countdown add CPC 2099-06-01")
    drop = ada.find("Undo: remove it")[1]
    before = await everything(world)
    for said in (
        await bo.says("/countdown add CCS 2099-06-01"),
        await bo.says("/countdown remove CPC"),
        await bo.acts(drop),
        await bo.acts(ActionRef("countdown_back", ("CCS", "2099-06-01", "n"))),
    ):
        assert "Only a manager may change the group's exam dates" in said
    assert await everything(world) == before


# Private things


async def test_what_is_one_members_is_never_anothers(world, ada, bo):
    await bo.says("/countdown add Secret-CCS 2099-06-01 mine")
    drop = bo.find("Undo: remove it")[1]
    await bo.clicks("A")
    await bo.says("/quiz count:2")
    before = await bo.says("/countdown mine")
    for line in (
        "/countdown list",
        "/countdown mine",
        "/countdown post",
        "/countdown remove Secret-CCS",
        "/countdown remove nothing",
        "/status",
        "/me",
        "/today",
        "/setup days:daily",
        "/leaderboard all",
    ):
        said = await ada.says(line)
        assert "Secret-CCS" not in said.replace("named 'Secret-CCS'", "")
        assert "your first answer" not in said
    assert "Secret-CCS" not in await ada.acts(drop)
    assert await ada.completes("countdowns", "") == []
    assert "choice A" not in await ada.acts(ActionRef("mine", ada.find("B")[1].args[:1]))
    await world.later(600)
    assert "Secret-CCS" not in "\n".join(world.channel())
    assert await bo.says("/countdown mine") == before


async def test_an_open_question_gives_nobodys_answer_away(world, bo):
    await bo.clicks("A")
    await world.later(60)
    assert "Bo" not in world.posts()[-1]
    assert "because of" not in world.posts()[-1]


async def test_a_hidden_member_is_on_no_board_of_others(world, ada, bo):
    await bo.clicks("B")
    await bo.says("/me")
    await bo.acts(ActionRef("hide", ("on",)))
    assert "Bo" not in await ada.says("/leaderboard all")
    assert "Bo" not in await ada.says("/leaderboard day")


async def test_everything_of_a_group_is_invisible_from_another(world, ada, bo):
    await ada.says("/countdown add Alpha-CPC 2099-06-01")
    drop = ada.find("Undo: remove it")[1]
    await bo.clicks("B")
    await bo.says("/quiz count:2")
    run = bo.find("Stop here")[1]
    eve = world.person("Eve", manages=True, place=ELSEWHERE)
    await eve.calls("found", name="Beta", zone=ZONE)
    mine = set(world.messenger.messages)
    await world.tick()
    before = await everything(world)
    told = [
        await eve.says(line)
        for line in (
            "/leaderboard all",
            "/leaderboard day",
            "/countdown list",
            "/countdown mine",
            "/countdown post",
            "/countdown remove Alpha-CPC",
            "/status",
            "/me",
            "/setup days:daily",
        )
    ]
    told += [await eve.acts(drop), await eve.acts(run)]
    told += await eve.completes("countdowns", "")
    # The same person in two groups has nothing of the one in the other.
    bo.place = ELSEWHERE
    told += [await bo.says(line) for line in ("/me", "/countdown mine", "/leaderboard all")]
    shown = "\n".join(told).replace("named 'Alpha-CPC'", "")
    assert "Alpha-CPC" not in shown
    assert "Evening coders" not in shown
    assert "Ada" not in shown
    assert "10 points" not in shown
    assert mine
    assert await everything(world) == before


# Anything at all


ANY = st.text(st.characters(exclude_categories=()), max_size=30)
NASTY = st.sampled_from(
    [
        "",
        " ",
        "\x00",
        "\ud800",
        "\u202e",
        "²",
        "٣",
        "-1",
        "0",
        "1",
        "20",
        "9" * 5_000,
        "1e9",
        "NaN",
        "x" * 10_000,
        "a|b",
        "{text}",
        "%s",
        "'; DROP TABLE answer; --",
        "@everyone",
        "<script>",
        "25:00",
        "09:00",
        "2026-02-31",
        "2099-06-01",
        "1990-01-01",
        "mon,wed",
        "America/Chicago",
        "cpc",
        "pcs",
        "guidelines",
        "y",
        "n",
        "on",
        "off",
        "A",
        "B",
        "week",
        "all",
        "s-1",
        "c-1",
        GONE,
    ]
)
WORD = NASTY | ANY
OPTIONS = st.sampled_from(sorted({o.name for c in DECLARED.commands.values() for o in c.options}))
COMMANDS = st.sampled_from(sorted(DECLARED.commands)) | WORD
ACTIONS = st.sampled_from(sorted({*DECLARED.actions, *DECLARED.forms})) | WORD
INPUTS = st.sampled_from(["daily_at", "zone", "days", "reveal_at", "exam", "name", "codes"]) | WORD
WHO = st.sampled_from(["ada", "bo", "stray"])

fuzz = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class Anyone:
    """Sends what hypothesis makes up, as a manager, a member, or where no group is."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.people = {
            "ada": world.person("Ada", manages=True),
            "bo": world.person("Bo"),
            "stray": world.person("Stray", place=Place("stub", "w1", "nowhere")),
        }

    def ids(self) -> list[str]:
        """Parts of real buttons, so that forged ones come near the truth."""
        shown = self.world.messenger.messages.values()
        return [a for v in shown for s in spans(v) if isinstance(s, ActionRef) for a in s.args]

    async def sends(self, make, who: str, caplog) -> None:
        person = self.people[who]
        caplog.clear()
        reply = await self.world.core.handle(make(self.world.key(), person.actor, person.place))
        assert errors(caplog.records) == []
        assert isinstance(reply, Say | Update | Ask | Suggest | Quiet)
        said = said_by(reply)
        assert OURS not in said
        # What is echoed can be sent on, and hides nothing.
        assert said.replace("\n", "").isprintable(), ascii(said)
        for part in spans(reply):
            if isinstance(part, ActionRef):
                assert ActionRef.decode(part.encode()) == part


def said_by(reply) -> str:
    match reply:
        case Say(view) | Update(view):
            return plain(view)
        case Ask(form):
            return form_words(form)
        case _:
            return ""


@pytest.fixture
async def anyone(tmp_path):
    """A group with a post of each kind in reach, and runs that are open."""
    library = index(
        [*(single(f"s-{n}") for n in range(3)), multi("m-1"), codes("c-1")],
        sample_library().exams.values(),
    )
    async with open_world(tmp_path, library) as world:
        ada = await founded(world)
        for day in range(3, 7):
            await world.at(f"2026-03-0{day} 09:00")
        for person in (ada, world.person("Bo")):
            await person.says("/quiz count:5")
        yield Anyone(world)


@fuzz
@given(who=WHO, name=COMMANDS, options=st.lists(st.tuples(OPTIONS | WORD, WORD), max_size=4))
@example(who="ada", name="setup", options=[("zone", "\ud800")])
@example(who="bo", name="countdown remove", options=[("name", "\ud800")])
async def test_any_command_gets_one_reply(anyone, caplog, who, name, options):
    await anyone.sends(lambda k, a, p: CommandCall(k, a, p, name, tuple(options)), who, caplog)


@fuzz
@given(who=WHO, name=COMMANDS, words=st.lists(WORD, max_size=5))
async def test_any_line_gets_one_reply(anyone, caplog, who, name, words):
    line = " ".join((f"/{name}", *words))
    await anyone.sends(lambda k, a, p: CommandCall(k, a, p, "", typed=line), who, caplog)


@fuzz
@given(
    who=WHO,
    name=ACTIONS,
    data=st.data(),
    values=st.lists(WORD, max_size=3),
    message=st.none() | WORD.map(MessageRef),
)
async def test_any_button_gets_one_reply(anyone, caplog, who, name, data, values, message):
    args = data.draw(st.lists(st.sampled_from(anyone.ids()) | WORD, max_size=4))
    ref = ActionRef(name, tuple(args))
    await anyone.sends(
        lambda k, a, p: ActionCall(k, a, p, ref, tuple(values), message), who, caplog
    )


@fuzz
@given(who=WHO, name=ACTIONS, data=st.data(), values=st.dictionaries(INPUTS, WORD, max_size=6))
async def test_any_form_gets_one_reply(anyone, caplog, who, name, data, values):
    args = data.draw(st.lists(st.sampled_from(anyone.ids()) | WORD, max_size=3))
    ref = ActionRef(name, tuple(args))
    await anyone.sends(lambda k, a, p: FormCall(k, a, p, ref, values), who, caplog)


@pytest.mark.parametrize("value", ["\ud800", "\u202eogacihC", "\x00\x1b[31m", "a\r\nb"])
async def test_what_comes_back_in_a_form_hides_nothing(anyone, caplog, value):
    values = {"zone": value, "daily_at": value, "days": value, "name": value, "codes": value}
    for name in DECLARED.forms:
        ref = ActionRef(name, (GONE, "0"))
        await anyone.sends(lambda k, a, p, ref=ref: FormCall(k, a, p, ref, values), "ada", caplog)


@fuzz
@given(who=WHO, name=st.sampled_from(sorted(DECLARED.suggesters)) | WORD, typed=WORD)
async def test_any_completion_gets_one_reply(anyone, caplog, who, name, typed):
    await anyone.sends(lambda k, a, p: SuggestCall(k, a, p, name, typed), who, caplog)


@fuzz
@given(name=WORD, user=st.sampled_from(["bo", "cy"]))
async def test_any_name_of_a_person_is_taken(anyone, caplog, name, user):
    person = anyone.world.person(name)
    person.user = user
    anyone.people["named"] = person
    await anyone.sends(lambda k, a, p: CommandCall(k, a, p, "me"), "named", caplog)
