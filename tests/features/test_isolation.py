"""No event of one group can read or change another group's rows, whatever it names."""

import random
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.chat.events import ActionCall, CommandCall, FormCall, PlaceLost, SuggestCall
from bot.chat.plain import form_words, plain
from bot.chat.refs import ActionRef, MessageRef, Place
from bot.chat.replies import Ask, Say, Suggest, Update
from bot.commands.registry import Registry
from bot.packs.index import index
from bot.product import FEATURES
from tests.world import codes, founded, open_world, sample_library, single

pytestmark = pytest.mark.slow

DECLARED = Registry(FEATURES)
HERE = Place("stub", "w1", "c2")
ELSEWHERE = Place("stub", "w9", "c1")
MARK = "Zanzibar"
"""Stands in everything that the other group's people named, and in nothing else."""

ULID_CHARS = 26

# To erase oneself would wipe the traces that are looked for at the end.
ACTIONS = [name for name in DECLARED.actions if name != "privacy_erase"]

WORDS = ("on", "off", "A", "B", "1", "week", "all", "mine", "yes", "", "add", "cpc", "2026-05-02")


def rows(folder: Path, group: str) -> dict[str, list[tuple]]:
    """Every row of every table that belongs to a group."""
    found: dict[str, list[tuple]] = {}
    with closing(sqlite3.connect(folder / "rounds.sqlite3")) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in tables.fetchall():
            columns = [c[1] for c in connection.execute(f"PRAGMA table_info({table})")]
            key = "id" if table == "study_group" else "group_id"
            if key in columns:
                query = f"SELECT * FROM {table} WHERE {key} = ? ORDER BY 1, 2, 3"
                found[table] = connection.execute(query, (group,)).fetchall()
    return found


def ids(found: dict[str, list[tuple]]) -> list[str]:
    """Everything in those rows that looks like an id."""
    texts = {str(value) for table in found.values() for row in table for value in row}
    return sorted(text for text in texts if re.fullmatch(r"\d{26}|[a-z]+-\d+", text))


async def theirs_lived_in(world) -> str:
    """Another group with a post, answers, practice, a countdown and a report. Gives its id."""
    ada = await founded(world, f"Ada {MARK}")
    bob = world.person(f"Bob {MARK}")
    await ada.clicks("B")
    await bob.clicks("A")
    await bob.clicks("Report this question")
    await bob.fills(reason="key", words=f"{MARK} said so")
    await bob.says("/quiz count:3")
    await bob.clicks("A")
    await ada.says(f"/countdown add {MARK} 2026-05-02")
    await bob.says(f"/countdown add {MARK}-mine 2026-05-03 mine")
    return (await world.store.read(lambda tx: tx.groups.at(ada.place)))[0].id


def events(chance: random.Random, person, theirs: list[str], key):
    """One of everything that can be sent, with the other group's ids where ids may stand."""

    def one() -> str:
        return chance.choice(theirs if chance.random() < 0.7 else WORDS)

    for command in DECLARED.commands.values():
        options = tuple((o.name, one()) for o in command.options if chance.random() < 0.6)
        yield CommandCall(key(), person.actor, person.place, command.name, options)
    for name in ACTIONS:
        args = tuple(one() for _ in range(chance.randint(0, 3)))
        values = tuple(one() for _ in range(chance.randint(0, 2)))
        message = MessageRef(chance.choice(("m1", "m2", one())))
        yield ActionCall(key(), person.actor, person.place, ActionRef(name, args), values, message)
    for name in DECLARED.forms:
        args = tuple(one() for _ in range(chance.randint(0, 2)))
        fields = ("codes", "name", "date", "words", "reason", "zone", "daily_at", "exam")
        values = {f: one() for f in fields if chance.random() < 0.7}
        yield FormCall(key(), person.actor, person.place, ActionRef(name, args), values)
    for name in DECLARED.suggesters:
        yield SuggestCall(key(), person.actor, person.place, name, chance.choice((MARK[:3], "")))


def every_id(person, theirs: list[str], key):
    """Every action and form with each single id of the other group, alone and with a letter."""
    for one in theirs:
        for args in ((one,), (one, "A"), ("", one)):
            for name in ACTIONS:
                ref = ActionRef(name, args)
                yield ActionCall(key(), person.actor, person.place, ref, ("A",), MessageRef("m1"))
            for name in DECLARED.forms:
                values = {"codes": "A00", "name": "x", "reason": "key", "words": "x"}
                yield FormCall(key(), person.actor, person.place, ActionRef(name, args), values)


def said(reply) -> str:
    match reply:
        case Say(view) | Update(view):
            return plain(view)
        case Ask(form):
            return form_words(form)
        case Suggest(choices):
            return " ".join(f"{choice.label} {choice.value}" for choice in choices)
    return ""


@pytest.mark.parametrize("seed", [None, *range(4)])
@pytest.mark.parametrize("manages", [False, True])
async def test_another_group_is_neither_read_nor_changed(tmp_path, seed, manages):
    questions = [single(f"s-{n}") for n in range(6)] + [codes("c-1")]
    library = index(questions, sample_library().exams.values())
    async with open_world(tmp_path, library) as world:
        group = await theirs_lived_in(world)
        eve = world.person("Eve", manages=True, place=HERE)
        await eve.calls("found", name="Ours", zone="UTC")
        await world.tick()
        if not manages:
            eve = world.person("Mallory", place=HERE)
            await eve.says("/me")
        before = rows(tmp_path, group)
        assert {t for t, found in before.items() if found} >= {"post", "answer", "report", "mail"}
        named = ids(before)
        if seed is None:
            sent = every_id(eve, named, world.key)
        else:
            sent = events(random.Random(seed), eve, named, world.key)
        handled = 0
        for event in sent:
            reply = await world.core.handle(event)
            words = said(reply)
            assert MARK not in words, event
            assert "Something went wrong on our side" not in words, event
            handled += 1
        assert handled > 30
        assert rows(tmp_path, group) == before
        ours = (await world.store.read(lambda tx: tx.groups.at(HERE)))[0].id
        # What was read of theirs would be written down here: an answer to their post, say.
        kept = rows(tmp_path, ours)
        facts = {table: kept[table] for table in ("answer", "practice", "post", "mail", "report")}
        assert {one for one in ids(facts) if len(one) == ULID_CHARS}.isdisjoint(named)


async def test_a_stranger_of_the_same_channel_id_elsewhere_is_nobody_here(tmp_path):
    """The same channel id in another workspace is another place."""
    async with open_world(tmp_path) as world:
        group = await theirs_lived_in(world)
        before = rows(tmp_path, group)
        other = world.person(f"Ada {MARK}", manages=True, place=ELSEWHERE)
        for line in ("/leaderboard", "/status", "/me", "/countdown list", "/today"):
            assert "Bob" not in await other.says(line)
        await world.core.handle(PlaceLost("k", ELSEWHERE, "gone"))
        assert rows(tmp_path, group) == before
