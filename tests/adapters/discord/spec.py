"""Payloads against Discord's own OpenAPI description, where it lies beside the repository.

It is no part of the repository: without it these checks are skipped, `limits.py` still holds.
"""

import json
from functools import cache
from pathlib import Path

import jsonschema_rs
import pytest

SPEC = next(
    (
        path
        for folder in Path(__file__).resolve().parents
        for path in (folder / "shared" / "discord-api-spec" / "openapi.json",)
        if path.exists()
    ),
    None,
)
needs_spec = pytest.mark.skipif(
    SPEC is None,
    reason="Discord's openapi.json is not beside the repository: payloads are not "
    "checked against it here, only against limits.py",
)


@cache
def _whole() -> dict:
    return json.loads(SPEC.read_text(encoding="utf-8"))


@cache
def _validator(name: str):
    components = {"schemas": _whole()["components"]["schemas"]}
    schema = {"$ref": f"#/components/schemas/{name}", "components": components}
    return jsonschema_rs.Draft202012Validator(schema)


def assert_in_spec(name: str, payload: object) -> None:
    """The payload is one that the API describes. Where the description is absent nothing is
    checked, and the tests marked `needs_spec` say so.
    """
    if SPEC is not None:
        _validator(name).validate(payload)
