"""A workspace's install of the app, for platforms that give each workspace a token of its own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Installation:
    """What a workspace has granted. `workspace` is the enterprise's own id for an install on all of
    its workspaces; `enterprise` is empty where there is none.

    `sealed` is the tokens encrypted; empty for a workspace that is served by its enterprise's.
    """

    platform: str
    workspace: str
    enterprise: str
    sealed: str
    saved_ms: int
