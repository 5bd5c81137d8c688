"""The catalogue of a plan's metrics: what each name in ``plan.metrics`` means, for reports, clients and the manual.

A name with a dot belongs to a family: ``units_covered.RRD`` is ``units_covered`` of the region ``RRD``.
"""

from __future__ import annotations

from typing import Literal

from clusterplan.domain import Frozen
from clusterplan.language import Text

__all__ = ["METRICS", "Metric", "metric_title"]


class Metric(Frozen):
    """What one metric, or one family of metrics, means."""

    name: str
    """Name in ``plan.metrics``, before the dot of a family."""
    title_vi: str
    """Title in Vietnamese."""
    title_en: str
    """Title in English."""
    unit: str
    """Unit; ``1`` for shares and indices."""
    better: Literal["higher", "lower", "neither"]
    """Which way is better for a planner; ``neither`` describes."""
    formula: str
    """How it is computed, from the plan and the data."""
    source: str
    """Where the measure comes from."""


def _metric(
    name: str, vi: str, en: str, formula: str, source: str, better: str = "neither", unit: str = "1"
) -> tuple[str, Metric]:
    return name, Metric.model_validate(
        {
            "name": name,
            "title_vi": vi,
            "title_en": en,
            "unit": unit,
            "better": better,
            "formula": formula,
            "source": source,
        }
    )


_OWN = "clusterplan"
_LESSON = "Deegan, Broekel and Fitjar 2021, Economic Geography 97: regions of one country pick the same priorities"
_THEIL = "Theil 1967, Economics and Information Theory; decomposition by Shorrocks 1980, Econometrica 48"

