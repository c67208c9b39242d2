"""The Web API methods that Rounds uses, as Slack answers them.

Source: Slack, Web API methods: required arguments, scopes, errors, tiers.
"""

import time

from tests.adapters.slack.block_kit import HOME, MODAL, problems, view_problems
from tests.adapters.slack.workspace import Channel, Message, Refused, View

TRIGGER_S = 3.0
METHODS = {}
TIERS = {1: 1, 2: 20, 3: 50, 4: 100}
"""Calls a minute of one method by one app in one workspace."""


def method(name: str, *required: str, scope: str = "", tier: int = 4):
    """Declares a method: what it must be given, and the scope of any of which it needs one."""

    def keep(run):
        METHODS[name] = (run, required, frozenset(filter(None, scope.split("|"))), tier)
        return run

    return keep


@method("auth.test")
def auth_test(slack, team, args, grant):
    if grant.org_wide and not team.id.startswith("E"):
        raise Refused("team_access_not_granted")
    return {
        "url": f"https://{team.name.lower()}.slack.com/",
        "team": team.name,
        "user": "rounds",
        "team_id": team.id,
        "user_id": team.bot,
        "bot_id": f"B{team.bot[1:]}",
        "enterprise_id": team.enterprise or None,
        "is_enterprise_install": grant.org_wide,
    }


@method("chat.postMessage", "channel", scope="chat:write")
def post_message(slack, team, args, grant):
    channel = _writable(team, args["channel"])
    body = _content(args)
    slack.spend_post(team, channel)
    message = slack.keep(team, channel, body)
    return {"channel": channel.id, "ts": message.ts, "message": message.shown}


@method("chat.postEphemeral", "channel", "user", scope="chat:write")
def post_ephemeral(slack, team, args, grant):
    channel = _writable(team, args["channel"])
    if args["user"] not in channel.members:
        raise Refused("user_not_in_channel")
    message = slack.keep(team, channel, _content(args), only_for=args["user"])
    return {"message_ts": message.ts}


@method("chat.update", "channel", "ts", scope="chat:write", tier=3)
def update(slack, team, args, grant):
    message = _ours(team, args, "cant_update_message")
    if team.channel(args["channel"]).archived:
        raise Refused("is_archived")
    body = _content(args)
    message.body |= body if "blocks" in body else body | {"blocks": []}
    message.edits += 1
    return {"channel": args["channel"], "ts": message.ts, "text": message.text}


@method("chat.delete", "channel", "ts", scope="chat:write", tier=3)
def delete(slack, team, args, grant):
    message = _ours(team, args, "cant_delete_message")
    del team.channel(args["channel"]).messages[message.ts]
    return {"channel": args["channel"], "ts": message.ts}


@method("chat.getPermalink", "channel", "message_ts", tier=4)
def permalink(slack, team, args, grant):
    message = _ours(team, {"channel": args["channel"], "ts": args["message_ts"]}, "x")
    digits = message.ts.replace(".", "")
    link = f"https://{team.name.lower()}.slack.com/archives/{message.channel}/p{digits}"
    return {"channel": message.channel, "permalink": link}


@method("views.open", "trigger_id", "view")
def views_open(slack, team, args, grant):
    user, _ = slack.spend_trigger(team, args["trigger_id"])
    view = _view(slack, args["view"], user, MODAL)
    team.modals[user] = [view]
    return {"view": slack.view_shown(team, view)}


@method("views.push", "trigger_id", "view")
def views_push(slack, team, args, grant):
    user, on_view = slack.spend_trigger(team, args["trigger_id"])
    stack = team.modals.get(user, [])
    if not on_view or not stack:
        raise Refused("invalid_trigger_id")
    return {"view": slack.view_shown(team, push(slack, stack, args["view"], user))}


@method("views.update", "view")
def views_update(slack, team, args, grant):
    view = team.view(args.get("view_id", "")) or next(
        (v for s in team.modals.values() for v in s if _same_name(v, args)), None
    )
    if view is None:
        raise Refused("not_found")
    if args.get("hash") and args["hash"] != view.hash:
        raise Refused("hash_conflict")
    redraw(slack, view, args["view"])
    return {"view": slack.view_shown(team, view)}


@method("views.publish", "user_id", "view")
def views_publish(slack, team, args, grant):
    user = args["user_id"]
    if user not in team.users:
        raise Refused("user_not_found")
    before = team.homes.get(user)
    if args.get("hash") and before and args["hash"] != before.hash:
        raise Refused("hash_conflict")
    view = team.homes[user] = _view(slack, args["view"], user, HOME)
    return {"view": slack.view_shown(team, view)}


@method("conversations.info", "channel", scope="channels:read|groups:read", tier=3)
def conversations_info(slack, team, args, grant):
    channel = team.channel(args["channel"])
    if channel.private and team.bot not in channel.members:
        raise Refused("channel_not_found")
    return {"channel": _channel(team, channel)}


