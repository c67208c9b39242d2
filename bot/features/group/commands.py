"""Everything the group feature declares."""

from bot.commands.declare import Feature
from bot.features.group import found, me, more, more_views, moving_views, setup, setup_views, status

FEATURE = Feature(
    "group",
    commands=(*setup.COMMANDS, *status.COMMANDS, *me.COMMANDS, found.COMMAND),
    actions=(*setup.ACTIONS, *more.ACTIONS, *status.ACTIONS, *me.ACTIONS),
    forms=(*setup.FORMS, *more.FORMS, *me.FORMS),
    suggesters=setup.SUGGESTERS,
    wordings=setup_views.WORDINGS | moving_views.WORDINGS | more_views.WORDINGS,
)
