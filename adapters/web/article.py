"""One row of the log as the page shows it: who, when, who can see it, and what it says."""

from datetime import UTC, datetime

from markupsafe import Markup

from adapters.web.log import Message
from adapters.web.spans import letters


def article(message: Message) -> Markup:
    """The message as HTML, the same for everyone who may see it."""
    return _note(message) if message.kind == "note" else _view(message)


def wire(message: Message) -> dict[str, object]:
    """The message as streams and replies carry it."""
    return {
        "id": message.id,
        "seq": message.seq,
        "born": message.born,
        "edited": message.edited_ms is not None,
        "private": message.to_user is not None,
        "html": str(article(message)),
    }


def _note(message: Message) -> Markup:
    return Markup(
        '<article class="note" id="m-{id}" data-seq="{seq}" data-born="{born}" tabindex="-1" '
        'aria-label="Note"><p><bdi>{name}</bdi> {what} {at}</p></article>'
    ).format(
        id=message.id,
        seq=message.seq,
        born=message.born,
        name=letters(message.by_name),
        what=letters(message.html),
        at=_stamp(message.sent_ms),
    )


def _view(message: Message) -> Markup:
    named = Markup('aria-label="Message from Rounds"')
    if f'id="t-{message.id}"' in message.html:
        named = Markup('aria-labelledby="t-{}"').format(message.id)
    private = message.to_user is not None
    return Markup(
        '<article class="message tone-{tone}{only}" id="m-{id}" data-seq="{seq}" '
        'data-born="{born}" tabindex="-1" {named}>'
        '<p class="meta"><span class="who">Rounds</span>{by}{at}{lock}</p>'
        '<div class="body">{body}</div></article>'
    ).format(
        tone=message.tone,
        only=" only-you" if private else "",
        id=message.id,
        seq=message.seq,
        born=message.born,
        named=named,
        by=_by(message, private=private),
        at=_stamp(message.sent_ms),
        lock=Markup('<span class="lock">Only you can see this</span>') if private else "",
        # Drawn and escaped by render.py before it was kept.
        body=Markup(message.html),  # noqa: S704
    )


def _by(message: Message, *, private: bool) -> Markup:
    if not message.by_line:
        return Markup("")
    who = "You" if private else Markup("<bdi>{}</bdi>").format(letters(message.by_name))
    return Markup(' <span class="by">{} used <code dir="auto">{}</code></span>').format(
        who, letters(message.by_line)
    )


def _stamp(at_ms: int) -> Markup:
    at = datetime.fromtimestamp(at_ms / 1000, UTC)
    return Markup(' <time class="stamp" datetime="{}" data-style="stamp">{} UTC</time>').format(
        at.strftime("%Y-%m-%dT%H:%M:%SZ"), at.strftime("%d %b %H:%M")
    )
