"""Every sentence of the publications, in both languages."""

from __future__ import annotations

from clusterplan.domain import EvidenceShare, FacilityKind, Grade, Judgement, Plan, Termination, ValueStatus
from clusterplan.language import Language, Text

__all__ = [
    "FACILITY_KIND",
    "GRADE",
    "JUDGEMENT",
    "PROOF",
    "STATUS",
    "TERM",
    "VALUE_STATUS",
    "WORDS",
    "decimal",
    "status_details",
    "whole_percentages",
]

STATUS = Text(
    vi="Phương án mô phỏng, không phải quyết định của cơ quan nhà nước",
    en="Simulated option, not a government decision",
)
"""The line that no view, print or screenshot loses."""

GRADE = {
    Grade.HIGH: Text(vi="cao", en="high"),
    Grade.MEDIUM: Text(vi="trung bình", en="medium"),
    Grade.LOW: Text(vi="thấp", en="low"),
}

VALUE_STATUS = {
    ValueStatus.OBSERVED: Text(vi="đọc trong nguồn", en="read in a source"),
    ValueStatus.DERIVED: Text(vi="suy ra từ nguồn", en="derived from a source"),
    ValueStatus.LOWER_BOUND: Text(vi="cận dưới", en="lower bound"),
    ValueStatus.EXPERT: Text(vi="hiểu biết chung", en="general knowledge"),
    ValueStatus.IMPUTED: Text(vi="ước tính thay thế", en="imputed"),
    ValueStatus.NONE_RECORDED: Text(vi="chưa ghi nhận", en="none recorded"),
    ValueStatus.MISSING: Text(vi="thiếu", en="missing"),
}

JUDGEMENT = {
    Judgement.SCORED: Text(vi="đã chấm điểm", en="scored"),
    Judgement.CANNOT_BE_JUDGED: Text(vi="chưa thể đánh giá", en="cannot be judged"),
    Judgement.EXCLUDED: Text(vi="bị loại theo quy tắc", en="excluded by rule"),
}

FACILITY_KIND = {
    FacilityKind.KEY_LABORATORY: Text(vi="Phòng thí nghiệm trọng điểm quốc gia", en="National key laboratory"),
    FacilityKind.TEST_CENTRE: Text(vi="Trung tâm nghiên cứu, thử nghiệm", en="Research and testing centre"),
    FacilityKind.DECODING_CENTRE: Text(
        vi="Trung tâm giải mã công nghệ, thiết kế ngược", en="Centre for technology decoding and reverse engineering"
    ),
    FacilityKind.AI_COMPUTING: Text(
        vi="Hạ tầng tính toán cho trí tuệ nhân tạo", en="Computing infrastructure for artificial intelligence"
    ),
}

PROOF = {
    Termination.OPTIMAL: Text(
        vi="Đã chứng minh tối ưu với mô hình và số liệu này.", en="Proven optimal for this model and these data."
    ),
    Termination.GAP_LIMIT: Text(vi="Dừng ở khoảng cách tối ưu cho phép.", en="Stopped at the allowed gap."),
    Termination.TIME_LIMIT: Text(vi="Dừng khi hết thời gian.", en="Stopped at the time limit."),
    Termination.INTERRUPTED: Text(vi="Bị ngắt trước khi chứng minh xong.", en="Interrupted before the proof was done."),
}

TERM = {
    "advantage": Text(vi="lợi thế", en="advantage"),
    "robustness": Text(vi="dự phòng sai lệch điểm", en="robustness"),
    "synergy": Text(vi="cộng hưởng", en="synergy"),
    "hosting": Text(vi="đặt cơ sở", en="hosting"),
    "cohesion": Text(vi="khoảng cách trong cụm", en="cohesion"),
    "founding": Text(vi="lập cụm", en="founding"),
    "switching": Text(vi="thay đổi so với phương án đã chọn", en="switching"),
    "phasing": Text(vi="phân kỳ", en="phasing"),
}
"""Terms of the objective."""

