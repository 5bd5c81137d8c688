"""From what somebody sent to a job that can be done: checked at the door, and then complete in itself.

A job keeps the names of what it is about, with their versions. What they stand for never changes, so it is looked up
when the work begins: a hundred waiting jobs do not hold a hundred copies.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from pydantic import ValidationError

from clusterplan.errors import Fault, UsageError
from clusterplan.geodata.names import nearest_name
from clusterplan.language import Text
from clusterplan.planning import Facts, bundled_scenarios, load_scenario, read_scenario_text, resolve_scenario
from clusterplan.planning.validation import faults_of
from clusterplan.scenario import Scenario
from clusterplan.web.jobs.question import Question
from clusterplan.web.processes.catalogue import PROCESSES, Process
from clusterplan.web.processes.inputs import About, AllocationInputs, StudyInputs, WhyNotInputs
from clusterplan.web.state.database import Database
from clusterplan.web.state.errors import NotFoundError
from clusterplan.web.state.plans import PlanStore
from clusterplan.web.state.scenarios import ScenarioStore

__all__ = ["checked_inputs", "question_of"]

_OF_A_QUALIFIED_VALUE = frozenset({"value", "mediaType", "encoding", "schema"})


def checked_inputs(process: Process, sent: dict[str, Any], database: Database) -> dict[str, Any]:
    """Check everything about inputs that can be known before the work begins.

    Parameters
    ----------
    process
        What is asked.
    sent
        Inputs by name, as plain values or as OGC's qualified values.
    database
        Where scenarios and plans are.

    Returns
    -------
    dict
        The inputs as plain values, the stored scenario with its version.

    Raises
    ------
    InputError
        With every fault that was found.
    """
    inputs = _read(process, {name: _plain(value, name) for name, value in sent.items()})
    if inputs.scenario is not None and inputs.scenario not in bundled_scenarios():
        inputs = inputs.model_copy(update={"scenario_version": _stored_version(inputs, database)})
    scenario = _scenario_of(inputs, database)
    resolve_scenario(scenario, _facts())
    if isinstance(inputs, WhyNotInputs):
        _require_pair(inputs, scenario, database)
    return inputs.model_dump(mode="json", exclude_unset=True) | _version_of(inputs)


def question_of(process: str, inputs: dict[str, Any], database: Database) -> Question:
    """Return everything that the work needs, so that it can be done anywhere.

    Parameters
    ----------
    process
        What is asked.
    inputs
        What :func:`checked_inputs` returned.
    database
        Where scenarios and plans are.

    Returns
    -------
    Question
        Complete in itself.

    Raises
    ------
    InputError
        If there is no such process any more, or what it is about is gone.
    """
    if process not in PROCESSES:
        summary = Text(vi=f"Không có quy trình {process}.", en=f"There is no process {process}.")
        raise UsageError(summary, [Fault(process, summary)])
    asked = _read(PROCESSES[process], inputs)
    plan = None
    if isinstance(asked, StudyInputs) and asked.plan is not None:
        plan = PlanStore(database).get(asked.plan).plan_json
    scenario = _scenario_of(asked, database)
    return Question(process, inputs, scenario.model_dump_json(by_alias=True), plan)


def _read(process: Process, inputs: dict[str, Any]) -> About:
    try:
        # Strict JSON: "6" and true are not taken for numbers, while a list may stand for a tuple.
        return process.inputs.model_validate_json(json.dumps(inputs), strict=True)
    except ValidationError as error:
        found = faults_of(error, process.inputs.model_json_schema(by_alias=True))
        faults = [replace(fault, where="inputs") if fault.where == "." else fault for fault in found]
    except UnicodeEncodeError:
        faults = [Fault("inputs", Text(vi="Có ký tự không hợp lệ.", en="There are letters that are none."))]
    raise _refused(process, faults)


def _refused(process: Process, faults: Iterable[Fault]) -> UsageError:
    listed = tuple(faults)
    number = "1 fault" if len(listed) == 1 else f"{len(listed)} faults"
    summary = Text(
        vi=f"Dữ liệu vào của {process.id} có {len(listed)} lỗi.", en=f"The inputs of {process.id} have {number}."
    )
    return UsageError(summary, listed)


def _plain(value: Any, name: str) -> Any:
    """Return the value of OGC's ``{"value": ...}``; an address elsewhere is never fetched."""
    if not isinstance(value, dict):
        return value
    if "href" in value:
        what = Text(vi="Dịch vụ không tải địa chỉ khác.", en="The service fetches nothing from elsewhere.")
        advice = Text(vi="Hãy ghi giá trị vào đây.", en="Write the value here.")
        raise UsageError(Text(vi="Không nhận địa chỉ.", en="Addresses are not taken."), [Fault(name, what, advice)])
    if "value" in value and value.keys() <= _OF_A_QUALIFIED_VALUE:
        return value["value"]
    return value


