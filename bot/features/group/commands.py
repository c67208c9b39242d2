"""Everything the group feature declares."""

from bot.commands.declare import Feature
from bot.features.group import found, me, setup, setup_views, status

FEATURE = Feature(
    "group",
    commands=(*setup.COMMANDS, *status.COMMANDS, *me.COMMANDS, found.COMMAND),
    actions=(*setup.ACTIONS, *status.ACTIONS, *me.ACTIONS),
    forms=(*setup.FORMS, *me.FORMS),
    suggesters=setup.SUGGESTERS,
    wordings=setup_views.WORDINGS,
)
