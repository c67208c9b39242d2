"""Somebody in a workspace: types, presses, chooses, sends in; and sees what only they see."""

import time

from tests.adapters.slack.block_kit import problems_of_options
from tests.adapters.slack.delivery import INTERACTIVE, SLASH, Delivery
from tests.adapters.slack.methods import push, redraw
from tests.adapters.slack.workspace import Message, View

_VALUES = {
    "plain_text_input": "value",
    "number_input": "value",
    "email_text_input": "value",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "users_select": "selected_user",
}
_STARTS = {
    "plain_text_input": "initial_value",
    "number_input": "initial_value",
    "email_text_input": "initial_value",
    "datepicker": "initial_date",
    "timepicker": "initial_time",
    "conversations_select": "initial_conversation",
    "channels_select": "initial_channel",
    "users_select": "initial_user",
}
_ONE = {"static_select", "radio_buttons", "external_select", "overflow"}
_MANY = {"checkboxes", "multi_static_select"}


class Person:
    """One user at one channel; `again` keeps what was sent last, to be sent once more."""

    def __init__(self, slack, team, user, channel: str) -> None:
        self.slack = slack
        self.team = team
        self.user = user
        self.channel = channel
        self.again: tuple[str, dict] | None = None
        self.offered: dict[str, dict] = {}

    @property
    def id(self) -> str:
        return self.user.id

    # What they see.

    @property
    def private(self) -> list[Message]:
        """Ephemeral messages that only they see, oldest first."""
        return [m for m in self.team.ephemerals if m.only_for == self.id]

    @property
    def modal(self) -> View | None:
        """The modal on top."""
        stack = self.team.modals.get(self.id)
        return stack[-1] if stack else None

    @property
    def home(self) -> View | None:
        return self.team.homes.get(self.id)

    @property
    def direct(self) -> list[Message]:
        """Direct messages from the app."""
        found = self.team.channels.get(f"D{self.id[1:]}")
        return list(found.messages.values()) if found else []

    @property
    def screen(self) -> str:
        """The words of everything private: ephemerals, then the modal on top with its errors."""
        shown = [m.words for m in self.private]
        if self.modal:
            shown += [self.modal.words, *self.modal.errors.values()]
        return "\n".join(shown)

    async def until(self, met, within_s: float = 20.0):
        return await self.slack.until(met, within_s)

    async def sees(self, words: str, within_s: float = 20.0) -> str:
        """Waits until their screen holds these words; gives the screen."""
        try:
            await self.until(lambda: words in self.screen, within_s)
        except TimeoutError:
            raise AssertionError(f"{words!r} is not in {self.screen!r}") from None
        return self.screen

    # What they do.

    def writes(self, text: str) -> Message:
        """A message of their own in the channel."""
        return self.slack.keep(
            self.team, self.team.channels[self.channel], {"text": text}, author=self.id
        )

    async def command(self, line: str) -> Delivery:
        """Types `/quiz leaderboard month`."""
        name, _, text = line.partition(" ")
        payload = {
            "token": "verification",
            "team_id": self.team.id,
            "team_domain": self.team.name.lower(),
            "channel_id": self.channel,
            "channel_name": self.team.channels[self.channel].name,
            "user_id": self.id,
            "user_name": self.user.name.lower(),
            "command": name,
            "text": text,
            "api_app_id": self.slack.app_id,
            "is_enterprise_install": self._org,
            "response_url": self.slack.hook(self.team, self.channel, self.id),
            "trigger_id": self.slack.trigger(self.team, self.id),
        }
        if self.team.enterprise:
            payload |= {"enterprise_id": self.team.enterprise, "enterprise_name": "Org"}
        told = await self._send(SLASH, payload)
        if told.acked and told.ack:
            self._heard_back(payload["response_url"], told.ack)
        return told

    async def click(self, where: Message | View | None, label: str) -> Delivery:
        """Presses the button of this label, accessibility label or action id; in the modal on top
        when `where` is None.
        """
        where = where or self.modal
        block, button = self._find(where, label)
        action = {
            "action_id": button["action_id"],
            "block_id": block["block_id"],
            "type": "button",
            "text": button["text"],
            "action_ts": f"{time.time():.6f}",
        }
        if "value" in button:
            action["value"] = button["value"]
        return await self._act(where, action)

    async def choose(self, where: Message | View | None, *labels: str) -> Delivery:
        """Chooses options by their text in whichever select, radio or check boxes hold them."""
        where = where or self.modal
        assert where is not None
        wanted = set(labels)
        offering = [(b, e) for b, e in controls(where) if wanted <= _labels(e)]
        assert offering, f"nobody offers {labels} in {where.words!r}"
        block, element = offering[0]
        chosen = [o for o in options(element) if o["text"]["text"] in wanted]
        value = _picked(element, chosen)
        if isinstance(where, View):
            where.state.setdefault(block["block_id"], {})[element["action_id"]] = value
            if block["type"] == "input" and not block.get("dispatch_action"):
                return Delivery({})
        else:
            mine = where.chosen.setdefault(self.id, {})
            mine.setdefault(block["block_id"], {})[element["action_id"]] = value
        ids = {"action_id": element["action_id"], "block_id": block["block_id"]}
        return await self._act(where, value | ids | {"action_ts": f"{time.time():.6f}"})

    async def submit(self, values: dict[str, object] | None = None) -> Delivery:
        """Fills the modal's inputs by label, block id or action id, and sends it in. What Slack
        itself would not send is `incomplete`.
        """
        view = self.modal
        assert view is not None, "no modal is open"
        left = dict(values or {})
        for block, element in controls(view):
            label = block.get("label", {}).get("text", "")
            names = [n for n in (label, block["block_id"], element["action_id"]) if n in left]
            chosen = left.pop(names[0]) if names else None
            state = view.state.setdefault(block["block_id"], {})
            if names:
                state[element["action_id"]] = self._typed(element, chosen)
            state.setdefault(element["action_id"], _start(element))
            if _empty(state[element["action_id"]]) and _must(block):
                return Delivery(error="incomplete")
        assert not left, f"no inputs named {list(left)} in {view.words!r}"
        payload = self._who("view_submission") | {
            "trigger_id": self.slack.trigger(self.team, self.id, view.id),
            "view": self.slack.view_shown(self.team, view),
            "response_urls": [],
        }
        told = await self._send(INTERACTIVE, payload)
        if told.acked:
            self._answered(view, told.ack or {})
            await self.slack.note()
        return told

    async def completes(
        self, label: str, typed: str, where: Message | View | None = None
    ) -> list[str]:
        """What is offered while they type into a select that completes, by its label, placeholder
        or action id.
        """
        where = where or self.modal
        assert where is not None
        for block, element in controls(where):
            names = (
                block.get("label", {}).get("text"),
                element.get("placeholder", {}).get("text"),
                element["action_id"],
            )
            if element["type"] == "external_select" and label in names:
                break
        else:
            raise AssertionError(f"nothing completes {label!r} in {where.words!r}")
        payload = self._who("block_suggestion") | {
            "action_id": element["action_id"],
            "block_id": block["block_id"],
            "value": typed,
        }
        if isinstance(where, View):
            payload["container"] = {"type": "view", "view_id": where.id}
            payload["view"] = self.slack.view_shown(self.team, where)
        else:
            payload["container"] = self._container(where)
            payload["channel"] = self._channel(where.channel)
        told = await self._send(INTERACTIVE, payload)
        assert told.acked, told
        offered = (told.ack or {}).get("options") or []
        assert not problems_of_options(offered), offered
        self.offered |= {o["text"]["text"]: o for o in offered}
        return [o["text"]["text"] for o in offered]

    async def close(self) -> Delivery | None:
        """Puts the modal away."""
        view = self.team.modals[self.id].pop()
        if not view.body.get("notify_on_close"):
            return None
        payload = self._who("view_closed") | {
            "view": self.slack.view_shown(self.team, view),
            "is_cleared": False,
        }
        return await self._send(INTERACTIVE, payload)

    async def shortcut(self, callback_id: str, message: Message | None = None) -> Delivery:
        """A message shortcut on `message`, or a global one. Slack offers none on ephemerals, and
        does not name the app in it.
        """
        payload = self._who("message_action" if message else "shortcut") | {
            "callback_id": callback_id,
            "trigger_id": self.slack.trigger(self.team, self.id),
            "action_ts": f"{time.time():.6f}",
        }
        if message:
            assert not message.only_for
            del payload["api_app_id"]
            payload |= {
                "message": message.shown,
                "message_ts": message.ts,
                "channel": self._channel(message.channel),
                "response_url": self.slack.hook(self.team, message.channel, self.id),
            }
        return await self._send(INTERACTIVE, payload)

    async def opens_home(self) -> Delivery:
        """Looks at the app's home tab."""
        event = {
            "type": "app_home_opened",
            "user": self.id,
            "channel": f"D{self.id[1:]}",
            "tab": "home",
        }
        if self.home:
            event["view"] = self.slack.view_shown(self.team, self.home)
        return await self.slack.event(event, self.team.id)

    async def repeat(self) -> Delivery:
        """What they did last reaches the app a second time, as it was."""
        assert self.again is not None
        return await self.slack.line.deliver(*self.again)

    async def deactivated(self) -> Delivery:
        """Their account is closed."""
        self.user.deactivated = True
        user = {"id": self.id, "team_id": self.team.id, "deleted": True}
        return await self.slack.event({"type": "user_change", "user": user}, self.team.id)

    # How it is put.

    @property
    def _org(self) -> bool:
        grants = self.slack.grants.values()
        return any(g.org_wide and g.team == self.team.enterprise for g in grants)

    def _who(self, kind: str) -> dict:
        enterprise = {"id": self.team.enterprise, "name": "Org"} if self.team.enterprise else None
        return {
            "type": kind,
            "token": "verification",
            "api_app_id": self.slack.app_id,
            "team": {"id": self.team.id, "domain": self.team.name.lower()},
            "user": {
                "id": self.id,
                "username": self.user.name.lower(),
                "name": self.user.name.lower(),
                "team_id": self.team.id,
            },
            "enterprise": enterprise,
            "is_enterprise_install": self._org,
        }

    def _channel(self, channel: str) -> dict:
        return {"id": channel, "name": self.team.channel(channel).name}

    def _container(self, where: Message) -> dict:
        return {
            "type": "message",
            "message_ts": where.ts,
            "channel_id": where.channel,
            "is_ephemeral": bool(where.only_for),
        }

    def _state(self, where: Message) -> dict:
        """Every value of a message as this person has it, chosen or from the start."""
        mine = where.chosen.get(self.id, {})
        values: dict[str, dict] = {}
        for block, element in controls(where):
            chosen = mine.get(block["block_id"], {}).get(element["action_id"])
            found = chosen or _start(element)
            values.setdefault(block["block_id"], {})[element["action_id"]] = found
        return values

    async def _act(self, where, action: dict) -> Delivery:
        payload = self._who("block_actions") | {"actions": [action]}
        if isinstance(where, View):
            payload |= {
                "container": {"type": "view", "view_id": where.id},
                "view": self.slack.view_shown(self.team, where),
                "trigger_id": self.slack.trigger(self.team, self.id, where.id),
            }
            return await self._send(INTERACTIVE, payload)
        payload |= {
            "container": self._container(where),
            "channel": self._channel(where.channel),
            "trigger_id": self.slack.trigger(self.team, self.id),
            "response_url": self.slack.hook(self.team, where.channel, self.id, where),
            "state": {"values": self._state(where)},
        }
        if not where.only_for:
            payload["message"] = where.shown
        return await self._send(INTERACTIVE, payload)

    async def _send(self, kind: str, payload: dict) -> Delivery:
        self.again = (kind, payload)
        told = await self.slack.line.deliver(kind, payload)
        await self.slack.note()
        return told

    def _typed(self, element: dict, value) -> dict:
        if element["type"] == "external_select":
            assert value in self.offered, f"{value!r} was not offered: see `completes`"
            return _picked(element, [self.offered[value]])
        return _typed(element, value)

    def _heard_back(self, url: str, body: dict) -> None:
        hook = self.slack.hooks[url.rsplit("/", 1)[1]]
        error = self.slack.answer_hook(hook, body)
        assert not error, (error, body)

    def _answered(self, view: View, ack: dict) -> None:
        stack = self.team.modals[self.id]
        match ack.get("response_action"):
            case "errors":
                ids = {b["block_id"] for b in view.body["blocks"] if b["type"] == "input"}
                assert set(ack["errors"]) <= ids, (ack, ids)
                view.errors = ack["errors"]
            case "update":
                redraw(self.slack, view, ack["view"])
            case "push":
                push(self.slack, stack, ack["view"], self.id)
            case "clear":
                stack.clear()
            case None:
                assert not ack, ack
                stack.remove(view)
            case other:
                raise AssertionError(other)

    def _find(self, where, label: str) -> tuple[dict, dict]:
        assert where is not None, "no modal is open"
        found = []
        for block, element in elements(where):
            if element["type"] == "button":
                names = (
                    element["text"]["text"],
                    element.get("accessibility_label"),
                    element["action_id"],
                )
                if label in names:
                    return block, element
                found.append(names[0])
        raise AssertionError(f"no button {label!r} among {found}")


