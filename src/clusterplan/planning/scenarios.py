"""Find, read and publish scenarios: YAML files that may extend one another, their JSON Schema and their digest.

``extends: national`` takes another scenario and changes it: mappings are merged key by key, everything else (numbers,
texts, lists and empty mappings) replaces what was there. A mapping by technology also replaces the extended one where
the scenario takes another technology list: the ids of the old list mean nothing in the new one. A scenario always has
an id and titles of its own, so that two different questions never carry one name.
"""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from clusterplan.domain import Plan
from clusterplan.errors import Fault, ScenarioError, UsageError
from clusterplan.language import Text
from clusterplan.planning.facts import Facts
from clusterplan.planning.resolve import name_faults
from clusterplan.planning.safe_yaml import read_mapping, read_text_file
from clusterplan.planning.validation import faults_of
from clusterplan.resources import bundled, sha256_of_file
from clusterplan.scenario import Scenario

__all__ = [
    "bundled_scenarios",
    "load_scenario",
    "plan_schema",
    "read_scenario_text",
    "scenario_digest",
    "scenario_schema",
]

_FOLDER = "optimisation/scenarios"
_SUFFIXES = (".yaml", ".yml")
_MOST_PARENTS = 5
_BY_TECHNOLOGY = frozenset(
    {
        "component_weight_by_technology",
        "indicator_weight_by_technology",
        "per_focus",
        "priority",
        "strong_score_by_technology",
    }
)
"""Fields that are mappings by technology."""
_IF_SET = ("component_factor", "component_weight_by_technology", "indicator_weight_by_technology")
"""Fields of the score that a digest leaves out where they are empty: plans made before there were any keep theirs."""
_OF_ITS_OWN = ("id", "title_vi", "title_en")


def bundled_scenarios() -> tuple[str, ...]:
    """Return the names of the scenarios that come with clusterplan.

    Returns
    -------
    tuple of str
        Sorted.

    Examples
    --------
    >>> "national" in bundled_scenarios()
    True
    """
    return tuple(sorted(path.stem for path in bundled(_FOLDER).glob("*.yaml")))


def load_scenario(name_or_path: str) -> Scenario:
    """Return a bundled scenario by its name, or any scenario by the path of its file.

    Parameters
    ----------
    name_or_path
        ``"national"``, or a path such as ``"my/scenario.yaml"``. A bundled name comes first; ``./national`` is a file.

    Returns
    -------
    Scenario
        The scenario with everything it extends, and its adopted plan as an absolute path.

    Raises
    ------
    ScenarioError
        There is no such scenario, or it is wrong; with every fault found.

    Examples
    --------
    >>> load_scenario("national").id
    'national'
    """
    path = _found(name_or_path)
    return _read(read_text_file(path), path.name, path)


def read_scenario_text(text: str, where: str) -> Scenario:
    """Return the scenario that a text holds. A text has no folder, so it extends bundled scenarios only.

    Parameters
    ----------
    text
        YAML.
    where
        Name of the text in messages.

    Returns
    -------
    Scenario
        The scenario with everything it extends.

    Raises
    ------
    ScenarioError
        It is wrong; with every fault found.

    Examples
    --------
    >>> text = "{extends: national, id: mine, title_vi: Của tôi, title_en: Mine, rules: {clusters: {at_most: 9}}}"
    >>> read_scenario_text(text, "example").rules.clusters
    Range(at_least=6, at_most=9)
    """
    return _read(text, where, None)


def scenario_schema() -> dict[str, Any]:
    """Return the JSON Schema of a scenario file, for editors and forms.

    It is a little wider than :class:`~clusterplan.scenario.Scenario`: a file may have ``extends``, and then what it
    does not say, also one limit of a range, comes from the extended scenario. ``clusterplan scenario check`` has the
    last word.

    Returns
    -------
    dict
        JSON Schema 2020-12.
    """
    schema = Scenario.model_json_schema(by_alias=True)
    extends = {
        "type": "string",
        "title": "Extends",
        "description": "Bundled scenario, or file in the same folder, that this one changes.",
    }
    del schema["$defs"]["Range"]["required"]
    properties = {"extends": extends, **schema["properties"]}
    alone = [name for name in schema["required"] if name not in _OF_ITS_OWN]
    schema["required"] = [name for name in schema["required"] if name in _OF_ITS_OWN]
    needed = {"anyOf": [{"required": ["extends"]}, {"required": alone}]}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, **needed, "properties": properties}


