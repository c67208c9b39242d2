"""A page over the demo core, and people at it."""

from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from adapters.web.page import open_page
from tests.adapters.web.demo import Demo, demo_core
from tests.adapters.web.visitor import Visitor, visitor


@pytest.fixture
def demo() -> Demo:
    """What the core's features saw."""
    return Demo()


@pytest.fixture
async def stack():
    """Everything a test opens, closed at its end."""
    async with AsyncExitStack() as opened:
        yield opened


@pytest.fixture
async def page(demo, stack, tmp_path):
    """A running page."""
    return await stack.enter_async_context(open_page(demo_core(demo), tmp_path, port=0))


@pytest.fixture
def someone(page, stack):
    """Gives new browsers."""

    async def make(at=None) -> Visitor:
        return await stack.enter_async_context(visitor(at or page))

    return make


@pytest.fixture
async def ada(someone) -> Visitor:
    """A manager in her own group."""
    return await (await someone()).begins("Ada")


@pytest.fixture
async def grace(someone, ada) -> Visitor:
    """A member of Ada's group."""
    return await (await someone()).joins(await ada.invite(), "Grace")


@pytest.fixture
def opened(demo):
    """Opens a page over the demo core in a folder, with any other setting."""

    @asynccontextmanager
    async def make(folder, core=None, **settings):
        async with open_page(core or demo_core(demo), folder, **({"port": 0} | settings)) as page:
            yield page

    return make
