"""/code in a server: private, walked by its select, and working after a restart."""

from bot.codes.build import build
from bot.codes.shelf import Shelf
from tests.adapters.discord.town import founded, open_town
from tests.codes.conftest import FIXTURES, TINY, silent


async def test_a_code_is_found_by_words_and_walked(tmp_path):
    path = tmp_path / "codes.sqlite3"
    build(path, FIXTURES, silent, TINY)
    shelf = Shelf(path)
    assert shelf.open()
    async with open_town(tmp_path, codes=shelf) as town:
        with town.env.time_context():
            await founded(town)
            bob = town.member()
            before = len(town.posts())
            found = await bob.types("code", what="htn with ckd")
            assert found.ephemeral
            assert "I12.9" in found
            opened = await bob.chooses("I129")
            assert "Hypertensive chronic kidney disease with stage 1" in opened
            await town.restarts()
            assert "header" in await bob.clicks("Up to I12")
            assert len(town.posts()) == before
    shelf.close()
