"""What Slack refuses in blocks and views, in its own words: `must be … [json-pointer:/blocks/0]`.

Written from Slack's documentation and independent of the adapter's own limits, so that the two
check each other. Source: Slack, Block Kit reference; `slack_sdk.models.blocks`.
"""

from collections.abc import Iterator

MESSAGE, MODAL, HOME = "message", "modal", "home"

_COMMON = {"type", "block_id"}
_BLOCKS = {
    "actions": {"elements"},
    "alert": {"text", "level"},
    "context": {"elements"},
    "data_table": {"caption", "rows", "page_size", "row_header_column_index", "columns"},
    "data_visualization": {"title", "chart", "alt_text"},
    "divider": set(),
    "header": {"text", "level"},
    "image": {"image_url", "slack_file", "alt_text", "title"},
    "input": {"label", "element", "dispatch_action", "hint", "optional"},
    "markdown": {"text"},
    "rich_text": {"elements"},
    "section": {"text", "fields", "accessory", "expand"},
    "table": {"rows", "column_settings"},
}
_ONLY_ON = {
    "alert": {MODAL},
    "data_visualization": {MESSAGE},
    "data_table": {MESSAGE, MODAL},
    "input": {MESSAGE, MODAL, HOME},
    "markdown": {MESSAGE},
    "table": {MESSAGE},
}
_ELEMENTS = {
    "button": {"text", "url", "value", "style", "confirm", "accessibility_label"},
    "channels_select": {"placeholder", "initial_channel", "confirm", "response_url_enabled"},
    "checkboxes": {"options", "initial_options", "confirm"},
    "conversations_select": {
        "placeholder",
        "initial_conversation",
        "default_to_current_conversation",
        "confirm",
        "response_url_enabled",
        "filter",
    },
    "datepicker": {"placeholder", "initial_date", "confirm"},
    "email_text_input": {"placeholder", "initial_value", "dispatch_action_config"},
    "external_select": {"placeholder", "initial_option", "min_query_length", "confirm"},
    "image": {"image_url", "slack_file", "alt_text"},
    "multi_static_select": {
        "placeholder",
        "options",
        "option_groups",
        "initial_options",
        "max_selected_items",
        "confirm",
    },
    "number_input": {
        "is_decimal_allowed",
        "placeholder",
        "initial_value",
        "min_value",
        "max_value",
        "dispatch_action_config",
    },
    "overflow": {"options", "confirm"},
    "plain_text_input": {
        "placeholder",
        "initial_value",
        "multiline",
        "min_length",
        "max_length",
        "dispatch_action_config",
    },
    "radio_buttons": {"options", "initial_option", "confirm"},
    "static_select": {"placeholder", "options", "option_groups", "initial_option", "confirm"},
    "timepicker": {"placeholder", "initial_time", "confirm", "timezone"},
    "users_select": {"placeholder", "initial_user", "confirm"},
}
_IN_ACTIONS = set(_ELEMENTS) - {
    "image",
    "plain_text_input",
    "number_input",
    "email_text_input",
}
_IN_INPUT = set(_ELEMENTS) - {"image", "button", "overflow"}
_OPTIONS = {
    "checkboxes": 10,
    "radio_buttons": 10,
    "overflow": 5,
    "static_select": 100,
    "multi_static_select": 100,
}
_VIEW = {
    "type",
    "title",
    "submit",
    "close",
    "blocks",
    "private_metadata",
    "callback_id",
    "clear_on_close",
    "notify_on_close",
    "external_id",
    "submit_disabled",
}


def problems(blocks, surface: str = MESSAGE, at: str = "/blocks") -> list[str]:
    """Everything that Slack would refuse; empty when it would take the blocks."""
    return [f"{what} [json-pointer:{where}]" for what, where in _blocks(blocks, surface, at)]


def view_problems(view) -> list[str]:
    """The same for a modal or a home tab."""
    return [f"{what} [json-pointer:{where}]" for what, where in _view(view)]


def problems_of_options(options) -> list[str]:
    """The same for what a select is offered while somebody types."""
    if not options:
        return []
    made = {"type": "static_select", "options": options}
    return [f"{what} [json-pointer:{where}]" for what, where in _choices(made, 100, "")]


def _view(view) -> Iterator[tuple[str, str]]:
    if not isinstance(view, dict) or view.get("type") not in {MODAL, HOME}:
        yield "must provide a view of type modal or home", "/view"
        return
    for key in view.keys() - _VIEW:
        yield f"invalid additional property: {key}", "/view"
    if view["type"] == MODAL:
        for key in ("title", "submit", "close"):
            if key in view or key == "title":
                yield from _plain(view.get(key), 24, f"/view/{key}")
        inputs = [b for b in view.get("blocks") or () if b.get("type") == "input"]
        if inputs and "submit" not in view:
            yield "missing required field: submit, because there are inputs", "/view"
    yield from _length(view.get("private_metadata"), 3000, "/view/private_metadata")
    yield from _length(view.get("callback_id"), 255, "/view/callback_id")
    yield from _length(view.get("external_id"), 255, "/view/external_id")
    yield from _blocks(view.get("blocks"), view["type"], "/view/blocks")


