"""Rows of the outbox: one letter a delivery, fenced by its attempt."""

from bot.domain.group import ASKED_AGAIN, Letter, MailKind, MailState
from bot.store.statements import Row, Statements


class OutboxRows:
    """Letters. See `bot.ports.Outbox`, and `Letter` for the state machine."""

    __slots__ = ("_sql",)

    def __init__(self, sql: Statements) -> None:
        self._sql = sql

    def post(self, letter: Letter) -> None:
        """Adds a POST or THREAD letter (nothing when it is there already)."""
        self._sql.run("post", **_asked(letter))

    def redraw(self, letter: Letter) -> None:
        """Asks for a redraw: one row a post and home. A waiting row keeps its earlier time. EVENT
        letters are asked for in the same way.
        """
        self._sql.run("redraw", **_asked(letter))

    def remind(self, letter: Letter) -> None:
        """Adds a REMINDER letter to one member (nothing when it is there already)."""
        asked = _asked(letter)
        del asked["kind"]
        self._sql.run("remind", **asked, member_id=letter.member_id)

    def ready(self, now_ms: int, limit: int, platform: str) -> list[Letter]:
        """CLAIMED and due, or SENDING with an expired lease; posts before redraws before reminders,
        events and threads, oldest first. Of homes on that platform; a letter whose home is gone is
        anybody's.

        A redraw waits while its post is CLAIMED or SENDING itself, a thread while its redraw is.
        """
        rows = self._sql.rows("ready", now_ms=now_ms, most=limit, platform=platform)
        return [_letter(row) for row in rows]

    def take(self, letter: Letter, now_ms: int, lease_ms: int) -> Letter | None:
        """Compare-and-set on `attempt`: the letter as SENDING, or None when another has it."""
        taken = self._sql.run(
            "take",
            id=letter.id,
            attempt=letter.attempt,
            now_ms=now_ms,
            lease_until_ms=now_ms + lease_ms,
        )
        return self.get(letter.id) if taken else None

    def sent(self, letter: Letter, message: str, now_ms: int) -> bool:
        """It arrived. False when it is not this attempt's any more, as for all that end one."""
        done = self._sql.run(
            "sent", id=letter.id, attempt=letter.attempt, message=message, now_ms=now_ms
        )
        return self._ended(letter, done)

    def retry(self, letter: Letter, not_before_ms: int, error: str) -> bool:
        """It surely did not go: CLAIMED again, not before an instant."""
        done = self._sql.run(
            "retry",
            id=letter.id,
            attempt=letter.attempt,
            not_before_ms=not_before_ms,
            error=error,
        )
        return done == 1

    def failed(self, letter: Letter, error: str) -> bool:
        """It cannot go. A redraw that fails leaves its post as it is."""
        return self._give_up(letter, MailState.FAILED, error)

    def unknown(self, letter: Letter, error: str) -> bool:
        """It may have gone, and nobody can find out."""
        return self._give_up(letter, MailState.UNKNOWN, error)

    def get(self, letter_id: str) -> Letter | None:
        """A letter by its id."""
        row = self._sql.one("get", id=letter_id)
        return _letter(row) if row else None

    def of_post(self, post_id: str, kind: MailKind = MailKind.POST) -> list[Letter]:
        """Letters of a post and kind, one a home."""
        rows = self._sql.rows("of_post", post_id=post_id, kind=kind.value)
        return [_letter(row) for row in rows]

    def forget(self, letter_id: str) -> None:
        """What the letter stood for is gone: asked for again, it begins afresh."""
        self._sql.run("forget", id=letter_id)

    def again(self, letter_id: str, now_ms: int) -> bool:
        """An UNKNOWN or FAILED post letter goes back to CLAIMED because a manager asked."""
        return self._sql.run("again", id=letter_id, now_ms=now_ms) == 1

    def standing(self, now_ms: int) -> list[tuple[str, int, int]]:
        """(platform, letters due, since when the oldest is), over all groups: for operators."""
        return [(row[0], row[1], row[2]) for row in self._sql.rows("standing", now_ms=now_ms)]

    def depth(self, group_id: str) -> dict[str, int]:
        """State to number of letters, for one group."""
        return dict(self._sql.rows("depth", group_id=group_id))

    def soonest(self) -> int | None:
        """When the next letter is due, or None when nothing waits."""
        row = self._sql.one("soonest")
        return row[0] if row else None

    def _give_up(self, letter: Letter, state: MailState, error: str) -> bool:
        done = self._sql.run(
            "give_up", id=letter.id, attempt=letter.attempt, state=state.value, error=error
        )
        return self._ended(letter, done)

    def _ended(self, letter: Letter, done: int) -> bool:
        if done and letter.kind in ASKED_AGAIN:
            self._sql.run("ask_again", id=letter.id)
        return done == 1


def _asked(letter: Letter) -> dict[str, object]:
    return {
        "id": letter.id,
        "group_id": letter.group_id,
        "home_id": letter.home_id,
        "kind": letter.kind.value,
        "post_id": letter.post_id,
        "not_before_ms": letter.not_before_ms,
        "created_ms": letter.created_ms,
    }


def _letter(row: Row) -> Letter:
    kind, state = MailKind(row[3]), MailState(row[5])
    return Letter(row[0], row[1], row[2], kind, row[4], state, *row[6:])
