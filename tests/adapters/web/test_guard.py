"""What every request passes: headers, host, session, origin, size and pace."""

import json
import logging
import stat
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientSession, web

from tests.adapters.web.visitor import hidden, new_key

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


async def head(visitor, path, **more):
    async with visitor.http.get(visitor.at(path), allow_redirects=False, **more) as response:
        return response.status, response.headers


async def test_every_answer_carries_the_headers(ada):
    for path in ("/", f"/g/{ada.channel}", "/nowhere", "/healthz", f"/g/{ada.channel}/stream"):
        _, headers = await head(ada, path)
        assert headers["Content-Security-Policy"] == CSP
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "no-referrer"


async def test_no_page_holds_inline_script_or_style_or_a_foreign_address(ada, someone):
    _, welcome = await (await someone()).get("/")
    _, group = await ada.get(f"/g/{ada.channel}")
    for page in (welcome, group):
        assert "<style" not in page
        assert " style=" not in page
        assert " onclick" not in page
        assert "<script>" not in page
        assert page.count("<script") == page.count('<script type="module" src="/static/')
        assert "https://" not in page


async def test_a_page_says_that_it_needs_javascript(ada):
    _, page = await ada.get(f"/g/{ada.channel}")
    assert "<noscript><p" in page


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8080", "169.254.1.1", "localhost.evil.example", ""],
)
async def test_a_name_that_is_not_this_machine_is_refused(page, host):
    async with (
        ClientSession() as http,
        http.get(page.url, headers={"Host": host}) as response,
    ):
        assert response.status in {400, 421}
        assert "Your name" not in await response.text()


@pytest.mark.parametrize("host", ["localhost:9", "127.0.0.1", "[::1]:80", "127.8.8.8:1"])
async def test_this_machine_goes_by_several_names(page, host):
    async with ClientSession() as http, http.get(page.url, headers={"Host": host}) as response:
        assert response.status == 200


async def test_behind_an_access_key_every_name_is_served(opened, tmp_path):
    async with (
        opened(tmp_path, access_key="k") as page,
        ClientSession() as http,
        http.get(page.url + "enter", headers={"Host": "study.example"}) as response,
    ):
        assert response.status == 200


async def test_the_cookie_is_for_the_server_alone(someone):
    visitor = await someone()
    _, headers = await head(visitor, "/")
    cookie = headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie


async def test_a_cookie_that_was_touched_is_nobody(ada, someone):
    eve = await someone()
    (cookie,) = list(ada.http.cookie_jar)
    payload, _, signature = cookie.value.partition(".")
    for forged in (f"{payload}x.{signature}", payload, f"{payload}.{signature[:-2]}xx", "{}", ""):
        headers = {"Cookie": f"{cookie.key}={forged}"}
        async with eve.http.get(ada.at(f"/g/{ada.channel}"), headers=headers) as response:
            assert response.status == 404


async def test_the_secret_is_made_once_for_its_owner_only(opened, tmp_path):
    async with opened(tmp_path):
        first = (tmp_path / "page.secret").read_text()
    async with opened(tmp_path):
        pass
    assert (tmp_path / "page.secret").read_text() == first
    assert len(first) == 64
    assert stat.S_IMODE((tmp_path / "page.secret").stat().st_mode) == 0o600


