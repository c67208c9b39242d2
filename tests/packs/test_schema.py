"""The schemas, the house's lists and questions/README.md say the same."""

import json
import re

from jsonschema_rs import Draft202012Validator, meta

from bot.packs.lint.sources import SOURCES
from bot.packs.schema import BUNDLED, faults
from bot.packs.topics import TOPICS

PACK = json.loads((BUNDLED / "schema/pack.schema.json").read_text("utf-8"))
EXAM = json.loads((BUNDLED / "schema/exam.schema.json").read_text("utf-8"))
README = (BUNDLED / "README.md").read_text("utf-8")


def section(title: str) -> str:
    return README.split(f"\n## {title}\n")[1].split("\n## ")[0]


def objects(schema):
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for value in schema.values():
            yield from objects(value)


def test_the_schemas_are_schemas():
    for schema in (PACK, EXAM):
        assert meta.is_valid(schema)
        Draft202012Validator(schema)


def test_every_table_is_closed_and_every_field_explained():
    for schema in (PACK, EXAM):
        for table in objects(schema):
            assert table["additionalProperties"] is False
            assert set(table["required"]) <= set(table["properties"])
            for name, field in table["properties"].items():
                assert "description" in field, name


def test_the_topics_are_those_of_the_readme():
    slugs = [topic.slug for topic in TOPICS]
    assert PACK["properties"]["pack"]["properties"]["topic"]["enum"] == slugs
    assert EXAM["$defs"]["domain"]["properties"]["topics"]["items"]["enum"] == slugs
    assert re.findall(r"`(\w+)`", section("Topics")) == slugs


def test_the_named_errors_are_those_of_the_readme():
    listed = [name.strip(" .\n") for name in section("Named errors").split(",")]
    assert PACK["$defs"]["option"]["properties"]["error"]["enum"] == listed
    assert PACK["$defs"]["mistake"]["properties"]["error"]["enum"] == listed


def test_the_sources_are_those_of_the_readme():
    told = re.sub(r"\s+", " ", section("Sources you may cite"))
    assert [source for source in SOURCES if f"`{source}`" not in told] == []


def test_every_key_of_the_readmes_example_is_a_field():
    example = README.split("```toml")[1].split("```")[0]
    keys = set(re.findall(r"^(\w+) = ", example, re.MULTILINE))
    fields = {name for table in objects(PACK) for name in table["properties"]}
    assert keys - fields == set()


def test_a_nested_fault_says_where():
    tree = {"pack": {}, "question": [{"options": [{"id": "A", "text": "", "why": "b"}]}]}
    said = {fault.path: fault.message for fault in faults("pack", tree)}
    wanted = "`options[1].text` takes at least 1 characters: what the learner reads"
    assert said["question", 0, "options", 0, "text"].startswith(wanted)
    assert said[("pack",)].startswith("add `")
