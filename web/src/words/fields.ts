/** Names of the fields of a scenario, by path: Vietnamese and English. One without a name here shows its path. */

const FIELDS: Readonly<Record<string, readonly [string, string]>> = {
  title_vi: ["Tên tiếng Việt", "Title in Vietnamese"],
  title_en: ["Tên tiếng Anh", "Title in English"],
  "rules.cover": ["Đơn vị có thể nằm ngoài mọi cụm", "Whether a unit may stay outside every cluster"],
  "rules.clusters.at_least": ["Số cụm, ít nhất", "Clusters, at least"],
  "rules.clusters.at_most": ["Số cụm, nhiều nhất", "Clusters, at most"],
  "rules.focuses_per_cluster.at_least": ["Công nghệ trọng tâm mỗi cụm, ít nhất", "Focuses of one cluster, at least"],
  "rules.focuses_per_cluster.at_most": ["Công nghệ trọng tâm mỗi cụm, nhiều nhất", "Focuses of one cluster, at most"],
  "rules.clusters_per_technology.at_least": [
    "Số cụm theo mỗi công nghệ, ít nhất",
    "Clusters of one technology, at least",
  ],
  "rules.clusters_per_technology.at_most": [
    "Số cụm theo mỗi công nghệ, nhiều nhất",
    "Clusters of one technology, at most",
  ],
  "rules.clusters_per_region_at_least": ["Hạt nhân trong mỗi vùng, ít nhất", "Hubs in each region, at least"],
  "rules.clusters_per_region_at_most": ["Hạt nhân trong mỗi vùng, nhiều nhất", "Hubs in each region, at most"],
  "rules.clusters_per_region_exceptions": ["Mức ít nhất riêng của vùng", "Other floors for single regions"],
  "rules.clusters_per_region_at_most_exceptions": [
    "Mức nhiều nhất riêng của vùng",
    "Other ceilings for single regions",
  ],
  "rules.same_focus_distance_km_at_least": [
    "Khoảng cách ít nhất giữa hai cụm cùng trọng tâm (km)",
    "Least distance between clusters of one focus (km)",
  ],
  "rules.repair_prices": ["Mức khó khi phải nới từng giới hạn", "How dear it is to change a limit in a repair"],
  "rules.facilities.key_laboratory": ["Phòng thí nghiệm trọng điểm", "Key laboratories"],
  "rules.facilities.test_centre": ["Trung tâm thử nghiệm", "Test centres"],
  "rules.facilities.decoding_centre": ["Trung tâm giải mã công nghệ", "Decoding centres"],
  "rules.facilities.ai_computing": ["Trung tâm tính toán trí tuệ nhân tạo", "AI computing centres"],
  "rules.facilities.technologies_per_key_laboratory.at_least": [
    "Công nghệ mỗi phòng thí nghiệm, ít nhất",
    "Technologies of a key laboratory, at least",
  ],
  "rules.facilities.technologies_per_key_laboratory.at_most": [
    "Công nghệ mỗi phòng thí nghiệm, nhiều nhất",
    "Technologies of a key laboratory, at most",
  ],
  "rules.facilities.technologies_per_test_centre.at_least": [
    "Công nghệ mỗi trung tâm thử nghiệm, ít nhất",
    "Technologies of a test centre, at least",
  ],
  "rules.facilities.technologies_per_test_centre.at_most": [
    "Công nghệ mỗi trung tâm thử nghiệm, nhiều nhất",
    "Technologies of a test centre, at most",
  ],
  "rules.facilities.technologies_per_decoding_centre.at_least": [
    "Công nghệ mỗi trung tâm giải mã, ít nhất",
    "Technologies of a decoding centre, at least",
  ],
  "rules.facilities.technologies_per_decoding_centre.at_most": [
    "Công nghệ mỗi trung tâm giải mã, nhiều nhất",
    "Technologies of a decoding centre, at most",
  ],
  "rules.facilities.technologies_per_ai_computing.at_least": [
    "Công nghệ mỗi trung tâm tính toán, ít nhất",
    "Technologies of a computing centre, at least",
  ],
  "rules.facilities.technologies_per_ai_computing.at_most": [
    "Công nghệ mỗi trung tâm tính toán, nhiều nhất",
    "Technologies of a computing centre, at most",
  ],
  "rules.facilities.per_region_at_most": ["Cơ sở trong mỗi vùng, nhiều nhất", "Facilities in each region, at most"],
  "rules.facilities.per_region_at_least": ["Cơ sở trong mỗi vùng, ít nhất", "Facilities in each region, at least"],
  "rules.facilities.per_technology_at_least": [
    "Cơ sở phục vụ mỗi công nghệ, ít nhất",
    "Facilities for each technology, at least",
  ],
  "rules.facilities.research_groups": ["Nhóm nghiên cứu mạnh để phân bổ", "Strong research groups to apportion"],
  "rules.facilities.doctorates": ["Tiến sĩ cần đào tạo để phân bổ", "Doctorates to apportion"],
  "rules.reach_km": ["Tầm phục vụ của cơ sở (km)", "Reach of a facility (km)"],
  "rules.facility_load_at_most": [
    "Số trọng tâm một cơ sở phục vụ, nhiều nhất",
    "Focuses that one facility serves, at most",
  ],
  "rules.hosts_unknown": ["Nơi tiếp nhận chưa rõ điều kiện", "Sites whose eligibility is unknown"],
  "rules.pioneering": ["Mỗi công nghệ tiên phong có cụm dẫn đầu", "Each pioneering technology leads somewhere"],
  "rules.pioneering_test_bed": [
    "Công nghệ tiên phong không có khu thử nghiệm",
    "Pioneering technologies without a test bed",
  ],
  "rules.challenge_unasked": ["Công nghệ không có nhiệm vụ nào cần đến", "Technologies that nothing asks for"],
  "rules.evidence_floor": ["Mức bằng chứng thấp nhất của thành viên mạnh", "Lowest evidence grade of a strong member"],
  "rules.demand_unknown": ["Trọng tâm chưa ghi nhận nhu cầu", "Focuses without demand on record"],
  "rules.anchor_enterprise_km": [
    "Khoảng cách tới doanh nghiệp, nhiều nhất (km)",
    "Distance to an enterprise, at most (km)",
  ],
  "rules.anchor_institute_km": [
    "Khoảng cách tới viện, trường, nhiều nhất (km)",
    "Distance to an institute, at most (km)",
  ],
  "rules.phasing": ["Phân kỳ theo năm", "Phasing over years"],
  "rules.phasing.first_year": ["Năm đầu tiên", "First year"],
  "rules.phasing.last_start_year": ["Năm cuối được bắt đầu", "Last year to start in"],
  "rules.phasing.last_year": ["Năm cuối được tính", "Last year that counts"],
  "rules.phasing.discount_rate": ["Tỷ lệ chiết khấu mỗi năm", "Discount rate of a year"],
  "rules.phasing.starts_per_year_at_most": [
    "Trọng tâm bắt đầu mỗi năm, nhiều nhất",
    "Focuses that start in a year, at most",
  ],
  "rules.decided_before": ["Giữ những gì đã quyết trước năm", "Keep what was decided before the year"],
  "objective.unit_weight": ["Mỗi đơn vị được tính theo", "What a unit counts"],
  "objective.priority": ["Hệ số ưu tiên của công nghệ", "Priority of technologies"],
  "objective.tier_priority": ["Hệ số ưu tiên của bậc sản phẩm", "Priority of tiers of products"],
  "objective.hosting_weight": [
    "Giá trị mỗi công nghệ được cơ sở phục vụ",
    "Value of one technology served at a facility",
  ],
  "objective.upgrade_bonus": [
    "Thưởng khi nâng cấp phòng thí nghiệm sẵn có",
    "Bonus for upgrading a laboratory that exists",
  ],
  "objective.cohesion_weight": ["Chi phí mỗi 100 km trong cụm", "Cost of 100 km inside a cluster"],
  "objective.founding_cost": ["Chi phí lập một cụm", "Cost of founding a cluster"],
  "objective.switching_weight": [
    "Chi phí mỗi thay đổi so với phương án đã duyệt",
    "Cost of a change from the adopted plan",
  ],
  "objective.adopted_plan": ["Tệp phương án đã duyệt", "File of the adopted plan"],
  "objective.robust": ["Phòng khi điểm thấp hơn công bố", "Guard against scores that say too much"],
  "objective.robust.gamma": ["Số thành viên có thể thấp điểm cùng lúc", "Members that may score less at once"],
  "objective.robust.deviation.high": ["Mức lệch, bằng chứng cao", "Deviation, high grade"],
  "objective.robust.deviation.medium": ["Mức lệch, bằng chứng trung bình", "Deviation, medium grade"],
  "objective.robust.deviation.low": ["Mức lệch, bằng chứng thấp", "Deviation, low grade"],
  "candidates.max_members": ["Thành viên mỗi cụm, nhiều nhất", "Members of a cluster, at most"],
  "candidates.min_members": ["Thành viên mỗi cụm, ít nhất", "Members of a cluster, at least"],
  "candidates.max_member_distance_km": [
    "Khoảng cách trong cụm, nhiều nhất (km)",
    "Distance inside a cluster, at most (km)",
  ],
  "candidates.detour_factor": ["Hệ số đường vòng", "Detour factor of roads"],
  "candidates.strong_score": ["Điểm để là thành viên mạnh", "Score of a strong member"],
  "candidates.strong_score_by_technology": [
    "Điểm thành viên mạnh, riêng công nghệ",
    "Score of a strong member by technology",
  ],
  "score.relative": ["Tỷ trọng của lợi thế tương đối", "Share of relative advantage"],
  "score.aggregation": ["Cách gộp thành phần điểm", "How components are combined"],
  "score.component_floor": ["Sàn của thành phần điểm", "Floor of a component"],
  "score.coverage_floor": ["Độ phủ dữ liệu thấp nhất để chấm điểm", "Least data coverage to be judged"],
  "score.expert_values": ["Tính cả nhận định chuyên gia", "Expert readings count"],
  "score.imputed_values": ["Tính cả ước tính thay thế", "Imputed values count"],
  "score.relatedness": ["Trọng số độ gần với thế mạnh sẵn có", "Weight of relatedness"],
  "score.component_factor": ["Hệ số của thành phần điểm", "Factors on components"],
  terms: ["Điều kiện sử dụng chung", "Terms of use"],
  "terms.facilities": ["Điều kiện của cơ sở dùng chung", "Terms of the facilities"],
  "terms.facilities.open_access_share": ["Tỷ lệ thời gian mở cho bên ngoài", "Share of time open to others"],
  "terms.facilities.public_private_share": ["Tỷ lệ vốn ngoài ngân sách", "Share of means that are not public"],
  "terms.facilities.note_vi": ["Ghi chú tiếng Việt", "Note in Vietnamese"],
  "terms.facilities.note_en": ["Ghi chú tiếng Anh", "Note in English"],
  "terms.facilities.source": ["Nguồn", "Source"],
  "solver.name": ["Bộ giải", "Solver"],
  "solver.time_limit_seconds": ["Thời gian giải, nhiều nhất (giây)", "Time to solve, at most (seconds)"],
  "solver.gap_limit": ["Dừng khi khoảng cách tối ưu còn", "Stop at this gap"],
  "solver.seed": ["Hạt giống ngẫu nhiên", "Seed"],
};

