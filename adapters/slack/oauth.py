"""Installing Rounds in a workspace: the link, and the way back from Slack.

Source: Slack, Installing with OAuth.
"""

import logging

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.oauth.async_callback_options import (
    AsyncCallbackOptions,
    AsyncFailureArgs,
    AsyncSuccessArgs,
)
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.installs import STATE_S, Installs, States
from adapters.slack.manifest import INSTALL_PATH, REDIRECT_PATH, SCOPES

log = logging.getLogger("rounds.slack")

_AGAIN = f"Begin again at {INSTALL_PATH}."
_WORDS = {
    "access_denied": "Rounds was not installed: it was not allowed. Nothing was changed.",
    "invalid_browser": f"This link was opened in another browser than it was made in. {_AGAIN}",
    "invalid_state": f"This link is older than ten minutes, or was used before. {_AGAIN}",
}
_INSTALLED = (
    "Rounds is installed in {team}.\n\n"
    "Invite it to the channel where the questions should come: /invite @Rounds\n"
    "Then type /setup there."
)


def install_routes(
    client: AsyncWebClient,
    installs: Installs,
    states: States,
    *,
    client_id: str,
    client_secret: str,
    public_url: str,
    api_url: str,
    scopes: tuple[str, ...] = SCOPES,
) -> list[web.RouteDef]:
    """The two routes of an install, for the page's server. `client` has no token of its own;
    `api_url` says which Slack the browser is sent to.
    """
    flow = AsyncOAuthFlow(
        client=client,
        logger=log,
        settings=AsyncOAuthSettings(
            client_id=client_id,
            client_secret=client_secret,
            scopes=scopes,
            user_scopes=(),
            redirect_uri=public_url + REDIRECT_PATH,
            install_path=INSTALL_PATH,
            redirect_uri_path=REDIRECT_PATH,
            # Straight on to Slack: its own page says what is asked for.
            install_page_rendering_enabled=False,
            authorization_url=api_url.removesuffix("api/") + "oauth/v2/authorize",
            installation_store=installs,
            installation_store_bot_only=True,
            state_store=states,
            state_expiration_seconds=STATE_S,
            callback_options=AsyncCallbackOptions(_succeeded, _failed),
            logger=log,
        ),
    )

    async def install(request: web.Request) -> web.Response:
        return await to_aiohttp_response(
            await flow.handle_installation(await to_bolt_request(request))
        )

    async def come_back(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await flow.handle_callback(await to_bolt_request(request)))

    return [web.get(INSTALL_PATH, install), web.get(REDIRECT_PATH, come_back)]


async def _succeeded(args: AsyncSuccessArgs) -> BoltResponse:
    found = args.installation
    log.info("installed in workspace %s, enterprise %s", found.team_id, found.enterprise_id)
    team = found.team_name or found.enterprise_name or "your workspace"
    return _page(200, _INSTALLED.format(team=team))


async def _failed(args: AsyncFailureArgs) -> BoltResponse:
    log.warning("an install failed: %s", args.reason)
    words = _WORDS.get(args.reason, f"Rounds was not installed. {_AGAIN}")
    return _page(args.suggested_status_code, words)


def _page(status: int, words: str) -> BoltResponse:
    # Plain text: a team's name is never markup.
    return BoltResponse(status=status, body=words, headers={"Content-Type": "text/plain"})
