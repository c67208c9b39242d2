"""The whole process with Slack on, against a local Slack of the tests' own."""

import asyncio
import signal
import sqlite3

import pytest
from cryptography.fernet import Fernet
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from adapters.app.serve import banner, running
from adapters.discord.budget import Connects
from bot.config import load
from tests.adapters.discord import discord_server
from tests.adapters.discord.discord_server import local_discord
from tests.adapters.slack.installs import CLIENT_ID, CLIENT_SECRET
from tests.adapters.slack.slack_server import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, local_slack
from tests.adapters.slack.trial import SET_UP, trial_question
from tests.adapters.web.visitor import visitor
from tests.app.process import Running, free_port, until

pytestmark = pytest.mark.slow

KEY = Fernet.generate_key().decode()


@pytest.fixture
async def slack():
    async with local_slack() as found:
        yield found


@pytest.fixture
async def discord(monkeypatch):
    async with local_discord() as found:
        monkeypatch.setattr(Route, "BASE", found.base)
        gateway = URL(f"ws://127.0.0.1:{found.port}")
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", gateway)
        monkeypatch.setattr(Connects, "pause_s", lambda *_: 0.0)
        yield found


@pytest.fixture
def settings(slack, tmp_path):
    return {
        "ROUNDS_DATA": str(tmp_path / "data"),
        "WEB_PORT": str(free_port()),
        "SLACK_API_URL": slack.api_url,
    }


BY_SOCKET = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN}
BY_HTTP = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_SIGNING_SECRET": SIGNING_SECRET}
MANY = {
    "SLACK_OAUTH_CLIENT_ID": CLIENT_ID,
    "SLACK_OAUTH_CLIENT_SECRET": CLIENT_SECRET,
    "SLACK_SIGNING_SECRET": SIGNING_SECRET,
    "ROUNDS_APP_KEY": KEY,
    "WEB_PUBLIC_URL": "https://rounds.example.org",
}


async def reached(slack, config):
    """Slack brings things to the process from now on."""
    if config.slack_app_token:
        await slack.connected()
    else:
        slack.http(f"http://127.0.0.1:{config.web_port}/slack/events")


@pytest.mark.parametrize("way", [BY_SOCKET, BY_HTTP])
async def test_a_token_is_all_it_needs_from_set_up_to_an_answer(slack, settings, way):
    config = load(settings | way)
    async with running(config) as rounds:
        said = banner(config, rounds)
        assert "Slack:    on, " in said
        assert not any(secret in said for secret in (BOT_TOKEN, APP_TOKEN, SIGNING_SECRET))
        await reached(slack, config)
        ada, ben = slack.person("Ada", manages=True), slack.person("Ben")
        message = await trial_question(slack, ada)
        assert (await ben.click(message, "B")).acked
        await ben.until(lambda: "orrect" in ben.screen)
        assert (await ada.command("/quiz countdown add name:CPC date:2030-03-14")).acked
        await ada.sees("CPC")
        assert (await ada.command("/quiz leaderboard month")).acked
        assert await slack.posted("Leaderboard")


async def test_two_workspaces_install_it_and_one_leaves(slack, settings, tmp_path):
    for team, name in (("T1", "Evening"), ("T2", "Morning")):
        home = slack.workspace(team, name)
        slack.add_channel("study", team)
        home.installed = False
    config = load(settings | MANY)
    async with running(config):
        await reached(slack, config)
        link = f"http://127.0.0.1:{config.web_port}/slack/install"
        for team in ("T1", "T2"):
            status, page = await slack.installs.through(link, team)
            assert status == 200, page
        ada = slack.person("Ada", manages=True, team="T1")
        ben = slack.person("Ben", manages=True, team="T2")
        for somebody in (ada, ben):
            assert await trial_question(slack, somebody)
        # Who is not installed is nobody.
        eve = slack.person("Eve")
        await eve.command("/today")
        await eve.sees("install")
        assert all(told.acked for told in await slack.uninstalls("T1"))

        def asleep():
            with sqlite3.connect(tmp_path / "data" / "rounds.sqlite3") as rows:
                kept = rows.execute("SELECT workspace FROM installation").fetchall()
                homes = rows.execute("SELECT workspace, asleep FROM home").fetchall()
            return kept, dict(homes)

        # Acknowledged first: the others go on while it is forgotten.
        assert (await ben.command("/today")).acked
        await asyncio.to_thread(until, lambda: asleep()[1]["T1"], "the home of T1 asleep")
        kept, homes = asleep()
        assert kept == [("T2",)]
        assert homes["T2"] == ""
        await slack.installs.through(link, "T1")
        assert (await ada.command(SET_UP)).acked


