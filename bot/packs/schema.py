"""The JSON Schemas of packs and exams, and their verdicts as sentences that say how to mend."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, Literal

from jsonschema_rs import Draft202012Validator, ValidationError

from .positions import Path as TreePath
from .source import Json

BUNDLED = Path(__file__).resolve().parents[2] / "questions"
"""The bank that comes with the code; the schemas are inside."""

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Fault:
    """A sentence about the value at `path`."""

    path: TreePath
    message: str


@dataclass(frozen=True, slots=True)
class _Schema:
    validator: Draft202012Validator
    text: Mapping[str, Any]  # a JSON Schema has no narrower type


@cache
def _schema(kind: Literal["pack", "exam"]) -> _Schema:
    text = json.loads((BUNDLED / "schema" / f"{kind}.schema.json").read_text("utf-8"))
    return _Schema(Draft202012Validator(text, validate_formats=True), text)


def faults(kind: Literal["pack", "exam"], tree: dict[str, Json]) -> Iterator[Fault]:
    """Everything in which `tree` departs from its schema, all at once."""
    schema = _schema(kind)
    for error in schema.validator.iter_errors(tree):
        path = tuple(error.instance_path)
        yield from (Fault(path, sentence) for sentence in _sentences(error, path, schema.text))


def _sentences(error: ValidationError, path: TreePath, text: Mapping[str, Any]) -> Iterator[str]:
    """What to do about one error; several sentences when several fields are unknown."""
    keyword, details = error.kind.name, error.kind.as_dict()
    node = _node(text, error.schema_path)
    where = _where(path)
    known: Mapping[str, Mapping[str, Any]] = node.get("properties", {})
    match keyword:
        case "required":
            name = str(details["property"])
            yield f"add `{name}`{_in(where)}: {known.get(name, {}).get('description', 'needed')}"
        case "additionalProperties":
            for name in map(str, details["unexpected"]):
                close = get_close_matches(name, known, n=1)
                hint = f"did you mean `{close[0]}`?" if close else "remove it"
                yield f"{_cut(name)} is not a field here{_in(where)}: {hint}"
        case "enum":
            options = ", ".join(map(str, details["options"]))
            yield f"`{where}` is {_cut(error.instance)}: use one of {options}"
        case "type":
            types = " or ".join(map(str, details["types"]))
            yield f"`{where}` is {_cut(error.instance)}, not a TOML {_TYPES.get(types, types)}"
        case "uniqueItems":
            yield f"`{where}` says the same thing twice: remove one"
        case "maxItems" | "minItems" | "maxLength" | "minLength" | "maximum" | "minimum":
            bound = f"{_BOUNDS[keyword]} {details['limit']}{_UNITS.get(keyword, '')}"
            yield f"`{where}` takes {bound}: {node.get('description', '')}"
        case _:
            wanted = node.get("description", error.message)
            yield f"`{where}` is {_cut(error.instance)}: {wanted}"


_TYPES = {
    "object": "table",
    "integer": "whole number",
    "boolean": "true or false",
}
_BOUNDS = {
    **dict.fromkeys(("maxItems", "maxLength", "maximum"), "at most"),
    **dict.fromkeys(("minItems", "minLength", "minimum"), "at least"),
}
_UNITS = {
    **dict.fromkeys(("maxItems", "minItems"), " entries"),
    **dict.fromkeys(("maxLength", "minLength"), " characters"),
}


def _node(text: Mapping[str, Any], schema_path: Sequence[str | int]) -> Mapping[str, Any]:
    """The schema that holds the failing keyword."""
    node: Any = text
    for part in schema_path[:-1]:
        node = node[part]
    return node


def _where(path: TreePath) -> str:
    """`options[2].why`: the path inside the item, which is named elsewhere."""
    inside = path[2:] if len(path) > 1 and isinstance(path[1], int) else path
    if not inside and path:
        inside = path[:1]
    return "".join(f"[{p + 1}]" if isinstance(p, int) else f".{p}" for p in inside).lstrip(".")


def _in(where: str) -> str:
    nested = where and where not in {"question", "case", "fact", "domain", "edition"}
    return f" in {where}" if nested else ""


def _cut(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= _SHOWN else f"{shown[: _SHOWN - 3]}..."
