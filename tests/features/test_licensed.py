"""Questions under a licence: asked where it holds, with its notice, and nowhere else."""

from dataclasses import replace

import pytest

from bot.packs.index import index
from tests.world import CHANNEL, founded, open_world, sample_library, single

NOTICE = "Codes (c) their owner. All rights reserved."
HERE = f"{CHANNEL.platform}:{CHANNEL.workspace}"


def library(*workspaces):
    question = replace(single("lic-1"), needs_licence=True, notice=NOTICE, workspaces=workspaces)
    return index([question], sample_library().exams.values())


async def test_its_notice_stands_under_question_and_reasons(tmp_path):
    async with open_world(tmp_path, library("discord:1", HERE)) as world:
        ada = await founded(world)
        assert NOTICE in "".join(world.channel())
        await world.at("2026-03-02 20:00")
        assert "".join(world.channel()).count(NOTICE) == 1
        assert NOTICE in await ada.says("/quiz topic:guidelines")
        assert (await ada.clicks("B")).count(NOTICE) == 1


@pytest.mark.parametrize("workspaces", [(), ("discord:1",), ("discord:1", f"{HERE}0")])
async def test_elsewhere_it_is_never_asked(tmp_path, workspaces):
    async with open_world(tmp_path, library(*workspaces)) as world:
        ada = await founded(world)
        await world.at("2026-03-02 20:00")
        said = "".join(world.channel()) + await ada.says("/quiz topic:guidelines")
        assert single("lic-1").stem not in said
        assert NOTICE not in said


async def test_a_run_goes_past_what_is_not_allowed_any_more(tmp_path):
    async with open_world(tmp_path, library(HERE)) as world:
        ada = await founded(world)
        await world.at("2026-03-02 20:00")
        assert NOTICE in await ada.says("/quiz topic:guidelines")
        world.restart(library("discord:1"))
        assert NOTICE not in await ada.says("/quiz")


def test_a_group_in_two_places_needs_both():
    question = library("web", "slack:T1").question("lic-1")
    assert question.allowed_in(("slack", "T1"), ("web", "local"))
    assert not question.allowed_in(("slack", "T1"), ("discord", "1"))
    assert single("free").allowed_in(("discord", "1"))
