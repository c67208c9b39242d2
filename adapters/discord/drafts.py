"""What was typed into forms that came back with errors. Only a convenience: after a restart the
form opens with what is saved.
"""

import secrets
from collections import OrderedDict
from collections.abc import Mapping

_MOST = 1000
_TAG_BYTES = 6


class Drafts:
    """The newest thousand."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[str, Mapping[str, str]]] = OrderedDict()

    def keep(self, user: str, values: Mapping[str, str]) -> str:
        """The tag under which the values are found again."""
        tag = f"d{secrets.token_urlsafe(_TAG_BYTES)}"
        self._kept[tag] = (user, dict(values))
        while len(self._kept) > _MOST:
            self._kept.popitem(last=False)
        return tag

    def find(self, user: str, tag: str) -> Mapping[str, str]:
        """The values that this person typed; empty when they are forgotten or another's."""
        owner, values = self._kept.get(tag, ("", {}))
        return values if owner == user else {}