@method("conversations.history", "channel", scope="channels:history|groups:history", tier=3)
def conversations_history(slack, team, args, grant):
    channel = team.channel(args["channel"])
    if team.bot not in channel.members:
        raise Refused("not_in_channel")
    after, before = float(args.get("oldest") or 0), float(args.get("latest") or "inf")
    found = [m for m in channel.messages.values() if after < float(m.ts) < before]
    some = found[::-1][: int(args.get("limit") or 100)]
    with_metadata = str(args.get("include_all_metadata", "")).lower() in {"true", "1"}
    shown = [m.shown if with_metadata else _without(m.shown, "metadata") for m in some]
    return {"messages": shown, "has_more": len(found) > len(some), "pin_count": 0}


@method("conversations.members", "channel", scope="channels:read|groups:read")
def conversations_members(slack, team, args, grant):
    channel = team.channel(args["channel"])
    return {"members": sorted(channel.members), "response_metadata": {"next_cursor": ""}}


@method("conversations.open", "users", scope="im:write", tier=3)
def conversations_open(slack, team, args, grant):
    return {"channel": {"id": team.channel(args["users"]).id}}


@method("users.info", "user", scope="users:read")
def users_info(slack, team, args, grant):
    user = team.users.get(args["user"])
    if user is None:
        raise Refused("user_not_found")
    return {"user": user_shown(team, user)}


@method("apps.uninstall", "client_id", "client_secret", tier=1)
def apps_uninstall(slack, team, args, grant):
    slack.check_client(args)
    slack.revoke(team)
    return {}


@method("auth.revoke", tier=3)
def auth_revoke(slack, team, args, grant):
    del slack.grants[grant.token]
    return {"revoked": True}


def user_shown(team, user) -> dict:
    """As users.info gives it."""
    profile = {"real_name": user.name, "display_name": user.name}
    return {
        "id": user.id,
        "team_id": team.id,
        "name": user.name.lower(),
        "deleted": user.deactivated,
        "real_name": user.name,
        "tz": user.zone,
        "profile": profile,
        "is_admin": user.manages,
        "is_owner": False,
        "is_primary_owner": False,
        "is_bot": False,
    }


def push(slack, stack: list[View], body: dict, user: str) -> View:
    """A modal on top of another: three at most."""
    if len(stack) >= 3:
        raise Refused("push_limit_reached")
    view = _view(slack, body, user, MODAL)
    view.root, view.previous = stack[0].id, stack[-1].id
    stack.append(view)
    return view


def redraw(slack, view: View, body: dict) -> None:
    """What is shown in a view from now on."""
    fresh = _view(slack, body, view.user, view.body["type"])
    kept = {b["block_id"] for b in fresh.body["blocks"]}
    view.body, view.hash, view.errors = fresh.body, fresh.hash, {}
    view.state = {block: value for block, value in view.state.items() if block in kept}


def _view(slack, body, user, kind) -> View:
    found = view_problems(body)
    if found:
        raise Refused("invalid_arguments", response_metadata={"messages": found})
    if body["type"] != kind:
        raise Refused("invalid_arguments", response_metadata={"messages": [f"not a {kind}"]})
    number = slack.number("V")
    named = {**body, "blocks": slack.with_ids(body["blocks"])}
    return View(number, named, user, hash=f"{time.time_ns()}.{number}", root=number)


def _same_name(view, args) -> bool:
    name = args.get("external_id")
    return bool(name) and view.body.get("external_id") == name


def _writable(team, name) -> Channel:
    channel = team.channel(name)
    if channel.archived:
        raise Refused("is_archived")
    if team.bot not in channel.members:
        raise Refused("channel_not_found" if channel.private else "not_in_channel")
    owner = channel.members - {team.bot} if channel.id.startswith("D") else set()
    if any(team.users[user].deactivated for user in owner):
        raise Refused("user_not_found")
    return channel


def _content(args) -> dict:
    text, blocks = args.get("text") or "", args.get("blocks")
    if not text and not blocks:
        raise Refused("no_text")
    if len(text) > 40_000:
        raise Refused("msg_too_long")
    body = {k: args[k] for k in ("text", "blocks", "metadata", "thread_ts") if args.get(k)}
    if blocks:
        found = problems(blocks)
        if found:
            raise Refused("invalid_blocks", errors=found, response_metadata={"messages": found})
    metadata = args.get("metadata")
    if metadata is not None and not {"event_type", "event_payload"} <= set(metadata):
        raise Refused("invalid_metadata_format")
    return body


def _ours(team, args, otherwise) -> Message:
    message = team.channel(args["channel"]).messages.get(args["ts"])
    if message is None:
        raise Refused("message_not_found")
    if message.author != team.bot:
        raise Refused(otherwise)
    return message


def _channel(team, channel) -> dict:
    return {
        "id": channel.id,
        "name": channel.name,
        "is_channel": not channel.private,
        "is_private": channel.private,
        "is_archived": channel.archived,
        "is_member": team.bot in channel.members,
        "is_im": channel.id.startswith("D"),
        "num_members": len(channel.members),
    }


def _without(body: dict, key: str) -> dict:
    return {k: v for k, v in body.items() if k != key}