async def test_a_session_outlives_a_restart(opened, tmp_path, someone):
    async with opened(tmp_path) as page:
        ada = await (await someone(page)).begins("Ada")
    async with opened(tmp_path) as page:
        ada.page = page
        assert (await ada.get(f"/g/{ada.channel}"))[0] == 200
        assert (await ada.types("/secret")).text.endswith("for Ada alone")


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Rounds-Token": ""},
        {"X-Rounds-Token": "0" * 64},
        {"X-Rounds-Token": "é"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
async def test_a_post_from_elsewhere_does_nothing(ada, demo, headers):
    seen = len(demo.events)
    status, answer = await ada.posts("/command", {"key": new_key(), "typed": "/today"}, **headers)
    assert status == 403
    assert answer["error"] == "Nothing was done. Reload the page and try again."
    assert len(demo.events) == seen


async def test_a_post_of_our_own_page_is_taken(ada):
    origin = f"http://{urlsplit(ada.page.url).netloc}"
    headers = {"Origin": origin, "Sec-Fetch-Site": "same-origin"}
    body = {"key": new_key(), "typed": "/today"}
    assert (await ada.posts("/command", body, **headers))[0] == 200


async def test_anothers_token_does_not_fit(ada, grace, demo):
    seen = len(demo.events)
    body = {"key": new_key(), "typed": "/today"}
    status, _ = await ada.posts("/command", body, **{"X-Rounds-Token": grace.token})
    assert status == 403
    assert len(demo.events) == seen


async def test_a_form_without_its_token_does_nothing(someone, demo):
    visitor = await someone()
    _, page = await visitor.get("/")
    data = {"key": hidden(page, "key"), "name": "Ada"}
    async with visitor.http.post(visitor.at("/found"), data=data) as response:
        assert response.status == 403
    assert demo.events == []


async def test_more_than_64_kb_is_too_long(ada, demo):
    seen = len(demo.events)
    status, answer = await ada.posts("/command", {"key": new_key(), "typed": "x" * 70_000})
    assert status == 413
    assert "64 KB" in answer["error"]
    assert len(demo.events) == seen


async def test_ten_thousand_characters_get_a_sentence(ada):
    row = await ada.types("/quiz " + "x" * 10_000)
    assert row.private
    assert "10,006 characters" in row.text


async def test_half_characters_get_a_sentence(ada):
    row = await ada.types("/quiz \ud800\udfff\x00\u202e")
    assert row.private


async def test_thirty_events_in_ten_seconds_are_enough(ada, grace):
    statuses = []
    for _ in range(31):
        status, answer = await ada.posts("/command", {"key": new_key(), "typed": "/today"})
        statuses.append(status)
    assert statuses == [200] * 30 + [429]
    assert answer["error"] == "That was a lot at once. Wait ten seconds, then send it again."
    assert (await grace.types("/today")).text


@pytest.mark.parametrize(
    "body",
    ["", "no json", "[]", "null", '{"key": 5}', '{"key": "short"}', '{"key": "../../../etc"}',
     '{"key": "key-00000000", "typed": 5}', '{"key": "key-00000000", "name": "found"}',
     '{"key": "key-00000000", "name": "nothing"}', '{"key": "key-00000000"}',
     '{"key": "key-00000000", "name": "quiz", "options": {"count": 5}}', "[" * 30_000],
)  # fmt: skip
async def test_what_cannot_be_read_gets_a_sentence(ada, demo, body):
    seen = len(demo.events)
    headers = {"X-Rounds-Token": ada.token, "Content-Type": "application/json"}
    address = ada.at(f"/g/{ada.channel}/command")
    async with ada.http.post(address, data=body, headers=headers) as response:
        assert response.status == 400
        assert json.loads(await response.text()) == {
            "error": "Nothing was done. Reload the page and try again."
        }
    assert len(demo.events) == seen


@pytest.mark.parametrize("path", ["/nowhere", "/g/x", "/static/x/y", "/static/x/%2e%2e/page.py"])
async def test_an_unknown_address_gets_a_page(ada, path):
    status, page = await ada.get(path)
    assert status == 404
    assert "There is no page at this address." in page


async def test_a_static_file_is_kept_for_ever_under_its_version(ada):
    _, page = await ada.get("/")
    style = page.split('rel="stylesheet" href="')[1].split('"')[0]
    _, headers = await head(ada, style)
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert headers["Content-Type"] == "text/css; charset=utf-8"
    status, _ = await head(ada, style, headers={"If-None-Match": headers["ETag"]})
    assert status == 304
    status, old = await head(ada, "/static/0ld/page.css")
    assert (status, old["Cache-Control"]) == (200, "no-cache")


async def test_the_log_holds_no_address(opened, tmp_path, someone, caplog):
    caplog.set_level(logging.INFO, "aiohttp.access")
    async with opened(tmp_path) as page:
        ada = await (await someone(page)).begins("Ada")
        invite = await ada.invite()
        await ada.get(invite + "?secret=1")
        await ada.get(f"/g/{ada.channel}/earlier?before=7")
        await ada.get("/nowhere?secret=1")
    assert "GET /join/{token} 303" in caplog.text
    assert "secret" not in caplog.text
    assert "before" not in caplog.text
    assert invite not in caplog.text


async def test_what_lies_beside_the_page_checks_its_own_requests(opened, tmp_path):
    async def echo(request):
        return web.Response(text=str(len(await request.read())))

    beside = [web.post("/other/events", echo)]
    async with (
        opened(tmp_path, access_key="a long enough key", beside=beside) as page,
        ClientSession() as session,
    ):
        url, long = f"{page.url}other/events", b"x" * 200_000
        headers = {"Host": "rounds.example.org", "Origin": "https://x.y"}
        async with session.post(url, data=long, headers=headers) as found:
            assert (found.status, await found.text()) == (200, "200000")
            assert "Set-Cookie" not in found.headers
            assert found.headers["X-Frame-Options"] == "DENY"
        async with session.post(f"{url}/more", data=b"x") as found:
            assert found.status == 403
