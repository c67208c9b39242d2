"""Many workspaces: installs over real sockets, tokens sealed at rest and refreshed in time."""

import asyncio
import logging
import sqlite3

import aiohttp
import pytest
from cryptography.fernet import Fernet
from slack_sdk.web.async_client import AsyncWebClient

from adapters.app.installs import KeptInstalls
from adapters.app.system import SystemClock
from adapters.slack import installs as module
from adapters.slack.door import SlackNotOpened
from adapters.slack.installs import Installs, States
from adapters.slack.oauth import install_routes
from adapters.slack.seal import Seal
from adapters.slack.tokens import InstalledTokens, OneToken
from adapters.web.page import open_page
from bot.api import NotSent, PlaceGone
from bot.store.opening import open_store
from tests.adapters.slack.installs import CLIENT_ID, CLIENT_SECRET, browser
from tests.adapters.slack.slack_server import local_slack
from tests.adapters.web.demo import Demo, demo_core
from tests.app.process import free_port

pytestmark = pytest.mark.slow

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture
async def slack():
    async with local_slack() as found:
        found.workspace("T1", "Evening")
        found.workspace("T2", "Morning")
        yield found


@pytest.fixture
async def client(slack):
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(base_url=slack.api_url, session=session, retry_handlers=[])


@pytest.fixture
async def store(tmp_path):
    async with open_store(f"sqlite:///{tmp_path / 'rounds.sqlite3'}") as opened:
        yield opened


class Shop:
    """What one process has of the installs; another one has nothing but the rows."""

    def __init__(self, store, client, keys=OLD):
        cabinet = KeptInstalls(store, SystemClock())
        self.installs = Installs(cabinet, Seal(keys))
        self.states = States(cabinet, keys)
        self.tokens = InstalledTokens(self.installs, client, CLIENT_ID, CLIENT_SECRET)


@pytest.fixture
def shop(store, client):
    return Shop(store, client)


