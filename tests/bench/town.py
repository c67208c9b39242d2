"""A group of many people on the real store, with weeks of questions behind it and one open now."""

from contextlib import asynccontextmanager
from datetime import timedelta
from functools import cache

from adapters.app.system import SystemDice
from bot.chat.events import CommandCall
from bot.chat.refs import Account, Actor, Place
from bot.core import Core
from bot.domain.calendar import due_ms, local_date
from bot.domain.group import Answer, Member, Post, PostKind, PostState, Streak
from bot.domain.question import Kind
from bot.packs.index import index
from bot.packs.reader import read
from bot.product import FEATURES, jobs
from bot.schedule.due import Due
from bot.store.opening import open_store
from tests.world import StillClock, sample_library

ZONE = "America/Chicago"
CHANNEL = Place("stub", "w1", "c1")
STARTED_MS = 1_772_467_200_000
"""2026-03-02 10:00 in Chicago: an hour after the daily questions of all days to come."""
DAY_MS = 86_400_000


@cache
def bank():
    """The bank's single-answer questions, so that one click answers any of them."""
    library = read()
    singles = [q for q in library.questions if q.kind is Kind.SINGLE]
    if len(singles) < 50:
        return sample_library()
    return index(singles, library.exams.values())


def person_of_stub(number):
    """The account of somebody on the platform that is none."""
    return Account("stub", "w1", f"u{number}")


class Town:
    """One group, its people and the door to it."""

    def __init__(self, store, people, place=CHANNEL, now_ms=STARTED_MS, person=person_of_stub):
        """`person` gives the account of each one by number."""
        self.store = store
        self.place = place
        self.clock = StillClock(now_ms)
        self.dice = SystemDice()
        self.core = Core(store, bank(), self.clock, self.dice, FEATURES)
        self.due = Due(store, jobs(bank(), self.dice))
        self.people = [Actor(person(n), f"Person {n}", zone=ZONE) for n in range(people)]
        self.group = None
        self.events = 0

    def key(self):
        """The key of the next event."""
        self.events += 1
        return f"k{self.events}"

    async def found(self, past):
        """The group with its people and so many days of answered questions."""
        account = Account(self.place.platform, self.people[0].account.workspace, "1")
        chief = Actor(account, "Chief", manages=True, zone=ZONE)
        options = (("name", "Evening coders"), ("zone", ZONE))
        await self.core.handle(CommandCall(self.key(), chief, self.place, "found", options))
        self.group = (await self.store.read(lambda tx: tx.groups.at(self.place)))[0]
        await self.store.write(self._settle, past)

    def _settle(self, tx, past):
        days = [local_date(self.clock.ms, ZONE) - timedelta(days=n) for n in range(past, 0, -1)]
        posts = [self._past_post(day, n) for n, day in enumerate(days)]
        for post in posts:
            tx.posts.add(post)
        for n, actor in enumerate(self.people):
            member = self.dice.new_id()
            tx.members.add_person(member, actor.account, 0)
            tx.members.join(Member(member, self.group.id, actor.name, 0, hidden=n % 50 == 0))
            for post in posts:
                tx.answers.add(self._past_answer(member, post))
            tx.streaks.save(self.group.id, member, Streak(past, past, days[-1]))

    def _past_post(self, day, n):
        due = due_ms(day, "09:00", ZONE)
        question = bank().questions[n % len(bank().questions)]
        return Post(
            self.dice.new_id(),
            self.group.id,
            PostKind.DAILY,
            day,
            due,
            PostState.CLAIMED,
            question_id=question.id,
            revision=question.revision,
            reveal_due_ms=due + DAY_MS // 2,
            posted_ms=due,
            revealed_ms=due + DAY_MS // 2,
        )

    def _past_answer(self, member, post):
        return Answer(
            id=self.dice.new_id(),
            group_id=self.group.id,
            member_id=member,
            question_id=post.question_id,
            revision=1,
            topic="guidelines",
            chosen=("A",),
            at_ms=post.due_ms,
            local_date=post.local_date,
            first=True,
            credit_milli=0,
            points=2,
            post_id=post.id,
        )

    async def next_day(self):
        """A new daily question is in the channel and open. Gives its post."""
        self.clock.ms += DAY_MS
        await self.due.run(self.clock.ms)
        post = await self.store.read(lambda tx: tx.posts.latest(self.group.id, PostKind.DAILY))
        assert post.local_date == local_date(self.clock.ms, ZONE)
        await self.store.write(lambda tx: tx.posts.set_posted(post.id, self.clock.ms))
        return post


@asynccontextmanager
async def town(folder, *, people, past, **more):
    """A town on a fresh SQLite file, durable as the product is, with that many people."""
    async with open_store(f"sqlite:///{folder / 'rounds.sqlite3'}") as store:
        made = Town(store, people, **more)
        await made.found(past)
        yield made
