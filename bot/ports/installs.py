"""Workspaces that have installed the app, as a table."""

from typing import Protocol

from bot.domain.installation import Installation


class Installs(Protocol):
    """Installs of workspaces and enterprises. Tokens are in them only encrypted."""

    def get(self, platform: str, workspace: str) -> Installation | None: ...
    def put(self, installation: Installation) -> None:
        """Writes it, over the one that was there."""
        ...

    def reseal(self, platform: str, workspace: str, was: str, sealed: str) -> bool:
        """Writes the same tokens under another key; False when they are others by now."""
        ...

    def drop(self, platform: str, workspace: str) -> list[str]:
        """Deletes the install of a workspace; of an enterprise, also what its workspaces were
        served by. Gives the ids that are gone.
        """
        ...
