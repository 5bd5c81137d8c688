"""Every sentence of a published comparison, in both languages."""

from __future__ import annotations

from clusterplan.language import Text
from clusterplan.publishing.comparison.answer import What
from clusterplan.publishing.texts import WORDS

__all__ = ["PART", "WHAT", "WORDS_OF_COMPARISON"]

WHAT = {
    What.GAINED: Text(vi="thêm", en="gained"),
    What.LOST: Text(vi="mất", en="lost"),
    What.BOTH: Text(vi="vừa thêm vừa mất", en="gained and lost"),
    What.MOVED: Text(vi="chuyển hạt nhân", en="moved to another hub"),
    What.CHANGED: Text(vi="thay đổi", en="changed"),
    What.UNDECIDED: Text(vi="chưa xác định được", en="cannot be said"),
    What.UNCHANGED: Text(vi="giữ nguyên", en="unchanged"),
}
"""What happened."""

PART = {
    "hub_focus": Text(vi="trọng tâm của cụm", en="focus of a cluster"),
    "unit_focus": Text(vi="trọng tâm của đơn vị", en="focus of a unit"),
    "unit_cluster": Text(vi="cụm của đơn vị", en="cluster of a unit"),
    "start": Text(vi="năm bắt đầu", en="start year"),
    "facility": Text(vi="cơ sở", en="facility"),
    "facility_technology": Text(vi="công nghệ của cơ sở", en="technology of a facility"),
    "objective_term": Text(vi="thành phần hàm mục tiêu", en="objective term"),
    "spending": Text(vi="nguồn lực", en="resource"),
    "metric": Text(vi="chỉ số", en="metric"),
    "unmapped": Text(vi="không chuyển đổi được", en="could not be mapped"),
}
"""What a row of the table of changes is about."""

WORDS_OF_COMPARISON = {
    **WORDS,
    "title": Text(vi="So sánh hai phương án", en="Comparison of two plans"),
    "map": Text(vi="Bản đồ thay đổi", en="Map of changes"),
    "by_cluster": Text(vi="Mọi thay đổi", en="All changes"),
    "by_technology": Text(vi="Thay đổi về", en="Changes in"),
    "clusters": Text(vi="Thay đổi trọng tâm của đơn vị", en="Changes of the units' focuses"),
    "hatched": Text(
        vi="Gạch chéo: thuộc cụm có hạt nhân khác trước, vào cụm hoặc ra khỏi cụm",
        en="Hatched: in a cluster of another hub than before, or newly in or out of clusters",
    ),
    "no_cluster": Text(vi="Không thuộc cụm nào", en="In no cluster"),
    "kept": Text(vi="có trong cả hai phương án", en="in both plans"),
    "nowhere": Text(vi="không có trong phương án nào", en="in neither plan"),
    "hub": Text(vi="Tên đậm: hạt nhân trong phương án sau", en="Bold name: hub in the second plan"),
    "question_mark": Text(
        vi="Có công nghệ không chuyển đổi được giữa hai danh mục",
        en="Some technology cannot be mapped between the two lists",
    ),
    "borders": Text(vi="Đường đậm: ranh giới cụm của phương án sau", en="Dark lines: clusters of the second plan"),
    "before": Text(vi="Phương án trước", en="First plan"),
    "after": Text(vi="Phương án sau", en="Second plan"),
    "change": Text(vi="Thay đổi", en="Change"),
    "technology": Text(vi="Công nghệ", en="Technology"),
    "gained_at": Text(vi="Thêm ở hạt nhân", en="Gained at"),
    "lost_at": Text(vi="Mất ở hạt nhân", en="Lost at"),
    "kept_at": Text(vi="Giữ ở hạt nhân", en="Kept at"),
    "undecided_at": Text(vi="Chưa xác định ở", en="Cannot be said at"),
    "focus_changes": Text(vi="Công nghệ trọng tâm", en="Focuses"),
    "unit_changes": Text(vi="Các đơn vị", en="Units"),
    "facility_changes": Text(vi="Phòng thí nghiệm, trung tâm", en="Laboratories and centres"),
    "numbers": Text(vi="Giá trị, nguồn lực, chỉ số", en="Value, resources, metrics"),
    "site": Text(vi="Địa điểm", en="Site"),
    "kind": Text(vi="Loại", en="Kind"),
    "services": Text(vi="Công nghệ phục vụ", en="Technologies served"),
    "hub_change": Text(vi="Hạt nhân", en="Hub"),
    "unmapped": Text(vi="Không chuyển đổi được giữa hai danh mục", en="What could not be mapped between the lists"),
    "no_official": Text(
        vi="Bảng chuyển đổi là cách đọc của nhà phân tích; không có bảng chính thức.",
        en="The crosswalk is an analyst's reading; there is no official one.",
    ),
    "inputs": Text(vi="Số liệu đầu vào khác nhau", en="Inputs that differ"),
    "same": Text(vi="Hai phương án quyết định như nhau.", en="Both plans decide the same."),
    "objective": Text(vi="Hàm mục tiêu", en="Objective"),
    "none": Text(vi="Không có thay đổi", en="No change"),
    "other_objective": Text(
        vi="Hai kịch bản khác nhau nên giá trị hàm mục tiêu không cùng thước đo.",
        en="The scenarios differ, so their objectives do not measure the same.",
    ),
}
"""Labels of the page and the terminal, on top of those of a plan's map."""