METRICS: dict[str, Metric] = dict(
    [
        _metric(
            "neighbour_duplication",
            "Trùng lặp giữa các đơn vị láng giềng khác cụm",
            "Duplication between neighbours of different clusters",
            "mean of |A ∩ B| / |A ∪ B| over the pairs of adjacent units in two different clusters, A and B their "
            "focuses; left out without such a pair",
            f"Jaccard 1912, New Phytologist 11; {_LESSON}",
            "lower",
        ),
        _metric(
            "cluster_specialisation",
            "Mức chuyên môn hóa của các cụm (Krugman)",
            "Specialisation of the clusters (Krugman)",
            "mean over clusters c of ½ Σ_k |s_ck − s_k|: s_ck is the share of technology k in the focuses of c, s_k "
            "in all",
            "Krugman 1991, Geography and Trade, halved so that it lies in [0, 1]",
            "higher",
        ),
        _metric(
            "technology_concentration",
            "Mức tập trung theo công nghệ (HHI)",
            "Concentration on technologies (HHI)",
            "Σ_k s_k²: s_k is the share of technology k in all focuses; 1 / (number of technologies) if all have as "
            "many",
            "Herfindahl 1950; Hirschman 1964, American Economic Review 54",
            "lower",
        ),
        _metric(
            "facility_concentration",
            "Tỷ lệ cơ sở đặt ở đơn vị có nhiều cơ sở nhất",
            "Share of the facilities in the unit that has most of them",
            "largest number of facilities in one unit / number of facilities",
            _OWN,
            "lower",
        ),
        _metric(
            "focus_gini",
            "Bất bình đẳng về số công nghệ trọng tâm giữa các đơn vị (Gini)",
            "Inequality of the number of focuses between units (Gini)",
            "Σ_i Σ_j |x_i − x_j| / (2 n² x̄): x is the number of focuses of the unit's cluster, 0 outside clusters",
            "Gini 1912; Sen 1973, On Economic Inequality",
            "lower",
        ),
        _metric(
            "focus_theil_between",
            "Bất bình đẳng về số công nghệ trọng tâm giữa các vùng (Theil)",
            "Inequality of the number of focuses between regions (Theil)",
            "Σ_g (X_g / X) ln((X_g / X) / (n_g / n)): X_g focuses and n_g units of region g, 0 ln 0 = 0",
            _THEIL,
            "lower",
        ),
        _metric(
            "focus_theil_within",
            "Bất bình đẳng về số công nghệ trọng tâm trong từng vùng (Theil)",
            "Inequality of the number of focuses within regions (Theil)",
            "Σ_g (X_g / X) T_g: T_g = Σ_i (x_i / X_g) ln(n_g x_i / X_g) over the units of region g",
            _THEIL,
            "lower",
        ),
        _metric(
            "score_moran",
            "Tương quan không gian của điểm lợi thế (Moran I, trung bình các công nghệ)",
            "Spatial correlation of the scores (Moran's I, mean over the focuses' technologies)",
            "I = Σ_ij w_ij z_i z_j / Σ_i z_i² with row-standardised adjacency w, over the scored units that have a "
            "scored neighbour; mean over the technologies of the focuses that have four such units and scores that "
            "differ",
            "Moran 1950, Biometrika 37; Cliff and Ord 1981, Spatial Processes",
        ),
        _metric(
            "score_moran_coverage",
            "Phần cặp (đơn vị, công nghệ) dùng để tính Moran I",
            "Share of the (unit, technology) pairs that Moran's I rests on",
            "units used / units, mean over the technologies of the focuses",
            _OWN,
            "higher",
        ),
        _metric(
            "evidence_observed",
            "Phần điểm dựa trên giá trị quan sát",
            "Share of the chosen scores that rests on observed values",
            "evidence_share.observed",
            _OWN,
            "higher",
        ),
        _metric(
            "focuses_with_evidence",
            "Tỷ lệ công nghệ trọng tâm có bằng chứng từ trung bình trở lên",
            "Share of the focuses with at least medium evidence",
            "focuses of evidence medium or high / focuses",
            _OWN,
            "higher",
        ),
        _metric(
            "units_covered_share",
            "Tỷ lệ đơn vị thuộc một cụm",
            "Share of the units in a cluster",
            "units in a cluster / units",
            _OWN,
            "higher",
        ),
        _metric(
            "population_covered_share",
            "Tỷ lệ dân số của các đơn vị thuộc một cụm",
            "Share of the population in units of a cluster",
            "population of units in a cluster / population of all units; left out if a unit's population is not known",
            _OWN,
            "higher",
        ),
        _metric(
            "population_within_reach",
            "Tỷ lệ dân số trong tầm phục vụ của một cơ sở",
            "Share of the population within reach of a facility",
            "population of units whose centre is within reach_km (travel) of a facility / population of all units",
            _OWN,
            "higher",
        ),
        _metric(
            "population_within_120_km",
            "Tỷ lệ dân số trong vòng 120 km đường đi tới một cơ sở",
            "Share of the population within 120 km of travel of a facility",
            "population of units whose centre is within 120 km (travel) of a facility / population of all units",
            _OWN,
            "higher",
        ),
        _metric(
            "universities_within_120_km",
            "Tỷ lệ trường đại học trong vòng 120 km đường đi tới một cơ sở",
            "Share of the universities within 120 km of travel of a facility",
            "universities of such units / universities of all units; left out if a unit's number is not known",
            _OWN,
            "higher",
        ),
        _metric(
            "researchers_within_120_km",
            "Tỷ lệ nhà nghiên cứu trong vòng 120 km đường đi tới một cơ sở",
            "Share of the researchers within 120 km of travel of a facility",
            "researchers of such units / researchers of the units where the indicator `researchers` is known; left out "
            "where it is known nowhere, as in the bundled data",
            _OWN,
            "higher",
        ),
        _metric(
            "researchers_coverage",
            "Tỷ lệ đơn vị biết số nhà nghiên cứu",
            "Share of the units whose number of researchers is known",
            "units with a value of the indicator `researchers` / units; left out with the metric before",
            _OWN,
            "higher",
        ),
        _metric(
            "follow_up_completeness",
            "Mức đầy đủ của dữ liệu theo dõi: bảy điều rõ",
            "Completeness of the data to follow up: the seven clear items",
            "mean over focuses of items on record / 7: task (a mission names the technology), responsibility (its lead "
            "agency), time (its deadline), product (one is placed in the cluster), resources (the scenario gives "
            "some); person and authority are in no table yet, so they are missing",
            "The seven clear items of an assignment; lesson of European Court of Auditors, Review 05/2025",
            "higher",
        ),
        _metric(
            "mean_members",
            "Số thành viên trung bình của cụm",
            "Mean number of members of a cluster",
            "members of all clusters / clusters",
            _OWN,
            unit="units",
        ),
        _metric(
            "mean_score",
            "Điểm lợi thế trung bình",
            "Mean score",
            "mean score over members and focuses that are scored",
            _OWN,
            "higher",
        ),
        _metric(
            "pairs_not_judged",
            "Số cặp (thành viên, trọng tâm) chưa thể đánh giá",
            "(Member, focus) pairs that cannot be judged",
            "number of such pairs",
            _OWN,
            "lower",
            "pairs",
        ),
        _metric(
            "units_covered",
            "Số đơn vị thuộc một cụm, theo vùng",
            "Units in a cluster, by region",
            "units of the region in a cluster",
            _OWN,
            unit="units",
        ),
        _metric(
            "facility_load",
            "Số trọng tâm được phục vụ, theo cơ sở",
            "Focuses served, by facility",
            "focuses of clusters that the facility serves",
            _OWN,
            unit="focuses",
        ),
        _metric(
            "objective_share",
            "Tỷ trọng trong hàm mục tiêu, theo thành phần",
            "Share of the objective, by term",
            "|term| / Σ |terms|",
            _OWN,
        ),
        _metric("candidate_sets", "Số cụm ứng viên", "Candidate clusters", "number in the model", _OWN, unit="sets"),
        _metric("columns", "Số biến của mô hình", "Columns of the model", "number in the model", _OWN, unit="columns"),
        _metric("rows", "Số ràng buộc của mô hình", "Rows of the model", "number in the model", _OWN, unit="rows"),
    ]
)
"""Every metric by its name, or the name of its family. Names are never changed."""


def metric_title(name: str) -> Text:
    """Return the title of a metric.

    Parameters
    ----------
    name
        Name in ``plan.metrics``.

    Returns
    -------
    Text
        Its title, with the member of a family; the name itself if the catalogue does not know it.

    Examples
    --------
    >>> metric_title("units_covered.RRD").en
    'Units in a cluster, by region: RRD'
    """
    family, _, member = name.partition(".")
    known = METRICS.get(family)
    if known is None:
        return Text(vi=name, en=name)
    tail = f": {member}" if member else ""
    return Text(vi=known.title_vi + tail, en=known.title_en + tail)