def _blocks(blocks, surface, at) -> Iterator[tuple[str, str]]:
    most = 50 if surface == MESSAGE else 100
    if not isinstance(blocks, list):
        yield "must be an array", at
        return
    if len(blocks) > most:
        yield f"no more than {most} items allowed", at
    ids = [b.get("block_id") for b in blocks if isinstance(b, dict) and "block_id" in b]
    if len(ids) != len(set(ids)):
        yield "`block_id` must be unique", at
    if sum(b.get("type") == "table" for b in blocks if isinstance(b, dict)) > 1:
        yield "only one table allowed", at
    if sum(len(b.get("text", "")) for b in blocks if b.get("type") == "markdown") > 12_000:
        yield "must be less than 12001 characters of markdown together", at
    for n, block in enumerate(blocks):
        yield from _block(block, surface, f"{at}/{n}")


def _block(block, surface, at) -> Iterator[tuple[str, str]]:  # noqa: C901, PLR0912 - a table
    kind = block.get("type") if isinstance(block, dict) else None
    if kind not in _BLOCKS:
        yield f"unsupported type: {kind}", f"{at}/type"
        return
    if surface not in _ONLY_ON.get(kind, {MESSAGE, MODAL, HOME}):
        yield f"unsupported type: {kind} is not for a {surface}", f"{at}/type"
    for key in block.keys() - _BLOCKS[kind] - _COMMON:
        yield f"invalid additional property: {key}", at
    if "block_id" in block:
        yield from _required(block["block_id"], 255, f"{at}/block_id")
    match kind:
        case "section":
            yield from _section(block, at)
        case "header":
            yield from _plain(block.get("text"), 150, f"{at}/text")
        case "actions":
            yield from _elements(block, 25, _IN_ACTIONS, at)
        case "context":
            yield from _context(block, at)
        case "input":
            yield from _input(block, at)
        case "image":
            yield from _picture(block, at)
        case "markdown":
            yield from _required(block.get("text"), 12_000, f"{at}/text")
        case "table":
            yield from _rows(block.get("rows"), 100, 20, f"{at}/rows")
        case "data_table":
            yield from _required(block.get("caption"), 150, f"{at}/caption")
            yield from _rows(block.get("rows"), 101, 20, f"{at}/rows", fewest=2)
        case "rich_text":
            if not block.get("elements"):
                yield "missing required field: elements", at


def _section(block, at) -> Iterator[tuple[str, str]]:
    fields = block.get("fields")
    if "text" not in block and not fields:
        yield "must have text or fields", at
    if "text" in block:
        yield from _words(block["text"], 3000, f"{at}/text")
    if fields is not None:
        if not 1 <= len(fields) <= 10:
            yield "must have between 1 and 10 items", f"{at}/fields"
        for n, field in enumerate(fields):
            yield from _words(field, 2000, f"{at}/fields/{n}")
    if "accessory" in block:
        yield from _element(block["accessory"], _IN_ACTIONS | {"image"}, f"{at}/accessory")


def _context(block, at) -> Iterator[tuple[str, str]]:
    elements = block.get("elements") or []
    if not 1 <= len(elements) <= 10:
        yield "must have between 1 and 10 items", f"{at}/elements"
    for n, element in enumerate(elements):
        if element.get("type") == "image":
            yield from _picture(element, f"{at}/elements/{n}")
        else:
            yield from _words(element, 3000, f"{at}/elements/{n}")


def _input(block, at) -> Iterator[tuple[str, str]]:
    yield from _plain(block.get("label"), 2000, f"{at}/label")
    if "hint" in block:
        yield from _plain(block["hint"], 2000, f"{at}/hint")
    yield from _element(block.get("element"), _IN_INPUT, f"{at}/element")


def _picture(block, at) -> Iterator[tuple[str, str]]:
    if not block.get("image_url") and not block.get("slack_file"):
        yield "must have image_url or slack_file", at
    yield from _required(block.get("alt_text"), 2000, f"{at}/alt_text")
    yield from _length(block.get("image_url"), 3000, f"{at}/image_url")


def _rows(rows, most, columns, at, fewest=1) -> Iterator[tuple[str, str]]:
    if not isinstance(rows, list) or not fewest <= len(rows) <= most:
        yield f"must have between {fewest} and {most} items", at
        return
    for n, row in enumerate(rows):
        if not 1 <= len(row) <= columns:
            yield f"must have between 1 and {columns} items", f"{at}/{n}"


