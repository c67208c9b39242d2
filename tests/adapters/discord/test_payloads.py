"""Every request of a whole day, against Discord's own description of its API."""

import re

import jsonschema_rs
import pytest

from tests.adapters.discord.seen import seen
from tests.adapters.discord.spec import assert_in_spec, needs_spec

_CALLBACKS = {
    4: "CreateMessageInteractionCallbackRequest",
    5: "CreateMessageInteractionCallbackRequest",
    6: "UpdateMessageInteractionCallbackRequest",
    7: "UpdateMessageInteractionCallbackRequest",
    8: "ApplicationCommandAutocompleteCallbackRequest",
    9: "ModalInteractionCallbackRequest",
}
_BODIES = (
    ("POST", r"/channels/\d+/messages$", "MessageCreateRequest"),
    ("PATCH", r"/channels/\d+/messages/\d+$", "MessageEditRequestPartial"),
    ("PATCH", r"/webhooks/.*", "IncomingWebhookUpdateForInteractionCallbackRequestPartial"),
    ("POST", r"/webhooks/.*", "IncomingWebhookRequestPartial"),
)


def schema_of(request) -> str:
    if request.path.endswith("/callback"):
        return _CALLBACKS[request.json["type"]]
    return next(
        name for m, path, name in _BODIES if m == request.method and re.match(path, request.path)
    )


@needs_spec
async def test_every_request_of_a_day_is_as_discord_describes_it(town, ada, bob):
    await bob.clicks("A")
    await bob.types("quiz", count=2)
    await bob.types("leaderboard")
    await bob.completes("quiz", "topic", "g")
    await ada.types("setup")
    await ada.types("status")
    await bob.types("me")
    await bob.clicks("Change my name")
    await bob.fills(name="Robert")
    post = next(m for m in town.channel.history() if "Daily question" in seen(m))
    await bob.chooses_on("Report this question", post)
    await bob.fills(reason=["key"], words="It is C.")
    await ada.types("status")
    await ada.clicks("View the report")
    await town.later(11)
    await town.at("2026-03-03 20:01")
    checked = [r for r in town.env.http_requests if r.json and "/applications/" not in r.path]
    assert len(checked) > 10
    assert {schema_of(r) for r in checked} >= {"MessageCreateRequest", _CALLBACKS[4], _CALLBACKS[9]}
    for request in checked:
        assert_in_spec(schema_of(request), request.json)


@needs_spec
def test_the_description_can_say_no():
    with pytest.raises(jsonschema_rs.ValidationError):
        assert_in_spec("MessageCreateRequest", {"components": [{"type": 2, "style": 99}]})
