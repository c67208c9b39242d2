"""Where Slack's installs are kept: in the store, for the adapter that seals them."""

from collections.abc import Sequence

from bot.domain.installation import Installation
from bot.ports import Clock, Store, Tx


class KeptInstalls:
    """One platform's installs and one-time keys. See `adapters.slack.installs.Cabinet`."""

    def __init__(self, store: Store, clock: Clock, platform: str = "slack") -> None:
        self._store = store
        self._clock = clock
        self._platform = platform

    async def get(self, workspace: str) -> Installation | None:
        """The install of a workspace, or of an enterprise by its own id."""
        return await self._store.read(_get, self._platform, workspace)

    async def put(self, workspace: str, enterprise: str, sealed: str) -> None:
        """Writes it, over the one that was there."""
        made = Installation(self._platform, workspace, enterprise, sealed, self._clock.now_ms())
        await self._store.write(_put, made)

    async def reseal(self, workspace: str, was: str, sealed: str) -> bool:
        """Writes the same tokens under another key; False when they are others by now."""
        return await self._store.write(_reseal, self._platform, workspace, was, sealed)

    async def drop(self, workspace: str) -> Sequence[str]:
        """Deletes it, and what it served; the ids that are gone."""
        return await self._store.write(_drop, self._platform, workspace)

    async def first(self, key: str) -> bool:
        """True once for each key."""
        return await self._store.write(_first, key, self._clock.now_ms())


def _get(tx: Tx, platform: str, workspace: str) -> Installation | None:
    return tx.installs.get(platform, workspace)


def _put(tx: Tx, installation: Installation) -> None:
    tx.installs.put(installation)


def _reseal(tx: Tx, platform: str, workspace: str, was: str, sealed: str) -> bool:
    return tx.installs.reseal(platform, workspace, was, sealed)


def _drop(tx: Tx, platform: str, workspace: str) -> list[str]:
    return tx.installs.drop(platform, workspace)


def _first(tx: Tx, key: str, at_ms: int) -> bool:
    return tx.seen.first(key, at_ms)
