"""The manifest: checked in as it is generated, within Slack's limits, with the least scopes."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.app.cli import Declared, main
from adapters.slack.manifest import BUILT_IN, NoManifest, Wanted, manifest, manifest_problems
from bot.api import MessageCommand

ROOT = Path(__file__).parents[3]
COMMANDS, ON_MESSAGES = Declared().commands, Declared().message_commands
URL = "https://rounds.example.org"


def in_menu(name: str) -> MessageCommand:
    """A message command that nobody runs here."""
    return replace(ON_MESSAGES[0], name=name)


def words(made: dict) -> list[str]:
    return [c["command"] for c in made["features"]["slash_commands"]]


def test_the_one_checked_in_is_the_one_generated(capsys):
    assert main(["manifest"]) == 0
    kept = (ROOT / "deploy" / "slack-manifest.json").read_text(encoding="utf-8")
    assert capsys.readouterr().out == kept, "python -m bot manifest > deploy/slack-manifest.json"


def test_it_needs_no_address_and_the_least_scopes():
    made = manifest(COMMANDS)
    assert made["settings"]["socket_mode_enabled"] is True
    assert "http" not in json.dumps(made)
    assert made["oauth_config"] == {"scopes": {"bot": ["commands", "chat:write", "users:read"]}}
    events = made["settings"]["event_subscriptions"]["bot_events"]
    assert events == ["app_home_opened", "app_uninstalled", "tokens_revoked"]


def test_every_word_has_its_command_but_those_that_slack_keeps():
    made = words(manifest(COMMANDS))
    first = {c.name.split(" ")[0] for c in COMMANDS}
    assert set(made) == {f"/{word}" for word in first - BUILT_IN}
    assert "status" in first
    assert "/status" not in made
    hint = manifest(COMMANDS)["features"]["slash_commands"][0]["usage_hint"]
    assert set(hint.strip("[]").split("|")) == first


def test_a_name_that_is_taken_is_left_out_and_the_front_word_is_the_operators():
    made = words(manifest(COMMANDS, wanted=Wanted(front="rounds", without=frozenset({"help"}))))
    assert made[0] == "/rounds"
    assert "/quiz" in made
    assert "/help" not in made


def test_over_http_everything_leads_to_the_address():
    made = manifest(COMMANDS, wanted=Wanted(url=URL))
    assert made["settings"]["socket_mode_enabled"] is False
    assert made["settings"]["interactivity"] == {
        "is_enabled": True,
        "request_url": f"{URL}/slack/events",
        "message_menu_options_url": f"{URL}/slack/events",
    }
    assert made["settings"]["event_subscriptions"]["request_url"] == f"{URL}/slack/events"
    assert {c["url"] for c in made["features"]["slash_commands"]} == {f"{URL}/slack/events"}
    assert made["oauth_config"]["redirect_urls"] == [f"{URL}/slack/oauth_redirect"]


def test_installs_come_back_to_the_address_also_in_socket_mode():
    made = manifest(COMMANDS, wanted=Wanted(url=URL, socket=True))
    assert made["settings"]["socket_mode_enabled"] is True
    assert made["oauth_config"]["redirect_urls"] == [f"{URL}/slack/oauth_redirect"]
    assert "request_url" not in json.dumps(made)


def test_more_is_asked_for_only_where_it_is_wanted():
    all_of_it = Wanted(files=True, history=True, channels=True, rotate=True, org=True)
    made = manifest(COMMANDS, wanted=all_of_it)
    assert made["oauth_config"]["scopes"]["bot"] == [
        "commands",
        "chat:write",
        "users:read",
        "files:write",
        "channels:history",
        "groups:history",
        "channels:read",
        "groups:read",
    ]
    assert "channel_archive" in made["settings"]["event_subscriptions"]["bot_events"]
    assert made["settings"]["token_rotation_enabled"] is True
    assert made["settings"]["org_deploy_enabled"] is True


def test_what_stands_in_a_messages_menu_is_a_shortcut():
    made = manifest(COMMANDS, ON_MESSAGES)
    assert made["features"]["shortcuts"] == [
        {
            "name": "Report this question",
            "type": "message",
            "callback_id": "Report this question",
            "description": "Tell managers and the operator what is wrong with it",
        }
    ]


@pytest.mark.parametrize(
    ("wanted", "on_messages", "said"),
    [
        (Wanted(without=frozenset({"chess"})), (), "no command named chess"),
        (Wanted(name="x" * 36), (), "the name has not 1 to 35"),
        (Wanted(front="x" * 32), (), "has not 1 to 32"),
        (Wanted(front="status"), (), "/status is Slack's own"),
        (Wanted(front="Study Quiz"), (), "is no word"),
        (Wanted(), (in_menu("x" * 25),), "has not 1 to 24"),
        (Wanted(), [in_menu(str(n)) for n in range(11)], "more than 50 commands or 10"),
    ],
)
def test_what_slack_would_refuse_is_not_made(wanted, on_messages, said):
    with pytest.raises(NoManifest, match=said):
        manifest(COMMANDS, on_messages, wanted)


def test_the_checked_in_one_breaks_no_limit():
    kept = json.loads((ROOT / "deploy" / "slack-manifest.json").read_text(encoding="utf-8"))
    assert manifest_problems(kept) == []


def test_the_command_line_takes_the_same_wishes(capsys):
    wishes = ["--url", f"{URL}/", "--without", "help", "--without", "exam", "--channels"]
    assert main(["manifest", *wishes]) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["settings"]["interactivity"]["request_url"] == f"{URL}/slack/events"
    assert {"/help", "/exam"}.isdisjoint(words(made))
    assert main(["manifest", "--without", "chess"]) == 2
    assert capsys.readouterr().err == "There is no command named chess.\n"
    assert main(["manifest", "--url", "http://x.example"]) == 2
