"""Audit the scores of a scenario: the steps joined."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clusterplan.advantage import AdvantageTable
from clusterplan.advantage.crosscheck import agreement, other_values
from clusterplan.advantage.decision import ScoredCube, scored_cube
from clusterplan.advantage.intervals import interval_of
from clusterplan.advantage.sensitivity import component_influence, left_out_indicators
from clusterplan.advantage.steps import rounded_number
from clusterplan.domain import Grade
from clusterplan.geodata import contiguity_graph
from clusterplan.language import Text
from clusterplan.optimisation.assemble import reference_of
from clusterplan.planning.advantage import advantage_of
from clusterplan.planning.audit.autocorrelation import spatial_patterns
from clusterplan.planning.audit.findings import findings_of
from clusterplan.planning.audit.indicators import audited_indicators, indicator_pairs, indicators_in_technologies
from clusterplan.planning.audit.settings import AuditSettings
from clusterplan.planning.facts import Facts
from clusterplan.planning.resolve import resolve_scenario
from clusterplan.planning.score_intervals import IntervalSettings, drawn_scores
from clusterplan.publishing.audit.answer import (
    AuditedScore,
    AuditedTechnology,
    ComponentWeight,
    MethodAgreement,
    NamedUnit,
    ScoreAudit,
    SpatialPattern,
    WeightOfIndicator,
)
from clusterplan.scenario import Scenario

__all__ = ["AuditProgress", "audit_scores"]

type Numbers = NDArray[np.float64]
type AuditProgress = Callable[[Text, int, int], None]
"""Told what is done now, how much of it is done, and of how much."""

_READING = Text(vi="Đọc và chấm điểm", en="Reading and scoring")
_METHODS = Text(vi="Đối chiếu phương pháp khác", en="Comparing other methods")
_WEIGHTS = Text(vi="Thử các trọng số khác", en="Trying other weights")
_INTERVALS = Text(vi="Rút ngẫu nhiên để tìm khoảng của điểm", en="Drawing intervals of the scores")
_NEIGHBOURS = Text(vi="Xét các đơn vị liền kề", en="Looking at neighbours")


def audit_scores(
    scenario: Scenario,
    settings: AuditSettings | None = None,
    facts: Facts | None = None,
    *,
    on_progress: AuditProgress | None = None,
) -> ScoreAudit:
    """Audit the scores of a scenario, after the steps of the OECD and the JRC for composite indicators.

    Parameters
    ----------
    scenario
        Scheme, units and score settings; of products the scores of their groups are audited.
    settings
        How much is drawn, and from which seed.
    facts
        The data; today's if none are given.
    on_progress
        Told what is done.

    Returns
    -------
    ScoreAudit
        The same for the same scenario, data and settings.

    Raises
    ------
    ScenarioError
        If the scenario names what the data do not have.
    """
    settings, facts = settings or AuditSettings(), facts or Facts()
    tell = on_progress or (lambda *_: None)
    tell(_READING, 0, 1)
    resolve_scenario(scenario, facts)
    scored = scored_cube(advantage_of(scenario, facts))
    table = scored.table
    tell(_METHODS, 0, 1)
    methods = tuple(_methods(scored))
    weights = left_out_indicators(scored.cube, table.settings)
    components = component_influence(
        scored.cube,
        table.settings,
        settings.half_width,
        settings.samples,
        settings.seed,
        lambda done, wanted: tell(_WEIGHTS, done, wanted),
    )
    drawing = IntervalSettings(draws=settings.draws, seed=settings.seed)
    ends = _interval_ends(table, drawing, tell)
    tell(_NEIGHBOURS, 0, 1)
    titles = table.inputs.components.set_index("component")
    audit = ScoreAudit(
        scenario=reference_of(scenario),
        relative=table.settings.relative,
        aggregation=table.settings.aggregation,
        coverage_floor=table.settings.coverage_floor,
        seed=settings.seed,
        samples=settings.samples,
        half_width=settings.half_width,
        permutations=settings.permutations,
        findings=(),
        units=_units(scenario, facts),
        technologies=tuple(_technologies(scored, scenario, facts)),
        indicators=audited_indicators(scored),
        pairs=indicator_pairs(scored),
        in_technologies=indicators_in_technologies(scored),
        methods=methods,
        indicator_weights=tuple(WeightOfIndicator(**vars(one)) for one in weights),
        component_weights=tuple(
            ComponentWeight(
                **vars(one),
                title_vi=titles.loc[one.component, "title_vi"],
                title_en=titles.loc[one.component, "title_en"],
            )
            for one in components
        ),
        spatial=_spatial(scored, scenario, facts, settings),
        draws=drawing.draws,
        level=drawing.level,
        scores=tuple(_scores(scored, *ends)),
        inputs=dict(sorted(facts.digests.items())),
    )
    return audit.model_copy(update={"findings": findings_of(audit)})


def _units(scenario: Scenario, facts: Facts) -> tuple[NamedUnit, ...]:
    rows = facts.layer(scenario.unit_layer).sort_values("code")
    return tuple(
        NamedUnit(code=row.code, name_vi=row.name_vi, name_en=row.name_en) for row in rows.itertuples(index=False)
    )


def _technologies(scored: ScoredCube, scenario: Scenario, facts: Facts) -> Iterator[AuditedTechnology]:
    names = {one.id: one for one in facts.technologies(scenario.technology_scheme)}
    coverage, expert, score = (scored.column(name) for name in ("coverage", "share_expert", "score"))
    grades = scored.table.grade_matrix()
    for k, technology in enumerate(scored.cube.technologies):
        here = ~np.isnan(score[:, k])
        yield AuditedTechnology(
            id=technology,
            name_vi=names[technology].name_vi,
            name_en=names[technology].name_en,
            scored=int(here.sum()),
            withheld=int((~here).sum()),
            grades={grade: int((grades[here, k] == grade.value).sum()) for grade in Grade},
            coverage=rounded_number(coverage[here, k].mean()) if here.any() else None,
            expert=rounded_number(expert[here, k].mean()) if here.any() else None,
        )


def _methods(scored: ScoredCube) -> Iterator[MethodAgreement]:
    """Yield how every other method orders the units of each technology."""
    score, plain = scored.column("score"), scored.column("plain_score")
    for k, technology in enumerate(scored.cube.technologies):
        matrix = scored.decision(k)
        for method, values in other_values(matrix).items():
            with_score, with_plain = (agreement(side[matrix.units, k], values) for side in (score, plain))
            yield MethodAgreement(
                technology=technology,
                method=method,
                units=len(matrix.units),
                scored=int((~np.isnan(score[:, k])).sum()),
                spearman=with_score.spearman,
                kendall=with_score.kendall,
                plain_spearman=with_plain.spearman,
                plain_kendall=with_plain.kendall,
                mean_shift=with_score.mean_shift,
                largest_shift=with_score.largest_shift,
            )


def _spatial(
    scored: ScoredCube, scenario: Scenario, facts: Facts, settings: AuditSettings
) -> tuple[SpatialPattern, ...]:
    units = facts.layer(scenario.unit_layer).sort_values("code").reset_index(drop=True)
    known = set(units["code"])
    links: Any = facts.table("unit_links")[["unit_a", "unit_b"]].itertuples(index=False, name=None)
    graph = contiguity_graph(units, links=tuple(link for link in links if known >= set(link)))
    return spatial_patterns(
        graph,
        scored.cube.units,
        scored.cube.technologies,
        scored.column("score"),
        settings.permutations,
        settings.seed,
    )


def _interval_ends(table: AdvantageTable, drawing: IntervalSettings, tell: AuditProgress) -> tuple[Numbers, Numbers]:
    """Return the lower and the upper end of every score's interval, as (n, k)."""
    drawn = []
    for scores in drawn_scores(table, drawing):
        drawn.append(scores)
        tell(_INTERVALS, len(drawn), drawing.draws)
    lower, _, upper = interval_of(np.stack(drawn), drawing.level)
    return lower, upper


def _scores(scored: ScoredCube, lower: Numbers, upper: Numbers) -> Iterator[AuditedScore]:
    score, grades = scored.column("score"), scored.table.grade_matrix()
    for k, technology in enumerate(scored.cube.technologies):
        places = [place for place in range(len(score)) if not np.isnan(score[place, k])]
        for place in sorted(places, key=lambda place: (-score[place, k], scored.cube.units[place])):
            yield AuditedScore(
                unit=scored.cube.units[place],
                technology=technology,
                score=float(score[place, k]),
                grade=Grade(grades[place, k]),
                at_least=_told(lower[place, k]),
                at_most=_told(upper[place, k]),
            )


def _told(value: float) -> float | None:
    return None if np.isnan(value) else rounded_number(value)
