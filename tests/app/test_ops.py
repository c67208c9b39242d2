"""What operators' machines ask: is it alive, is it ready, and in numbers how it stands."""

import json
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from aiohttp import ClientSession

from adapters.app.lag import LoopLag
from adapters.app.metrics import Metrics
from adapters.app.ops import QUIET_S, OpsNotOpened, Parts, open_ops
from bot.chat.mail import PlaceGone
from bot.core import Core
from bot.domain.group import MailKind
from bot.product import FEATURES, compose
from bot.schedule.outbox import Outbox
from tests.app.process import free_port
from tests.world import founded, open_world


async def yes():
    return True


async def no():
    return False


def parts_of(world, **changed):
    here = Parts(world.store, world.clock, lambda: 0.0, {"stub": yes})
    return replace(here, **changed)


@asynccontextmanager
async def asked(parts, metrics=None):
    """Gives `ask(path)`: status and words."""
    async with (
        open_ops(parts, metrics or Metrics(), "127.0.0.1", 0) as port,
        ClientSession() as http,
    ):

        async def ask(path):
            async with http.get(f"http://127.0.0.1:{port}{path}") as answer:
                return answer.status, await answer.text()

        yield ask


def lines(text, start):
    return [line for line in text.splitlines() if line.startswith(start)]


async def test_all_is_well(tmp_path):
    async with open_world(tmp_path) as world, asked(parts_of(world)) as ask:
        assert await ask("/healthz") == (200, "ok\n")
        assert await ask("/readyz") == (200, "database: ok\npulse: ok\nstub: ok\n")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"quiet_s": lambda: QUIET_S + 1}, "pulse: not ready"),
        ({"platforms": {"discord": no}}, "discord: not ready"),
    ],
)
async def test_a_part_that_does_not_work_is_named_and_the_process_stays_alive(
    tmp_path, changed, said
):
    async with open_world(tmp_path) as world, asked(parts_of(world, **changed)) as ask:
        status, text = await ask("/readyz")
        assert (status, said in text) == (503, True)
        assert await ask("/healthz") == (200, "ok\n")


async def test_a_database_that_is_away_is_not_ready_and_still_counts(tmp_path):
    async with open_world(tmp_path) as world:
        parts = parts_of(world)
    async with asked(parts) as ask:
        assert await ask("/readyz") == (503, "database: not ready\npulse: ok\nstub: ok\n")
        status, text = await ask("/metrics")
        assert status == 200
        assert 'rounds_ready{part="database"} 0.0' in text
        assert await ask("/healthz") == (200, "ok\n")


async def test_a_probe_does_not_beat_for_a_pulse_that_has_stopped(tmp_path):
    async with open_world(tmp_path) as world, asked(parts_of(world)) as ask:
        before = await world.store.read(lambda tx: tx.pulse.last())
        world.clock.ms += 60_000
        await ask("/readyz")
        assert await world.store.read(lambda tx: tx.pulse.last()) == before


async def test_events_and_letters_are_counted_without_names(tmp_path):
    metrics = Metrics()
    async with open_world(tmp_path) as world:
        world.core = Core(
            world.store, world.library, world.clock, world.dice, FEATURES, watch=metrics
        )
        world.outbox = Outbox(
            world.store,
            {"stub": world.messenger},
            compose(world.library),
            watch=metrics,
        )
        ada = await founded(world, "Ada Lovelace")
        await ada.says("/leaderboard")
        await ada.says("/frobnicate Ada Lovelace")
        world.messenger.faults.append(PlaceGone("closed"))
        await world.at("2026-03-03 12:00")
        async with asked(parts_of(world), metrics) as ask:
            _, text = await ask("/metrics")
    assert (
        'rounds_events_total{kind="command",name="leaderboard",outcome="ok",platform="stub"} 1.0'
        in text
    )
    assert (
        'rounds_events_total{kind="command",name="",outcome="refused",platform="stub"} 1.0' in text
    )
    assert 'rounds_event_seconds_count{platform="stub"} 3.0' in text
    assert 'rounds_mail_total{kind="post",outcome="sent",platform="stub"} 1.0' in text
    assert len(lines(text, "rounds_mail_total")) == 2
    assert 'outcome="gone",platform="stub"} 1.0' in text
    assert "Lovelace" not in text
    assert "Evening coders" not in text


async def test_what_waits_is_counted_and_how_long(tmp_path):
    async with open_world(tmp_path) as world:
        await founded(world)
        await world.store.write(_old_letter, world.clock.ms)
        world.clock.ms += 90_000
        async with asked(parts_of(world)) as ask:
            _, text = await ask("/metrics")
    assert 'rounds_mail_waiting{platform="stub"} 1.0' in text
    assert 'rounds_mail_oldest_seconds{platform="stub"} 90.0' in text
    assert "rounds_groups_overdue 0.0" in text


def _old_letter(tx, now_ms):
    (schedule,) = tx.schedules.due(2**62, 1)
    (post, *_) = tx.posts.ledger(schedule.group_id, 1)
    (letter,) = tx.outbox.of_post(post.id)
    tx.outbox.redraw(replace(letter, id="r" * 26, kind=MailKind.REDRAW, not_before_ms=now_ms))


async def test_a_loop_that_was_held_up_says_by_how_much():
    lag = LoopLag()
    lag.start()
    lag._expected_s -= 7.5
    assert 7.0 <= lag.worst_s() <= 8.0
    lag.stop()


async def test_a_port_that_is_taken_is_a_sentence(tmp_path):
    async with (
        open_world(tmp_path) as world,
        open_ops(parts_of(world), Metrics(), "127.0.0.1", 0) as port,
    ):
        with pytest.raises(OpsNotOpened, match="OPS_PORT"):
            async with open_ops(parts_of(world), Metrics(), "127.0.0.1", port):
                pass


@pytest.mark.slow
async def test_without_the_page_it_runs_and_leaves_no_file_of_it(rounds):
    port = free_port()
    rounds.settings |= {"OPS_PORT": str(port), "PAGE": "off"}
    rounds.start()
    assert "off, PAGE is off" in rounds.out
    async with ClientSession() as http, http.get(f"http://127.0.0.1:{port}/readyz") as answer:
        assert (answer.status, await answer.text()) == (200, "database: ok\npulse: ok\n")
    assert rounds.ends(15) == 0
    assert not (rounds.folder / "data" / "page.sqlite3").exists()


@pytest.mark.slow
async def test_a_running_rounds_answers_and_logs_json(rounds):
    port = free_port()
    rounds.settings |= {"OPS_PORT": str(port), "LOG_LEVEL": "DEBUG"}
    rounds.start()
    async with ClientSession() as http:
        async with http.get(f"http://127.0.0.1:{port}/readyz") as answer:
            assert (answer.status, "pulse: ok" in await answer.text()) == (200, True)
        async with http.get(rounds.url) as answer:
            assert answer.status == 200
    assert rounds.ends(15) == 0
    records = [json.loads(line) for line in rounds.err.splitlines()]
    assert {"Rounds runs", "Rounds has stopped"} <= {r["message"].split(":")[0] for r in records}
    assert all({"at", "level", "logger", "message"} <= set(record) for record in records)
