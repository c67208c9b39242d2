"""First visits, groups, invite links, leaving, and the access key."""

import asyncio

import pytest

from bot.api import ActionRef, CommandCall, MessageRef, Place, PlaceGone, Post, Redraw, View
from tests.adapters.web.visitor import Visitor, hidden, new_key

POST = View("A post")


async def test_a_name_is_all_it_takes_to_stand_in_a_group(ada, demo):
    status, page = await ada.get(f"/g/{ada.channel}")
    assert status == 200
    assert "<bdi>My study group</bdi>" in page
    assert "Welcome to My study group" in page
    (event,) = demo.events
    assert isinstance(event, CommandCall)
    assert event.name == "found"
    assert event.options == (("name", "My study group"), ("zone", "America/Chicago"))
    assert event.place == Place("web", "", ada.channel)
    assert event.actor.name == "Ada"
    assert event.actor.manages
    assert event.actor.zone == "America/Chicago"


async def test_the_first_page_leads_back_to_the_newest_group(ada):
    async with ada.http.get(ada.at("/")) as response:
        assert response.url.path == f"/g/{ada.channel}"


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "Europe/Berlin\x00"])
async def test_a_zone_that_is_none_counts_as_utc(someone, demo, zone):
    await (await someone()).begins("Ada", zone)
    assert demo.events[0].actor.zone == "UTC"


async def test_a_moved_browser_tells_its_new_zone(ada, demo):
    headers = {"X-Rounds-Token": ada.token}
    address = ada.at(f"/g/{ada.channel}/zone")
    async with ada.http.post(address, data={"zone": "Asia/Tokyo"}, headers=headers) as response:
        assert response.status == 200
    await ada.types("/secret")
    assert demo.events[-1].actor.zone == "Asia/Tokyo"


async def test_a_form_sent_twice_makes_one_person_and_one_group(someone, demo):
    visitor = await someone()
    _, page = await visitor.get("/")
    await asyncio.gather(*(visitor.founds(page, name="Ada", zone="UTC") for _ in range(3)))
    assert {event.place for event in demo.events} == {Place("web", "", visitor.channel)}
    assert len({event.key for event in demo.events}) == 1
    rows = await visitor.look(f"/earlier?before={2**40}")
    assert len(rows["rows"]) == 1


@pytest.mark.parametrize("name", ["", "   ", "\u200b\u202e", "\x00\x07"])
async def test_a_name_without_a_letter_is_asked_for_again(someone, name):
    visitor = await someone()
    _, page = await visitor.get("/")
    data = {"token": hidden(page, "token"), "key": hidden(page, "key"), "name": name}
    async with visitor.http.post(visitor.at("/found"), data=data) as response:
        assert response.status == 400
        assert "A name is needed" in await response.text()


async def test_a_hostile_name_is_only_a_name(someone):
    visitor = await (await someone()).begins("\u202e<b>@everyone</b>" + "x" * 100)
    _, page = await visitor.get(f"/g/{visitor.channel}")
    assert "<b>@everyone" not in page
    assert "&lt;b&gt;@everyone&lt;/b&gt;xxx" in page
    assert "\u202e" not in page
    assert "x" * 41 not in page


async def test_further_groups_stand_in_the_switcher(ada, demo):
    first = ada.channel
    _, page = await ada.get(f"/g/{first}")
    await ada.founds(page, group="CCS <2027>")
    assert ada.channel != first
    assert demo.events[-1].options[0] == ("name", "CCS <2027>")
    _, page = await ada.get(f"/g/{ada.channel}")
    assert f'href="/g/{first}"' in page
    assert f'href="/g/{ada.channel}" aria-current="page"><bdi>CCS &lt;2027&gt;</bdi>' in page


async def test_an_invite_link_asks_a_stranger_for_a_name(someone, ada):
    _, page = await (await someone()).get(await ada.invite())
    assert "Join <bdi>My study group</bdi>" in page
    assert 'label for="name">Your name' in page
    assert (await ada.look("/people"))["people"] == [{"name": "Ada", "you": True, "manages": True}]


