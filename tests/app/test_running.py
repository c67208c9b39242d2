"""The process as a whole: it starts, says so, drains, and loses nothing when it is killed."""

import asyncio
import json
import re
import signal
import sqlite3
from asyncio import timeout
from contextlib import closing

import pytest
from aiohttp import ClientError
from yarl import URL

from tests.adapters.web.visitor import visitor
from tests.app.process import answers, daily_question, has_answered, ready_answer, sends, until
from tests.app.test_commands import dump, fill

pytestmark = pytest.mark.slow

VERDICT = re.compile(r"\b(Correct|Incorrect)\b")
SIGNALS = pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])


def test_it_prints_where_everything_is(rounds):
    rounds.start()
    data = rounds.folder / "data"
    page, where, bank, *rest = rounds.out.splitlines()
    assert page == f"Page:     {rounds.url}"
    assert where == f"Data:     {data} (sqlite:///data/rounds.sqlite3)"
    assert re.fullmatch(r"Bank:     \d+ questions, 4 exams", bank)
    assert rest == [
        "Codes:    none, ROUNDS_CODES is off; see: python -m bot codes build",
        "Discord:  off, DISCORD_TOKEN is not set",
        "Slack:    off, SLACK_BOT_TOKEN is not set",
        "Stop with Ctrl-C.",
    ]
    assert data.stat().st_mode & 0o777 == 0o700


def test_a_token_that_is_set_has_an_honest_line(rounds):
    rounds.settings = {
        "SLACK_BOT_TOKEN": "xoxb-hunter2",
        "SLACK_APP_TOKEN": "xapp-hunter2",
        "SLACK_API_URL": "http://127.0.0.1:1/api/",
        "LOG_LEVEL": "DEBUG",
    }
    rounds.start()
    # Slack cannot be reached: the page serves all the same.
    assert "Slack:    on, over Socket Mode" in rounds.out
    assert rounds.ends(signal.SIGTERM) == 0
    assert "hunter2" not in rounds.out + rounds.err


def test_broken_packs_are_counted_and_do_not_stop_it(rounds):
    (rounds.folder / "my packs").mkdir()
    (rounds.folder / "my packs" / "one.toml").write_text("x = \n")
    rounds.settings = {"ROUNDS_PACKS": "my packs"}
    rounds.start()
    assert "; 1 problem, see: python -m bot lint 'my packs'" in rounds.out


async def test_the_page_answers(rounds, someone):
    rounds.start()
    ada = await someone()
    status, page = await ada.get("/")
    assert status == 200
    assert "Your name" in page
    assert await ada.get("/healthz") == (200, "ok")


@SIGNALS
def test_it_stops_when_it_is_told_to(rounds, sign):
    rounds.start()
    assert rounds.ends(sign) == 0
    assert rounds.out.splitlines()[-2:] == [
        "Stopping: finishing what is under way ...",
        "Stopped. Nothing was lost.",
    ]
    assert rounds.err == ""


@SIGNALS
async def test_an_open_stream_does_not_hold_it_up(rounds, someone, sign):
    rounds.start()
    ada = await (await someone()).begins()
    async with ada.stream() as following:
        assert (await following())[0] == "ready"
        code = await asyncio.to_thread(rounds.ends, sign)
    assert code == 0
    assert rounds.err == ""


async def test_an_idle_connection_does_not_hold_it_up(rounds):
    rounds.start()
    async with visitor(rounds) as keeping:
        assert await keeping.get("/healthz") == (200, "ok")
        assert await asyncio.to_thread(rounds.ends, signal.SIGTERM) == 0
    assert rounds.err == ""


async def test_ctrl_c_twice_is_no_accident(rounds, someone):
    rounds.start()
    ada = await (await someone()).begins()
    async with ada.stream():
        rounds.process.send_signal(signal.SIGINT)
        code = await asyncio.to_thread(rounds.ends, signal.SIGINT)
    assert code == 0
    assert rounds.err == ""


async def group_of(someone, count: int):
    """A manager and members who all see today's question, and the question."""
    ada = await (await someone()).begins()
    question = await daily_question(ada)
    invite = await ada.invite()
    return [ada, *[await (await someone()).joins(invite, f"P{n}") for n in range(count)]], question


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
async def test_no_acknowledged_answer_is_lost(rounds, someone, sign):
    rounds.start()
    people, question = await group_of(someone, 7)
    acknowledged = []
    first = asyncio.Event()

    async def answer(person) -> None:
        try:
            status, said = await answers(person, question)
        except (ClientError, OSError):
            return
        assert status == 200, said
        acknowledged.append(person)
        first.set()

    async with asyncio.TaskGroup() as group:
        for person in people:
            group.create_task(answer(person))
        async with timeout(30):
            await first.wait()
        # The others are still on their way.
        code = await asyncio.to_thread(rounds.ends, sign)
    assert code == (-signal.SIGKILL if sign is signal.SIGKILL else 0)
    assert acknowledged
    rounds.start()
    assert [p for p in acknowledged if not await has_answered(p)] == []
    assert rounds.err == ""