WORDS = {
    "title": Text(vi="Phương án cụm công nghệ chiến lược", en="Plan of strategic technology clusters"),
    "map": Text(vi="Bản đồ phương án", en="Map of the plan"),
    "skip": Text(vi="Bỏ qua bản đồ, tới bảng", en="Skip the map, go to the table"),
    "switch": Text(vi="English", en="Tiếng Việt"),
    "whole": Text(vi="Cả nước", en="Whole country"),
    "search": Text(vi="Tìm theo tên mới, tên cũ, không dấu", en="Find by new, old or unaccented name"),
    "colour_by": Text(vi="Tô màu theo", en="Colour by"),
    "by_cluster": Text(vi="Cụm của phương án", en="Clusters of the plan"),
    "by_score": Text(vi="Điểm lợi thế", en="Advantage score"),
    "legend": Text(vi="Chú giải", en="Legend"),
    "clusters": Text(vi="Cụm và công nghệ trọng tâm", en="Clusters and their focuses"),
    "signs": Text(vi="Ký hiệu", en="Symbols"),
    "no_cluster": Text(vi="Không thuộc cụm nào", en="In no cluster"),
    "hatched": Text(
        vi="Gạch chéo: có công nghệ trọng tâm không còn thành viên mạnh nếu bỏ giá trị chuyên gia",
        en="Hatched: a focus would have no strong member without expert values",
    ),
    "hatched_score": Text(
        vi="Gạch chéo: điểm dựa chủ yếu vào nhận định chuyên gia",
        en="Hatched: the score rests mainly on expert reading",
    ),
    "not_judged_mark": Text(
        vi="Có công nghệ chưa thể đánh giá vì thiếu số liệu", en="Some technologies cannot be judged for lack of data"
    ),
    "no_data": Text(
        vi="Chưa thể đánh giá (khác với lợi thế thấp)", en="Cannot be judged (not the same as low advantage)"
    ),
    "excluded": Text(vi="Bị loại theo quy tắc", en="Excluded by rule"),
    "excluded_data": Text(
        vi="Bị loại theo quy tắc của kịch bản (không xét điểm)",
        en="Excluded by a rule of the scenario, whatever the score",
    ),
    "excluded_mark": Text(vi="Có công nghệ bị loại theo quy tắc", en="Some technologies are excluded by rule"),
    "flags": Text(vi="Cần lưu ý", en="To be noted"),
    "flag_mark": Text(vi="Có điều cần lưu ý: chọn để xem", en="Something is to be noted: choose it to see what"),
    "chosen": Text(
        vi="Tên trên nền đen: cụm chọn công nghệ này", en="Name on black: its cluster focuses on this technology"
    ),
    "hub": Text(
        vi="Tên đậm kèm mã cụm (★ trong bảng): hạt nhân của cụm",
        en="Bold name with the cluster's number (★ in the table): hub",
    ),
    "member": Text(vi="thành viên", en="member"),
    "hub_role": Text(vi="hạt nhân", en="hub"),
    "zone": Text(vi="Khu công nghệ cao và khu liên quan", en="High-tech and related zones"),
    "facilities": Text(vi="Phòng thí nghiệm, trung tâm", en="Laboratories and centres"),
    "names": Text(vi="Tên đơn vị", en="Names of units"),
    "reach": Text(
        vi="Chọn một cơ sở để xem phạm vi và các cụm được phục vụ",
        en="Choose a facility to see its reach and the clusters that it serves",
    ),
    "cluster": Text(vi="Cụm", en="Cluster"),
    "members": Text(vi="Thành viên", en="Members"),
    "focuses": Text(vi="Công nghệ trọng tâm", en="Focuses"),
    "score": Text(vi="điểm", en="score"),
    "rank": Text(vi="hạng", en="rank"),
    "evidence": Text(vi="bằng chứng", en="evidence"),
    "strong": Text(vi="Thành viên mạnh", en="Strong members"),
    "served_by": Text(vi="Cơ sở phục vụ", en="Served by"),
    "serves": Text(vi="Phục vụ", en="Serves"),
    "expert": Text(
        vi="không còn thành viên mạnh nếu bỏ giá trị chuyên gia", en="no strong member without expert values"
    ),
    "vintage": Text(vi="Mã và ranh giới đơn vị theo mốc", en="Codes and borders of the units are of vintage"),
    "not_judged": Text(vi="Chưa thể đánh giá", en="Cannot be judged"),
    "coverage": Text(vi="độ phủ số liệu", en="data coverage"),
    "too_little": Text(vi="số liệu quá ít", en="too little data"),
    "others": Text(vi="Điểm cao khác, không được chọn cho cụm", en="Other high scores, not chosen for the cluster"),
    "upgrade": Text(vi="nâng cấp phòng thí nghiệm trọng điểm hiện có", en="upgrade of an existing key laboratory"),
    "new": Text(vi="cơ sở mới", en="new facility"),
    "table": Text(vi="Bảng các đơn vị", en="Table of units"),
    "unit": Text(vi="Đơn vị", en="Unit"),
    "assumptions": Text(vi="Giả định chưa có nguồn", en="Assumptions without a source"),
    "sources": Text(vi="Nguồn và giấy phép", en="Sources and licences"),
    "source": Text(vi="Nguồn", en="Source"),
    "approximate": Text(
        vi="Ranh giới gần đúng, không có giá trị pháp lý", en="Approximate boundaries without legal value"
    ),
    "close": Text(vi="Đóng", en="Close"),
    "zoom_in": Text(vi="Phóng to", en="Zoom in"),
    "zoom_out": Text(vi="Thu nhỏ", en="Zoom out"),
    "print": Text(vi="In bản đồ", en="Print"),
    "nothing_found": Text(vi="Không tìm thấy", en="Nothing found"),
    "product": Text(vi="sản phẩm", en="product"),
    "products": Text(vi="sản phẩm", en="products"),
    "capable": Text(vi="có năng lực theo ghi nhận trong cụm", en="capable on record in the cluster"),
    "others_in_reach": Text(vi="Nơi khác trong tầm phục vụ", en="Others on record within reach"),
    "mechanisms": Text(vi="Cơ chế của địa phương", en="Local mechanisms"),
    "decision": Text(vi="quyết định số", en="decision"),
    "starts_in": Text(vi="bắt đầu năm", en="starts in"),
    "opens_in": Text(vi="mở năm", en="opens in"),
}
"""Short labels of the page."""


