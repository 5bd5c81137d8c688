"""The headings and fixed sentences of the printed report, in both languages."""

from __future__ import annotations

from clusterplan.language import Text

__all__ = ["WORDS"]

WORDS = {
    "report": Text(vi="Phiếu phương án của đơn vị", en="What the plan says of one unit"),
    "scenario": Text(vi="Kịch bản", en="Scenario"),
    "region": Text(vi="Vùng", en="Region"),
    "place": Text(vi="Vị trí trong phương án", en="Place in the plan"),
    "focuses": Text(vi="Công nghệ trọng tâm và lý do được chọn", en="Focuses, and why they were chosen"),
    "no_focuses": Text(
        vi="Đơn vị không thuộc cụm nào trong phương án này. Trang sau nêu lý do với từng công nghệ.",
        en="The unit is in no cluster of this plan. The next page gives the reason for each technology.",
    ),
    "others": Text(vi="Điểm cao nhất ngoài trọng tâm", en="Best scores outside the focuses"),
    "facilities": Text(vi="Cơ sở dùng chung đặt tại đơn vị", en="Shared facilities in the unit"),
    "no_facilities": Text(vi="Không có cơ sở nào đặt tại đơn vị.", en="No facility lies in the unit."),
    "serves": Text(vi="phục vụ", en="serves"),
    "served_by": Text(vi="Cơ sở phục vụ", en="Served by"),
    "strong": Text(vi="Thành viên mạnh", en="Strong members"),
    "mechanisms": Text(vi="Cơ chế của địa phương", en="Local mechanisms"),
    "all": Text(
        vi="Từng công nghệ: điểm, bằng chứng, kết quả và lý do", en="Each technology: score, evidence, outcome"
    ),
    "technology": Text(vi="Công nghệ", en="Technology"),
    "score": Text(vi="Điểm", en="Score"),
    "rank": Text(vi="Hạng", en="Rank"),
    "evidence": Text(vi="Bằng chứng", en="Evidence"),
    "reason": Text(vi="Kết quả và lý do", en="Outcome and reason"),
    "missing": Text(vi="Số liệu còn thiếu và nơi có thể cung cấp", en="Data that are missing, and who holds them"),
    "nothing_missing": Text(vi="Không thiếu chỉ số nào của đơn vị này.", en="No indicator of this unit is missing."),
    "assumptions": Text(vi="Giả định chưa có nguồn chính thức", en="Assumptions without an official source"),
    "proof": Text(vi="Cơ sở để kiểm tra lại", en="How to check this"),
    "objective": Text(vi="Giá trị mục tiêu", en="Objective"),
    "bound": Text(vi="cận trên đã chứng minh", en="proven upper bound"),
    "sources": Text(vi="Nguồn", en="Sources"),
    "hub": Text(vi="hạt nhân", en="hub"),
    "caption": Text(
        vi="Xanh đậm: đơn vị; xanh nhạt: các thành viên khác của cụm. Ranh giới gần đúng, chỉ để minh họa.",
        en="Dark blue: the unit; light blue: the other members of its cluster. Borders are approximate.",
    ),
}