@cache
def _facts() -> Facts:
    """Return the bundled data, read once for all checks of this process."""
    return Facts()


def _stored_version(inputs: About, database: Database) -> int:
    assert inputs.scenario is not None, "the inputs name a scenario"
    try:
        return ScenarioStore(database).get(inputs.scenario, inputs.scenario_version).version
    except NotFoundError as error:
        near = nearest_name(inputs.scenario, (*bundled_scenarios(), *(s.id for s in ScenarioStore(database).list())))
        raise _not_there(error, "scenario", near) from None


def _version_of(inputs: About) -> dict[str, int]:
    return {} if inputs.scenario_version is None else {"scenario_version": inputs.scenario_version}


def _scenario_of(inputs: About, database: Database) -> Scenario:
    """Return the scenario that inputs are about, with the limits that they give."""
    if isinstance(inputs, StudyInputs) and inputs.plan is not None:
        try:
            return PlanStore(database).get(inputs.plan).scenario
        except NotFoundError as error:
            raise _not_there(error, "plan", None) from None
    if inputs.document is not None:
        scenario = read_scenario_text(json.dumps(inputs.document), "document")
    elif inputs.scenario_version is None:
        assert inputs.scenario is not None, "the inputs name something"
        scenario = load_scenario(inputs.scenario)
    else:
        assert inputs.scenario is not None, "a version is that of a scenario"
        scenario = ScenarioStore(database).get(inputs.scenario, inputs.scenario_version).scenario
    if not isinstance(inputs, AllocationInputs):
        return scenario
    given = {"time_limit_seconds": inputs.time_limit_seconds, "gap_limit": inputs.gap_limit}
    solver = scenario.solver.model_copy(update={name: value for name, value in given.items() if value is not None})
    return scenario.model_copy(update={"solver": solver})


def _not_there(error: NotFoundError, where: str, near: str | None) -> UsageError:
    """Return a fault of the inputs: the address that was asked does exist."""
    advice = None if near is None else Text(vi=f"Có phải ý là {near}?", en=f"Did you mean {near}?")
    return UsageError(error.summary, [Fault(where, error.summary, advice)])


def _require_pair(inputs: WhyNotInputs, scenario: Scenario, database: Database) -> None:
    """Refuse a unit or a technology that there is not, and a pair that the plan has."""
    units = {
        row.code: (row.name_vi, row.name_en) for row in _facts().layer(scenario.unit_layer).itertuples(index=False)
    }
    technologies = {
        found.id: (found.name_vi, found.name_en)
        for found in _facts().technologies(scenario.technology_scheme, scenario.technology_level)
    }
    faults = [
        *_unknown(inputs.unit, "unit", units),
        *_unknown(inputs.technology, "technology", technologies),
    ]
    if not faults and inputs.plan is not None:
        clusters = PlanStore(database).get(inputs.plan).plan.clusters
        if any(inputs.unit in cluster.members and inputs.technology in cluster.focuses for cluster in clusters):
            what = Text(vi="Phương án đã giao công nghệ này.", en="The plan gives this technology to the unit.")
            faults = [Fault(f"{inputs.unit}:{inputs.technology}", what)]
    if faults:
        raise _refused(PROCESSES["why-not"], faults)


def _unknown(typed: str, where: str, known: dict[str, tuple[str, str]]) -> Iterator[Fault]:
    """Yield the fault of an id that there is not, with the id of the name that was probably meant."""
    if typed in known:
        return
    names = {unicodedata.normalize("NFC", name): code for code, both in known.items() for name in (*both, code)}
    near = nearest_name(unicodedata.normalize("NFC", typed), names)
    suggestion = "" if near is None else names[near]
    advice = Text(vi=f"Có phải ý là {suggestion}?", en=f"Did you mean {suggestion}?") if suggestion else None
    yield Fault(where, Text(vi=f"Không có mã {typed}.", en=f"There is no id {typed}."), advice)