def elements(where):
    """Every interactive element with its block."""
    blocks = where.blocks if isinstance(where, Message) else where.body["blocks"]
    for block in blocks:
        inside = block.get("elements", []) if block["type"] == "actions" else []
        for element in (*inside, block.get("element"), block.get("accessory")):
            if element and element.get("type") not in {None, "image"}:
                yield block, element


def controls(where):
    """Those that hold a value."""
    return ((block, e) for block, e in elements(where) if e["type"] != "button")


def options(element: dict) -> list[dict]:
    groups = element.get("option_groups") or []
    return element.get("options", []) + [o for g in groups for o in g["options"]]


def _labels(element: dict) -> set[str]:
    return {o["text"]["text"] for o in options(element)}


def buttons(where) -> list[str]:
    """The labels of every button."""
    return [e["text"]["text"] for _, e in elements(where) if e["type"] == "button"]


def _picked(element: dict, chosen: list[dict]) -> dict:
    many = element["type"] in _MANY
    value = {"selected_options": chosen} if many else {"selected_option": chosen[0]}
    return {"type": element["type"]} | value


def _typed(element: dict, value) -> dict:
    kind = element["type"]
    if kind in _VALUES:
        return {"type": kind, _VALUES[kind]: value}
    labels = [value] if isinstance(value, str) else list(value)
    found = [o for o in options(element) if o["text"]["text"] in labels or o["value"] in labels]
    assert len(found) == len(labels), (labels, options(element))
    return _picked(element, found)


def _start(element: dict) -> dict:
    kind = element["type"]
    if kind in _VALUES:
        return {"type": kind, _VALUES[kind]: element.get(_STARTS[kind])}
    if kind in _MANY:
        return {"type": kind, "selected_options": element.get("initial_options") or []}
    return {"type": kind, "selected_option": element.get("initial_option")}


def _empty(value: dict) -> bool:
    return not any(v for k, v in value.items() if k != "type")


def _must(block: dict) -> bool:
    return block["type"] == "input" and not block.get("optional")
