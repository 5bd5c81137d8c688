"""What the columns of a plan's collections are: a type that does not depend on the rows, and a meaning in words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from clusterplan.geodata.register import ColumnType
from clusterplan.language import Text
from clusterplan.publishing.fields import Field

__all__ = ["plan_fields"]

_PATTERNS: tuple[tuple[str, ColumnType, str | None, str, str], ...] = (
    ("id", "text", None, "Mã", "Id"),
    ("code", "text", None, "Mã đơn vị", "Code of the unit"),
    ("site_id", "text", None, "Mã địa điểm", "Id of the site"),
    ("name_vi", "text", None, "Tên tiếng Việt", "Name in Vietnamese"),
    ("name_en", "text", None, "Tên tiếng Anh", "Name in English"),
    ("region", "text", None, "Vùng", "Region"),
    ("hub", "text", None, "Đơn vị trung tâm của cụm", "Hub of the cluster"),
    ("members", "text", None, "Các đơn vị của cụm, cách nhau bằng dấu chấm phẩy", "Units of the cluster, by ;"),
    ("cluster", "text", None, "Cụm", "Cluster"),
    ("is_hub", "flag", None, "Là đơn vị trung tâm của cụm", "Whether the unit is the hub of its cluster"),
    (r"focus_\d+", "text", None, "Công nghệ trọng tâm", "Focus technology"),
    (r"focus_\d+_vi", "text", None, "Tên công nghệ trọng tâm, tiếng Việt", "Name of the focus in Vietnamese"),
    (r"focus_\d+_en", "text", None, "Tên công nghệ trọng tâm, tiếng Anh", "Name of the focus in English"),
    (r"focus_\d+_value", "number", "1", "Lợi thế của cụm ở trọng tâm này", "Advantage of the cluster in the focus"),
    (r"focus_\d+_grade", "text", None, "Mức chứng cứ của trọng tâm", "Evidence grade of the focus"),
    (
        r"focus_\d+_rests_on_expert_values",
        "flag",
        None,
        "Trọng tâm dựa chủ yếu vào giá trị chuyên gia",
        "Whether the focus rests on expert values",
    ),
    (r"focus_\d+_served_by", "text", None, "Cơ sở dùng chung phục vụ trọng tâm", "Facility that serves the focus"),
    (r"focus_\d+_start_year", "integer", "year", "Năm bắt đầu trọng tâm", "Year in which the focus starts"),
    ("technology", "text", None, "Công nghệ", "Technology"),
    ("technology_vi", "text", None, "Tên công nghệ, tiếng Việt", "Name of the technology in Vietnamese"),
    ("technology_en", "text", None, "Tên công nghệ, tiếng Anh", "Name of the technology in English"),
    ("is_focus", "flag", None, "Là trọng tâm của cụm", "Whether it is a focus of the cluster"),
    ("start_year", "integer", "year", "Năm bắt đầu", "Year of the start"),
    ("start_years", "text", None, "Năm bắt đầu của từng trọng tâm", "Year in which each focus starts"),
    (
        r"judgement(_\w+)?",
        "text",
        None,
        "Trạng thái của giá trị: có điểm, chưa đánh giá được, bị quy tắc loại",
        "Status of the value: scored, cannot_be_judged, excluded_by_rule",
    ),
    (r"score(_\w+)?", "number", "1", "Điểm lợi thế, từ 0 đến 1", "Advantage score from 0 to 1"),
    (r"grade(_\w+)?", "text", None, "Mức chứng cứ của điểm", "Evidence grade of the score"),
    (r"coverage(_\w+)?", "number", "1", "Phần trọng số có số liệu", "Share of the weight that has data"),
    (r"share_observed(_\w+)?", "number", "1", "Phần dựa trên số liệu quan sát", "Share that rests on observed values"),
    (r"share_estimated(_\w+)?", "number", "1", "Phần dựa trên ước tính", "Share that rests on estimated values"),
    (r"share_expert(_\w+)?", "number", "1", "Phần dựa trên giá trị chuyên gia", "Share that rests on expert values"),
    (r"excluded_by_vi(_\w+)?", "text", None, "Quy tắc loại, bằng lời, tiếng Việt", "What excludes it, in Vietnamese"),
    (r"excluded_by_en(_\w+)?", "text", None, "Quy tắc loại, bằng lời, tiếng Anh", "What excludes it, in English"),
    (r"excluded_by(_\w+)?", "text", None, "Mã quy tắc loại", "Rules that exclude it"),
    ("evidence", "text", None, "Mức chứng cứ của từng trọng tâm", "Evidence grade of each focus"),
    ("served_by", "text", None, "Cơ sở phục vụ từng trọng tâm", "Facility that serves each focus"),
    ("kind", "text", None, "Loại cơ sở", "Kind of facility"),
    ("kind_vi", "text", None, "Loại cơ sở, tiếng Việt", "Kind of facility in Vietnamese"),
    ("kind_en", "text", None, "Loại cơ sở, tiếng Anh", "Kind of facility in English"),
    ("unit", "text", None, "Mã đơn vị", "Code of the unit"),
    ("technologies", "text", None, "Các công nghệ, cách nhau bằng dấu chấm phẩy", "Technologies, by ;"),
    ("upgrade", "flag", None, "Nâng cấp cơ sở có sẵn", "Whether an existing facility is upgraded"),
    ("opens_in", "integer", "year", "Năm mở", "Year of the opening"),
    ("restricted", "flag", None, "Tọa độ đã khái quát hóa", "Whether the place is restricted, so generalised"),
    ("coordinate_precision", "text", None, "Độ chính xác của tọa độ", "Precision of the coordinate"),
    ("flags_vi", "text", None, "Lưu ý, tiếng Việt", "Flags in Vietnamese"),
    ("flags_en", "text", None, "Lưu ý, tiếng Anh", "Flags in English"),
    ("research_groups", "integer", "1", "Số nhóm nghiên cứu", "Research groups"),
    ("doctorates", "integer", "1", "Số tiến sĩ", "Doctorates"),
    ("open_access_share", "number", "1", "Tỷ lệ dùng chung", "Share of the time open to others"),
    ("public_private_share", "number", "1", "Tỷ lệ hợp tác công tư", "Share of public-private work"),
    ("label_lon", "number", "degree", "Kinh độ của nhãn", "Longitude of the label"),
    ("label_lat", "number", "degree", "Vĩ độ của nhãn", "Latitude of the label"),
    ("unit_vintage", "text", None, "Ngày mà mã đơn vị có hiệu lực", "Date since which the unit codes hold"),
    ("is_simulated", "flag", None, "Là phương án mô phỏng", "Whether this is a simulated option"),
    ("status_vi", "text", None, "Tình trạng của phương án, tiếng Việt", "Status of the plan in Vietnamese"),
    ("status_en", "text", None, "Tình trạng của phương án, tiếng Anh", "Status of the plan in English"),
    ("sources", "text", None, "Nguồn", "Sources"),
    ("licence", "text", None, "Giấy phép", "Licence"),
)
"""Pattern of a name, type, unit, meaning in Vietnamese and in English; the first that fits counts."""


def plan_fields(names: Iterable[str]) -> list[Field]:
    """Return what the columns of a plan's layer are.

    Parameters
    ----------
    names
        Names of the columns, the geometry not among them.

    Returns
    -------
    list of Field
        In the same order; a name that the table does not know is text under its own name.
    """
    return [_field(name) for name in names]


def _field(name: str) -> Field:
    for pattern, kind, unit, vi, en in _PATTERNS:
        if re.fullmatch(pattern, name):
            return Field(name, kind, _of_technology(name, Text(vi, en)), unit)
    return Field(name, "text", Text(name, name))


def _of_technology(name: str, meaning: Text) -> Text:
    """Say which technology a column of scores is about."""
    found = re.fullmatch(r"(?:judgement|score|grade|coverage|share|excluded).*?_([a-z]+\d+)", name)
    if not found:
        return meaning
    technology = found[1].upper()
    return Text(f"{meaning.vi} ({technology})", f"{meaning.en} ({technology})")