def whole_percentages(shares: EvidenceShare) -> tuple[int, int, int]:
    """Round the evidence shares to whole percentages that sum to 100 (largest remainders).

    Parameters
    ----------
    shares
        Observed, estimated and expert; they sum to 1.

    Returns
    -------
    tuple of int
        Observed, estimated, expert, in per cent.

    Examples
    --------
    >>> whole_percentages(EvidenceShare(observed=1 / 3, estimated=1 / 3, expert=1 / 3))
    (34, 33, 33)
    """
    exact = [100 * share for share in (shares.observed, shares.estimated, shares.expert)]
    whole = [int(share) for share in exact]
    missing = round(sum(exact)) - sum(whole)
    for place in sorted(range(3), key=lambda place: (whole[place] - exact[place], place))[:missing]:
        whole[place] += 1
    return whole[0], whole[1], whole[2]


def status_details(plan: Plan) -> Text:
    """Return what stands beside :data:`STATUS`: what the plan rests on and what it does not know.

    Parameters
    ----------
    plan
        The plan.

    Returns
    -------
    Text
        Shares of evidence, units with something that cannot be judged, assumptions, boundaries.
    """
    observed, estimated, expert = whole_percentages(plan.evidence_share)
    waiting, assumed = len(plan.units_not_judged), len(plan.assumptions)
    return Text(
        vi=f"Căn cứ: {observed}% quan sát, {estimated}% ước tính, {expert}% chuyên gia"
        f" · {waiting} đơn vị còn nội dung chưa thể đánh giá · {assumed} giả định chưa có nguồn"
        " · ranh giới gần đúng, không có giá trị pháp lý",
        en=f"Evidence: {observed}% observed, {estimated}% estimated, {expert}% expert"
        f" · {_count(waiting, 'unit')} with something that cannot be judged"
        f" · {_count(assumed, 'assumption')} without a source · approximate boundaries without legal value",
    )


def decimal(value: float, language: Language, places: int = 2) -> str:
    """Write a number with the decimal sign of a language.

    Parameters
    ----------
    value
        The number.
    language
        ``"vi"`` writes a comma, ``"en"`` a point.
    places
        Decimals.

    Returns
    -------
    str
        The number as text.

    Examples
    --------
    >>> decimal(0.4567, "vi")
    '0,46'
    """
    text = f"{value:.{places}f}"
    return text.replace(".", ",") if language == "vi" else text


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