async def test_joining_is_seen_by_everyone(ada, someone):
    grace = await (await someone()).joins(await ada.invite(), "Grace <i>")
    assert grace.channel == ada.channel
    note = (await ada.sees(2))[-1]
    assert note.text.startswith("Grace <i> joined")
    assert "<bdi>Grace &lt;i&gt;</bdi> joined" in note.html
    assert not note.private
    people = (await grace.look("/people"))["people"]
    assert [p["name"] for p in people] == ["Ada", "Grace <i>"]
    assert [p["manages"] for p in people] == [True, False]


async def test_only_who_made_the_channel_manages_it(ada, grace, demo):
    await grace.types("/secret")
    assert not demo.events[-1].actor.manages
    await ada.types("/secret")
    assert demo.events[-1].actor.manages


async def test_joining_twice_says_so_once(ada, grace):
    invite = await ada.invite()
    _, page = await grace.get(f"/g/{grace.channel}")
    data = {"token": hidden(page, "token")}
    async with grace.http.post(grace.at(invite), data=data) as response:
        assert response.status == 200
    rows = (await ada.look(f"/earlier?before={2**40}"))["rows"]
    assert sum("joined" in row["html"] for row in rows) == 1


async def test_a_known_person_joins_under_their_name(ada, someone):
    grace = await (await someone()).begins("Grace")
    invite = await ada.invite()
    _, page = await grace.get(invite)
    assert "You will be there as" in page
    assert 'id="name"' not in page
    await grace.joins(invite, "Somebody Else")
    assert [p["name"] for p in (await ada.look("/people"))["people"]] == ["Ada", "Grace"]


@pytest.mark.parametrize("path", ["/join/nothing", "/join/%3Cscript%3E"])
async def test_an_invite_that_is_none_says_so(someone, path):
    status, page = await (await someone()).get(path)
    assert status == 404
    assert "This invite leads nowhere" in page
    assert "<script>" not in page


async def test_a_foreign_group_is_not_here(ada, someone):
    stranger = await (await someone()).begins("Eve")
    unnamed = await someone()
    for visitor in (stranger, unnamed):
        for path in ("", "/earlier?before=99", "/people", "/image/x-0"):
            status, page = await visitor.get(f"/g/{ada.channel}{path}")
            assert status == 404
            assert "That is not here" in page
            assert "My study group" not in page
    stranger.channel = ada.channel
    body = {"key": new_key(), "typed": "/leaderboard"}
    assert await stranger.posts("/command", body) == (
        404,
        {
            "error": "This group is gone, or you are not in it. Ask someone in the group for its "
            "invite link."
        },
    )


async def leave(visitor: Visitor) -> None:
    address = visitor.at(f"/g/{visitor.channel}/leave")
    async with visitor.http.post(address, data={"token": visitor.token}) as response:
        assert response.status == 200


async def test_leaving_closes_the_door_behind(ada, grace, demo):
    async with grace.stream(10**6) as following:
        assert (await following())[0] == "ready"
        await leave(grace)
        assert (await following())[0] == "gone"
        with pytest.raises(EOFError):
            await following()
    assert (await grace.get(f"/g/{grace.channel}"))[0] == 404
    assert "Grace left" in (await ada.sees(3))[-1].text
    assert demo.lost == []


async def test_when_the_manager_leaves_the_next_one_manages(ada, grace, demo):
    await leave(ada)
    await grace.types("/secret")
    assert demo.events[-1].actor.manages


async def test_the_last_one_out_closes_the_channel(ada, page, demo):
    invite = await ada.invite()
    place = Place("web", "", ada.channel)
    await page.messenger.send(Post("n1", place, POST))
    await leave(ada)
    assert [lost.place for lost in demo.lost] == [place]
    with pytest.raises(PlaceGone):
        await page.messenger.send(Post("n2", place, POST))
    with pytest.raises(PlaceGone):
        await page.messenger.redraw(Redraw(place, MessageRef("x"), POST))
    assert (await ada.get(invite))[0] == 404
    status, text = await ada.get("/")
    assert status == 200
    assert "You are in no group at the moment" in text


