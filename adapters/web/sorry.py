"""What the page says when something cannot be done: a status and one sentence."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """A status for machines, a title and a sentence for people."""

    status: int
    title: str
    text: str


class Sorry(Exception):
    """Stops a request with a sentence."""

    def __init__(self, sentence: Sentence) -> None:
        """`sentence`: one of this module's."""
        super().__init__(sentence.text)
        self.sentence = sentence


NOT_HERE = Sentence(
    404,
    "That is not here",
    "This group is gone, or you are not in it. Ask someone in the group for its invite link.",
)
NO_INVITE = Sentence(
    404,
    "This invite leads nowhere",
    "The link is not complete, or the group has ended. Ask for a fresh one.",
)
NO_PAGE = Sentence(404, "That is not here", "There is no page at this address.")
NO_SESSION = Sentence(
    401, "Who are you?", "This browser has no name here any more. Open the page again to pick one."
)
CROSS_SITE = Sentence(
    403, "That did not come from this page", "Nothing was done. Reload the page and try again."
)
WRONG_HOST = Sentence(
    421,
    "This address is not served",
    "Rounds runs for this machine only. Open it as localhost, or set WEB_ACCESS_KEY to serve "
    "other addresses.",
)
NEEDS_KEY = Sentence(403, "The access key is needed", "Open the page again and enter the key.")
TOO_LONG = Sentence(
    413,
    "That is too long",
    "At most 64 KB can be sent at once. Nothing was done; shorten it and send it again.",
)
TOO_FAST = Sentence(
    429, "Slow down a little", "That was a lot at once. Wait ten seconds, then send it again."
)
NOT_READ = Sentence(
    400, "That could not be read", "Nothing was done. Reload the page and try again."
)
NO_NAME = Sentence(400, "A name is needed", "Go back and write a name with at least one letter.")
FILE_TROUBLE = Sentence(
    503,
    "The page's file cannot be written",
    "The disk may be full or read-only. Tell whoever runs this page, then try again.",
)
OUR_FAULT = Sentence(
    500, "Something went wrong on our side", "Try again. What was saved before is still there."
)