async def test_an_answer_in_flight_is_answered_before_it_stops(rounds, someone):
    rounds.start()
    (_, bo), question = await group_of(someone, 1)
    path, body = await ready_answer(bo, question)
    with closing(sqlite3.connect(rounds.folder / "data" / "rounds.sqlite3")) as other:
        other.isolation_level = None
        # Whoever holds the file holds the answer up, on its way between click and verdict.
        other.execute("BEGIN IMMEDIATE")
        reading, writing = await asyncio.open_connection("127.0.0.1", rounds.port)
        writing.write(request(bo, path, body))
        await writing.drain()
        # Asked later and answered: so the click has been read by now.
        assert await bo.get("/healthz") == (200, "ok")
        stopping = asyncio.create_task(asyncio.to_thread(rounds.ends, signal.SIGTERM))
        await asyncio.to_thread(until, lambda: "Stopping" in rounds.out, "that it stops")
        other.execute("ROLLBACK")
    answer = (await reading.read()).decode()
    writing.close()
    assert await stopping == 0
    assert answer.startswith("HTTP/1.1 200 ")
    rounds.start()
    assert await has_answered(bo)


def request(someone, path: str, values: dict) -> bytes:
    """The whole request as a browser sends it."""
    body = json.dumps(values)
    cookies = someone.http.cookie_jar.filter_cookies(URL(someone.page.url)).values()
    head = (
        f"POST /g/{someone.channel}{path} HTTP/1.1",
        f"Host: 127.0.0.1:{someone.page.port}",
        f"Cookie: {'; '.join(f'{c.key}={c.value}' for c in cookies)}",
        f"X-Rounds-Token: {someone.token}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        "Connection: close",
    )
    return "\r\n".join((*head, "", body)).encode()


async def test_everything_is_there_after_kill_9(rounds, someone):
    rounds.start()
    (ada, bo), question = await group_of(someone, 1)
    await answers(bo, question)
    await ada.types("/countdown add CPC 2099-06-01")
    await ada.types("/setup days:weekdays")
    assert rounds.ends(signal.SIGKILL) == -signal.SIGKILL
    rounds.start()
    assert rounds.err == ""
    assert dump(rounds.folder / "data" / "rounds.sqlite3")
    assert await has_answered(bo)
    assert not await has_answered(ada)
    assert "CPC : Mon 1 Jun 2099" in (await bo.types("/countdown list")).text
    assert rounds.rows("SELECT days FROM study_group") == [("mon,tue,wed,thu,fri",)]
    assert (await daily_question(ada)).id == question.id
    assert rounds.rows("SELECT count(*) FROM answer") == [(1,)]
    assert rounds.rows("SELECT count(*) FROM post WHERE kind = 'daily'") == [(1,)]


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGKILL])
async def test_a_restart_between_question_and_click(rounds, someone, sign):
    rounds.start()
    (ada,), question = await group_of(someone, 0)
    form = await ada.asks("/setup")
    rounds.ends(sign)
    rounds.start()
    status, said = await answers(ada, question)
    assert status == 200
    assert VERDICT.search(said)
    assert "days" in form
    sent = await ada.sends(form, **inputs(form) | {"daily_at": "07:45"})
    assert "07:45" in sent["row"]["html"]


def inputs(form: str) -> dict[str, str]:
    """What a form holds when it opens."""
    fields = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form))
    for name, options in re.findall(
        r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL
    ):
        chosen = re.search(r'value="([^"]*)" selected', options)
        fields[name] = chosen[1] if chosen else ""
    return fields


async def test_a_stream_catches_up_after_a_restart(rounds, someone):
    rounds.start()
    ada = await (await someone()).begins()
    question = await daily_question(ada)
    rounds.ends(signal.SIGKILL)
    rounds.start()
    said = await ada.types("/help")
    async with ada.stream(question.seq, as_header=True) as following:
        async with timeout(10):
            while True:
                name, _, data = await following()
                if name == "message" and data["id"] == said.id:
                    break


async def test_a_disk_that_fills_up_is_said_and_loses_nothing(rounds, someone, small_disk):
    disk = small_disk("disk", 6000)
    rounds.settings = {"ROUNDS_DATA": str(disk)}
    rounds.start()
    (ada, bo), question = await group_of(someone, 1)
    assert (await answers(ada, question))[0] == 200
    ready = await ready_answer(bo, question)
    filling = fill(disk)
    status, said = await sends(bo, *ready)
    # Whichever of the two files was full first: a sentence, and nothing is counted.
    assert "full" in said or "disk" in said or "space" in said, (status, said)
    filling.unlink()
    assert rounds.alive
    status, said = await answers(bo, question)
    assert status == 200
    assert VERDICT.search(said)
    assert await has_answered(ada)
    assert rounds.ends(signal.SIGTERM) == 0
    assert "rounds.sqlite3 is full" in rounds.err or "disk is full" in rounds.err


async def test_a_lock_held_by_another_program_is_said_and_loses_nothing(rounds, someone):
    rounds.start()
    (ada,), question = await group_of(someone, 0)
    path = rounds.folder / "data" / "rounds.sqlite3"
    ready = await ready_answer(ada, question)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        _, said = await sends(ada, *ready)
        assert "The database cannot be used right now. Try again in a moment" in said
        other.execute("ROLLBACK")
    assert VERDICT.search((await answers(ada, question))[1])
    assert rounds.ends(signal.SIGTERM) == 0
    assert "is locked by another program. Close it." in rounds.err
    assert "Traceback" not in rounds.err


def test_ctrl_c_before_it_runs_shows_no_traceback(rounds):
    rounds.begin()
    # When its folder is there it has read the bank, and has neither a page nor a banner yet.
    until((rounds.folder / "data").exists, "the data folder")
    assert rounds.ends(signal.SIGINT) in {0, 130}
    assert "Traceback" not in rounds.err
