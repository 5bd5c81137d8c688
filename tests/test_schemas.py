"""The published JSON Schemas are current, and plan.json keeps its promise: fields are added, never changed.

That the commands' answers conform to their schemas is held where the commands are tested, with ``tests.answers``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from clusterplan.errors import UsageError
from clusterplan.planning.safe_yaml import read_mapping
from clusterplan.planning.scenarios import bundled_scenarios, plan_schema, scenario_schema
from clusterplan.planning.schemas import ANSWERS, SCHEMA_NAMES, answer_schema, schema_of
from clusterplan.resources import bundled

GOLDEN = Path(__file__).parent / "golden" / "plan_schema_v1.json"


def fields_of(schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Every field by its path, with type, allowed values and whether it is required: ``clusters[].hub``."""
    return dict(_walk(schema, schema, ""))


def _walk(node: dict[str, Any], root: dict[str, Any], path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    node = _resolved(node, root)
    for name, child in node.get("properties", {}).items():
        place = f"{path}.{name}" if path else name
        resolved = _resolved(child, root)
        types = sorted(_resolved(option, root)["type"] for option in resolved.get("anyOf", [resolved]))
        yield (
            place,
            {
                "types": types,
                "values": sorted(resolved.get("enum", [])),
                "constant": resolved.get("const"),
                "required": name in node.get("required", []),
            },
        )
        yield from _walk(resolved, root, place)
        if isinstance(resolved.get("items"), dict):
            yield f"{place}[]", {"types": [_resolved(resolved["items"], root)["type"]]}
            yield from _walk(resolved["items"], root, f"{place}[]")
        if isinstance(resolved.get("additionalProperties"), dict):
            yield from _of_table(resolved["additionalProperties"], root, place)


def _of_table(child: dict[str, Any], root: dict[str, Any], place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    options = [_resolved(option, root) for option in _resolved(child, root).get("anyOf", [child])]
    yield f"{place}{{}}", {"types": sorted(option["type"] for option in options)}


def _resolved(node: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        node = root["$defs"][node["$ref"].rpartition("/")[2]]
    return node


@pytest.mark.parametrize("name", SCHEMA_NAMES)
def test_the_published_schema_is_the_one_that_the_code_has(name: str) -> None:
    published = bundled(f"optimisation/schemas/{name}.schema.json").read_text(encoding="utf-8")
    assert published == json.dumps(schema_of(name), ensure_ascii=False, indent=2) + "\n", (
        f"run: clusterplan scenario schema {name} > optimisation/schemas/{name}.schema.json"
    )


def test_every_published_schema_has_a_name_that_can_be_asked_for() -> None:
    files = {entry.name for entry in bundled("optimisation/schemas").iterdir()}
    assert files == {f"{name}.schema.json" for name in SCHEMA_NAMES}


@pytest.mark.parametrize("name", SCHEMA_NAMES)
def test_a_published_schema_is_valid_json_schema(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema_of(name))


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_says_under_which_name_its_schema_is_published(name: str) -> None:
    assert answer_schema(name)["properties"]["schema"]["const"] == f"clusterplan/{name}/1"


@pytest.mark.parametrize("name", ANSWERS)
def test_the_schema_of_an_answer_explains_every_object_and_field(name: str) -> None:
    schema = answer_schema(name)
    definitions = schema.get("$defs", {})
    objects = [place for place in (schema, *definitions.values()) if "properties" in place]
    unexplained = [place["title"] for place in objects if not place.get("description")]
    unexplained += [
        f"{place['title']}.{field}"
        for place in objects
        for field, content in place["properties"].items()
        if not (content.get("description") or _resolved(content, schema).get("description"))
    ]
    assert unexplained == []


def test_the_metrics_of_a_plan_conform_and_an_unknown_one_does_not() -> None:
    checker = jsonschema.Draft202012Validator(schema_of("metrics"))
    known = {"focus_gini": 0.3, "units_covered.RRD": 4}
    assert checker.is_valid(known)
    for wrong in ({"focus_ginny": 0.3}, {"focus_gini": None}):
        assert not checker.is_valid(known | wrong)


def test_a_wrong_name_of_a_schema_is_answered_with_all_names() -> None:
    with pytest.raises(UsageError) as refused:
        schema_of("whatif")
    said = "\n".join(refused.value.lines("en"))
    assert all(name in said for name in SCHEMA_NAMES)


def test_a_scenario_schema_explains_every_field() -> None:
    schema = scenario_schema()
    places = [schema, *schema["$defs"].values()]
    unexplained = [
        f"{place['title']}.{name}"
        for place in places
        for name, field in place.get("properties", {}).items()
        if "description" not in field and "$ref" not in field  # a section is explained where it is defined
    ]
    assert unexplained == []


@pytest.mark.parametrize("name", bundled_scenarios())
def test_an_editor_that_knows_the_schema_accepts_every_bundled_scenario_file(name: str) -> None:
    text = bundled(f"optimisation/scenarios/{name}.yaml").read_text(encoding="utf-8")
    jsonschema.validate(read_mapping(text, name), scenario_schema())


def broken_promises(promised: dict[str, dict[str, Any]], present: dict[str, dict[str, Any]]) -> list[str]:
    """Fields of version 1 that are gone, or that a reader of version 1 would no longer understand."""
    broken = sorted(promised.keys() - present.keys())
    for path in sorted(promised.keys() & present.keys()):
        promise, field = promised[path], present[path]
        kept = (
            field["types"] == promise["types"]
            and set(promise.get("values", [])) <= set(field.get("values", []))
            and field.get("constant") == promise.get("constant")
            and field.get("required", False) >= promise.get("required", False)
        )
        broken += [] if kept else [path]
    return broken


@pytest.fixture
def promised() -> dict[str, dict[str, Any]]:
    fields: dict[str, dict[str, Any]] = json.loads(GOLDEN.read_text(encoding="utf-8"))
    return fields


def test_fields_of_plan_version_1_are_still_there_with_their_types(promised: dict[str, dict[str, Any]]) -> None:
    assert broken_promises(promised, fields_of(plan_schema())) == []


def test_the_promise_covers_the_fields_that_other_agencies_read_first(promised: dict[str, dict[str, Any]]) -> None:
    first = {"is_simulated", "clusters[].members[]", "clusters[].served_by{}", "manifest.scenario_sha256", "gap"}
    assert first <= promised.keys()


def test_a_removed_changed_or_loosened_field_breaks_the_promise(promised: dict[str, dict[str, Any]]) -> None:
    present = fields_of(plan_schema())
    del present["gap"]
    present["objective"] = {**present["objective"], "types": ["string"]}
    present["clusters[].hub"] = {**present["clusters[].hub"], "required": False}
    present["termination"] = {**present["termination"], "values": ["optimal"]}
    assert broken_promises(promised, present) == ["gap", "clusters[].hub", "objective", "termination"]


def test_an_added_field_keeps_the_promise(promised: dict[str, dict[str, Any]]) -> None:
    added = {"clusters[].started_in": {"types": ["integer"], "required": False}}
    assert broken_promises(promised, fields_of(plan_schema()) | added) == []
