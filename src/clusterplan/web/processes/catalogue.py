"""The processes: what may be asked, with what, and what the answer looks like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clusterplan.domain import Frozen
from clusterplan.language import Text
from clusterplan.planning.robustness import Robustness
from clusterplan.planning.values import PlanValues
from clusterplan.planning.why import WhyNot
from clusterplan.web.jobs.answers import AllocationAnswer, FrontAnswer, PortfolioAnswer
from clusterplan.web.processes.inputs import (
    About,
    AllocationInputs,
    ParetoInputs,
    PortfolioInputs,
    RobustnessInputs,
    ValuesInputs,
    WhyNotInputs,
)

__all__ = ["PROCESSES", "VERSION", "Process"]

VERSION = "1.0.0"
"""Version of the inputs and outputs."""


@dataclass(frozen=True)
class Process:
    """A question that may be asked."""

    id: str
    """Its id."""
    title: Text
    """Its name."""
    description: Text
    """What it answers."""
    inputs: type[About]
    """What it is asked with."""
    output: str
    """Name of its one output."""
    answer: type[Frozen]
    """Shape of the output."""


_ALL = (
    Process(
        "allocation",
        Text(vi="Phân bổ", en="Allocation"),
        Text(
            vi="Giải một kịch bản: cụm, công nghệ trọng tâm, phòng thí nghiệm và trung tâm; lưu thành dự thảo.",
            en="Solve a scenario: clusters, focus technologies, laboratories, centres; the plan is stored as a draft.",
        ),
        AllocationInputs,
        "plan",
        AllocationAnswer,
    ),
    Process(
        "why-not",
        Text(vi="Vì sao không", en="Why not"),
        Text(
            vi="Vì sao phương án không giao một công nghệ cho một đơn vị: mất gì nếu bắt buộc, và thay đổi nhỏ nhất.",
            en="Why a plan does not give a technology to a unit: what forcing it costs, and the smallest change.",
        ),
        WhyNotInputs,
        "answer",
        WhyNot,
    ),
    Process(
        "portfolio",
        Text(vi="Danh mục phương án", en="Portfolio"),
        Text(
            vi="Các phương án gần tối ưu khác nhau, và điều mọi, vài hay không phương án gần tối ưu nào có.",
            en="Near-optimal plans that differ, and what every, some or no near-optimal plan has.",
        ),
        PortfolioInputs,
        "answer",
        PortfolioAnswer,
    ),
    Process(
        "robustness",
        Text(vi="Độ vững", en="Robustness"),
        Text(
            vi="Còn lại gì của một phương án khi số liệu đầu vào được rút ngẫu nhiên lại.",
            en="What is left of a plan when its inputs are drawn anew.",
        ),
        RobustnessInputs,
        "answer",
        Robustness,
    ),
    Process(
        "pareto",
        Text(vi="Cái giá của sự công bằng", en="Price of fairness"),
        Text(
            vi="Các phương án không bị phương án nào hơn ở cả lợi thế lẫn công bằng, chi phí hoặc trùng lặp.",
            en="Plans that no other beats in both advantage and equity, cost or duplication.",
        ),
        ParetoInputs,
        "answer",
        FrontAnswer,
    ),
    Process(
        "values",
        Text(vi="Giá trị thay thế", en="Replacement values"),
        Text(
            vi="Mỗi quyết định, quy tắc, khóa đáng giá bao nhiêu; trọng tâm nào còn khi bỏ giá trị chuyên gia.",
            en="What each decision, rule and lock of a plan is worth; which focuses survive without expert values.",
        ),
        ValuesInputs,
        "answer",
        PlanValues,
    ),
)
PROCESSES: Mapping[str, Process] = {process.id: process for process in _ALL}
"""Processes by id."""
