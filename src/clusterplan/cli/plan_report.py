"""A plan on the terminal: what it is and is not first, then what it rests on, then what it decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text as RichText

from clusterplan.cli.layout import bullets, pairs, section, short, table, words
from clusterplan.cli.metrics_report import metrics_report
from clusterplan.cli.products_report import products_report
from clusterplan.cli.spending_report import spending_report
from clusterplan.domain import Cluster, Facility, Plan
from clusterplan.language import Language, Text
from clusterplan.publishing import Publication
from clusterplan.publishing.rule_names import named_rule
from clusterplan.publishing.texts import FACILITY_KIND, GRADE, PROOF, STATUS, TERM, decimal, status_details

__all__ = ["files_report", "plan_report"]


def plan_report(publication: Publication, language: Language) -> Iterator[RenderableType]:
    """Yield a plan: what it is and is not, what it rests on, then clusters, facilities and flags.

    Parameters
    ----------
    publication
        The plan with its names.
    language
        Language of the report.

    Yields
    ------
    rich renderable
        From the status line to the flags.
    """
    plan = publication.plan
    yield RichText(STATUS.in_language(language), style="bold yellow")
    yield _proof(plan, language)
    yield ""
    yield section(
        words(language, vi="Giả định chưa có nguồn", en="Assumptions without a source"), _assumptions(plan, language)
    )
    yield section(words(language, vi="Căn cứ", en="What it rests on"), _evidence(publication, language))
    yield from metrics_report(plan, language)
    yield _clusters(publication, language)
    yield _facilities(publication, language)
    if plan.products:
        yield products_report(publication, language)
    yield from spending_report(plan.spending, language)
    if plan.flags:
        flags = [f"{flag.place}: {flag.what_vi if language == 'vi' else flag.what}" for flag in plan.flags]
        yield section(words(language, vi="Cần lưu ý", en="Flags"), bullets(flags))


def files_report(paths: Iterable[Path], language: Language) -> RenderableType:
    """Return the list of files that were written.

    Parameters
    ----------
    paths
        The files.
    language
        Language of the heading.

    Returns
    -------
    rich renderable
        A heading and one line for each file.
    """
    return section(words(language, vi="Tệp đã ghi", en="Files written"), bullets(str(path) for path in paths))


def _proof(plan: Plan, language: Language) -> RenderableType:
    """Return what is proven about a plan, with gap and time."""
    gap = decimal(100 * plan.gap, language)
    seconds = decimal(plan.manifest.seconds, language, 1)
    numbers = Text(
        vi=f"Khoảng cách tối ưu {gap} %, {seconds} giây, {plan.manifest.solver}.",
        en=f"Gap {gap} %, {seconds} seconds, {plan.manifest.solver}.",
    )
    return RichText(f"{PROOF[plan.termination].in_language(language)} {numbers.in_language(language)}")


def _assumptions(plan: Plan, language: Language) -> RenderableType:
    """Return all assumptions with their values, one after the other."""
    named = ((found.what_vi or found.what) if language == "vi" else found.what for found in plan.assumptions)
    values = (found.value for found in plan.assumptions)
    return " · ".join(f"{what}: {value}" for what, value in zip(named, values, strict=True))


def _evidence(publication: Publication, language: Language) -> RenderableType:
    """Return the plan's title, value, evidence and checks."""
    plan = publication.plan
    scenario = plan.scenario
    title = Text(vi=scenario.title_vi, en=scenario.title_en).in_language(language)
    focuses = sum(len(cluster.focuses) for cluster in plan.clusters)
    on_experts = plan.focuses_resting_on_expert_values
    terms = ", ".join(
        f"{TERM[name].in_language(language) if name in TERM else name} {decimal(value, language, 3)}"
        for name, value in plan.objective_terms.items()
    )
    objective = decimal(plan.objective, language, 4)
    bound = decimal(plan.bound, language, 4)
    return pairs(
        [
            (words(language, vi="Kịch bản", en="Scenario"), f"{title} ({scenario.id}, {scenario.technology_scheme})"),
            (words(language, vi="Hàm mục tiêu", en="Objective"), f"{objective} (≤ {bound}): {terms}"),
            (words(language, vi="Số liệu", en="Data"), status_details(plan).in_language(language)),
            (
                words(language, vi="Cần giá trị chuyên gia", en="Need expert values"),
                words(
                    language,
                    vi=f"{on_experts} trong {focuses} công nghệ trọng tâm",
                    en=f"{on_experts} of {focuses} focuses",
                ),
            ),
            (
                words(language, vi="Có mục chưa thể đánh giá", en="Not fully judged"),
                _names(publication, plan.units_not_judged, language),
            ),
            (
                words(language, vi="Ngoài mọi cụm", en="In no cluster"),
                _names(publication, plan.units_without_cluster, language),
            ),
            (
                words(language, vi="Kiểm tra độc lập", en="Independent check"),
                words(language, vi="mọi quy tắc được giữ: ", en="every rule kept: ")
                + _rules(plan.rules_checked, language),
            ),
            (
                words(language, vi="Quy tắc ràng buộc", en="Binding rules"),
                _rules(sorted({rule.rule for rule in plan.binding_rules}), language) or "–",
            ),
        ]
    )