async def test_three_platforms_in_one_process(slack, discord, settings, tmp_path, monkeypatch):
    monkeypatch.setattr("adapters.slack.socket.PING_S", 0.2)
    config = load(settings | BY_SOCKET | {"DISCORD_TOKEN": discord_server.TOKEN})
    async with running(config) as rounds:
        await slack.connected()
        await discord.until(lambda: discord.identifies)
        ada = slack.person("Ada", manages=True)
        assert (await ada.command(SET_UP)).acked
        await ada.sees("Set-up")
        number = await discord.types("setup", daily_at="09:00", zone="UTC")
        assert "Set-up" in str(await discord.answer_to(number))
        async with visitor(rounds.page) as someone:
            await someone.begins("Grace")
        with sqlite3.connect(tmp_path / "data" / "rounds.sqlite3") as rows:
            found = rows.execute("SELECT platform, group_id FROM home").fetchall()
        assert {platform for platform, _ in found} == {"slack", "discord", "web"}
        assert len({group for _, group in found}) == 3
        await slack.sockets.drop()
        assert await discord.answer_to(await discord.types("today"))
        await discord.drop()
        await slack.connected()
        assert (await ada.command("/today")).acked


async def test_without_slack_the_others_go_on(slack, discord, settings):
    away = {"SLACK_API_URL": f"http://127.0.0.1:{free_port()}/api/"}
    config = load(settings | BY_SOCKET | away | {"DISCORD_TOKEN": discord_server.TOKEN})
    async with running(config) as rounds:
        await discord.until(lambda: discord.identifies)
        number = await discord.types("today")
        assert "no study group" in str(await discord.answer_to(number))
        async with visitor(rounds.page) as someone:
            await someone.begins("Grace")


async def test_without_discord_slack_goes_on(slack, discord, settings, monkeypatch):
    monkeypatch.setattr(Route, "BASE", f"http://127.0.0.1:{free_port()}/api/v10")
    config = load(settings | BY_SOCKET | {"DISCORD_TOKEN": discord_server.TOKEN})
    async with running(config):
        await slack.connected()
        ada = slack.person("Ada")
        assert (await ada.command("/today")).acked
        await ada.sees("no study group")


@pytest.mark.timeout(120)
async def test_a_question_outlives_the_process_that_asked_it(slack, settings, tmp_path):
    running = Running(tmp_path, BY_SOCKET | {"SLACK_API_URL": slack.api_url})
    try:
        await asyncio.to_thread(running.start)
        await slack.connected()
        message = await trial_question(slack, slack.person("Ada", manages=True))
        await asyncio.to_thread(running.ends, signal.SIGKILL)
        await slack.until(lambda: not slack.sockets.sockets)
        ben = slack.person("Ben")
        assert (await ben.click(message, "A")).error == "dispatch_failed"
        await asyncio.to_thread(running.start)
        await slack.connected()
        assert (await ben.click(message, "A")).acked
        await ben.until(lambda: ben.screen)
        assert await asyncio.to_thread(running.ends, signal.SIGTERM) == 0
    finally:
        running.stop()


@pytest.mark.timeout(120)
async def test_nothing_secret_is_printed_at_any_level(slack, tmp_path):
    slack.workspace("T1", "Evening")
    slack.add_channel("study", "T1")
    slack.installs.rotates, slack.installs.life_s = True, 3600
    more = {"SLACK_API_URL": slack.api_url, "LOG_LEVEL": "DEBUG", "SLACK_APP_TOKEN": APP_TOKEN}
    running = Running(tmp_path, MANY | more)
    try:
        await asyncio.to_thread(running.start)
        await slack.connected()
        status, _ = await slack.installs.through(f"{running.url}slack/install", "T1")
        assert status == 200
        ada = slack.person("Ada", manages=True, team="T1")
        assert await trial_question(slack, ada)
        await slack.until(lambda: slack.installs.refreshed)
        assert await asyncio.to_thread(running.ends, signal.SIGTERM) == 0
        printed = running.out + running.err
    finally:
        running.stop()
    assert "DEBUG" in printed
    assert "installed in workspace T1" in printed
    secrets = [APP_TOKEN, CLIENT_SECRET, SIGNING_SECRET, KEY, *slack.installs.given]
    assert len(slack.installs.given) >= 4
    assert [secret for secret in secrets if secret in printed] == []
