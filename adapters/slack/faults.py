"""What goes wrong between us and Slack, as the outbox understands it.

Source: Slack, Web API methods: the errors of chat.postMessage, chat.update, conversations.history;
Rate limits.
"""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.api import MessageGone, NotSent, OutcomeUnknown, PlaceGone, Unreadable

SHORT_S, LONG_S, HOUR_S = 15.0, 600.0, 3600.0
_THROTTLED, _FAILED = 429, 500

_UNINVITED = "Rounds is not in this channel. Invite it there: /invite @Rounds"
_NO_CHANNEL = "The channel was deleted, or it is private and Rounds is not in it: /invite @Rounds"
_ARCHIVED = "The channel is archived."
_REMOVED = "Rounds was removed from this workspace. Install it again, then use /setup."
_MAY_NOT = "This channel lets only some people post. Let Rounds post there, then use /setup."
_NOBODY = "This person cannot be written to any more."

PLACES = {
    "not_in_channel": _UNINVITED,
    "channel_not_found": _NO_CHANNEL,
    "is_archived": _ARCHIVED,
    "channel_is_limited_access": _MAY_NOT,
    "restricted_action": _MAY_NOT,
    "restricted_action_read_only_channel": _MAY_NOT,
    "restricted_action_thread_only_channel": _MAY_NOT,
    "restricted_action_non_threadable_channel": _MAY_NOT,
    "no_permission": _MAY_NOT,
    "token_revoked": _REMOVED,
    "account_inactive": _REMOVED,
    "team_access_not_granted": _REMOVED,
    "team_not_found": _REMOVED,
    "user_not_found": _NOBODY,
    "user_disabled": _NOBODY,
    "cannot_dm_bot": _NOBODY,
    "messages_tab_disabled": _NOBODY,
}
"""Errors by which a place or a person is out of reach, with what to do about it."""

_MESSAGES = frozenset(
    {"message_not_found", "cant_update_message", "edit_window_closed", "update_failed"}
)
_TOKENS = frozenset(
    {"invalid_auth", "not_authed", "no_token", "not_allowed_token_type", "org_login_required"}
)
_OURS = frozenset(
    {
        "invalid_blocks",
        "invalid_blocks_format",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
        "invalid_arguments",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "metadata_too_large",
    }
)
UNDRAWABLE = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "invalid_attachments"}
)
"""Errors for blocks that Slack does not take: the same may go out as text alone."""

TROUBLE = (SlackApiError, aiohttp.ClientError, OSError, TimeoutError)
"""What a request to Slack may raise that is no fault of ours."""


def error_of(error: SlackApiError) -> str:
    """Slack's own word for what went wrong; empty when it was not Slack that answered."""
    response: Any = error.response
    # Of a page of somebody else's the SDK keeps the text.
    data: Any = getattr(response, "data", response)
    return str(data.get("error") or "") if isinstance(data, dict) else ""  # pyright: ignore[reportUnknownArgumentType, reportUnknownMemberType]


def status_of(error: SlackApiError) -> int:
    """The HTTP status."""
    response: Any = error.response
    return int(getattr(response, "status_code", 0) or 0)


def retry_after_s(error: SlackApiError) -> float:
    """How long Slack asks us to wait; a pause of our own when it does not say."""
    response: Any = error.response
    headers: Any = getattr(response, "headers", None) or {}
    for name, value in headers.items():
        if name.lower() == "retry-after":
            try:
                return max(float(value), 1.0)
            except ValueError:
                break
    return SHORT_S


@contextmanager
def understood() -> Generator[None]:
    """Raises a Fault for what Slack or the network did; what is our own fault passes through."""
    try:
        yield
    except SlackApiError as error:
        fault = _fault(error)
        if fault is None:
            raise
        raise fault from error
    except aiohttp.ClientConnectorError as error:
        raise NotSent(f"Slack cannot be reached: {error}", SHORT_S) from error
    except (TimeoutError, aiohttp.ClientError, OSError) as error:
        raise OutcomeUnknown(f"The connection broke: {error or type(error).__name__}") from error


@contextmanager
def looking() -> Generator[None]:
    """As `understood`, for reading a channel's history."""
    try:
        with understood():
            yield
    except NotSent as fault:
        cause = fault.__cause__
        if isinstance(cause, SlackApiError) and error_of(cause) == "missing_scope":
            raise Unreadable(
                "Rounds may not read this channel's history (channels:history, groups:history)."
            ) from fault
        raise


def is_throttled(fault: BaseException) -> bool:
    """Whether Slack itself has asked us to wait."""
    cause = fault.__cause__
    return isinstance(cause, SlackApiError) and status_of(cause) == _THROTTLED


def _fault(error: SlackApiError) -> Exception | None:
    code, status = error_of(error), status_of(error)
    if status == _THROTTLED or code in {"ratelimited", "rate_limited", "message_limit_exceeded"}:
        return NotSent("Slack asks to wait.", retry_after_s(error))
    if code in PLACES:
        return PlaceGone(PLACES[code])
    if code in _MESSAGES:
        return MessageGone("The message was deleted, or may not be changed any more.")
    if code == "token_expired":
        return NotSent("The workspace's token has just expired.", SHORT_S)
    if code in _TOKENS:
        return NotSent(f"Slack does not accept the token ({code}).", HOUR_S)
    if code == "missing_scope":
        return NotSent("Rounds lacks a scope for that: install it again.", HOUR_S)
    if code in _OURS:
        return None
    if status >= _FAILED or not code:
        return OutcomeUnknown(f"Slack failed with {status}.")
    if code in {"fatal_error", "internal_error", "request_timeout"}:
        # "It is possible some aspect of the operation succeeded before the error was raised."
        return OutcomeUnknown(f"Slack failed ({code}).")
    return NotSent(f"Slack refuses: {code}.", LONG_S)
