"""An audit of the national scores: numbers that can be recomputed, findings that follow from them, one page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError
from tests.answers import conforming

from clusterplan.advantage.decision import scored_cube
from clusterplan.cli import main
from clusterplan.domain import Grade
from clusterplan.planning import Facts, advantage_of, load_scenario
from clusterplan.planning.audit import AuditSettings, audit_scores
from clusterplan.planning.audit.findings import findings_of
from clusterplan.planning.audit.indicators import audited_indicators
from clusterplan.planning.score_intervals import IntervalSettings, score_intervals
from clusterplan.publishing.audit import ScoreAudit, audit_page
from clusterplan.publishing.audit.answer import AuditedScore

SMALL = AuditSettings(samples=8, permutations=99, draws=20)


@pytest.fixture(scope="module")
def audit() -> ScoreAudit:
    return audit_scores(load_scenario("national"), SMALL)


def test_correlations_are_those_of_pandas(audit: ScoreAudit) -> None:
    table = advantage_of(load_scenario("national"), Facts())
    wide = table.evidence[table.evidence["technology"] == "S01"].pivot(
        index="unit", columns="indicator", values="value"
    )
    pair = next(one for one in audit.pairs if {one.first, one.second} == {"universities", "dti2022_rank"})
    ranks = wide[["universities", "dti2022_rank"]].rank()
    assert pair.spearman == pytest.approx(-ranks.corr().to_numpy(float)[0, 1], abs=1e-6)  # a low rank is a good one
    assert pair.units == 34
    one = next(o for o in audit.in_technologies if (o.indicator, o.technology) == ("universities", "S01"))
    joined = (
        table.cells.xs("S01", level="technology")[["plain_score", "score"]].join(wide["universities"]).rank().corr()
    )
    assert (one.with_plain, one.with_score) == pytest.approx(
        (joined.loc["plain_score", "universities"], joined.loc["score", "universities"]), abs=1e-6
    )


def test_distributions_count_every_value(audit: ScoreAudit) -> None:
    for one in audit.indicators:
        assert sum(one.histogram) == one.values
        assert sum(one.statuses.values()) == one.values + one.missing
    exports = next(one for one in audit.indicators if one.id == "exports_2023_musd")
    assert (exports.values, exports.missing, exports.statuses["missing"]) == (14, 20, 20)


def test_every_pair_is_scored_or_withheld_and_only_complete_units_are_compared(audit: ScoreAudit) -> None:
    assert all(one.scored + one.withheld == len(audit.units) for one in audit.technologies)
    assert all(sum(one.grades.values()) == one.scored for one in audit.technologies)
    assert len(audit.scores) == sum(one.scored for one in audit.technologies)
    units = {one.technology: one.units for one in audit.methods}
    assert units["S02"] == 5  # registered foreign investment is known of eight, exports of fourteen
    assert {one.mean_shift >= 0 and one.largest_shift >= one.mean_shift for one in audit.methods} == {True}


def test_the_same_twice(audit: ScoreAudit) -> None:
    assert audit_scores(load_scenario("national"), SMALL) == audit


def test_findings_on_the_bundled_data(audit: ScoreAudit) -> None:
    found = {one.code: one.level for one in audit.findings}
    assert found["low_grade"] == "wrong"
    assert found["imputed"] == "wrong"
    assert found["methods"] == "fine"
    assert found["relative"] == "watch"
    levels = [one.level for one in audit.findings]
    assert levels == sorted(levels, key=["wrong", "watch", "fine"].index)
    assert all(one.vi != one.en for one in audit.findings)


@pytest.mark.parametrize(
    ("change", "code", "level"),
    [
        (
            lambda a: {"technologies": tuple(t.model_copy(update={"withheld": 0}) for t in a.technologies)},
            "withheld",
            "fine",
        ),
        (
            lambda a: {
                "technologies": tuple(
                    t.model_copy(update={"grades": {Grade.HIGH: t.scored, Grade.LOW: 0}}) for t in a.technologies
                )
            },
            "low_grade",
            "fine",
        ),
        (
            lambda a: {"pairs": tuple(p.model_copy(update={"spearman": -0.95}) for p in a.pairs)},
            "redundant",
            "watch",
        ),
        (
            lambda a: {"in_technologies": tuple(i.model_copy(update={"with_plain": -0.1}) for i in a.in_technologies)},
            "contrary",
            "wrong",
        ),
        (
            lambda a: {"methods": tuple(m.model_copy(update={"plain_spearman": 0.5}) for m in a.methods)},
            "methods",
            "watch",
        ),
        (
            lambda a: {"spatial": tuple(s.model_copy(update={"p_adjusted": 0.01}) for s in a.spatial)},
            "neighbours",
            "watch",
        ),
        (
            lambda a: {
                "indicators": tuple(i.model_copy(update={"skewness": -3.0, "kurtosis": 9.0}) for i in a.indicators)
            },
            "outliers",
            "watch",
        ),
        (
            lambda a: {"indicators": tuple(i.model_copy(update={"at_floor": 0.3}) for i in a.indicators)},
            "clipped",
            "watch",
        ),
    ],
)
def test_a_finding_follows_from_its_numbers(
    audit: ScoreAudit, change: Callable[[ScoreAudit], dict[str, object]], code: str, level: str
) -> None:
    changed = {one.code: one.level for one in findings_of(audit.model_copy(update=change(audit)))}
    assert changed.get(code) == level


def test_the_page_is_whole_and_asks_for_nothing(audit: ScoreAudit) -> None:
    page = audit_page(audit, "vi")
    assert "<script" not in page
    assert not re.findall(r"(?:src|href)=\"(?!#)|url\(|@import|https?://", page)
    assert page.count("<svg") >= len(audit.indicators) + len(audit.technologies)
    for one in audit.findings:
        assert one.vi.split(":")[0] in page
    shown = set(re.findall(r'class="t" lang="(vi|en)"', page))
    assert shown == {"vi", "en"}
    assert page.count('class="t" lang="vi"') == page.count('class="t" lang="en"')
    anchors, ids = set(re.findall(r'href="#([^"]+)"', page)), re.findall(r' id="([^"]+)"', page)
    assert anchors <= set(ids)
    assert len(ids) == len(set(ids))
    assert audit_page(audit, "vi") == page


def test_names_from_data_are_only_text(audit: ScoreAudit) -> None:
    units = tuple(one.model_copy(update={"name_vi": "<b>x</b>", "name_en": "<b>x</b>"}) for one in audit.units)
    page = audit_page(audit.model_copy(update={"units": units}), "en")
    assert "<b>x" not in page
    assert "&lt;b&gt;x" in page


def test_a_score_with_an_interval_shows_it(audit: ScoreAudit) -> None:
    score: AuditedScore = audit.scores[0].model_copy(update={"score": 0.5, "at_least": 0.41, "at_most": 0.59})
    page = audit_page(audit.model_copy(update={"scores": (score,)}), "en")
    assert "M41.0 6H59.0" in page
    assert "M41.0 6H59.0" not in audit_page(audit, "en")


@pytest.mark.slow
def test_the_command_writes_the_page_and_the_numbers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["advantage", "audit", "provinces-alone", "-o", str(tmp_path), "--json", "--seed", "1"]) == 0
    told = capsys.readouterr()
    answer = json.loads(told.out)
    assert conforming(answer["audit"]) == "score-audit"
    assert [Path(name).name for name in answer["files"]] == ["audit.html", "audit.json"]
    assert json.loads((tmp_path / "audit.json").read_text(encoding="utf-8")) == answer["audit"]
    assert "Xét các đơn vị liền kề" in told.err or "Looking at neighbours" in told.err


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_terminal_tells_the_findings(audit: ScoreAudit, language: str) -> None:
    from clusterplan.cli.score_audit_report import score_audit_report

    told = " ".join(str(part) for part in score_audit_report(audit, "vi" if language == "vi" else "en"))
    for one in audit.findings:
        assert (one.vi if language == "vi" else one.en) in told


def test_samples_are_a_power_of_two() -> None:
    with pytest.raises(ValidationError, match="power of two"):
        AuditSettings(samples=100)
    assert np.log2(AuditSettings().samples) % 1 == 0


def test_quotients_and_relatedness_are_audited_as_they_are_scored() -> None:
    national = load_scenario("national")
    chosen = {"shrunken_quotients": ("sites_on_record",), "relatedness": 0.1}
    scenario = national.model_copy(update={"score": national.score.model_copy(update=chosen)})
    scored = scored_cube(advantage_of(scenario, Facts()))
    rows = scored.table.evidence.sort_values(["unit", "technology", "indicator"])
    place = scored.cube.indicators.index("sites_on_record")
    quotients = rows.loc[rows["indicator"] == "sites_on_record", "symmetric_quotient"].to_numpy(float)
    assert np.array_equal(scored.transformed[:, :, place].ravel(), quotients, equal_nan=True)
    counted = {one.id for one in audited_indicators(scored) if one.is_of_technology}
    assert counted == {"endowment", "relatedness", "sites_on_record"}


def test_an_interval_of_a_score_is_that_of_its_own_study(audit: ScoreAudit) -> None:
    scenario = load_scenario("national")
    settings = IntervalSettings(draws=SMALL.draws, seed=SMALL.seed)
    found = {(one.unit, one.technology): one for one in score_intervals(scenario, settings=settings).intervals}
    assert len(audit.scores) > 100
    for one in audit.scores:
        own = found[one.unit, one.technology]
        assert (one.at_least, one.at_most) == (own.at_least, own.at_most)
    assert audit.draws == SMALL.draws