def _elements(block, most, allowed, at) -> Iterator[tuple[str, str]]:
    elements = block.get("elements") or []
    if not 1 <= len(elements) <= most:
        yield f"must have between 1 and {most} items", f"{at}/elements"
    ids = [e.get("action_id") for e in elements if "action_id" in e]
    if len(ids) != len(set(ids)):
        yield "`action_id` must be unique within a block", f"{at}/elements"
    for n, element in enumerate(elements):
        yield from _element(element, allowed, f"{at}/elements/{n}")


def _element(element, allowed, at) -> Iterator[tuple[str, str]]:  # noqa: C901 - a table
    kind = element.get("type") if isinstance(element, dict) else None
    if kind not in allowed:
        yield f"unsupported type: {kind}", f"{at}/type"
        return
    if kind == "image":
        yield from _picture(element, at)
        return
    known = _ELEMENTS[kind] | {"type", "action_id", "focus_on_load"}
    for key in element.keys() - known:
        yield f"invalid additional property: {key}", at
    if "action_id" in element:
        yield from _required(element["action_id"], 255, f"{at}/action_id")
    if "placeholder" in element:
        yield from _plain(element["placeholder"], 150, f"{at}/placeholder")
    if "confirm" in element:
        yield from _confirm(element["confirm"], f"{at}/confirm")
    if kind == "button":
        yield from _button(element, at)
    elif kind in _OPTIONS:
        yield from _choices(element, _OPTIONS[kind], at)
    elif kind == "number_input" and "is_decimal_allowed" not in element:
        yield "missing required field: is_decimal_allowed", at
    elif kind == "plain_text_input":
        longest = element.get("max_length", 3000)
        if not 1 <= longest <= 3000 or not 0 <= element.get("min_length", 0) <= longest:
            yield "must have lengths between 0 and 3000", at
        yield from _length(element.get("initial_value"), longest, f"{at}/initial_value")


def _button(element, at) -> Iterator[tuple[str, str]]:
    yield from _plain(element.get("text"), 75, f"{at}/text")
    yield from _length(element.get("value"), 2000, f"{at}/value")
    yield from _length(element.get("accessibility_label"), 75, f"{at}/accessibility_label")
    yield from _length(element.get("url"), 3000, f"{at}/url")
    if element.get("style", "primary") not in {"primary", "danger"}:
        yield "must be primary or danger", f"{at}/style"


def _choices(element, most, at) -> Iterator[tuple[str, str]]:
    groups = element.get("option_groups")
    lists = [g.get("options") or [] for g in groups] if groups else [element.get("options") or []]
    if groups and (len(groups) > 100 or "options" in element):
        yield "must have options or at most 100 option_groups", at
    seen = []
    for options in lists:
        if not 1 <= len(options) <= most:
            yield f"must have between 1 and {most} items", f"{at}/options"
        for n, option in enumerate(options):
            where = f"{at}/options/{n}"
            yield from _words(option.get("text"), 75, f"{where}/text")
            if element["type"] in {"static_select", "multi_static_select"}:
                yield from _plain(option.get("text"), 75, f"{where}/text")
            yield from _required(option.get("value"), 150, f"{where}/value")
            if "description" in option:
                yield from _words(option["description"], 75, f"{where}/description")
        seen += options
    first = element.get("initial_options") or [element.get("initial_option")]
    for chosen in first:
        if chosen is not None and chosen not in seen:
            yield "must be one of the options", f"{at}/initial_option"


def _confirm(confirm, at) -> Iterator[tuple[str, str]]:
    yield from _plain(confirm.get("title"), 100, f"{at}/title")
    yield from _words(confirm.get("text"), 300, f"{at}/text")
    yield from _plain(confirm.get("confirm"), 30, f"{at}/confirm")
    yield from _plain(confirm.get("deny"), 30, f"{at}/deny")


def _plain(given, most, at) -> Iterator[tuple[str, str]]:
    if not isinstance(given, dict) or given.get("type") != "plain_text":
        yield "must be a plain_text object", at
        return
    yield from _words(given, most, at)


def _words(given, most, at) -> Iterator[tuple[str, str]]:
    if not isinstance(given, dict) or given.get("type") not in {"plain_text", "mrkdwn"}:
        yield "must be a text object", at
        return
    for key in given.keys() - {"type", "text", "emoji", "verbatim"}:
        yield f"invalid additional property: {key}", at
    if given["type"] == "mrkdwn" and "emoji" in given:
        yield "invalid additional property: emoji", at
    if given["type"] == "plain_text" and "verbatim" in given:
        yield "invalid additional property: verbatim", at
    yield from _required(given.get("text"), most, f"{at}/text")


def _required(given, most, at) -> Iterator[tuple[str, str]]:
    if not isinstance(given, str) or not given:
        yield "must be more than 0 characters", at
        return
    yield from _length(given, most, at)


def _length(given, most, at) -> Iterator[tuple[str, str]]:
    if given is None:
        return
    if not isinstance(given, str):
        yield "must be a string", at
    elif len(given) > most:
        yield f"must be less than {most + 1} characters", at
