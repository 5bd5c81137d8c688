"""What makes a request meaningful and JSON Schema cannot say; schemathesis reads this module by its name.

Every check stays on. Only requests that follow the description are touched, so that they also follow its words.
"""

from __future__ import annotations

from typing import Any

import schemathesis
from hypothesis import strategies as st
from schemathesis import GenerationMode

schemathesis.openapi.format("cql2", st.sampled_from(["name_vi IS NULL", "name_vi LIKE '%a'", "NOT name_en = 'One'"]))

_SHARED = {"extends": "national", "title_vi": "Của tôi", "title_en": "Mine"}
_INPUTS: dict[str, dict[str, Any]] = {
    "allocation": {"scenario": "national", "time_limit_seconds": 1},
    "why-not": {"scenario": "national", "unit": "01", "technology": "S01"},
    "portfolio": {"scenario": "national", "plans": 2},
    "robustness": {"scenario": "national"},
    "pareto": {"scenario": "national"},
    "values": {"scenario": "national"},
}


_CHANGES = {"settings": ["rules.clusters.at_most=9"]}


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: Any, kwargs: dict[str, Any]) -> None:
    if case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE:
        return
    if isinstance(case.query, dict):
        _put_box_on_the_earth(case.query)
        if case.query.get("filter-lang") == "cql2-json" and "filter" in case.query:
            case.query["filter"] = '{"op": "isNull", "args": [{"property": "name_vi"}]}'  # each language has its own
    change = _BODIES.get(case.operation.definition.raw.get("operationId"))
    if change is not None and isinstance(case.body, dict):
        change(case)


def _put_box_on_the_earth(query: dict[str, Any]) -> None:
    """Put the corners in order, and both within the world whatever the order of the axes."""
    if "bbox" not in query:
        return
    given = query["bbox"]
    box = [float(number) for number in (given.split(",") if isinstance(given, str) else given)]
    half = len(box) // 2
    for axis in (0, 1):
        box[axis], box[axis + half] = sorted(max(-90.0, min(90.0, box[axis + side])) for side in (0, half))
    query["bbox"] = ",".join(map(str, box)) if isinstance(given, str) else box


def _write_what_extends_another(case: Any) -> None:
    """Write a scenario that passes the checks against data; its id is that of the address."""
    if isinstance(case.body.get("document"), dict):
        asked = case.path_parameters.get("scenario_id", case.body["document"].get("id"))
        case.body["document"] = {**_SHARED, "id": asked}


def _ask_what_can_be_answered(case: Any) -> None:
    """Name a scenario and one output: what a process takes stands in its own description, ``/processes/{id}``."""
    case.body["inputs"] = dict(_INPUTS[case.path_parameters["process_id"]])
    case.body.pop("outputs", None)


def _change_what_the_plan_has(case: Any) -> None:
    """Change a limit that there is, in words that can be read."""
    case.body.clear()
    case.body.update(_CHANGES)


_BODIES = {
    "create_scenario": _write_what_extends_another,
    "write_scenario": _write_what_extends_another,
    "execute": _ask_what_can_be_answered,
    "plan_what_if": _change_what_the_plan_has,
}
