"""What goes wrong: a refusal is the user's to mend; anything else is ours."""

from typing import Any


class Refusal(Exception):
    """The user asked for what cannot be. `code` and `facts` are worded in a feature's views.

    Raised inside a unit of work it also undoes what the unit wrote.
    """

    def __init__(self, code: str, **facts: Any) -> None:  # noqa: ANN401 - facts go to wording
        """`code` names the refusal; `facts` are what its sentence needs."""
        super().__init__(code)
        self.code = code
        self.facts = facts


class ConfigurationError(Exception):
    """Settings that cannot work: one message that names every problem and how to mend it."""

    def __init__(self, problems: list[str]) -> None:
        """`problems`: one sentence each."""
        super().__init__("\n".join(problems))
        self.problems = problems


class StoreError(Exception):
    """The database cannot be used; the message says why and what to do."""


class NewerSchema(StoreError):
    """The database was written by a newer version of Rounds than this one."""
