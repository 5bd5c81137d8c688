"""The ranges of the draws in words: each is an assumption, in every study that draws."""

from __future__ import annotations

from collections.abc import Iterator

from clusterplan.advantage.draws import ScoreUncertainty
from clusterplan.domain import Assumption
from clusterplan.language import Text

__all__ = ["range_assumptions"]

_RANGES = {
    "weights": Text(vi="trọng số chỉ tiêu và thành phần (tỷ lệ)", en="weights of indicators and components (share)"),
    "goalposts": Text(vi="ngưỡng chuẩn hoá (tỷ lệ khoảng cách)", en="goalposts (share of their distance)"),
    "imputed": Text(vi="giá trị ước tính thay thế", en="imputed values"),
    "none_recorded": Text(vi="nơi chưa ghi nhận gì (chỉ tăng)", en="where nothing is recorded (up only)"),
    "observed": Text(vi="giá trị đọc trong nguồn", en="observed values"),
    "derived": Text(vi="giá trị suy ra từ nguồn", en="derived values"),
    "lower_bound": Text(vi="cận dưới (chỉ tăng)", en="lower bounds (up only)"),
    "expert": Text(vi="hiểu biết chung", en="experts' readings"),
    "relative": Text(vi="tỷ phần chuyên môn hoá", en="share of the specialisation part"),
    "participation": Text(vi="điểm tham gia", en="participation scores"),
    "synergy": Text(vi="giá trị cộng hưởng (tỷ lệ)", en="values of synergy pairs (share)"),
    "costs": Text(vi="lập cụm, khoảng cách, đặt cơ sở (tỷ lệ)", en="founding, cohesion and hosting (share)"),
}
"""Every range in words."""


def range_assumptions(uncertainty: ScoreUncertainty) -> Iterator[Assumption]:
    """Yield every range as the assumption that it is.

    Parameters
    ----------
    uncertainty
        Half-widths, of scores alone or of a whole plan.

    Yields
    ------
    Assumption
        One for each field, in their order.
    """
    for name, half_width in uncertainty.model_dump().items():
        yield Assumption(
            what=f"range of the draws: {_RANGES[name].en}",
            what_vi=f"biên độ rút ngẫu nhiên: {_RANGES[name].vi}",
            value=f"± {half_width:g}",
        )
