"""Slack with what the settings say of it: one workspace's token, or the installs of many.

Imported only where Slack is on: its SDK alone costs 150 ms.
"""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from adapters.app.installs import KeptInstalls
from adapters.slack.door import Door
from adapters.slack.installs import Installs, States
from adapters.slack.oauth import install_routes
from adapters.slack.opening import Slack, open_slack
from adapters.slack.seal import Seal
from adapters.slack.tokens import InstalledTokens, OneToken, Tokens
from bot.config import Config
from bot.ports import Clock, Store


@dataclass(frozen=True, slots=True)
class SlackOn:
    """Slack while it is open, and what it has the page's server serve."""

    slack: Slack
    routes: Sequence[web.RouteDef]


@asynccontextmanager
async def slack_on(
    config: Config,
    core: Door,
    store: Store,
    clock: Clock,
    on_mail: Callable[[], None],
    on_told: Callable[[str], None],
) -> AsyncGenerator[SlackOn]:
    """Slack until the block ends. Raises SlackNotOpened."""
    keys = config.app_keys.value
    cabinet = KeptInstalls(store, clock)
    installs = Installs(cabinet, Seal(keys)) if config.slack_client_id else None

    def make_tokens(client: AsyncWebClient) -> Tokens:
        if installs is None:
            return OneToken(client, config.slack_bot_token.value)
        secret = config.slack_client_secret.value
        return InstalledTokens(installs, client, config.slack_client_id, secret)

    async with open_slack(
        core,
        make_tokens,
        app_token=config.slack_app_token.value,
        signing_secret=config.slack_signing_secret.value,
        api_url=config.slack_api_url,
        on_mail=on_mail,
        on_told=on_told,
    ) as slack:
        routes = list(slack.routes)
        if installs is not None:
            routes += install_routes(
                slack.client,
                installs,
                States(cabinet, keys),
                client_id=config.slack_client_id,
                client_secret=config.slack_client_secret.value,
                public_url=config.public_url,
                api_url=config.slack_api_url,
            )
        yield SlackOn(slack, routes)