async def test_a_crash_before_founding_is_mended_at_the_next_visit(demo, opened, tmp_path, someone):
    """The channel is there, the core's group is not: the page asks again under the same key."""
    demo.refuse_found = True
    async with opened(tmp_path) as page:
        ada = await (await someone(page)).begins("Ada")
        demo.refuse_found = False
        _, page_html = await ada.get(f"/g/{ada.channel}")
        await ada.get(f"/g/{ada.channel}")
    assert "Welcome to My study group" in page_html
    assert page_html.count("Not now.") == 1
    assert len(demo.events) == 3
    assert len({event.key for event in demo.events}) == 1


class TestAccessKey:
    """A page for other machines."""

    @pytest.fixture
    async def locked(self, stack, opened, tmp_path):
        return await stack.enter_async_context(opened(tmp_path, access_key="open sesame"))

    async def test_a_visitor_enters_the_key_once(self, locked, someone):
        visitor = await someone(locked)
        async with visitor.http.get(visitor.at("/join/abc")) as response:
            assert response.url.path == "/enter"
            page = await response.text()
        assert hidden(page, "to") == "/join/abc"
        data = {"token": hidden(page, "token"), "to": "/", "access": "open sesame"}
        async with visitor.http.post(visitor.at("/enter"), data=data) as response:
            assert "Your name" in await response.text()
        assert (await visitor.begins("Ada")).channel

    async def test_a_wrong_key_is_asked_for_again(self, locked, someone):
        visitor = await someone(locked)
        _, page = await visitor.get("/enter")
        data = {"token": hidden(page, "token"), "to": "/", "access": "open"}
        async with visitor.http.post(visitor.at("/enter"), data=data) as response:
            assert response.status == 403
            assert "That is not the key" in await response.text()
        async with visitor.http.get(visitor.at("/")) as response:
            assert response.url.path == "/enter"

    async def test_guessing_is_slow(self, locked, someone):
        visitor = await someone(locked)
        _, page = await visitor.get("/enter")
        data = {"token": hidden(page, "token"), "to": "/"}
        statuses = []
        for guess in range(12):
            sent = data | {"access": str(guess)}
            async with visitor.http.post(visitor.at("/enter"), data=sent) as response:
                statuses.append(response.status)
        assert statuses == [403] * 10 + [429] * 2

    async def test_events_need_the_key_too(self, locked, someone):
        visitor = await someone(locked)
        visitor.channel = "0" * 26
        status, answer = await visitor.posts("/command", {})
        assert (status, answer["error"]) == (403, "Open the page again and enter the key.")

    async def test_a_new_key_shuts_out_those_who_had_the_old_one(
        self, locked, someone, opened, tmp_path
    ):
        visitor = await someone(locked)
        _, page = await visitor.get("/enter")
        data = {"token": hidden(page, "token"), "to": "/", "access": "open sesame"}
        async with visitor.http.post(visitor.at("/enter"), data=data):
            pass
        async with opened(tmp_path / "same", access_key="other"):
            pass
        (tmp_path / "same" / "page.secret").write_bytes((tmp_path / "page.secret").read_bytes())
        async with opened(tmp_path / "same", access_key="other") as page:
            visitor.page = page
            async with visitor.http.get(visitor.at("/")) as response:
                assert response.url.path == "/enter"

    @pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/\\evil.example"])
    async def test_the_door_leads_nowhere_else(self, locked, someone, to):
        visitor = await someone(locked)
        async with visitor.http.get(visitor.at("/enter"), params={"to": to}) as response:
            page = await response.text()
        assert hidden(page, "to") == "/"

    async def test_health_needs_no_key(self, locked, someone):
        assert await (await someone(locked)).get("/healthz") == (200, "ok")


def test_actions_encode_the_same_everywhere():
    """The tests' own reading of buttons relies on it."""
    assert ActionRef("next").encode() == "1|next"
