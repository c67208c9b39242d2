"""Streams: what is live, what is caught up with, and what they never show."""

import asyncio

import pytest

from bot.api import MessageRef, Place, Post, Redraw, View
from tests.adapters.web.demo import question
from tests.adapters.web.visitor import Row, read_event


async def post(page, visitor, number: int, title: str = "") -> MessageRef:
    place = Place("web", "", visitor.channel)
    return await page.messenger.send(Post(f"n{number}", place, View(title or f"Post {number}")))


async def test_two_people_see_each_other_live(ada, grace):
    async with ada.stream(10**6) as hers, grace.stream(10**6) as his:
        assert (await hers())[0] == (await his())[0] == "ready"
        await ada.types("/leaderboard")
        for following in (hers, his):
            _, number, data = await following()
            assert "Ada used /leaderboard" in Row(**data).text
            assert int(number) == data["seq"]


async def test_a_private_reply_is_streamed_to_its_owner_alone(ada, grace):
    async with ada.stream(10**6) as hers, grace.stream(10**6) as his:
        await hers()
        await his()
        await ada.types("/secret")
        await ada.types("/leaderboard")
        assert "for Ada alone" in (await hers())[2]["html"]
        assert "Leaderboard" in (await hers())[2]["html"]
        assert "Leaderboard" in (await his())[2]["html"]


@pytest.mark.parametrize("as_header", [False, True])
async def test_a_dropped_stream_goes_on_where_it_stopped(ada, page, as_header):
    async with ada.stream() as following:
        await following()
        _, seen, _ = await following()
    for number in range(250):
        await post(page, ada, number)
    async with ada.stream(int(seen), as_header=as_header) as following:
        assert (await following())[0] == "ready"
        titles = [Row(**(await following())[2]).text for _ in range(250)]
    assert [title.split("Post ")[1] for title in titles] == [str(n) for n in range(250)]


async def test_nothing_is_lost_over_a_restart(opened, tmp_path, someone):
    async with opened(tmp_path) as page:
        ada = await (await someone(page)).begins("Ada")
        async with ada.stream() as following:
            await following()
            _, seen, _ = await following()
            await post(page, ada, 1)
    async with opened(tmp_path) as page:
        ada.page = page
        await post(page, ada, 2)
        await ada.types("/secret")
        rows = await ada.sees(3, int(seen))
        assert ["Post 1" in rows[0].text, "Post 2" in rows[1].text] == [True, True]
        assert "for Ada alone" in rows[2].text


async def test_an_edit_comes_as_the_message_again(ada, page):
    sent = await post(page, ada, 1, "Before")
    place = Place("web", "", ada.channel)
    async with ada.stream(10**6) as following:
        await following()
        await page.messenger.redraw(Redraw(place, sent, View("After")))
        _, number, data = await following()
    row = Row(**data)
    assert row.id == sent.id
    assert row.edited
    assert row.born < row.seq == int(number)
    assert "After" in row.text
    late = await ada.sees(2)
    assert ["Before" in r.text for r in late] == [False, False]


async def test_an_event_that_was_drawn_while_nobody_looked_is_there(ada, page):
    await post(page, ada, 1)
    rows = await ada.sees(2)
    assert [row.seq for row in rows] == sorted(row.seq for row in rows)


async def test_a_number_from_the_future_counts_as_now(ada, page):
    async with ada.stream(10**9) as following:
        await following()
        await post(page, ada, 1)
        assert "Post 1" in (await following())[2]["html"]


@pytest.mark.parametrize("after", ["x", "-5", "1.5", "٣", "9" * 40])
async def test_a_number_that_is_none_counts_as_now(ada, page, after):
    address = f"/g/{ada.channel}/stream?after={after}"
    async with ada.http.get(ada.at(address)) as response:
        assert response.status == 200


async def test_a_stranger_is_told_that_it_is_gone(ada, someone):
    stranger = await (await someone()).begins("Eve")
    stranger.channel = ada.channel
    async with stranger.stream() as following:
        assert (await following())[0] == "gone"
        with pytest.raises(EOFError):
            await following()


async def test_another_channel_is_another_stream(ada, someone, page):
    other = await (await someone()).begins("Eve")
    async with other.stream(10**6) as following:
        await following()
        await post(page, ada, 1, "For Ada's group")
        await post(page, other, 2, "For Eve's group")
        assert "For Eve&#39;s group" in (await following())[2]["html"]


async def test_streams_end_promptly_when_the_page_closes(opened, tmp_path, someone):
    async with asyncio.timeout(3):
        async with opened(tmp_path) as page:
            ada = await (await someone(page)).begins("Ada")
            response = await ada.http.get(ada.at(f"/g/{ada.channel}/stream?after=999"))
            assert (await read_event(response))[0] == "ready"
        with pytest.raises(EOFError):
            await read_event(response)


async def test_many_people_and_many_posts_lose_nothing(ada, someone, page):
    """Twenty streams, sixty messages written at once: each gets each, in one order."""
    invite = await ada.invite()
    people = [await (await someone()).joins(invite, f"P{n}") for n in range(6)]
    start = (await ada.sees(7))[-1].seq
    watched = [asyncio.create_task(p.sees(60, start)) for p in [*people, *people, *people, ada]]
    await asyncio.gather(*(post(page, ada, n) for n in range(60)))
    async with asyncio.timeout(20):
        seen = await asyncio.gather(*watched)
    orders = {tuple(row.id for row in rows) for rows in seen}
    assert len(orders) == 1
    assert len(set(orders.pop())) == 60


async def test_a_question_can_be_answered_from_the_stream(ada, page):
    place = Place("web", "", ada.channel)
    await page.messenger.send(Post("n1", place, question("Daily")))
    row = (await ada.sees(2))[-1]
    assert "Correct: C" in (await ada.clicks(row, "C: E11.65")).text
