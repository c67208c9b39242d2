"""From an empty channel to a question for trying out, as a manager on Slack gets there."""

from tests.adapters.slack.person import buttons

SET_UP = "/setup daily_at:09:00 zone:UTC"


async def trial_question(slack, ada, most=30):
    """Sets the manager's channel up; gives a question in it that is answered by a letter."""
    assert (await ada.command(SET_UP)).acked
    await ada.sees("Set-up")
    shown = next(m for m in ada.private[::-1] if "Post a test question" in buttons(m))
    for _ in range(most):
        known = len(slack.messages(ada.channel, ada.team.id))
        await ada.click(shown, "Post a test question")
        message = await slack.until(lambda known=known: _after(slack, ada, known))
        assert "Test question" in message.words
        if "A" in buttons(message):
            return message
    raise AssertionError("no question with letters came")


def _after(slack, ada, known):
    found = slack.messages(ada.channel, ada.team.id)
    return found[-1] if len(found) > known else None
