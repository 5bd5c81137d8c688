"""What can be exported: a plan with its four layers, or a layer or table of the register."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from clusterplan.domain import Plan, Termination
from clusterplan.errors import Fault, InterruptedPlanningError, UsageError
from clusterplan.geodata import LayerRecord
from clusterplan.geodata.crs import CRS84, ReferenceSystem
from clusterplan.geodata.holdings import current_register
from clusterplan.language import Text
from clusterplan.optimisation.solution import Progress
from clusterplan.planning.facts import Facts
from clusterplan.planning.known_plan import known_plan
from clusterplan.planning.plan import publication_of
from clusterplan.planning.scenarios import bundled_scenarios
from clusterplan.publishing import Publication
from clusterplan.publishing.exports import Dataset, ExportLayer, typed
from clusterplan.publishing.fields import Provenance, record_fields
from clusterplan.publishing.geojson import manifest_digest
from clusterplan.publishing.plan_fields import plan_fields
from clusterplan.publishing.plan_layers import PLAN_LAYERS, plan_layers
from clusterplan.publishing.restricted import generalised
from clusterplan.publishing.texts import STATUS, status_details

__all__ = ["dataset_of", "layer_dataset", "plan_dataset", "plan_dataset_of"]

_PLACES = ("longitude", "latitude")


def dataset_of(
    target: str,
    *,
    system: ReferenceSystem = CRS84,
    facts: Facts | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Dataset:
    """Return what a name stands for, ready to be exported.

    Parameters
    ----------
    target
        Folder of a solve, id of a layer or table, or name or file of a scenario, which is solved first.
    system
        Reference system of the coordinates.
    facts
        The data; today's if none are given.
    on_progress
        Told about the solve.

    Returns
    -------
    Dataset
        Restricted places are generalised.

    Raises
    ------
    UsageError
        If there is no such thing, it may not be exported, or the name stands for two things.
    InterruptedPlanningError
        If the solve was stopped.
    """
    facts = facts or Facts()
    register = current_register()
    if target in register and not Path(target).is_dir():
        if target in bundled_scenarios():
            raise _ambiguous(target)
        return layer_dataset(register[target], facts, system)
    return plan_dataset_of(target, system=system, facts=facts, on_progress=on_progress)


def plan_dataset_of(
    target: str,
    *,
    system: ReferenceSystem = CRS84,
    facts: Facts | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Dataset:
    """Return the layers of the plan of a folder, or of a scenario, which is solved first.

    Parameters
    ----------
    target
        Folder of a solve, or name or file of a scenario.
    system
        Reference system of the coordinates.
    facts
        The data; today's if none are given.
    on_progress
        Told about the solve.

    Returns
    -------
    Dataset
        Restricted places are generalised.

    Raises
    ------
    UsageError
        If there is no such plan.
    InterruptedPlanningError
        If the solve was stopped.
    """
    known = known_plan(target, facts=facts, on_progress=on_progress)
    if known.plan.termination is Termination.INTERRUPTED and not Path(target).is_dir():
        raise InterruptedPlanningError(Text(vi="Đã dừng; chưa xuất gì.", en="Stopped; nothing was exported."))
    return plan_dataset(publication_of(known.plan, known.posed.scenario, known.posed), system)


def plan_dataset(publication: Publication, system: ReferenceSystem = CRS84) -> Dataset:
    """Return the layers of a plan as they are published.

    Parameters
    ----------
    publication
        The plan with its data.
    system
        Reference system of the coordinates.

    Returns
    -------
    Dataset
        Layers ``units``, ``clusters``, ``facilities`` and ``advantage``.
    """
    plan = publication.plan
    layers = []
    for name, published in plan_layers(publication).items():
        frame = published.frame
        fields = tuple(plan_fields(column for column in frame.columns if column != frame.geometry.name))
        key = PLAN_LAYERS[name][0]
        layers.append(ExportLayer(name, published.about, key, fields, typed(frame, fields, key)))
    first = layers[0].about
    scenario = plan.scenario
    about = Provenance(
        Text(scenario.title_vi, scenario.title_en), Text(f"{STATUS.vi}.", f"{STATUS.en}."), first.source, first.licence
    )
    return Dataset(
        id=scenario.id,
        layers=tuple(layers),
        about=about,
        vintage=scenario.unit_vintage,
        made=plan.manifest.started[:10],
        digest=manifest_digest(plan),
        lineage=_lineage_of(plan),
        system=system,
    )


def layer_dataset(record: LayerRecord, facts: Facts, system: ReferenceSystem = CRS84) -> Dataset:
    """Return a layer or table of the register.

    Parameters
    ----------
    record
        What the register says of it.
    facts
        The data.
    system
        Reference system of the coordinates.

    Returns
    -------
    Dataset
        With one layer.

    Raises
    ------
    UsageError
        If it may not be exported.
    """
    _refuse_unpublished(record)
    if record.kind == "layer":
        units = facts.layer("provinces") if "provinces" in facts.layers else None
        frame = generalised(facts.layer(record.id), units, whole_layer=record.restricted)
    else:
        frame = facts.table(record.id)
    fields = tuple(record_fields(record, frame))
    about = Provenance(record.title, record.description, record.source, record.licence)
    note = f" {record.licence_note}" if record.licence_note else ""
    approximate = Text(vi=" Chỉ gần đúng.", en=" Approximate.") if record.approximate else Text("", "")
    return Dataset(
        id=record.id,
        layers=(ExportLayer(record.id, about, record.key, fields, typed(frame, fields, record.key)),),
        about=about,
        vintage=record.vintage,
        made=record.vintage[-4:] if len(record.vintage) == 9 else record.vintage,  # of 2004-2025 the last year
        digest=facts.digests[record.id],
        lineage=Text(f"{record.source}.{approximate.vi}{note}", f"{record.source}.{approximate.en}{note}"),
        system=system,
    )


def _lineage_of(plan: Plan) -> Text:
    details, manifest = status_details(plan), plan.manifest
    return Text(
        vi=f"{STATUS.vi}. {details.vi}. Do clusterplan {manifest.clusterplan} lập bằng {manifest.solver}.",
        en=f"{STATUS.en}. {details.en}. Made by clusterplan {manifest.clusterplan} with {manifest.solver}.",
    )


def _refuse_unpublished(record: LayerRecord) -> None:
    """Refuse what the register keeps from exports, and tables that locate places which their layers generalise."""
    summary = Text(vi=f"Không xuất được {record.id}.", en=f"{record.id} cannot be exported.")
    if not record.published:
        what = Text(vi="sổ đăng ký không cho công bố.", en="the register does not let it be published.")
        raise UsageError(summary, [Fault(record.id, what)])
    if record.kind == "table" and any(column.name in _PLACES for column in record.columns):
        what = Text(
            vi="bảng này ghi tọa độ chính xác của từng nơi.", en="this table tells where each place lies exactly."
        )
        advice = Text(
            vi="Hãy xuất lớp tương ứng, ở đó nơi hạn chế đã được khái quát hóa.",
            en="Export the layer made of it, in which restricted places are generalised.",
        )
        raise UsageError(summary, [Fault(record.id, what, advice)])


def _ambiguous(name: str) -> UsageError:
    what = Text(vi="vừa là lớp dữ liệu, vừa là kịch bản.", en="it is a layer and a scenario.")
    advice = Text(vi="Hãy cho đường dẫn tệp kịch bản.", en="Give the path of the scenario's file.")
    return UsageError(
        Text(vi=f"Tên {name} không rõ.", en=f"The name {name} is not clear."), [Fault(name, what, advice)]
    )