/** Fields of one resource, by the last part of their path. */
const OF_RESOURCE: Readonly<Record<string, readonly [string, string]>> = {
  unit: ["Đơn vị đo", "Unit of measure"],
  cap: ["Trần của cả phương án", "Cap of the whole plan"],
  cap_per_year: ["Trần từng năm", "Cap of single years"],
  per_focus: ["Mức dùng của một trọng tâm", "Use of one focus"],
  minimum_per_focus: ["Mức dùng ít nhất của một trọng tâm", "Least use of one focus"],
  per_facility: ["Mức dùng của một cơ sở mới", "Use of a new facility"],
  per_upgrade: ["Mức dùng khi nâng cấp", "Use of an upgrade"],
  running_per_year: ["Chi thường xuyên mỗi năm", "Running cost of a year"],
  running_full_years: ["Số năm tính đủ chi thường xuyên", "Years in which all running cost counts"],
  running_share_after: ["Phần chi thường xuyên được tính sau đó", "Share of running cost that counts after"],
  capacity_per_unit: ["Mức mỗi đơn vị có", "What each unit has"],
  status: ["Cơ sở của số liệu", "Standing of the numbers"],
  source: ["Nguồn", "Source"],
};

const CHOICES: Readonly<Record<string, readonly [string, string]>> = {
  at_most_one: ["có thể nằm ngoài", "may stay outside"],
  exactly_one: ["phải thuộc một cụm", "has to be in a cluster"],
  allow: ["cho phép", "allow"],
  flag: ["cho phép và ghi chú", "allow and flag"],
  forbid: ["không cho phép", "forbid"],
  equal: ["như nhau", "the same for all"],
  population: ["dân số", "population"],
  grdp: ["quy mô kinh tế", "economic output"],
  geometric: ["trung bình nhân", "geometric"],
  arithmetic: ["trung bình cộng", "arithmetic"],
  high: ["cao", "high"],
  medium: ["trung bình", "medium"],
  low: ["thấp", "low"],
  assumed: ["giả định", "assumed"],
  given: ["có nguồn", "given"],
};

type Language = "vi" | "en";
const RESOURCE = /^rules\.resources\.(.+)\.([a-z_]+)$/;

/** What a field is called. */
export function fieldName(path: string, language: Language): string {
  const found = FIELDS[path] ?? OF_RESOURCE[RESOURCE.exec(path)?.[2] ?? ""];
  return found?.[language === "vi" ? 0 : 1] ?? path;
}

/** What a choice is called. */
export function choiceName(choice: string, language: Language): string {
  return CHOICES[choice]?.[language === "vi" ? 0 : 1] ?? choice;
}

/** Every path that has a name. */
export const NAMED_FIELDS: readonly string[] = Object.keys(FIELDS);