def _clusters(publication: Publication, language: Language) -> Table:
    """Return the clusters, one focus a row."""
    grid = table(
        words(language, vi="Cụm công nghệ chiến lược", en="Strategic technology clusters"),
        [
            words(language, vi="Cụm", en="Cluster"),
            words(language, vi="Hạt nhân", en="Hub"),
            words(language, vi="Thành viên", en="Members"),
            words(language, vi="Công nghệ trọng tâm", en="Focuses"),
            words(language, vi="Giá trị", en="Value"),
            words(language, vi="Bằng chứng", en="Evidence"),
        ],
        right=[4],
        wide=3,
    )
    for cluster in publication.plan.clusters:
        for row in _rows_of(cluster, publication, language):
            grid.add_row(*row)
        grid.add_section()
    return grid


def _rows_of(cluster: Cluster, publication: Publication, language: Language) -> Iterator[tuple[str, ...]]:
    """Yield one row for each focus; the cluster itself stands in the first."""
    hub = publication.unit_name(cluster.hub).in_language(language)
    members = _names(publication, [unit for unit in cluster.members if unit != cluster.hub], language)
    heading = (cluster.id, hub, members)
    for focus in cluster.focuses:
        name = short(publication.technology_name(focus).in_language(language))
        value = decimal(cluster.value[focus], language, 3)
        start = f" ({cluster.start_year[focus]})" if cluster.start_year else ""
        yield (*heading, f"{focus} {name}{start}", value, GRADE[cluster.evidence[focus]].in_language(language))
        heading = ("", "", "")


def _facilities(publication: Publication, language: Language) -> Table:
    """Return the facilities."""
    grid = table(
        words(language, vi="Phòng thí nghiệm và trung tâm", en="Laboratories and centres"),
        [
            words(language, vi="Loại", en="Kind"),
            words(language, vi="Địa điểm", en="Site"),
            words(language, vi="Đơn vị", en="Unit"),
            words(language, vi="Công nghệ", en="Technologies"),
            words(language, vi="Hình thức", en="How"),
            *_research_headings(publication.plan, language),
        ],
    )
    for facility in publication.plan.facilities:
        grid.add_row(
            FACILITY_KIND[facility.kind].in_language(language),
            f"{facility.site_id} {publication.site_name(facility.site_id).in_language(language)}",
            publication.unit_name(facility.unit).in_language(language),
            ", ".join(facility.technologies),
            _how(facility, language),
            *(str(share) for share in (facility.research_groups, facility.doctorates) if share is not None),
        )
    return grid


def _how(facility: Facility, language: Language) -> str:
    """Return whether a facility is new, and when it opens if the plan has years."""
    how = words(language, vi="nâng cấp", en="upgrade") if facility.upgrade else words(language, vi="lập mới", en="new")
    return how if facility.opens_in is None else f"{how}, {facility.opens_in}"


def _rules(rules: Iterable[str], language: Language) -> str:
    return " · ".join(named_rule(rule).in_language(language) for rule in rules)


def _research_headings(plan: Plan, language: Language) -> Iterator[str]:
    """Yield the headings of what is apportioned over the facilities."""
    first = plan.facilities[0] if plan.facilities else None
    if first and first.research_groups is not None:
        yield words(language, vi="Nhóm", en="Groups")
    if first and first.doctorates is not None:
        yield words(language, vi="Tiến sĩ", en="PhDs")


def _names(publication: Publication, units: Iterable[str], language: Language) -> str:
    return ", ".join(publication.unit_name(unit).in_language(language) for unit in units) or "–"