def plan_schema() -> dict[str, Any]:
    """Return the JSON Schema of ``plan.json``.

    Returns
    -------
    dict
        JSON Schema 2020-12.
    """
    schema = Plan.model_json_schema(by_alias=True, mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def scenario_digest(scenario: Scenario) -> str:
    """Return the SHA-256 digest of a scenario's canonical JSON, the same on every machine.

    Defaults are written out but for weights that are not set, keys are sorted, and an adopted plan counts by its
    content, not by its path.

    Parameters
    ----------
    scenario
        The scenario.

    Returns
    -------
    str
        64 characters.
    """
    content = scenario.model_dump(mode="json", by_alias=True)
    for name in _IF_SET:
        if not content["score"][name]:
            del content["score"][name]
    adopted = scenario.objective.adopted_plan
    if adopted is not None:
        content["objective"]["adopted_plan"] = sha256_of_file(Path(adopted))
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


@cache
def _schema_of_fields() -> dict[str, Any]:
    return Scenario.model_json_schema(by_alias=True)


def _read(text: str, where: str, path: Path | None) -> Scenario:
    """Read, extend and validate one scenario; a text from elsewhere has no path."""
    folder = None if path is None else path.parent
    content = read_mapping(text, where)
    faults = [
        Fault(
            name,
            Text(vi="Thiếu trường này.", en="This field is missing."),
            Text(vi="Mỗi kịch bản có tên riêng, kể cả khi dùng `extends`.", en="`extends` does not pass on names."),
        )
        for name in _OF_ITS_OWN
        if "extends" in content and name not in content
    ]
    merged = _extended(content, where, folder, () if path is None else (path,))
    try:
        # Strict JSON: "6", 6.0 and true are not taken for the number 6, while a list may stand for a tuple.
        scenario = Scenario.model_validate_json(json.dumps(merged), strict=True)
    except ValidationError as error:
        faults += faults_of(error, _schema_of_fields())
    else:
        scenario, faults_of_file = _with_adopted_plan(scenario, folder)
        faults += faults_of_file
    if faults:
        faults += _unknown_names(merged)
        raise ScenarioError(_summary(where, len(faults)), sorted(faults, key=lambda fault: fault.where))
    return scenario


@cache
def _bundled_facts() -> Facts:
    """Return the bundled data, read once: a form may check a scenario at every key."""
    return Facts()


def _unknown_names(content: Mapping[str, Any]) -> list[Fault]:
    """Return the unknown names of a scenario that is wrong in other ways, as far as it can be read."""
    try:
        return name_faults(content, _bundled_facts())
    except UsageError as unknown_layer:  # without its units no name can be looked up
        advice = next((fault.advice for fault in unknown_layer.faults), None)
        return [Fault("unit_layer", unknown_layer.summary, advice)]


def _extended(content: dict[str, Any], where: str, folder: Path | None, chain: tuple[Path, ...]) -> dict[str, Any]:
    """Return a scenario's content laid over what it extends, parents first."""
    if "extends" not in content:
        return content
    child = {key: value for key, value in content.items() if key != "extends"}
    parent = _parent(content["extends"], where, folder)
    if parent in chain or len(chain) > _MOST_PARENTS:
        names = " -> ".join(path.name for path in (*chain, parent))
        what = Text(
            vi=f"Chuỗi kế thừa quay vòng hoặc dài quá {_MOST_PARENTS} cấp: {names}.",
            en=f"The chain runs in a circle or is longer than {_MOST_PARENTS}: {names}.",
        )
        raise ScenarioError(_summary(where, 1), [Fault("extends", what)])
    inherited = read_mapping(read_text_file(parent), parent.name)
    return _merged(_extended(inherited, parent.name, parent.parent, (*chain, parent)), child)


def _merged(parent: Mapping[str, Any], child: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parent with the child's values; two filled mappings are merged, all else is replaced."""
    scheme = "technology_scheme"
    another = scheme in child and child[scheme] != parent.get(scheme)
    return _laid_over(parent, child, replaced=_BY_TECHNOLOGY if another else frozenset())


def _laid_over(parent: Mapping[str, Any], child: Mapping[str, Any], replaced: frozenset[str]) -> dict[str, Any]:
    """Merge mappings at every depth, but for the named ones."""
    both = {**parent, **child}
    for name, value in child.items():
        inherited = parent.get(name)
        if isinstance(value, dict) and value and isinstance(inherited, dict) and name not in replaced:
            both[name] = _laid_over(inherited, value, replaced)
    return both


def _parent(name: Any, where: str, folder: Path | None) -> Path:
    """Return the file that ``extends`` names."""
    if name in bundled_scenarios():
        return bundled(_FOLDER) / f"{name}.yaml"
    if folder is not None and isinstance(name, str) and Path(name).name == name and name.endswith(_SUFFIXES):
        path = folder / name
        if path.is_file():
            return path
    what = Text(
        vi=f"Không có kịch bản {json.dumps(name, ensure_ascii=False)} để kế thừa.",
        en=f"There is no scenario {json.dumps(name, ensure_ascii=False)} to extend.",
    )
    raise ScenarioError(_summary(where, 1), [Fault("extends", what, _known(name))])


def _found(name_or_path: str) -> Path:
    """Return the file of a scenario."""
    if name_or_path in bundled_scenarios():
        return bundled(_FOLDER) / f"{name_or_path}.yaml"
    path = Path(name_or_path)
    if path.suffix in _SUFFIXES and path.is_file():
        return path
    what = Text(
        vi="Không có tệp .yaml nào như vậy, cũng không có kịch bản đi kèm nào tên như vậy.",
        en="There is no such .yaml file and no bundled scenario of that name.",
    )
    raise ScenarioError(
        Text(vi=f"Không tìm thấy kịch bản {name_or_path}.", en=f"The scenario {name_or_path} was not found."),
        [Fault(name_or_path, what, _known(name_or_path))],
    )


def _known(name: Any) -> Text:
    """Return the nearest bundled name, if one is near, and all of them."""
    names = bundled_scenarios()
    near = difflib.get_close_matches(str(name), names, n=1)
    all_names = ", ".join(names)
    known = Text(vi=f"Kịch bản đi kèm: {all_names}.", en=f"Bundled scenarios: {all_names}.")
    if not near:
        return known
    return Text(vi=f"Có phải ý là {near[0]}? {known.vi}", en=f"Did you mean {near[0]}? {known.en}")


def _with_adopted_plan(scenario: Scenario, folder: Path | None) -> tuple[Scenario, list[Fault]]:
    """Return the scenario with the absolute path of its adopted plan, and the fault if there is no such file."""
    name = scenario.objective.adopted_plan
    if name is None:
        return scenario, []
    path = None if folder is None else (folder / name).resolve()
    if path is None or not path.is_file():
        what = Text(vi=f"Không có tệp {name}.", en=f"There is no file {name}.")
        advice = Text(vi="Đường dẫn tính từ thư mục của kịch bản.", en="The path starts at the scenario's folder.")
        return scenario, [Fault("objective.adopted_plan", what, advice)]
    objective = scenario.objective.model_copy(update={"adopted_plan": str(path)})
    return scenario.model_copy(update={"objective": objective}), []


def _summary(where: str, number: int) -> Text:
    """Return the headline of a wrong scenario."""
    faults = "1 fault" if number == 1 else f"{number} faults"
    return Text(vi=f"Kịch bản {where} có {number} lỗi.", en=f"The scenario {where} has {faults}.")
