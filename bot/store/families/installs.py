"""Rows of the workspaces that have installed the app."""

from bot.domain.installation import Installation
from bot.store.statements import Statements


class InstallRows:
    """Installs of workspaces and enterprises. See `bot.ports.Installs`."""

    __slots__ = ("_sql",)

    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    def get(self, platform: str, workspace: str) -> Installation | None:
        """The install of a workspace, or of an enterprise by its own id."""
        row = self._sql.one("of_workspace", platform=platform, workspace=workspace)
        return Installation(*row) if row else None

    def put(self, installation: Installation) -> None:
        """Writes it, over the one that was there."""
        self._sql.run(
            "put",
            platform=installation.platform,
            workspace=installation.workspace,
            enterprise=installation.enterprise,
            sealed=installation.sealed,
            saved_ms=installation.saved_ms,
        )

    def reseal(self, platform: str, workspace: str, was: str, sealed: str) -> bool:
        """Writes the same tokens under another key; False when they are others by now."""
        row = self._sql.one(
            "reseal", platform=platform, workspace=workspace, was=was, sealed=sealed
        )
        return row is not None

    def drop(self, platform: str, workspace: str) -> list[str]:
        """Deletes an install, and the rows that were served by it; the ids that are gone."""
        rows = self._sql.rows("drop_workspace", platform=platform, workspace=workspace)
        return sorted(gone for (gone,) in rows)