@pytest.fixture
async def link(shop, client, slack, tmp_path):
    """The address of /slack/install on a running page."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    routes = install_routes(
        client,
        shop.installs,
        shop.states,
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        public_url=url,
        api_url=slack.api_url,
    )
    async with open_page(demo_core(Demo()), tmp_path / "page", port=port, beside=routes):
        yield f"{url}/slack/install"


async def test_two_workspaces_install_it_and_each_has_its_token(slack, shop, link, client):
    for team, name in (("T1", "Evening"), ("T2", "Morning")):
        status, page = await slack.installs.through(link, team)
        assert status == 200
        assert f"Rounds is installed in {name}." in page
    for team in ("T1", "T2"):
        token = await shop.tokens.token(team)
        assert (await client.auth_test(token=token))["team_id"] == team
        assert slack.grants[token].scopes == {"commands", "chat:write", "users:read"}
    with pytest.raises(PlaceGone, match="removed from this workspace"):
        await shop.tokens.token("T3")


async def test_no_byte_of_a_token_is_in_the_database_or_the_log(
    slack, shop, link, tmp_path, caplog
):
    caplog.set_level(logging.DEBUG)
    logging.getLogger("aiosqlite").setLevel(logging.INFO)
    slack.installs.rotates = True
    slack.installs.life_s = 3600
    await slack.installs.through(link, "T1")
    token = await shop.tokens.token("T1")
    assert slack.installs.refreshed == 1
    secrets = [g.token for g in slack.grants.values() if g.team == "T1"] + [CLIENT_SECRET]
    assert token in secrets
    bot = await shop.installs.of("T1")
    written = b"".join(f.read_bytes() for f in tmp_path.glob("rounds.sqlite3*"))
    assert b"T1" in written
    for secret in (*secrets, bot.bot_refresh_token):
        assert secret.encode() not in written
        assert secret not in repr(vars(shop)) + repr(bot)
    ours = "\n".join(r.getMessage() for r in caplog.records if r.name.startswith("rounds"))
    assert "installed in workspace T1" in ours
    assert not any(secret in ours for secret in (*secrets, bot.bot_refresh_token))


async def test_a_state_is_good_for_one_use_in_one_browser(slack, shop, link):
    async with browser(link) as session:
        slack.installs.workspace = "T1"
        async with session.get(link, allow_redirects=False) as answer:
            asks = answer.headers["Location"]
        async with session.get(asks, allow_redirects=False) as answer:
            back = answer.headers["Location"]
        async with browser(link) as other, other.get(back) as answer:
            assert answer.status == 400
            assert "another browser" in await answer.text()
        async with session.get(back) as answer:
            assert answer.status == 200
        async with session.get(back) as answer:
            assert answer.status == 401
            assert "used before" in await answer.text()
    assert len(slack.asked("oauth.v2.access")) == 1


async def test_a_state_that_is_old_or_not_ours_is_refused(shop, store, client, monkeypatch):
    issued = await shop.states.async_issue()
    assert not await Shop(store, client, NEW).states.async_consume(issued)
    assert not await shop.states.async_consume(issued[:-1] + "x")
    assert await Shop(store, client, f"{NEW},{OLD}").states.async_consume(issued)
    another = await shop.states.async_issue()
    monkeypatch.setattr(module, "STATE_S", -1)
    assert not await shop.states.async_consume(another)


async def test_whoever_says_no_changes_nothing(slack, shop, link):
    slack.installs.cancels = True
    status, page = await slack.installs.through(link, "T1")
    assert status == 200
    assert "was not installed" in page
    assert await shop.installs.of("T1") is None


async def test_who_we_are_is_known_without_asking_slack(slack, shop, link):
    await slack.installs.through(link, "T1")
    asked = len(slack.asked("auth.test"))
    for _ in range(3):
        found = await shop.tokens.authorize(None, "T1")
    assert found.bot_user_id == slack.workspaces["T1"].bot
    assert found.bot_token in slack.grants
    assert len(slack.asked("auth.test")) == asked
    assert await shop.tokens.authorize(None, "T9") is None


async def test_a_token_is_refreshed_before_a_post_on_a_schedule(slack, shop, link, client, store):
    slack.installs.rotates, slack.installs.life_s = True, 3600
    await slack.installs.through(link, "T1")
    first = (await shop.installs.of("T1")).bot_token
    slack.installs.life_s = 43_200
    found = await asyncio.gather(*(shop.tokens.token("T1") for _ in range(5)))
    assert len(set(found)) == 1
    assert found[0] != first
    assert slack.installs.refreshed == 1
    assert (await client.auth_test(token=found[0]))["team_id"] == "T1"
    # What was refreshed was kept, with the refresh token of the next time.
    again = Shop(store, client)
    assert await again.tokens.token("T1") == found[0]
    assert slack.installs.refreshed == 1


async def test_a_click_does_not_wait_for_a_refresh(slack, shop, link):
    slack.installs.rotates, slack.installs.life_s = True, 3600
    await slack.installs.through(link, "T1")
    first = (await shop.installs.of("T1")).bot_token
    slack.installs.life_s = 43_200
    assert (await shop.tokens.authorize(None, "T1")).bot_token == first
    await shop.tokens.close()
    assert slack.installs.refreshed == 1
    assert (await shop.tokens.authorize(None, "T1")).bot_token != first


async def test_an_expired_token_is_refreshed_before_anything_else(slack, shop, link, client):
    slack.installs.rotates, slack.installs.life_s = True, 30
    await slack.installs.through(link, "T1")
    slack.installs.life_s = 43_200
    found = await shop.tokens.authorize(None, "T1")
    assert (await client.auth_test(token=found.bot_token))["team_id"] == "T1"


@pytest.mark.parametrize("trouble", [{"status": 500}, {"error": "invalid_refresh_token"}])
async def test_without_a_new_token_the_old_one_serves_to_its_end(
    slack, shop, link, trouble, caplog
):
    slack.installs.rotates, slack.installs.life_s = True, 3600
    await slack.installs.through(link, "T1")
    slack.plan("oauth.v2.access", **trouble)
    assert await shop.tokens.token("T1") in slack.grants
    assert slack.installs.refreshed == 0
    assert "was not refreshed" in caplog.text


async def test_without_any_token_that_works_a_post_waits(slack, shop, link):
    slack.installs.rotates, slack.installs.life_s = True, 30
    await slack.installs.through(link, "T1")
    slack.plan("oauth.v2.access", status=500)
    with pytest.raises(NotSent) as found:
        await shop.tokens.token("T1")
    assert found.value.retry_s == 60
    slack.installs.life_s = 43_200
    assert await shop.tokens.token("T1") in slack.grants


async def test_a_process_that_comes_second_takes_what_the_first_was_given(
    slack, shop, link, store, client
):
    slack.installs.rotates, slack.installs.life_s = True, 3600
    await slack.installs.through(link, "T1")
    second = Shop(store, client)
    await second.installs.of("T1")
    slack.installs.life_s = 43_200
    token = await shop.tokens.token("T1")
    assert await second.tokens.token("T1") == token
    assert slack.installs.refreshed == 1


async def test_an_app_key_is_changed_without_losing_a_workspace(
    slack, shop, link, store, client, caplog
):
    await slack.installs.through(link, "T1")
    token = await shop.tokens.token("T1")
    with pytest.raises(PlaceGone):
        await Shop(store, client, NEW).tokens.token("T1")
    assert "ROUNDS_APP_KEY does not open the tokens of workspace T1" in caplog.text
    assert await Shop(store, client, f"{NEW},{OLD}").tokens.token("T1") == token
    # Heard once with both keys, it is under the new one: the old may be thrown away.
    assert await Shop(store, client, NEW).tokens.token("T1") == token
    with pytest.raises(PlaceGone):
        await Shop(store, client, OLD).tokens.token("T1")


async def test_a_workspace_that_removes_it_is_forgotten(slack, shop, link, store, client, tmp_path):
    await slack.installs.through(link, "T1")
    await slack.installs.through(link, "T2")
    assert await shop.tokens.forget(None, "T1") == ["T1"]
    assert await shop.tokens.forget(None, "T1") == ["T1"]
    assert await shop.tokens.authorize(None, "T1") is None
    assert await shop.tokens.token("T2") in slack.grants
    with sqlite3.connect(tmp_path / "rounds.sqlite3") as rows:
        assert rows.execute("SELECT workspace FROM installation").fetchall() == [("T2",)]
    await slack.installs.through(link, "T1")
    assert await shop.tokens.token("T1") in slack.grants


async def test_an_enterprise_serves_all_of_its_workspaces(slack, shop, link, store, client):
    slack.workspace("E1", "Hospitals")
    slack.workspace("T5", "Ward", "E1")
    slack.installs.org_wide = True
    status, page = await slack.installs.through(link, "E1")
    assert (status, "installed in Hospitals" in page) == (200, True)
    with pytest.raises(PlaceGone):
        await shop.tokens.token("T5")
    found = await shop.tokens.authorize("E1", "T5")
    assert (found.enterprise_id, found.team_id) == ("E1", "T5")
    # Once seen, a post on a schedule finds the way from the workspace's id alone.
    assert await Shop(store, client).tokens.token("T5") == found.bot_token
    assert await shop.tokens.forget("E1", None) == ["E1", "T5"]
    with pytest.raises(PlaceGone):
        await shop.tokens.token("T5")


async def test_one_workspaces_token_is_asked_about_once(slack, client):
    tokens = OneToken(client, slack.bot_token)
    await tokens.start()
    for _ in range(3):
        found = await tokens.authorize(None, slack.team)
    assert found.team_id == slack.team
    assert await tokens.token(slack.team) == slack.bot_token
    assert len(slack.asked("auth.test")) == 1


async def test_a_wrong_token_is_one_request_and_one_sentence(slack, client):
    with pytest.raises(SlackNotOpened, match=r"does not accept SLACK_BOT_TOKEN \(invalid_auth\)"):
        await OneToken(client, "xoxb-wrong").start()
    assert len(slack.asked("auth.test")) == 1


async def test_when_slack_is_away_it_finds_out_later_who_it_is(slack, client):
    slack.plan("auth.test", status=500)
    slack.plan("auth.test", lost=True)
    tokens = OneToken(client, slack.bot_token)
    await tokens.start()
    await OneToken(client, slack.bot_token).start()
    assert (await tokens.authorize(None, slack.team)).team_id == slack.team


async def test_bolts_own_variables_change_nothing(slack, shop, link, monkeypatch):
    monkeypatch.setenv("SLACK_CLIENT_ID", "another")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "another")
    status, _ = await slack.installs.through(link, "T1")
    assert status == 200
