"""What the core needs of the outside world, as protocols; nothing inherits from them.

Units of work are plain synchronous functions `fn(tx, …)`; the store runs each in one
transaction. All instants are milliseconds UTC, all dates are a group's local dates. Every query
that touches member data is scoped by group.
"""

from bot.ports.answers import Answers, Boards, Keys, Practices, Score, Streaks
from bot.ports.chance import Clock, Dice
from bot.ports.codes import Codes
from bot.ports.installs import Installs
from bot.ports.messenger import KeepsEvents, Messenger, OpensThreads
from bot.ports.packs import Packs, Topic
from bot.ports.people import Countdowns, Groups, Members, Privacy
from bot.ports.posts import Outbox, Posts, Pulse, Schedules
from bot.ports.reports import Reports
from bot.ports.store import Seen, Store, Tx
from bot.ports.watch import Delivered, Outcome, Unwatched, Watch

__all__ = [
    "Answers",
    "Boards",
    "Clock",
    "Codes",
    "Countdowns",
    "Delivered",
    "Dice",
    "Groups",
    "Installs",
    "KeepsEvents",
    "Keys",
    "Members",
    "Messenger",
    "OpensThreads",
    "Outbox",
    "Outcome",
    "Packs",
    "Posts",
    "Practices",
    "Privacy",
    "Pulse",
    "Reports",
    "Schedules",
    "Score",
    "Seen",
    "Store",
    "Streaks",
    "Topic",
    "Tx",
    "Unwatched",
    "Watch",
]
