"""What a platform can draw, in numbers and yes or no; never by its name."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Abilities:
    """Limits of one message and one form on a platform; every number is 1 or more.

    `view_chars` counts title, text blocks and footer as plain words, not buttons. `rows` counts
    rows of buttons and selects. A table narrower than `table_columns` is drawn in a fixed width
    where there are no tables.

    `channels`: a channel may be chosen, and whoever manages one manages all of its workspace.
    `pings`: a role may be notified of a post. `threads`: a message may get a discussion of its own.
    `events`: a workspace keeps dated events. What a platform cannot is never offered there.
    """

    title_chars: int = 256
    block_chars: int = 4000
    view_chars: int = 4000
    blocks: int = 25
    buttons: bool = True
    buttons_in_row: int = 5
    rows: int = 5
    label_chars: int = 80
    select_choices: int = 25
    choice_chars: int = 100
    table_columns: int = 40
    tables: bool = True
    images: bool = True
    forms: bool = True
    form_inputs: int = 5
    private_replies: bool = True
    channels: bool = False
    pings: bool = False
    threads: bool = False
    events: bool = False


PAGE = Abilities(
    title_chars=300,
    block_chars=40_000,
    view_chars=200_000,
    blocks=200,
    buttons_in_row=25,
    rows=50,
    label_chars=200,
    select_choices=1000,
    choice_chars=1000,
    form_inputs=25,
)
"""The local page draws everything; the numbers only stop runaway views."""
