"""What goes wrong between us and Discord, as the outbox understands it."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager

import aiohttp
import discord

from bot.api import MessageGone, NotAllowed, NotSent, OutcomeUnknown, PlaceGone, Unreadable

_UNKNOWN_CHANNEL, _UNKNOWN_GUILD, _UNKNOWN_MESSAGE = 10003, 10004, 10008
_NOT_OURS = 50005
_TOO_MANY_OLD_EDITS = 30046
_UNAUTHORIZED, _THROTTLED, _FAILED = 401, 429, 500

_SHORT_S, _LONG_S, _HOUR_S = 15.0, 600.0, 3600.0

_NO_CHANNEL = "The channel was deleted, or Rounds is not on this server any more."
_MAY_NOT = (
    "Rounds may not post in this channel any more. Give it View Channel and Send Messages there "
    "({why})."
)

ROLE_DELETED = (
    "The role that was told of each daily question was deleted, so nobody is told any more. /setup "
    "chooses another."
)


@contextmanager
def understood() -> Generator[None]:
    """Raises a Fault for what Discord or the network did; what is our own fault passes through."""
    try:
        yield
    except discord.RateLimited as error:
        raise NotSent("Discord asks to wait.", error.retry_after) from error
    except discord.Forbidden as error:
        raise _forbidden(error) from error
    except discord.NotFound as error:
        raise _not_found(error) from error
    except discord.HTTPException as error:
        fault = _other(error)
        if fault is None:
            raise
        raise fault from error
    except aiohttp.ClientConnectorError as error:
        raise NotSent(f"Discord cannot be reached: {error}", _SHORT_S) from error
    except (TimeoutError, aiohttp.ClientError, OSError) as error:
        raise OutcomeUnknown(f"The connection broke: {error or type(error).__name__}") from error


@contextmanager
def optional(refused: str, limits: Mapping[int, str]) -> Generator[None]:
    """As `understood`, for what a group can do without: a missing permission is said as `refused`,
    an error whose code is in `limits` in its words. Neither says anything about posting.
    """
    try:
        with understood():
            yield
    except PlaceGone as gone:
        if isinstance(gone.__cause__, discord.Forbidden):
            raise NotAllowed(refused) from gone
        raise
    except NotSent as fault:
        # Such as a limit that Discord reports with 429.
        cause = fault.__cause__
        if isinstance(cause, discord.HTTPException) and cause.code in limits:
            raise NotAllowed(limits[cause.code]) from fault
        raise
    except discord.HTTPException as error:
        if error.code in limits:
            raise NotAllowed(limits[error.code]) from error
        raise


@contextmanager
def looking() -> Generator[None]:
    """As `understood`, for reading a channel's history."""
    try:
        with understood():
            yield
    except PlaceGone as gone:
        if isinstance(gone.__cause__, discord.Forbidden):
            raise Unreadable(
                "Rounds may not read this channel's history (Read Message History)."
            ) from gone
        raise


def _forbidden(error: discord.Forbidden) -> Exception:
    if not error.code:
        # No JSON of Discord's: something in between refuses, such as Cloudflare. No place is lost.
        return NotSent("Something between us and Discord refuses requests.", _LONG_S)
    if error.code == _NOT_OURS:
        return MessageGone("The message is not ours.")
    return PlaceGone(_MAY_NOT.format(why=error.text or "Forbidden"))


def _not_found(error: discord.NotFound) -> Exception:
    match error.code:
        case code if code == _UNKNOWN_MESSAGE:
            return MessageGone("The message was deleted.")
        case code if code in {_UNKNOWN_CHANNEL, _UNKNOWN_GUILD}:
            return PlaceGone(_NO_CHANNEL)
        case _:
            return NotSent(f"Discord does not know the request: {error.text}", _LONG_S)


def _other(error: discord.HTTPException) -> Exception | None:
    if error.status >= _FAILED:
        return OutcomeUnknown(f"Discord failed with {error.status}.")
    if error.code == _TOO_MANY_OLD_EDITS:
        return NotSent("Discord lets old messages be edited only so often.", _HOUR_S)
    if error.status == _THROTTLED:
        return NotSent("Discord asks to wait.", _LONG_S if not error.code else _SHORT_S)
    if error.status == _UNAUTHORIZED:
        return NotSent("Discord does not accept the token any more.", _HOUR_S)
    return None
