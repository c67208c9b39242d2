"""A streak kept answer by answer equals the one derived from all the facts."""

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.group import Post, PostKind, PostState, Streak
from bot.domain.streak import derive
from bot.units.record import _keep_streak

FIRST = date(2026, 3, 2)
DAYS = st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), min_size=1, max_size=24)


class Rows:
    """The rows that a streak is made from."""

    def __init__(self):
        self.posted = []
        self.days = set()
        self.streak = Streak()
        self.posts = SimpleNamespace(chain=self.chain)
        self.answers = SimpleNamespace(answered_dates=lambda _g, _m, _since: self.days)
        self.streaks = SimpleNamespace(get=lambda _g, _m: self.streak, save=self.save)

    def chain(self, _group, until, most):
        return [p for p in reversed(self.posted) if p.local_date <= until][:most]

    def save(self, _group, _member, streak):
        self.streak = streak


@given(DAYS)
def test_kept_equals_derived(days):
    rows = Rows()
    here = SimpleNamespace(group=SimpleNamespace(id="g1"), me=SimpleNamespace(id="m1"))
    for n, (excused, answered, marked_late) in enumerate(days):
        day = FIRST + timedelta(days=n)
        post = Post(f"p{n}", "g1", PostKind.DAILY, day, n, PostState.CLAIMED, excused=excused)
        if not marked_late:
            rows.posted.append(post)
        if answered:
            rows.days.add(day)
            assert _keep_streak(rows, here, post) == rows.streak
        if marked_late:
            rows.posted.append(post)
        assert rows.streak == derive(rows.posted[::-1], rows.days) or not answered
        rows.posted[-1] = replace(post, revealed_ms=n + 1)
