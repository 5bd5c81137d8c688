"""The fields of a mission record: the seven clear items, leadership, value chain, follow-up, and what the plan says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from clusterplan.language import Text

__all__ = ["COUNTED", "FIELDS", "GROUPS", "FieldDefinition", "FieldGroup"]

type FieldGroup = Literal["clear_items", "leadership", "value_chain", "follow_up", "plan"]

GROUPS: dict[FieldGroup, Text] = {
    "clear_items": Text(vi="Bảy rõ", en="Seven clear items"),
    "leadership": Text(vi="Chủ trì", en="Leadership"),
    "value_chain": Text(vi="Chuỗi giá trị", en="Value chain"),
    "follow_up": Text(vi="Theo dõi", en="Follow-up"),
    "plan": Text(vi="Trong phương án mô phỏng", en="In the simulated plan"),
}
"""Groups of fields, in the order in which they are shown."""


@dataclass(frozen=True)
class FieldDefinition:
    """One field of every record."""

    name: str
    """Name in files."""
    group: FieldGroup
    """Group that it belongs to."""
    label: Text
    """Name for people."""
    is_date: bool = False
    """Whether its value is a date, ``YYYY-MM-DD``."""


_DEFINED = (
    FieldDefinition("person", "clear_items", Text(vi="Rõ người", en="Person")),
    FieldDefinition("task", "clear_items", Text(vi="Rõ việc", en="Task")),
    FieldDefinition("responsibility", "clear_items", Text(vi="Rõ trách nhiệm", en="Responsibility")),
    FieldDefinition("time", "clear_items", Text(vi="Rõ thời gian", en="Time")),
    FieldDefinition("authority", "clear_items", Text(vi="Rõ thẩm quyền", en="Authority")),
    FieldDefinition("product", "clear_items", Text(vi="Rõ sản phẩm", en="Product")),
    FieldDefinition("resources", "clear_items", Text(vi="Rõ nguồn lực", en="Resources")),
    FieldDefinition("chief_engineer", "leadership", Text(vi="Tổng công trình sư", en="Chief engineer")),
    FieldDefinition("challenge", "value_chain", Text(vi="Bài toán lớn", en="Challenge")),
    FieldDefinition("core_technologies", "value_chain", Text(vi="Công nghệ lõi", en="Core technologies")),
    FieldDefinition("research_organisation", "value_chain", Text(vi="Tổ chức nghiên cứu", en="Research organisation")),
    FieldDefinition("strategic_product", "value_chain", Text(vi="Sản phẩm chiến lược", en="Strategic product")),
    FieldDefinition("market", "value_chain", Text(vi="Thị trường", en="Market")),
    FieldDefinition("baseline", "follow_up", Text(vi="Hiện trạng", en="Baseline")),
    FieldDefinition("target_2030", "follow_up", Text(vi="Chỉ tiêu 2030", en="Target 2030")),
    FieldDefinition("indicator", "follow_up", Text(vi="Chỉ số đo", en="Indicator")),
    FieldDefinition("owner", "follow_up", Text(vi="Đầu mối theo dõi", en="Owner")),
    FieldDefinition("review_date", "follow_up", Text(vi="Ngày rà soát", en="Review date"), is_date=True),
    FieldDefinition("clusters", "plan", Text(vi="Cụm dẫn dắt", en="Leading clusters")),
    FieldDefinition(
        "on_record", "plan", Text(vi="Có tên trên hồ sơ (không phải lựa chọn)", en="On record (not chosen)")
    ),
)

FIELDS: dict[str, FieldDefinition] = {field.name: field for field in _DEFINED}
"""Every field by name, in the order of files."""

COUNTED = tuple(field.name for field in _DEFINED if field.group != "plan")
"""Fields that count for completeness: what a simulated plan says is no fact about a mission."""
