"""What was done already: Slack brings the same thing twice when it did not hear us in time."""

import asyncio
from collections import OrderedDict

from adapters.slack.answer import Ack

_MOST = 10_000


class Once:
    """The newest ten thousand keys, each with what was acknowledged. After a restart the core's
    own memory of keys holds.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[str, asyncio.Future[Ack]] = OrderedDict()

    def begin(self, key: str) -> asyncio.Future[Ack] | None:
        """None for a key that is new; else the acknowledgement that it gets again."""
        known = self._kept.get(key)
        if known is not None or not key:
            return known
        self._kept[key] = asyncio.get_running_loop().create_future()
        while len(self._kept) > _MOST:
            self._kept.popitem(last=False)
        return None

    def end(self, key: str, ack: Ack) -> None:
        """It was acknowledged like this."""
        found = self._kept.get(key)
        if found is not None and not found.done():
            found.set_result(ack)
