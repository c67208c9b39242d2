"""What a letter of the outbox shows: always the post's state at the moment of sending."""

from dataclasses import dataclass

from bot.chat.views import View
from bot.domain.countdown import days_left
from bot.domain.group import Group, Letter, MailKind, Post, PostKind, PostState
from bot.domain.question import Question
from bot.features.daily import views
from bot.ports import Packs, Tx
from bot.units.names import topic_title

_FEWEST_DAYS = 2
_MOST_KEEPERS = 200


@dataclass(frozen=True, slots=True)
class Composer:
    """Turns a letter into its view, or None when there is nothing to say any more."""

    packs: Packs

    def view(self, tx: Tx, letter: Letter) -> View | None:
        """The post as it stands now. A post that was skipped meanwhile says nothing."""
        post = tx.posts.get(letter.group_id, letter.post_id)
        group = tx.groups.get(letter.group_id)
        if post is None or group is None or post.state is PostState.SKIPPED:
            return None
        if post.kind is PostKind.COUNTDOWN:
            return self._countdown(tx, post)
        if letter.kind is MailKind.THREAD:
            return self._discussion(post)
        if letter.kind is not MailKind.REDRAW and post.revealed_ms is not None:
            return None
        question = self.packs.question(post.question_id)
        if question is None:
            return None if letter.kind is MailKind.REMINDER else views.withdrawn_post(post)
        topic = topic_title(self.packs, question.topic)
        if post.kind is PostKind.TEST:
            return views.test_post(post, question, topic)
        if letter.kind is MailKind.REMINDER:
            if tx.answers.of_post(group.id, post.id, letter.member_id) is not None:
                return None
            return views.reminder(post, question, topic, group)
        if post.revealed_ms is None:
            answered = tx.answers.count(group.id, post.id)
            return views.open_post(post, question, topic, group, views.Standing(answered, []))
        return self._revealed(tx, post, question, topic, group)

    def _discussion(self, post: Post) -> View | None:
        """Never before the key is shown."""
        if post.revealed_ms is None:
            return None
        question = self.packs.question(post.question_id)
        topic = topic_title(self.packs, question.topic) if question else ""
        return views.discussion(post, topic)

    def _countdown(self, tx: Tx, post: Post) -> View | None:
        countdown = tx.countdowns.get(post.group_id, post.subject)
        if countdown is None:
            return None
        return views.countdown_post(countdown, days_left(countdown.day, post.local_date))

    def _revealed(self, tx: Tx, post: Post, question: Question, topic: str, group: Group) -> View:
        who = tx.answers.who(group.id, post.id)
        some = who[:_MOST_KEEPERS]
        streaks = tx.streaks.of_members(group.id, some)
        names = tx.members.names(group.id, some)
        kept = sorted(
            (
                (names[m], streaks[m].current)
                for m in some
                if m in names and m in streaks and streaks[m].current >= _FEWEST_DAYS
            ),
            key=lambda pair: (-pair[1], pair[0]),
        )
        standing = views.Standing(len(who), tx.answers.tally(group.id, post.id), tuple(kept))
        return views.revealed_post(post, question, topic, standing)
