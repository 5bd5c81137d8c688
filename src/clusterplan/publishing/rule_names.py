"""Short names of every rule and of every setting that a conflict can name, in both languages.

The technical id stays beside the name, because it is what a scenario, a row of the model and ``plan.json`` spell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from clusterplan.language import Text

__all__ = ["RULE_NAMES", "SETTING_NAMES", "named_rule", "named_setting"]

RULE_NAMES: Mapping[str, Text] = {
    "anchor_enterprise": Text(
        vi="có doanh nghiệp cùng lĩnh vực gần hạt nhân cụm", en="an enterprise of the field near the hub"
    ),
    "anchor_institute": Text(
        vi="có viện, trường cùng lĩnh vực gần hạt nhân cụm", en="an institute of the field near the hub"
    ),
    "bound": Text(vi="cận không thấp hơn giá trị phương án", en="the bound is no lower than the plan"),
    "capacity": Text(vi="năng lực của cụm (đất, nhân lực)", en="what the members of a cluster have (land, people)"),
    "challenge": Text(vi="chỉ công nghệ có nơi đặt hàng", en="only technologies that somebody asks for"),
    "clusters": Text(vi="số cụm", en="number of clusters"),
    "clusters_per_region": Text(vi="số cụm tối thiểu mỗi vùng", en="fewest clusters in each region"),
    "clusters_per_region_at_most": Text(vi="số cụm tối đa mỗi vùng", en="most clusters in each region"),
    "clusters_per_technology": Text(vi="số cụm của mỗi công nghệ", en="clusters of each technology"),
    "contiguity": Text(vi="thành viên của cụm liền kề nhau", en="members of a cluster are connected"),
    "cover": Text(vi="mỗi đơn vị thuộc tối đa một cụm", en="each unit in at most one cluster"),
    "decided": Text(vi="giữ nguyên những gì đã quyết định", en="what is decided stays"),
    "demand": Text(vi="trọng tâm có nguồn cầu được ghi nhận", en="a demand source on record for each focus"),
    "evidence": Text(vi="mức bằng chứng ghi đúng", en="evidence grades are as stated"),
    "evidence_floor": Text(vi="mức bằng chứng tối thiểu của trọng tâm", en="lowest evidence grade of a focus"),
    "excluded_pairs": Text(vi="cặp công nghệ không chung một cụm", en="technologies that no cluster has together"),
    "facilities": Text(vi="số phòng thí nghiệm và trung tâm", en="number of laboratories and centres"),
    "facilities_per_region": Text(vi="số cơ sở tối đa mỗi vùng", en="most facilities in each region"),
    "facilities_per_region_at_least": Text(vi="số cơ sở tối thiểu mỗi vùng", en="fewest facilities in each region"),
    "facilities_per_technology": Text(vi="mỗi công nghệ có cơ sở phục vụ", en="each technology has facilities"),
    "facility_load": Text(vi="số công nghệ trọng tâm mỗi cơ sở phục vụ", en="focuses that one facility serves"),
    "facility_technologies": Text(
        vi="công nghệ mà loại cơ sở này được phục vụ", en="technologies that a kind of facility may serve"
    ),
    "focuses_per_cluster": Text(vi="số công nghệ trọng tâm của mỗi cụm", en="focuses of each cluster"),
    "gap": Text(vi="khoảng cách tối ưu ghi đúng", en="the gap is as stated"),
    "hosts": Text(vi="địa điểm được đặt cơ sở", en="sites that may host"),
    "hub": Text(vi="hạt nhân là thành viên sẵn sàng nhất", en="the hub is the readiest member"),
    "known_names": Text(vi="mọi tên có trong dữ liệu", en="every name is in the data"),
    "locks": Text(vi="khóa của người lập kế hoạch", en="the planner's locks"),
    "max_member_distance_km": Text(vi="khoảng cách tối đa tới hạt nhân", en="largest distance from the hub"),
    "max_members": Text(vi="số thành viên tối đa của cụm", en="most members of a cluster"),
    "min_members": Text(vi="số thành viên tối thiểu của cụm", en="fewest members of a cluster"),
    "objective": Text(vi="hàm mục tiêu tính lại khớp", en="the objective is as recomputed"),
    "one_facility_per_site": Text(vi="mỗi địa điểm một cơ sở", en="one facility at a site"),
    "phasing": Text(vi="phân kỳ: năm bắt đầu và năm mở", en="phasing: years to start and to open in"),
    "pioneering": Text(vi="công nghệ của sản phẩm tiên phong có cụm", en="pioneering products lead a cluster"),
    "pioneering_test_bed": Text(vi="sản phẩm tiên phong có nơi thử nghiệm", en="pioneering products have a test bed"),
    "products": Text(
        vi="sản phẩm, nơi có năng lực và nơi thử nghiệm ghi đúng", en="products and who is on record are as stated"
    ),
    "reach": Text(vi="tầm phục vụ của cơ sở", en="reach of a facility"),
    "required_pairs": Text(vi="công nghệ phải đi cùng công nghệ khác", en="a technology that needs another beside it"),
    "research": Text(vi="nhóm nghiên cứu, tiến sĩ phân bổ đúng", en="research groups and doctorates as apportioned"),
    "resources": Text(vi="trần nguồn lực quốc gia", en="national caps on resources"),
    "same_focus_distance": Text(
        vi="khoảng cách giữa hai cụm cùng trọng tâm", en="distance between clusters with the same focus"
    ),
    "spending": Text(vi="phần chi tiêu ghi đúng", en="spending is as stated"),
    "starts_per_year": Text(vi="số trọng tâm bắt đầu tối đa mỗi năm", en="most focuses that start in a year"),
    "strong_member": Text(vi="có thành viên mạnh cho mỗi trọng tâm", en="a strong member for each focus"),
    "synergy": Text(vi="cộng hưởng chỉ tính khi cụm có cả hai công nghệ", en="synergy needs both technologies"),
    "technologies_per_facility": Text(vi="số công nghệ của mỗi cơ sở", en="technologies of each facility"),
    "technologies_per_optional_facility": Text(
        vi="số công nghệ của mỗi cơ sở bổ sung", en="technologies of each facility beside the shared system"
    ),
    "terms": Text(vi="điều kiện sử dụng và cơ chế ghi đúng", en="terms and mechanisms are as stated"),
    "upgrade": Text(vi="nâng cấp ghi đúng", en="upgrades are as stated"),
    "upgrades": Text(vi="cơ sở nào là nâng cấp", en="which facilities are upgrades"),
    "value": Text(vi="giá trị từng trọng tâm ghi đúng", en="values of focuses are as stated"),
    "well_formed": Text(vi="phương án đúng dạng", en="the plan is well formed"),
}
"""Name by id: every rule of the integer programme and every rule that the independent check reads."""

SETTING_NAMES: Mapping[str, Text] = {
    "candidates": Text(vi="điều kiện lập cụm", en="which units may form a cluster"),
    "candidates.max_member_distance_km": RULE_NAMES["max_member_distance_km"],
    "candidates.max_members": RULE_NAMES["max_members"],
    "candidates.min_members": RULE_NAMES["min_members"],
    "candidates.strong_score": Text(vi="ngưỡng điểm mạnh", en="score from which a unit is strong"),
    "rules": Text(vi="các quy tắc", en="the rules"),
    "rules.anchor_enterprise_km": RULE_NAMES["anchor_enterprise"],
    "rules.anchor_institute_km": RULE_NAMES["anchor_institute"],
    "rules.clusters.at_least": Text(vi="số cụm tối thiểu", en="fewest clusters"),
    "rules.clusters.at_most": Text(vi="số cụm tối đa", en="most clusters"),
    "rules.clusters_per_region_at_least": RULE_NAMES["clusters_per_region"],
    "rules.clusters_per_region_at_most": RULE_NAMES["clusters_per_region_at_most"],
    "rules.clusters_per_technology.at_least": Text(
        vi="số cụm tối thiểu của mỗi công nghệ", en="fewest clusters of a technology"
    ),
    "rules.clusters_per_technology.at_most": Text(
        vi="số cụm tối đa của mỗi công nghệ", en="most clusters of a technology"
    ),
    "rules.cover": Text(vi="mỗi đơn vị thuộc đúng một cụm", en="each unit in exactly one cluster"),
    "rules.decided_before": RULE_NAMES["decided"],
    "rules.demand_unknown": RULE_NAMES["demand"],
    "rules.evidence_floor": RULE_NAMES["evidence_floor"],
    "rules.excluded_pairs": RULE_NAMES["excluded_pairs"],
    "rules.facilities": RULE_NAMES["facilities"],
    "rules.facilities.key_laboratory": Text(vi="số phòng thí nghiệm trọng điểm", en="number of key laboratories"),
    "rules.facilities.per_region_at_least": RULE_NAMES["facilities_per_region_at_least"],
    "rules.facilities.per_region_at_most": RULE_NAMES["facilities_per_region"],
    "rules.facilities.per_technology_at_least": RULE_NAMES["facilities_per_technology"],
    "rules.facilities.technologies_per_facility.at_least": Text(
        vi="số công nghệ tối thiểu của mỗi cơ sở", en="fewest technologies of a facility"
    ),
    "rules.facilities.technologies_per_facility.at_most": Text(
        vi="số công nghệ tối đa của mỗi cơ sở", en="most technologies of a facility"
    ),
    "rules.facilities.technologies_per_key_laboratory": Text(
        vi="số công nghệ của mỗi phòng thí nghiệm", en="technologies of a laboratory"
    ),
    "rules.facilities.technologies_per_test_centre": Text(
        vi="số công nghệ của mỗi trung tâm", en="technologies of a centre"
    ),
    "rules.facilities.test_centre": Text(vi="số trung tâm nghiên cứu, thử nghiệm", en="number of test centres"),
    "rules.facility_load_at_most": RULE_NAMES["facility_load"],
    "rules.focuses_per_cluster.at_least": Text(
        vi="số công nghệ trọng tâm tối thiểu của mỗi cụm", en="fewest focuses of a cluster"
    ),
    "rules.focuses_per_cluster.at_most": Text(
        vi="số công nghệ trọng tâm tối đa của mỗi cụm", en="most focuses of a cluster"
    ),
    "rules.hosts": RULE_NAMES["hosts"],
    "rules.locks": RULE_NAMES["locks"],
    "rules.phasing": RULE_NAMES["phasing"],
    "rules.phasing.starts_per_year_at_most": RULE_NAMES["starts_per_year"],
    "rules.pioneering": RULE_NAMES["pioneering"],
    "rules.pioneering_test_bed": RULE_NAMES["pioneering_test_bed"],
    "rules.reach_km": RULE_NAMES["reach"],
    "rules.required_pairs": RULE_NAMES["required_pairs"],
    "rules.resources": RULE_NAMES["resources"],
    "rules.resources.cap_per_year": Text(vi="trần theo năm", en="cap of a year"),
    "rules.resources.capacity_per_unit": RULE_NAMES["capacity"],
    "rules.same_focus_distance_km_at_least": RULE_NAMES["same_focus_distance"],
}
"""Name by path in a scenario: every limit that a conflict can name."""

_PATH_AND_PLACE = re.compile(r"(?P<path>[^\[( ]+)(?:\[(?P<number>\d+)\]| \((?P<place>.*)\))?")


def named_rule(rule: str) -> Text:
    """Return a rule's name with its id in brackets; a rule without a name is its id.

    Parameters
    ----------
    rule
        Id of a rule.

    Returns
    -------
    Text
        Name and id.

    Examples
    --------
    >>> named_rule("reach").en
    'reach of a facility (reach)'
    """
    name = RULE_NAMES.get(rule)
    return Text(vi=rule, en=rule) if name is None else Text(vi=f"{name.vi} ({rule})", en=f"{name.en} ({rule})")


def named_setting(setting: str) -> Text:
    """Return the name of a limit that a conflict names, with its path and place in brackets.

    Parameters
    ----------
    setting
        Path in a scenario as a conflict spells it, perhaps with a number in square or a place in round brackets.

    Returns
    -------
    Text
        Name and path; the path alone if it has no name.

    Examples
    --------
    >>> named_setting("rules.clusters_per_region_at_least (NMM)").en
    'fewest clusters in each region (rules.clusters_per_region_at_least, NMM)'
    >>> named_setting("rules.locks[2]").en
    "the planner's locks (rules.locks, 2)"
    """
    found = _PATH_AND_PLACE.fullmatch(setting)
    path = found["path"] if found else setting
    name = _nearest_name(path)
    if name is None:
        return Text(vi=setting, en=setting)
    place = (found["number"] or found["place"]) if found else None
    inside = f"{path}, {place}" if place else path
    return Text(vi=f"{name.vi} ({inside})", en=f"{name.en} ({inside})")


def _nearest_name(path: str) -> Text | None:
    """Return the name of a path, or of the group that it belongs to; a resource has a name of its own in between."""
    if path.startswith("rules.resources."):
        path = f"rules.resources.{path.rpartition('.')[2]}"
    while path not in SETTING_NAMES and "." in path:
        path = path.rpartition(".")[0]
    return SETTING_NAMES.get(path)
